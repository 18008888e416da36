#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# gaps/: for which records and since when; the day is the one on which they
# began to fail, not the one on which they were recorded.
. "$(dirname "$0")/../lib.sh"

python3 - "$top/tests/verdicts" <<'EOP'
import sys
sys.path.insert(0, sys.argv[1])
import run
run.repository("r.git", {"2024-01-25": [
    {"type": "product", "id": "P", "supported_from": "2024-01-01"},
    {"type": "item", "id": "OWN", "product": "P", "own_code": True, "class": "maintained"},
    {"type": "issue", "id": "ISS-1", "product": "P", "state": "new", "owner": "Bob", "identified_on": "2024-01-10"},
    {"type": "issue", "id": "ISS-2", "product": "P", "state": "confirmed", "owner": "Bob", "identified_on": "2024-01-12",
     "severity": {"level": "critical"}},
    {"type": "update", "id": "U1", "product": "P", "item": "OWN", "security": True, "available_on": "2024-01-20"}]}, {})
EOP
dossierfs clone r.git d >/dev/null
gaps=clauses/iec-81001-5-1/9.5/gaps
dossierfs -C d export --tree out --as-of 2024-02-12 >/dev/null
gap=$(grep -l 'constraint \[9.5-1\]' out/$gaps/*.md)
says "the whole of it is as old as its oldest member" '^Since 2024-01-21\.$' "$gap"
says "a new issue: the day after the time to triage" 'ISS-1.*\| 2024-01-21 \|$' "$gap"
says "a critical one: the day after its term" 'ISS-2.*\| 2024-02-12 \|$' "$gap"
says "an update: the day it came" 'U1.*\| 2024-01-20 \|' \
	out/clauses/iec-81001-5-1/6.3/gaps/update-without-integrity.md
is "and so in JSON" "$(jq -r '.constraints[] | select(.id == "9.5-1") |
	.members[] | "\(.id) \(.since)"' out/clauses/iec-81001-5-1/9.5/status.json)" \
	"ISS-1 2024-01-21
ISS-2 2024-02-12"
is "and on the constraint's own page" "$(jq -r '.members[0].since' \
	out/clauses/iec-81001-5-1/9.5/constraints/9.5-01.json)" 2024-01-21
finish
