#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The commit to SQLite is the point of truth: what git/ lacks of it is written
# by the next writing command, under the same ids. git's own leftovers of a
# killed process do not stand in the way.
. "$(dirname "$0")/../lib.sh"

me='--author=Ann <ann@example.org>'
new_dossier one
dossierfs -C one add "$me" product id=GW title=Gateway \
	supported_from=2024-01-01 >/dev/null
before=$(git -C one/git rev-parse main)
for i in 1 2 3; do
	dossierfs -C one add "$me" item id=IT-$i title=Item product=GW >/dev/null
done
head=$(git -C one/git rev-parse main)

# git/ as it was after the first change-set: objects gone, main moved back.
git -C one/git update-ref refs/heads/main "$before"
git -C one/git -c gc.reflogExpire=now prune --expire=now
not_ok 'git/ lacks the last commit' git -C one/git cat-file -e "$head"
touch one/git/refs/heads/main.lock
ok 'the next command works, a stale lock of git or not' \
	dossierfs -C one add "$me" item id=IT-4 title=Item product=GW
ok 'the commit is back' git -C one/git cat-file -e "$head"
is 'and stands below main' "$(git -C one/git rev-parse main~1)" "$head"
ok 'git fsck --strict is clean' git -C one/git fsck --strict

# A change-set that was not committed leaves nothing.
cp -r one two
printf 'x' >file.txt
exits 'a change that is refused' 2 dossierfs -C two add "$me" item id=IT-9 \
	title=Item product=NOPE
is 'adds no commit' "$(git -C two/git rev-parse main)" \
	"$(git -C one/git rev-parse main)"
is 'and no version' "$(sqlite3 two/dossier.db 'select count(*) from version')" \
	"$(sqlite3 one/dossier.db 'select count(*) from version')"
ok 'the store is whole' dossierfs fsck two
finish
