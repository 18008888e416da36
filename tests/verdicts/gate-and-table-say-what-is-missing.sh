#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# check: exit status with and without a gate, its table, its JSON; explain.
. "$(dirname "$0")/../lib.sh"

python3 - "$here" <<'EOF'
import sys
sys.path.insert(0, sys.argv[1])
import run
issue = {"type": "issue", "id": "ISS-1", "product": "P", "state": "new",
         "identified_on": "2024-01-10", "severity": {"level": "high"}}
run.repository("r.git", {"2024-01-10": [
    {"type": "product", "id": "P", "supported_from": "2024-02-01"}, issue]}, {})
EOF
dossierfs clone r.git d.dossier >/dev/null
exits "judged: 0, whatever the verdicts" 0 dossierfs check d.dossier --as-of 2024-06-01
dossierfs check d.dossier --as-of 2024-06-01 >table
says "a line a constraint" '^9\.5-1 +not-met' table
says "and its members that fail" 'not-met +ISS-1: .*2024-03-10' table
exits "nothing is not-met inside the term: the gate holds" 0 \
	dossierfs check d.dossier --as-of 2024-01-10 --gate
exits "not all is met: the strict gate does not" 1 \
	dossierfs check d.dossier --as-of 2024-01-10 --gate=met
exits "a constraint is not-met: the gate does not hold" 1 \
	dossierfs check d.dossier --as-of 2024-06-01 --gate
exits "a product that is not on record is refused, never passed" 2 \
	dossierfs check d.dossier --gate --product TYPO
exits "nor at an earlier day" 2 \
	dossierfs check d.dossier --gate --as-of 2001-01-01 --product TYPO
ok "a product can be judged before it was on record" \
	dossierfs check d.dossier --as-of 2001-01-01 --product TYPO --json
exits "another word is refused" 2 dossierfs check d.dossier --gate=good
dossierfs check d.dossier --as-of 2024-01-12 --json >check.json
is "as_of and seq" "$(jq -r '"\(.as_of) \(.seq)"' check.json)" "2024-01-12 0"
is "seventeen constraints in the catalogue's order" \
	"$(jq -r '[.constraints[].id] | join(" ")' check.json)" \
	"6.3-1 6.3-2 6.3-3 6.3-4 6.3-5 9.5-1 9.5-2 9.5-3 9.5-4 9.5-5 9.5-6 9.5-7 9.5-8 9.5-9 9.5-10 9.5-11 9.5-12"
is "an unknown member says until when" \
	"$(jq -r '.constraints[] | select(.id == "9.5-1") | .members[0].until' check.json)" 2024-01-20
dossierfs check d.dossier --as-of 2024-01-12 --json >again.json
ok "kept verdicts are the same bytes" cmp check.json again.json
rm -f d.dossier/cache.db*
dossierfs check d.dossier --as-of 2024-01-12 --json >anew.json
ok "and so are those judged anew" cmp check.json anew.json
dossierfs -C d.dossier explain 9.5-1 --as-of 2024-06-01 >explained
says "explain names the rule and its version" 'by rule 9\.5-1 v1' explained
says "and each member" '^ISS-1: not-met' explained
says "and where it stands in the tree" '^ +issues/2024/ISS-1\.md$' explained
says "since when it fails" '^ISS-1: not-met since 2024-01-21$' explained
says "and the rule as SQL" '^-- 9\.5-1 v1' explained
dossierfs -C d.dossier explain 9.5-1 --as-of 2024-01-12 >waiting
says "or until when it waits" '^ISS-1: unknown until 2024-01-20$' waiting
dossierfs -C d.dossier cat --as-of 2024-06-01 \
	clauses/iec-81001-5-1/9.5/constraints/9.5-01.sql >rule.sql
dossierfs -C d.dossier cat --as-of 2024-06-01 \
	clauses/iec-81001-5-1/9.5/constraints/9.5-01.md >page
for each in page explained; do
	sed -n '/^```sql$/,/^```$/p' $each | sed '1d;$d' >$each.sql
	ok "the rule stands whole in its fence: $each" cmp rule.sql $each.sql
done
# What is owed to another product or release is told to that one; a span
# without reviews is of no release.
python3 - "$here" <<'EOF'
import sys
sys.path.insert(0, sys.argv[1])
import run
run.repository("o.git", {"2024-01-10": [
    {"type": "product", "id": "P", "supported_from": "2020-01-01"},
    {"type": "product", "id": "O", "supported_from": "2020-01-01"},
    {"type": "item", "id": "LIB", "product": "P", "purls": ["pkg:npm/lib"]},
    {"type": "document", "id": "BOM", "kind": "sbom", "text":
     '{"bomFormat": "CycloneDX", "specVersion": "1.5", "components":'
     ' [{"type": "library", "name": "lib", "purl": "pkg:npm/lib@1"}]}'},
    {"type": "release", "id": "P1", "product": "P", "version": "1", "released_on": "2021-01-10", "sbom": "BOM"},
    {"type": "release", "id": "O1", "product": "O", "version": "1", "released_on": "2021-01-10", "sbom": "BOM"},
    {"type": "issue", "id": "I", "product": "P", "state": "confirmed", "confirmed_on": "2024-01-10",
     "identified_on": "2024-01-10", "owner": "Ann", "items": ["LIB"]}]}, {})
EOF
dossierfs clone o.git o.dossier >/dev/null
dossierfs check o.dossier --as-of 2024-06-01 --gate=met --json |
	jq -r '.gate.failed[] | "\(.id): \(.command)"' >said
says "a product is told" '^I/O: dossierfs add notice kind=product issue=I to_product=O sent_on=DATE$' said
says "a release is told" '^I/P1: dossierfs add notice kind=product issue=I to_release=P1 sent_on=DATE$' said
says "a span is ended by any review" \
	'^O:2021.*: dossierfs add review kind=open_issues product=O held_on=DATE minutes=DOCUMENT$' said
exits "an unknown constraint is refused" 2 dossierfs -C d.dossier explain 9.5-99
finish
