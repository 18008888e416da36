#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# rooms.sh: reads the #include lines and fails on an arrow that STYLE's table
# of rooms does not draw: headers of rooms above, foreign libraries elsewhere.
cd "$(dirname "$0")/.." || exit 1
bad=0

# floor ROOM: its height; a room includes headers of its own or lower floors.
floor() {
	case $1 in
	base) echo 0 ;; record) echo 1 ;; store) echo 2 ;;
	seal | catalog) echo 3 ;; assess) echo 4 ;; import | sync) echo 5 ;;
	exporters) echo 6 ;; fs) echo 7 ;; cmd) echo 8 ;;
	esac
}

# room_of HEADER: the room that include/dossierfs/HEADER belongs to.
room_of() {
	case $1 in
	buf.h | err.h | json.h | date.h | name.h | hash.h | file.h | embed.h | progress.h) echo base ;;
	record.h | derive.h) echo record ;;
	store.h | change.h | query.h | fact.h | blob.h | foreign.h | loose.h | scope.h) \
		echo store ;;
	seal.h) echo seal ;; catalog.h) echo catalog ;;
	assess.h | chain.h | cvss.h | metrics.h | sbom.h | text.h) echo assess ;;
	import.h) echo import ;; sync.h) echo sync ;;
	tree.h | mount.h) echo fs ;;
	*) echo exporters ;;
	esac
}

owner() {
	case $1 in
	cjson/* | cJSON.h) echo base ;;
	sqlite3.h) echo store ;;
	git2.h | git2/*) echo store sync ;;
	openssl/*) echo base seal ;;
	archive.h | archive_entry.h) echo assess import exporters ;;
	cmark*) echo assess exporters ;;
	fuse* ) echo fs ;;
	*) echo any ;;
	esac
}

for f in model/*/*.c model/*/*.h exporters/*.[ch] fs/*.[ch] fs/cmd/*.[ch]; do
	[ -e "$f" ] || continue
	room=$(basename "$(dirname "$f")")
	for h in $(sed -n 's|^#include "dossierfs/\(.*\)"|\1|p' "$f"); do
		r=$(room_of "$h")
		if [ "$(floor "$r")" -gt "$(floor "$room")" ]; then
			echo "$f: includes $h of $r, a floor above $room"
			bad=1
		fi
	done
	for h in $(sed -n 's|^#include <\(.*\)>|\1|p' "$f"); do
		o=$(owner "$h")
		case " $o " in
		" any " | *" $room "*) ;;
		*) echo "$f: $h belongs to $o"; bad=1 ;;
		esac
	done
done
exit $bad
