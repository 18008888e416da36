#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A lock that another holds (FAULTS.md, F7): readers do not notice, a writer
# waits for five seconds and then says what is going on.
. "$(dirname "$0")/../lib.sh"

me='--author=Ann <ann@example.org>'
new_dossier one
dossierfs -C one add "$me" product id=GW title=Gateway \
	supported_from=2024-01-01 >/dev/null

# hold: keeps a transaction open until there is a file `enough`.
hold() {
	rm -f held enough
	(echo 'begin immediate;'; echo '.shell touch held'
	echo '.shell while [ ! -e enough ]; do sleep 0.1; done') |
		sqlite3 one/dossier.db &
	while [ ! -e held ]; do sleep 0.02; done
}

hold
ok 'a reader reads on' timeout 3 "$DOSSIERFS" -C one show GW
start=$(date +%s)
"$DOSSIERFS" -C one add "$me" item id=IT-1 title=Item product=GW >said 2>&1
is 'the writer gives up with status 3' $? 3
took=$(($(date +%s) - start))
[ $took -ge 4 ]
report $? "after five seconds ($took)"
says 'and says why' 'another command is writing; try again' said
touch enough
wait
ok 'then it works' dossierfs -C one add "$me" item id=IT-1 title=Item product=GW
hold
(sleep 1; touch enough) &
ok 'a short wait is no failure' dossierfs -C one add "$me" item id=IT-2 \
	title=Item product=GW
wait
finish
