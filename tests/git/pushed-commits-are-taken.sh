#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What people push into git/ is taken by the next command, whole or not at all;
# a commit dated ahead waits, and a rewritten main is refused.
. "$(dirname "$0")/../lib.sh"
export GIT_AUTHOR_NAME=Bea GIT_AUTHOR_EMAIL=bea@example.org
export GIT_COMMITTER_NAME=Bea GIT_COMMITTER_EMAIL=bea@example.org

me='--author=Ann <ann@example.org>'
new_dossier one
dossierfs -C one add "$me" product id=GW title=Gateway \
	supported_from=2024-01-01 >/dev/null
dossierfs -C one add "$me" item id=IT-1 title=Item product=GW >/dev/null
git clone -q one/git work
cd work || exit 1
sed -i 's/Item/Item of Bea/' records/item/*/IT-1.json
git commit -q -a -m 'Say whose it is'
ok 'a clone can push' git push -q origin main
cd ..
dossierfs -C one show IT-1 >shown
says 'the next command shows it' 'Item of Bea' shown
dossierfs -C one log IT-1 >log
says 'under its author' 'Bea' log
ok 'the next change stands on it' dossierfs -C one add "$me" item id=IT-2 \
	title=Two product=GW
is 'in git, too' "$(git -C one/git log -1 --format=%an main~1)" Bea
ok 'the dossier is whole' dossierfs fsck one

cd work && git pull -q && git rm -q -r records/product && mkdir -p records/item &&
	ln -s /etc/passwd records/item/link && git add -A &&
	git commit -q -m 'A link' && git push -q && cd .. || exit 1
dossierfs -C one show IT-2 >shown 2>said
is 'a reader goes on after a push that cannot be taken' $? 0
says 'and says so' 'symbolic link' said
exits 'a writer is refused' 2 dossierfs -C one add "$me" item id=IT-3 \
	title=Three product=GW
is 'nothing of it is recorded' \
	"$(sqlite3 one/dossier.db 'select count(*) from changeset')" 4
git -C one/git update-ref refs/heads/main main~1

cd work && git reset -q --hard HEAD~1 && echo x >note.txt && git add -A &&
	GIT_COMMITTER_DATE='4000000000 +0000' git commit -q -m 'From the future' &&
	git push -q -f && cd .. || exit 1
dossierfs -C one show IT-2 >shown 2>said
is 'a commit from the future is not taken' \
	"$(sqlite3 one/dossier.db 'select count(*) from changeset')" 4
says 'and is said' 'not taken before its time, 2096' said
git -C one/git update-ref refs/heads/main main~1

cd work && git checkout -q --orphan other && git commit -q -m 'Another past' &&
	git push -q -f origin other:main && cd .. || exit 1
exits 'a rewritten main is refused' 2 dossierfs -C one add "$me" item id=IT-3 \
	title=Three product=GW
finish
