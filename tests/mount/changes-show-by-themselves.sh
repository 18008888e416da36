#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What another process commits is seen without remounting: new bytes and
# sizes, new names (also those that were asked for in vain), names gone.
. "$(dirname "$0")/../lib.sh"
. "$here/sample"
need_fuse
d=$tmp/d m=$tmp/m
year=$m/issues/2024
ok 'the sample is made' sample "$d"
ok 'it mounts' mounted "$d" "$m"

find "$m" -type f -exec cat {} + >/dev/null
revision=$(cat "$m/revision")
changed() { [ "$(cat "$m/revision")" != "$revision" ]; }
not_ok 'a name that is not there is not found' ls "$year/NEW-1.md"
not_ok 'nor is one that never can be' ls "$year/.Trash-1000"

ok 'a record is added' dossierfs -C "$d" add issue id=NEW-1 title=New \
	product=PUMP identified_on=2024-06-01 state=new --author "$author"
ok 'its page appears' eventually test -s "$year/NEW-1.md"
ok 'it is listed' sh -c "ls '$year' | grep -qx NEW-1.md"
ok 'revision changed' eventually changed
ok 'the page is read' grep -q New "$year/NEW-1.md"

ok 'a record is changed' put ISS-2024-0002 title='Other words'
ok 'its page says so' eventually grep -q 'Other words' "$year/ISS-2024-0002.md"
is 'with its size' "$(stat -c %s "$year/ISS-2024-0002.md")" \
	"$(wc -c <"$year/ISS-2024-0002.md")"
ok 'its history appears' eventually test -s "$year/ISS-2024-0002.history.md"

ok 'a record is withdrawn' dossierfs -C "$d" withdraw NEW-1 --author "$author"
ok 'its page goes' eventually test ! -e "$year/NEW-1.md"
is 'nor is it listed' "$(find "$year" -name 'NEW-1*')" ''

ok 'the tree is exported' dossierfs export "$d" --tree "$tmp/out"
same() {
	tree_digest "$m" >"$tmp/mounted"
	tree_digest "$tmp/out" | diff - "$tmp/mounted"
}
ok 'the mount is what a fresh export is' same
finish
