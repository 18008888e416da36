#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A power cut cannot leave main naming objects that never reached the disk:
# each file of git/ is flushed before it gets its name, and its folder after.
. "$(dirname "$0")/../lib.sh"

me='--author=Ann <ann@example.org>'
new_dossier one
dossierfs -C one add "$me" product id=GW title=Gateway \
	supported_from=2024-01-01 >/dev/null
ok 'a change is traced' strace -f -y -o trace \
	-e trace=fsync,fdatasync,link,rename \
	"$DOSSIERFS" -C one add "$me" item id=IT-1 title=Item product=GW
awk '
	function name(s) { sub(/^[^<]*</, "", s); sub(/>.*/, "", s); return s }
	/fsync\(|fdatasync\(/ { flushed[name($0)] = 1; delete owed[name($0)] }
	/(link|rename)\(".*\/git\/.* = 0$/ {
		split($0, part, "\"")
		named++
		if (!flushed[part[2]])
			print part[4] " was named unflushed"
		sub(/\/[^\/]*$/, "", part[4])
		owed[part[4]] = 1
	}
	/rename\(.*refs\/heads\/main"/ {
		for (f in owed)
			if (f !~ /heads$/)
				print f " was not flushed before main moved"
		main = 1
	}
	END {
		for (f in owed)
			print f " was never flushed"
		if (!main || named < 4)
			print "main or objects were not seen: " named
	}' trace >wrong
is 'every name is of flushed bytes' "$(cat wrong)" ''
finish
