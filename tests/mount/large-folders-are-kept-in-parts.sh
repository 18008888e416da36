#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A folder of many names is kept in parts, which a mount after this one puts
# together again; a name that comes between them is seen, and one that goes is
# gone.
. "$(dirname "$0")/../lib.sh"
. "$here/sample"
need_fuse
d=$tmp/d m=$tmp/m
folder=issues/2024

parts() {
	sqlite3 "$d/cache.db" "select count(*) from tree_kept
		where path = '$folder' or path like '/$folder//%'"
}

# The names, one that is looked up amid them, and where they come from.
shown() {
	ls "$m/$folder" >"$tmp/names"
	rm -rf "$tmp/out"
	"$DOSSIERFS" export "$d" --tree "$tmp/out" || return
	(cd "$tmp/out/$folder" && ls) | diff - "$tmp/names" || return
	cmp "$tmp/out/$folder/ISS-2024-0900.md" "$m/$folder/ISS-2024-0900.md"
}

# Each name by itself, in no part's order, and some that would stand before,
# between and behind the parts.
found_apart() {
	shuf --random-source="$tmp/names" "$tmp/names" |
		(cd "$m/$folder" && xargs stat) >/dev/null || return
	for _name in 0 ISS-2024-0341.jsom ISS-2024-0900.m zzz; do
		[ ! -e "$m/$folder/$_name" ] || return
	done
}

again() {
	unmounted && mounted "$d" "$m"
}

change() {
	"$DOSSIERFS" -C "$d" "$@" --author "$author" >/dev/null
}

ok 'the sample is made' sample "$d" 1100
ok 'it mounts' mounted "$d" "$m"
ok 'the names are those of an export' shown
ok 'it mounts again' again
is 'there are three parts' "$(parts)" 3
ok 'each name is found in them' found_apart
ok 'they are put together' shown
ok 'a name comes between' change add issue id=ISS-2024-0900-B title=New \
	product=PUMP state=new identified_on=2024-05-01
ok 'it is seen' eventually test -e "$m/$folder/ISS-2024-0900-B.md"
ok 'among the others' shown
ok 'it mounts after that' again
ok 'each is found again' found_apart
ok 'with all of them' shown
ok 'it ends' unmounted
ok 'a name goes while nothing is mounted' change withdraw ISS-2024-0900-B
ok 'it mounts without it' mounted "$d" "$m"
ok 'the names are as before' shown
finish
