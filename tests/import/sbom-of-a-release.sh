#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A bill of materials is a document, and its release's SBOM unless that has
# one; any other file is evidence with --as document.
. "$(dirname "$0")/../lib.sh"
a='A Person <a@example.org>'
new_dossier d
dossierfs -C d add product id=P title=P supported_from=2020-01-01 --author "$a" >/dev/null
dossierfs -C d add release id=R title=R product=P version=1 --author "$a" >/dev/null
bill() {
	cat <<J
{"bomFormat":"CycloneDX","specVersion":"1.4","version":$1,"metadata":{"timestamp":"2024-01-02T00:00:00Z","component":{"type":"device","name":"gw","version":"2"}},
"components":[{"type":"library","name":"a","version":"1","purl":"pkg:npm/a@1","components":[{"type":"file","name":"b"}]}],
"vulnerabilities":[{"id":"CVE-2020-1"}]}
J
}
record() { git -C d/git show "main:$(git -C d/git ls-tree -r --name-only main | grep "/$1.json")"; }
bill 1 >b1; bill 2 >b2
dossierfs -C d import --release R b1 b2 --author "$a" >out 2>err
is "two bills are taken" "$? $(cat err)" "0 "
id=$(record R | jq -r .sbom)
says "the release has the first" "release R: sbom is set to $id" out
says "the second is told" 'release R has an SBOM already, which stays' out
is "it is a document of kind sbom" "$(record "$id" | jq -c '[.kind,.title,.valid_on,.file.name]')" \
	'["sbom","SBOM of gw 2, b1","2024-01-02","b1"]'
says "its components are counted at any depth" 'components 2, components without purl 1' out
says "vulnerabilities that no tool found are no findings" '1 vulnerabilities stay in the document' out
is "so there is no activity" "$(git -C d/git ls-tree -r --name-only main | grep -c /activity/)" 0

printf '%%PDF-1.4 x' >'SOP 063.pdf'
ok "any file is evidence" dossierfs -C d import --as document --doc-kind procedure \
	--id SOP-063 --title 'Advisories' 'SOP 063.pdf' --author "$a"
is "under its own name" "$(record SOP-063 | jq -c '[.kind,.title,.file.name,.file.media_type]')" \
	'["procedure","Advisories","SOP 063.pdf","application/pdf"]'
before=$(git -C d/git rev-parse main)
exits "an id that is there" 2 dossierfs -C d import --as document --id SOP-063 b1 --author "$a"
exits "a kind of document that is none" 2 dossierfs -C d import --as document --doc-kind x b1 --author "$a"
exits "--id without --as" 2 dossierfs -C d import --id x b1 --author "$a"
exits "--as something" 2 dossierfs -C d import --as x b1 --author "$a"
exits "a folder as a document" 2 dossierfs -C d import --as document . --author "$a"
is "nothing was recorded" "$(git -C d/git rev-parse main)" "$before"
finish
