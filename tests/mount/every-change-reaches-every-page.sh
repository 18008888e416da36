#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# After each change the mount, whose pages the kernel had cached, is byte for
# byte what a fresh export of the dossier is; and so is the next mount, which
# has what this one kept: no page that should have changed was kept.
. "$(dirname "$0")/../lib.sh"
. "$here/sample"
need_fuse
d=$tmp/d m=$tmp/m

digests() {
	tree_digest "$1"
	(cd "$1" && find . $asked -type l -printf '%p %l\n' | sort)
}

caught_up() { cmp -s "$m/revision" "$tmp/out/revision"; }

same() {
	rm -rf "$tmp/out"
	dossierfs export "$d" --tree "$tmp/out" && eventually caught_up || return
	digests "$tmp/out" >"$tmp/exported"
	digests "$m" | diff "$tmp/exported" -
}

# What is kept of the state before goes on only in a mount that sees the change.
same_again() {
	unmounted && mounted "$d" "$m" && digests "$m" | diff "$tmp/exported" -
}

step() {
	_name="$1 $2"
	dossierfs -C "$d" "$@" --author "$author" >/dev/null 2>"$tmp/err" ||
		{ report 1 "$_name"; sed 's/^/# /' "$tmp/err"; return; }
	ok "$_name" same
	ok "$_name, mounted again" same_again
}

ok 'the sample is made' sample "$d" 5
ok 'it mounts' mounted "$d" "$m"
ok 'it is what export writes' same
step set ISS-2024-0001 state=confirmed confirmed_on=2024-03-07
step add release id=R1 title=R1 product=PUMP version=1.0 \
	released_on=2024-01-10
step set ISS-2024-0001 'affected[]=R1' severity.level=high
step add update id=U1 title=Fix product=PUMP security=true \
	available_on=2024-04-01 'fixes[]=ISS-2024-0001' 'applies_to[]=R1'
step add change id=CH1 title=Change 'issues[]=ISS-2024-0001' author=Bo \
	made_on=2024-03-20 release=R1
step set U1 approval.state=approved approval.by=Ann approval.on=2024-04-02
step add notification id=N1 title=Note 'updates[]=U1' sent_on=2024-04-03 \
	channel=mail
step set CH1 impact.reviewer=Cy impact.reviewed_on=2024-03-21
step add review id=RV1 title=Review kind=open_issues product=PUMP \
	release=R1 held_on=2024-01-05
step set ISS-2024-0001 state=closed closed_on=2024-05-01
step add document id=SOP1 title='Procedure for security updates' \
	kind=procedure state=approved
step withdraw N1
step set ISS-2024-0002 duplicate_of=ISS-2024-0001 identified_on=2022-01-01
finish
