#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# dossierfs(1), attest: bound to the document's bytes; refused with a sentence
# that says what was expected.
. "$(dirname "$0")/../lib.sh"
A='--author=Ann <ann@example.org>'
day=$(date -u +%F)
new_dossier d
echo "Users are told of updates by mail." >one.txt
echo "They are not." >two.txt
for id in SOP EMPTY; do
	dossierfs -C d add document id=$id title="Release notes" author="Otto Author" \
		kind=procedure state=approved approved_by=Bea "$A" >/dev/null
done
dossierfs -C d attach SOP one.txt "$A" >/dev/null
dossierfs -C d add product id=P title=P supported_from=2026-01-01 "$A" >/dev/null
attest() {
	dossierfs -C d attest "$@" "$A"
}

ok "an aspect is attested" attest SOP 6.3 1 yes --location "line 1" --id AT-1
dossierfs -C d show AT-1 --json >made.json 2>/dev/null || dossierfs -C d cat attestations/AT-1.json >made.json
is "the record is what was said" "$(jq -c 'del(.title)' made.json)" \
	"$(jq -nc --arg d "$day" --arg s "$(sha256sum one.txt | cut -c1-64)" '{answer: "yes", aspect: "1",
	by: "Ann", document: "SOP", document_sha256: $s, id: "AT-1", location: "line 1", on: $d,
	signal: "6.3-content", type: "attestation"}')"
attest SOP 6.3-content 2,3 yes --by Vera --expires 2999-01-01 --on 2026-01-05 \
	--reason "seen in full" --json >said.json
is "several at once, by somebody else; the record as JSON" \
	"$(jq -c '[.aspect, .by, .on, .expires_on, .reason, (.id | test("^[A-Z]+-[0-9]{4}-[0-9]+$"))]' said.json)" \
	'[["2","3"],"Vera","2026-01-05","2999-01-01","seen in full",true]'
ok "what was read is what is on record" attest SOP iec-81001-5-1/6.3 4 yes --read one.txt
signals() { dossierfs -C d signals 6.3; }
signals >said
says "all of them count" 'met: 4 of 4 aspects are attested' said
attest SOP 6.3 1 partly --by " otto AUTHOR" >said
says "the author's own word is recorded" '^attestation .* \(seq' said
says "and that it does not count is said" '^does not count: .* is the author of SOP$' said

refused() {
	_what=$1 _pattern=$2
	shift 2
	attest "$@" >said 2>&1
	is "refused: $_what" $? 2
	says "and the sentence helps" "$_pattern" said
}
before=$(dossierfs -C d log | wc -l)
refused "no aspect and answer" 'expected DOCUMENT CLAUSE ASPECT ANSWER' SOP 6.3
refused "an unknown document" 'NONE: no such record' NONE 6.3 1 yes
refused "an id in another case" 'sop: no such record, there is SOP' sop 6.3 1 yes
refused "a record that is no document" 'P: expected a document, this is of type product' P 6.3 1 yes
refused "a document without file" 'EMPTY: .* no file .*dossierfs attach EMPTY FILE' EMPTY 6.3 1 yes
refused "a clause without aspects" '7\.1: expected a clause with aspects: 6\.3 or 9\.5' SOP 7.1 1 yes
refused "an aspect that is none" '7: expected an aspect of 6\.3-content: 1 how updates are communicated; 2 ' SOP 6.3 7 yes
refused "one of several" '9: expected an aspect' SOP 6.3 1,9 yes
refused "an empty one" 'nothing: expected an aspect' SOP 6.3 1, yes
refused "another answer" 'maybe: expected yes, partly or no' SOP 6.3 1 maybe
refused "other bytes than those read" 'two\.txt: is not the file of document SOP' SOP 6.3 1 yes --read two.txt
refused "a file that is not there" 'three\.txt: No such file' SOP 6.3 1 yes --read three.txt
refused "a day that is none" 'expires soon: expected YYYY-MM-DD' SOP 6.3 1 yes --expires soon
refused "an end before the day" 'expected a day on or after 2026-02-01' SOP 6.3 1 yes --on 2026-02-01 --expires 2026-01-31
refused "a day to come" 'on' SOP 6.3 1 yes --on 2999-01-01
refused "an id that is taken" 'AT-1' SOP 6.3 1 yes --id AT-1
refused "nothing for where it stands" 'location: expected a value' SOP 6.3 1 yes --location ""
is "nothing of these is recorded" "$(dossierfs -C d log | wc -l)" "$before"

# Other bytes, other words.
mv two.txt one.txt
dossierfs -C d attach SOP one.txt "$A" >/dev/null
signals >said
says "other bytes make it void" 'attested  yes: AT-1 of SOP by Ann .*: void' said
says "and the signal is not met" 'not met: 0 of 4' said
finish
