#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A lock that another holds (FAULTS.md, F7): readers do not notice, a writer
# waits for five seconds and then says what is going on.
. "$(dirname "$0")/../lib.sh"

me='--author=Ann <ann@example.org>'
new_dossier one
dossierfs -C one add "$me" product id=GW title=Gateway \
	supported_from=2024-01-01 >/dev/null

# hold SECONDS SQL: keeps a transaction open.
hold() {
	(echo "$2"; echo '.shell touch held'; echo ".shell sleep $1") |
		sqlite3 one/dossier.db &
	while [ ! -e held ]; do sleep 0.02; done
	rm held
}

hold 8 'begin immediate;'
ok 'a reader reads on' timeout 3 "$DOSSIERFS" -C one show GW
start=$(date +%s)
"$DOSSIERFS" -C one add "$me" item id=IT-1 title=Item product=GW >said 2>&1
is 'the writer gives up with status 3' $? 3
took=$(($(date +%s) - start))
[ $took -ge 4 ] && [ $took -le 7 ]
report $? "after five seconds ($took)"
says 'and says why' 'another command is writing; try again' said
wait
ok 'then it works' dossierfs -C one add "$me" item id=IT-1 title=Item product=GW
hold 1 'begin immediate;'
ok 'a short wait is no failure' dossierfs -C one add "$me" item id=IT-2 \
	title=Item product=GW
wait
finish
