#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A power cut cannot leave main naming objects that never reached the disk:
# what was written to git/ is flushed before main moves, and main after.
. "$(dirname "$0")/../lib.sh"

me='--author=Ann <ann@example.org>'
new_dossier one
dossierfs -C one add "$me" product id=GW title=Gateway \
	supported_from=2024-01-01 >/dev/null
ok 'a change is traced' strace -f -y -o trace \
	-e trace=fsync,syncfs,link,rename \
	"$DOSSIERFS" -C one add "$me" item id=IT-1 title=Item product=GW
awk '
	/link\(".*\/git\/objects\/.* = 0$/ { objects++; owed++ }
	/syncfs\(.*\/one.* = 0$/ { owed = 0 }
	/fsync\(.*refs\/heads\/main.lock>/ { ready = 1 }
	/rename\(.*refs\/heads\/main"\) = 0$/ {
		if (owed)
			print owed " objects were not flushed before main moved"
		if (!ready)
			print "main was named unflushed"
		moved = 1
	}
	/fsync\(.*refs\/heads>/ { kept = moved }
	END {
		if (objects < 4 || !kept)
			print objects " objects were seen; main kept: " kept
	}' trace >wrong
is 'all is flushed in its order' "$(cat wrong)" ''
finish
