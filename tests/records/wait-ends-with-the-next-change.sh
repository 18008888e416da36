#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# wait: ends with the next change-set, whoever records it, and prints the line
# of `revision`; at once when the state asked for is past; with status 1 when
# the time is over.
. "$(dirname "$0")/../lib.sh"
A='--author=Ann <ann@example.org>'
new_dossier d
add() { dossierfs -C d add "$@" "$A" >/dev/null; }
exits "nothing is recorded" 1 dossierfs wait d --timeout 0
is "and nothing said" "$(dossierfs wait d --timeout 0)" ''

dossierfs wait d --timeout 60 >first &
pid=$!
add product id=P1 title=Pump supported_from=2024-01-01
# Should it begin only now, the change two seconds later ends it.
add product id=P2 title=Tablet supported_from=2024-01-01
( sleep 2; dossierfs -C d add product id=P3 title=Gate \
	supported_from=2024-01-01 "$A" >/dev/null ) &
wait $pid
is "it ends with a change" $? 0
says "and says the state" '^[0-9]+ [0-9a-f]{40} [0-9-]{10}$' first
wait
is "past already" "$(dossierfs wait d --after 1)" "$(dossierfs -C d cat revision)"
is "of an empty dossier, too" "$(dossierfs wait d --after -1 --timeout 9)" \
	"$(dossierfs -C d cat revision)"
seq=$(dossierfs -C d cat revision | cut -d' ' -f1)
exits "not past yet" 1 dossierfs wait d --after "$seq" --timeout 0
( sleep 0.3; add product id=P4 title=Four supported_from=2024-01-01 ) &
is "one more" "$(dossierfs wait d --after "$seq" --timeout 60 | cut -d' ' -f1)" \
	$((seq + 1))
wait
# A push into git/ while it waits, and one that cannot be taken.
git clone -q d/git work
(
	cd work && git config user.name Bea && git config user.email b@example.org
	sed -i s/Pump/Pumps/ records/product/*/P1.json && git commit -qam Rename
)
seq=$((seq + 1))
( sleep 0.3; git -C work push -q ) &
is "a push, too" "$(dossierfs wait d --after "$seq" --timeout 60 | cut -d' ' -f1)" \
	$((seq + 1))
wait
is "it is taken" "$(git -C work rev-parse HEAD)" \
	"$(dossierfs -C d cat revision | cut -d' ' -f2)"
git -C d/git pack-refs --all
( cd work && sed -i s/Pumps/Pomp/ records/product/*/P1.json && git commit -qam Fix &&
	git push -q && git -C ../d/git pack-refs --all )
is "also where git packed the branch" "$(dossierfs -C d cat revision | cut -d' ' -f2)" \
	"$(git -C work rev-parse HEAD)"
( cd work && ln -s /etc/passwd records/link && git add -A && git commit -qm Link &&
	sleep 0.3 && git push -q ) &
dossierfs wait d --timeout 3 2>said
is "a push that cannot be taken ends no wait" $? 1
is "and is said once" "$(grep -c 'symbolic link' said)" 1
wait
for odd in x 1x '' -2 99999999999999999999; do
	exits "--after '$odd'" 2 dossierfs wait d --after "$odd"
done
exits "--timeout -1" 2 dossierfs wait d --timeout -1
exits "no dossier" 2 dossierfs wait nowhere --timeout 0

cp -r d gone
( sleep 0.3; rm -r gone ) &
dossierfs wait gone --timeout 20 2>said
is "a dossier that is removed is not waited for" $? 3
wait
says "which is said" 'gone/dossier.db: No such file' said
cp -r d gone
( sleep 0.3; mv gone old; cp -r d gone ) &
dossierfs wait gone --timeout 20 2>said
is "nor one whose place another takes" $? 3
wait
finish
