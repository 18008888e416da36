#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A writer killed at any moment: what was committed stands, git/ follows with
# the next command, and no lock needs removing by hand (FAULTS.md, F3).
. "$(dirname "$0")/../lib.sh"

me='--author=Ann <ann@example.org>'
TRIALS=${TRIALS:-40}
new_dossier one
dossierfs -C one add "$me" product id=GW title=Gateway \
	supported_from=2024-01-01 >/dev/null

# One writer, killed after a time that runs through its whole life.
start=$(date +%s%3N)
dossierfs -C one add "$me" surface id=S-0 title=Time product=GW \
	on=2024-01-02 >/dev/null
life=$(($(date +%s%3N) - start))
i=0 failed=0
while [ $i -lt "$TRIALS" ]; do
	i=$((i + 1))
	"$DOSSIERFS" -C one add "$me" item "id=IT-$i" "title=Item $i" product=GW \
		>/dev/null 2>&1 &
	pid=$!
	ms=$((life * i * 3 / 2 / TRIALS))
	sleep "$((ms / 1000)).$(printf '%03d' $((ms % 1000)))"
	kill -9 $pid 2>/dev/null
	wait $pid 2>/dev/null
	dossierfs -C one add "$me" surface "id=S-$i" title=Next product=GW \
		on=2024-01-02 >/dev/null 2>said || {
		failed=$((failed + 1))
		sed 's/^/# /' said
	}
done
is "after each of $TRIALS kills the next add works" $failed 0

sql() {
	sqlite3 one/dossier.db "$1"
}
is 'every next add is there' \
	"$(sql "select count(*) from entry where type = 'surface'")" $((TRIALS + 1))
kept=$(sql "select count(*) from entry where type = 'item'")
echo "# $kept of $TRIALS killed writers had committed"
is 'git has as many commits as the store' \
	"$(git -C one/git rev-list --count main)" \
	"$(sql 'select count(*) from changeset')"
ok 'git fsck --strict is clean' git -C one/git fsck --strict --no-dangling
ok 'every digest holds' dossierfs fsck one
is 'no lock is left' "$(find one -name '*.lock' ! -name dossierfs.lock)" ''
finish
