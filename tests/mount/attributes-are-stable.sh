#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Inode numbers, times and modes are the same in every mount of a state.
. "$(dirname "$0")/../lib.sh"
. "$here/sample"
need_fuse
d=$tmp/d m=$tmp/m

attributes() {
	find "$m" -mindepth 1 -printf '%P %y %i %T@ %s %m %n %U %G\n' | sort
}

ok 'the sample is made' sample "$d"
ok 'it mounts' mounted "$d" "$m"
attributes >"$tmp/first"
ok 'it is unmounted' dossierfs umount "$m"
ok 'and mounted again' mounted "$d" "$m"
# Another order of asking must not matter.
stat "$m/issues/2024/ISS-2024-0007.md" >/dev/null
attributes >"$tmp/second"
ok 'all attributes are the same' diff "$tmp/first" "$tmp/second"
is 'no inode number is used twice' \
	"$(cut -d' ' -f3 "$tmp/first" | sort | uniq -d)" ''
is 'in a folder of records they follow the names' \
	"$(ls -i "$m/issues/2024" | sort -n | sed -n 's/.* \(ISS-\)/\1/p')" \
	"$(ls "$m/issues/2024" | grep '^ISS-')"
is 'none is 0' "$(awk '$3 == 0' "$tmp/first")" ''
is 'files are 0444, folders 0555, links 0777' \
	"$(awk '{ print $2, $6, $7 }' "$tmp/first" | sort -u | tr '\n' ,)" \
	'd 555 2,f 444 1,l 777 1,'
is 'they belong to who mounted' \
	"$(awk '{ print $8, $9 }' "$tmp/first" | sort -u)" "$(id -u) $(id -g)"
is 'no time lies in the future' "$(find "$m" -newermt '1 minute' | head -1)" ''
finish
