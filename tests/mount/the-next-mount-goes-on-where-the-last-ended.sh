#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What was changed while nothing was mounted, and the days that passed, cost
# the next mount the pages that they touch: the others are kept, and all are
# byte for byte what an export of the dossier writes.
. "$(dirname "$0")/../lib.sh"
. "$here/sample"
need_fuse
command -v faketime >/dev/null || { echo "1..0 # SKIP no faketime"; exit; }
d=$tmp/d m=$tmp/m

digests() {
	tree_digest "$1"
	(cd "$1" && find . $asked -type l -printf '%p %l\n' | sort)
	(cd "$1" && find . $asked -type d -printf '%p %T@\n' | sort)
	(cd "$1" && find . $asked -type f -printf '%p %s %T@\n' | sort)
}

# Of the commit: it writes what it keeps once it has caught up.
goes_on() {
	_head=$(git -C "$d/git" rev-parse main)
	_day=$(($(date -u -d "$1" +%s) / 86400))
	[ "$(sqlite3 "$d/cache.db" "select count(*) from tree_state
		where state like '$_head $_day %'")" = 1 ]
}

# as_of DAY: a mount on that day, in the end with all that is there kept.
as_of() {
	mkdir -p "$m"
	faketime -f "@$1 10:00:00" "$DOSSIERFS" mount "$d" "$m" || return
	mounts="$mounts $m"
	[ ! -e "$tmp/walked" ] || eventually goes_on "$1" || return
	rm -rf "$tmp/out"
	faketime -f "@$1 10:00:00" "$DOSSIERFS" export "$d" \
		--tree "$tmp/out" || return
	digests "$tmp/out" >"$tmp/exported"
	digests "$m" | diff "$tmp/exported" - || return
	rendered >"$tmp/walked"
	unmounted
}

step() {
	_name="$1 $2"
	faketime -f "@$day 12:00:00" "$DOSSIERFS" -C "$d" "$@" \
		--author "$author" >/dev/null 2>"$tmp/err" ||
		{ report 1 "$_name"; sed 's/^/# /' "$tmp/err"; return; }
	ok "$_name" as_of "$day"
}

ok 'the sample is made' sample "$d" 12
day=2031-03-07
ok 'it mounts' as_of $day
all=$(cat "$tmp/walked")
step set ISS-2024-0001 state=confirmed confirmed_on=2024-03-07
ok 'most pages were kept' [ "$(cat "$tmp/walked")" -lt $((all * 3 / 4)) ]
step set ISS-2024-0002 title='Another title'
ok 'of what judging cannot see, most too' \
	[ "$(cat "$tmp/walked")" -lt $((all / 2)) ]
step add release id=R1 title=R1 product=PUMP version=1.0 \
	released_on=2024-01-10
step set ISS-2024-0001 'affected[]=R1' severity.level=high
day=2031-03-20
ok 'days go by' as_of $day
step add update id=U1 title=Fix product=PUMP security=true \
	available_on=2024-04-01 'fixes[]=ISS-2024-0001' 'applies_to[]=R1'
day=2032-03-20
ok 'a year goes by' as_of $day
step withdraw U1
step set ISS-2024-0002 duplicate_of=ISS-2024-0001 identified_on=2022-01-01
step add document id=SOP1 title='Procedure for security updates' \
	kind=procedure state=approved
step withdraw ISS-2024-0003
finish
