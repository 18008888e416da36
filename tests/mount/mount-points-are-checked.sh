#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A mount point that would hide something, or is none, is refused with one
# sentence; nothing is mounted.
. "$(dirname "$0")/../lib.sh"
. "$here/sample"
need_fuse
d=$tmp/d m=$tmp/m
mkdir "$m" "$tmp/full" "$tmp/up"
touch "$tmp/full/file" "$tmp/file"
ok 'a dossier is made' new_dossier "$tmp/up/d"
ok 'and another' new_dossier "$d"
mkdir "$d/inside"
ln -s "$d/inside" "$tmp/link"

refused() {
	exits "$1" 2 dossierfs mount "$2" "$3"
	is "  in one sentence" "$(wc -l <"$tmp/.out")" 1
}
refused 'a folder that does not exist' "$d" "$tmp/none"
refused 'a file' "$d" "$tmp/file"
refused 'a folder that is not empty' "$d" "$tmp/full"
refused 'the dossier itself' "$d" "$d"
refused 'a folder inside the dossier' "$d" "$d/inside"
refused 'the same by a symbolic link' "$d" "$tmp/link"
refused 'a folder that the dossier lies in' "$tmp/up/d" "$tmp/up"
refused 'an empty name' "$d" ''
refused 'a dossier that does not exist' "$tmp/none" "$m"
refused 'a folder that is no dossier' "$tmp/full" "$m"
exits 'no mount point' 2 dossierfs mount
exits 'too many words' 2 dossierfs mount "$d" "$m" "$m"
ok 'it mounts' mounted "$d" "$m"
refused 'a dossier mounted there already' "$d" "$m"
is 'only that is mounted' "$(grep -c " $tmp/" /proc/self/mountinfo)" 1
finish
