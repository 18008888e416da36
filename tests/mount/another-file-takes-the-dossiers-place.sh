#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A dossier.db that is put in the place of another, as from a backup, is what a
# mount shows from then on; it comes to rest, and ends when it is told to.
. "$(dirname "$0")/../lib.sh"
. "$here/sample"
need_fuse
d=$tmp/d m=$tmp/m
spent() { awk '{ print $14 + $15 }' "/proc/$(daemon_of "$m")/stat"; }
rests() {
	_n=$(spent)
	sleep 1
	[ $(($(spent) - _n)) -lt 30 ]
}
ok 'the sample is made' sample "$d" 5
cp -a "$d" copy
ok 'a copy goes on' dossierfs -C copy add issue id=X-1 title=T product=PUMP \
	state=new identified_on=2024-05-03 --author "$author"
ok 'and the dossier' put ISS-2024-0001 title=Otherwise
ok 'it mounts' mounted "$d" "$m"
tree_digest "$m" >before
ok 'all is read' test -s before
sleep 1
rm -rf "$d"/dossier.db* "$d/git"
cp -a copy/git "$d/git"
cp copy/dossier.db "$d/dossier.db"
ok 'the copy takes its place: the mount shows it' eventually \
	test -e "$m/issues/2024/X-1.md"
ok '  and not what was there' eventually \
	sh -c '! grep -q Otherwise "$1"' - "$m/issues/2024/ISS-2024-0001.md"
ok '  and comes to rest' rests
ok 'a change comes' put ISS-2024-0002 title=Later
ok '  the mount shows it' eventually grep -q Later \
	"$m/issues/2024/ISS-2024-0002.md"
dossierfs export "$d" --tree out >/dev/null
tree_digest out >want
tree_digest "$m" >got
ok '  as all else' cmp want got
ok 'it ends' unmounted
finish
