#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A dossier made again from git/: the same commits, records, times, history.
. "$(dirname "$0")/../lib.sh"

me='--author=Ann <ann@example.org>'
new_dossier one
cd one || exit 1
for line in 'product id=GW title=Gateway supported_from=2024-01-01' \
	'item id=IT-1 title=TLS product=GW' \
	'issue id=ISS-1 title=Grüße product=GW identified_on=2024-02-01 state=new items[]=IT-1'; do
	dossierfs add "$me" $line >/dev/null
done
dossierfs set "$me" -m 'Two lines

of reason' ISS-1 state=confirmed severity.score=9 >/dev/null
dossierfs add "$me" document id=DOC-1 title=Report >/dev/null
printf 'minutes\n' >'Minutes of May.txt'
dossierfs attach "$me" DOC-1 'Minutes of May.txt' >/dev/null
dossierfs add "$me" item id=IT-2 title=Gone product=GW >/dev/null
dossierfs withdraw "$me" IT-2 >/dev/null
cd ..

head=$(git -C one/git rev-parse main)
ok 'clone takes a bare repository' dossierfs clone one/git two
is 'main is the same commit' "$(git -C two/git rev-parse main)" "$head"
ok 'git fsck --strict of the original is clean' git -C one/git fsck --strict
ok 'git fsck --strict of the clone is clean' git -C two/git fsck --strict
is 'nothing but main came along' \
	"$(git -C two/git for-each-ref --format='%(refname)')" refs/heads/main

state() {
	for id in GW IT-1 ISS-1 DOC-1; do
		dossierfs -C "$1" show "$id"
		dossierfs -C "$1" log "$id"
	done
	dossierfs -C "$1" log
}
state one >one.txt
state two >two.txt
ok 'records and history are the same text' cmp one.txt two.txt
ok 'the trees are the same' sh -c \
	"'$DOSSIERFS' export one --tree t1 && '$DOSSIERFS' export two --tree t2 && diff -r t1 t2"

ok 'git clones git/' git clone -q one/git work
ok 'a record lies where MODEL.md says' test -f work/records/issue/*/ISS-1.json
ok 'clone takes a work tree' dossierfs clone work three
is 'with the same commit' "$(git -C three/git rev-parse main)" "$head"

git -C one/git fast-export main >history.fi
ok 'clone takes a fast-import stream' dossierfs clone history.fi four
is 'with the same commit again' "$(git -C four/git rev-parse main)" "$head"
git -C one/git log -p --format='%an <%ae>%n%B' >log.txt
says 'git log -p tells the reason' '^of reason$' log.txt
says 'and the change in lines' '^\+ +"state": "confirmed"' log.txt
ok 'the clone is whole' dossierfs fsck two
finish
