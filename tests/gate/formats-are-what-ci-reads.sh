#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# check --format: JUnit XML and SARIF 2.1.0 hold under hostile text.
. "$(dirname "$0")/../lib.sh"

python3 - "$top/tests/verdicts" <<'EOP'
import sys
sys.path.insert(0, sys.argv[1])
import run
evil = "]]><x a=\"'&amp;\x01\x1b[31m\u0085\ufffe\uffff\U0001f600\n  <!--"
run.repository("r.git", {"2024-01-25": [
    {"type": "product", "id": "P", "supported_from": "2024-01-01"},
    {"type": "release", "id": "R1", "product": "P", "version": "1", "released_on": "2024-01-20",
     "attack_surface": {"changed": False, "by": evil, "on": "2024-01-20"}},
    {"type": "applicability", "id": "APP-1", "subject": "9.5-6", "applicable": False,
     "reason": "not " + evil, "by": evil, "on": "2024-01-20"},
    {"type": "issue", "id": "ISS-1", "product": "P", "state": "confirmed", evil: evil,
     "identified_on": "2024-01-10", "duplicate_of": evil},
]}, {})
EOP
dossierfs clone r.git d.dossier >/dev/null
for format in junit sarif; do
	for release in "" "--release R1"; do
		exits "$format$release: the exit status is the gate's" 1 \
			dossierfs check d.dossier --as-of 2024-06-01 --gate=met $release --format $format
		dossierfs check d.dossier --as-of 2024-06-01 --gate=met $release --format $format >one
		rm -f d.dossier/cache.db*
		dossierfs check d.dossier --as-of 2024-06-01 --gate=met $release --format $format >two
		ok "$format$release: the same bytes each time" cmp one two
	done
	mv one out.$format
done
dossierfs check d.dossier --as-of 2024-06-01 --gate=met --release R1 --json >out.json
dossierfs check d.dossier --as-of 2024-06-01 --gate=met --release R1 >out.text
is "the table has a line an entry" "$(grep -c '^  missing' out.text)" \
	"$(jq '.gate.failed | length' out.json)"
ok "and no control characters" sh -c '! LC_ALL=C grep -q "[[:cntrl:]]" out.text'

ok "JUnit is XML, its counts are true" python3 - <<'EOP'
import json
import xml.etree.ElementTree as xml
root = xml.parse("out.junit").getroot()
assert root.tag == "testsuites"
cases = failed = 0
for suite in root:
    assert suite.tag == "testsuite" and suite.get("name")
    got = suite.findall("testcase")
    bad = [c for c in got if c.find("failure") is not None]
    skipped = [c for c in got if c.find("skipped") is not None]
    assert (int(suite.get("tests")), int(suite.get("failures")), int(suite.get("skipped"))) \
        == (len(got), len(bad), len(skipped))
    cases, failed = cases + len(got), failed + len(bad)
assert (int(root.get("tests")), int(root.get("failures"))) == (cases, failed) and failed
wanted = {(f["constraint"], f["id"]): f["why"] for f in json.load(open("out.json"))["gate"]["failed"]}
clean = lambda s: "".join("\ufffd" if ord(c) < 32 and c not in "\t\n\r" or c in "\ufffe\uffff"
                          else c for c in s)
got = {(c.get("classname"), c.get("name")): c.find("failure").get("message")
       for c in root.iter("testcase") if c.find("failure") is not None}
assert got == {k: clean(v) for k, v in wanted.items()}, (got, wanted)
text = "".join(root.itertext())
assert "]]><x a=\"'&amp;\ufffd" in text, "the hostile text is not shown as it is"
EOP

ok "SARIF: results are what failed, rules the constraints" python3 - <<'EOP'
import json
run = json.load(open("out.sarif"))["runs"][0]
rules = [r["id"] for r in run["tool"]["driver"]["rules"]]
assert rules[0] == "release" and len(rules) == len(set(rules)) and "9.5-12" in rules
failed = json.load(open("out.json"))["gate"]["failed"]
assert [(r["ruleId"], r["locations"][0]["logicalLocations"][0]["name"]) for r in run["results"]] \
    == [(f["constraint"], f["id"]) for f in failed]
for r in run["results"]:
    assert rules[r["ruleIndex"]] == r["ruleId"]
    assert r["level"] in ("error", "warning", "note")
EOP

if [ -f "$CORPUS/schemas/sarif/sarif-schema-2.1.0.json" ] &&
		python3 -c 'import jsonschema' 2>/dev/null; then
	ok "SARIF is valid by the schema of OASIS" python3 - \
		"$CORPUS/schemas/sarif/sarif-schema-2.1.0.json" <<'EOP'
import json, sys, jsonschema
schema = json.load(open(sys.argv[1], encoding="utf-8"))
log = json.load(open("out.sarif", encoding="utf-8"))
check = jsonschema.validators.validator_for(schema)(schema)
check.validate(log)
log["runs"][0]["results"][0]["level"] = "grave"
assert not check.is_valid(log)
EOP
else
	ok "SARIF is valid # SKIP no schema or no python3-jsonschema here" true
fi
finish
