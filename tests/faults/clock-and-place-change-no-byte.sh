#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The tree of a day is the same whatever the clock, the time zone, the
# language and the user are; a change that is made when the clock runs behind
# stands after the one before it (FAULTS.md, F10 and C2).
. "$(dirname "$0")/../lib.sh"
. "$here/../mount/sample"
d=$tmp/d
ok 'the sample is made' faketime -f '@2024-06-01 10:00:00' sh -c \
	". '$here/../lib.sh' >/dev/null; . '$here/../mount/sample'; sample '$d' 12; trap - EXIT"
dossierfs export "$d" --tree "$tmp/want" --as-of 2024-06-30 >/dev/null
listing() {
	(cd "$1" && find . -printf '%P %y %s %T@ %l\n' | LC_ALL=C sort)
	tree_digest "$1"
}
listing "$tmp/want" >"$tmp/listing"
[ "$(wc -l <"$tmp/listing")" -gt 100 ]
report $? 'there is something to compare'
same() {
	_say=$1
	shift
	rm -rf "$tmp/got"
	ok "exported $_say" "$@" "$DOSSIERFS" export "$d" --tree "$tmp/got" \
		--as-of 2024-06-30
	listing "$tmp/got" | diff - "$tmp/listing" >"$tmp/said"
	report $? "  the same"
}
same 'years before' faketime -f '-10y'
same 'in 2038' faketime -f '@2038-01-20 00:00:00'
same 'at a leap second' faketime -f '@2016-12-31 23:59:59'
same 'by a clock that races' faketime -f '+0 x500'
same 'on the other side of the world' env TZ=Pacific/Kiritimati
same 'in another language' env LC_ALL=tr_TR.UTF-8 LANG=tr_TR.UTF-8
same 'without any' env -i PATH="$PATH"
if [ "$(id -u)" = 0 ]; then
	chmod 755 "$tmp"
	mkdir -m 777 "$tmp/theirs"
	cp "$DOSSIERFS" "$tmp/program"
	chmod -R a+rX "$d"
	rm -rf "$tmp/got"
	ok 'exported by another user' setpriv --reuid=65534 --regid=65534 \
		--clear-groups env HOME=/nonexistent "$tmp/program" export "$d" \
		--tree "$tmp/theirs/got" --as-of 2024-06-30
	listing "$tmp/theirs/got" | diff - "$tmp/listing" >"$tmp/said"
	report $? '  the same'
fi

ok 'a change when the clock is behind' faketime -f '@2020-01-01 00:00:00' \
	"$DOSSIERFS" -C "$d" set ISS-2024-0001 title=Late --author "$author"
is '  stands after the one before' "$(sqlite3 "$d/dossier.db" \
	'select count(*) from changeset c join changeset p on p.n = c.parent1
	 where c.recorded < p.recorded')" 0
ok '  and all is whole' dossierfs fsck "$d"
finish
