#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Several that judge the same for the first time get in each other's way in
# cache.db: each waits for the others, and none takes what another is only about
# to write there, an SBOM of which half is there, for all there is.
. "$(dirname "$0")/../lib.sh"
"$here/../bench/generate" dossier 800 >stream
ok 'a dossier with SBOMs' dossierfs clone stream d
rm -f d/cache.db*
dossierfs check d --json >want
says 'that its verdicts follow' 'not met' want

for turn in 1 2 3; do
	rm -f d/cache.db*
	for n in 1 2 3 4; do
		dossierfs check d --json >"got.$n" 2>"err.$n" &
	done
	wait
	for n in 1 2 3 4; do
		ok "time $turn, check $n says the same" cmp want "got.$n"
		sed 's/^/# /' "err.$n"
	done
	dossierfs check d --json >kept
	ok "time $turn, and what is kept is right" cmp want kept
done
finish
