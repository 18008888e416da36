#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# check --gate --release: dossierfs(1) says which members count.
. "$(dirname "$0")/../lib.sh"

python3 - "$top/tests/verdicts" <<'EOP'
import sys
sys.path.insert(0, sys.argv[1])
import run
def issue(id, **more):
    return dict({"type": "issue", "id": id, "product": "P", "state": "new",
                 "identified_on": "2024-01-10", "severity": {"level": "high"}}, **more)
records = [
    {"type": "product", "id": "P", "supported_from": "2024-01-01"},
    {"type": "product", "id": "Q", "supported_from": "2024-01-01"},
    {"type": "release", "id": "R1", "product": "P", "version": "1", "released_on": "2024-01-20"},
    {"type": "release", "id": "R2", "product": "P", "version": "2", "commit": "abc"},
    {"type": "release", "id": "S1", "product": "Q", "version": "1", "released_on": "2024-01-20"},
    issue("ISS-R1", affected=["R1"]), issue("ISS-R2", affected=["R2"]),
    issue("ISS-ALL"), issue("ISS-FIXED", fixed_in=["R2"]), issue("ISS-Q", product="Q"),
    issue("ISS-GONE", affected=["R1"]),
    {"type": "update", "id": "UPD-1", "product": "P", "security": True, "applies_to": ["R1"],
     "available_on": "2024-01-21"},
    {"type": "update", "id": "UPD-ALL", "product": "P", "security": True, "available_on": "2024-01-21"},
    {"type": "activity", "id": "ACT-C", "kind": "sast", "product": "P", "commit": "abc",
     "performed_on": "2024-01-22"},
    {"type": "activity", "id": "ACT-P", "kind": "dast", "product": "P", "performed_on": "2024-01-22"},
    {"type": "surface", "id": "SRF-1", "product": "P", "release": "R1", "on": "2024-01-11", "significant": True},
    {"type": "change", "id": "CHG-1", "issues": ["ISS-R1"], "release": "R1", "author": "Ann"},
]
run.repository("r.git", {"2024-01-25": records,
    "2024-01-26": [{"id": "ISS-GONE", "withdrawn": True}]}, {})
EOP
dossierfs clone r.git d.dossier >/dev/null

# members CONSTRAINT RELEASE: the ids that count.
members() {
	dossierfs check d.dossier --as-of 2024-06-01 --release "$2" --json |
		jq -r --arg c "$1" '[.constraints[] | select(.id == $c) |
			.members[].id] | sort | join(" ")'
}

is "issues that affect it, or do not say which" "$(members 9.5-1 R1)" "ISS-ALL ISS-FIXED ISS-GONE ISS-R1"
is "but not those fixed in it" "$(members 9.5-1 R2)" "ISS-ALL ISS-R2"
is "nor another product's" "$(members 9.5-1 S1)" "ISS-Q"
is "updates that apply to it, or do not say to what" "$(members 6.3-1 R1)" "UPD-1 UPD-ALL"
is "not those for another release" "$(members 6.3-1 R2)" "UPD-ALL"
is "activities on its commit" "$(members 9.5-12 R2)" "ACT-C"
is "its changes" "$(members 9.5-4 R1)" "CHG-1"
is "its surfaces, its answer, its product's tests" "$(members 9.5-10 R1)" "P R1 SRF-1"
is "the kinds that its product owes" "$(members 9.5-8 R2)" "dast:P pentest:P sast:P sbom_scan:P"
is "itself" "$(members 9.5-7 R1)" "R1"

exits "a member is not met: the gate does not hold" 1 \
	dossierfs check d.dossier --as-of 2024-06-01 --gate --release R1
dossierfs check d.dossier --as-of 2024-06-01 --gate --release R1 >table
says "the table names the member" '^9\.5-7 +not-met +R1$' table
says "what is missing" '^  missing  released on 2024-01-20 without a review' table
says "and the command, filled in" \
	'^  command  dossierfs add review kind=open_issues product=P release=R1 held_on=DATE' table
commands() {
	dossierfs check d.dossier --as-of 2024-06-01 --gate=met $1 --json |
		jq -r --arg c "$2" '.gate.failed[] | select(.constraint == $c) | "\(.id): \(.command)"'
}
commands "--release R1" 9.5-10 >said
says "a release says whether its attack surface changed" \
	'^R1: dossierfs set R1 attack_surface\.changed=false' said
says "a product is tested" '^P: dossierfs add activity kind=KIND product=P performed_on' said
says "and so is a surface" '^SRF-1: dossierfs add activity kind=KIND product=P .*interfaces' said
commands "" 9.5-8 >said
says "by the kind that is owed" '^dast:Q: dossierfs import --product Q --kind dast FILE$' said
commands "" 9.5-10 | sed 's/^[^:]*: //' >lines
dossierfs -C d.dossier cat --as-of 2024-06-01 \
	clauses/iec-81001-5-1/9.5/gaps/tests-that-are-missing.md >page
ok "gap and gate name the same commands" sh -c \
	'[ -s lines ] && while IFS= read -r line; do grep -qxF -- "$line" page || exit 1; done <lines'
dossierfs check d.dossier --as-of 2024-06-01 --gate --release R2 >table
says "a release that is not out is not passed by silence" '^release +not-met +R2' table
says "and how to have it judged" '^  command  dossierfs set R2 released_on=2024-06-01' table
exits "a release that is not on record is refused" 2 \
	dossierfs check d.dossier --gate --release R9
exits "release and product together are refused" 2 \
	dossierfs check d.dossier --gate --release R1 --product P
exits "an unknown format is refused" 2 dossierfs check d.dossier --format yaml
exits "without --gate it is told, not enforced" 0 \
	dossierfs check d.dossier --as-of 2024-06-01 --release R1 --format sarif

# One member that is not met fails the release, though the constraint is partly.
is "the gate is stricter than the fold" \
	"$(dossierfs check d.dossier --as-of 2024-06-01 --gate --release R1 --json |
		jq -r '.gate.holds')" false
dossierfs check d.dossier --as-of 2024-06-01 --gate --release R1 --format json >one
rm -f d.dossier/cache.db*
dossierfs check d.dossier --as-of 2024-06-01 --gate --release R1 --json >two
ok "judged anew it is the same bytes" cmp one two
dossierfs check d.dossier --as-of 2024-06-01 --json >all
is "and all members are judged afterwards as before" \
	"$(jq -r '[.constraints[] | select(.id == "9.5-1") | .members[].id] | length' all)" 6
finish
