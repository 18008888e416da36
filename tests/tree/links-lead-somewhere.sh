# SPDX-License-Identifier: Apache-2.0
# In a dossier with every kind of record, each relative link of each page and
# each symbolic link leads to something in the tree.
. "$(dirname "$0")/../lib.sh"
new_dossier d
A='--author=Ann <ann@example.org>'
cat >in.json <<'END'
[{"type": "product", "id": "P1", "title": "Pump", "supported_from": "2024-01-01"},
 {"type": "release", "id": "R1", "title": "One", "product": "P1", "version": "1", "released_on": "2024-02-01", "sbom": "SBOM-1"},
 {"type": "item", "id": "IT-1", "title": "Item", "product": "P1", "own_code": true},
 {"type": "document", "id": "SBOM-1", "title": "Parts", "kind": "sbom"},
 {"type": "document", "id": "DOC-1", "title": "Security Issue Resolution", "kind": "procedure", "state": "approved", "author": "Bo", "approved_by": "Cy", "approved_on": "2024-01-05"},
 {"type": "issue", "id": "ISS-1", "title": "Issue", "product": "P1", "identified_on": "2024-02-03", "state": "closed", "items": ["IT-1"], "affected": ["R1"], "fixed_in": ["R1"], "origin": {"kind": "proactive", "activity": "ACT-1"}, "route": {"way": ["resolution"], "by": "Di", "on": "2024-02-05", "reason": "it is ours", "document": "DOC-1", "change": "CHG-1"}, "verification": {"by": "Ed", "on": "2024-02-08", "result": "pass", "evidence": ["DOC-1"]}, "duplicate_of": "ISS-2"},
 {"type": "issue", "id": "ISS-2", "title": "Other", "product": "P1", "identified_on": "2024-02-03", "state": "new"},
 {"type": "change", "id": "CHG-1", "title": "Change", "issues": ["ISS-1"], "author": "Flo", "made_on": "2024-02-06", "release": "R1", "impact": {"reviewer": "Gil", "reviewed_on": "2024-02-07", "risk_file": "DOC-1"}},
 {"type": "update", "id": "UPD-1", "title": "Fix", "item": "IT-1", "security": true, "available_on": "2024-02-09", "fixes": ["ISS-1"], "applies_to": ["R1"]},
 {"type": "notification", "id": "NTF-1", "title": "Letter", "updates": ["UPD-1"], "issues": ["ISS-1"], "sent_on": "2024-02-10", "proof": ["DOC-1"], "compatibility": {"rows": [{"release": "R1", "result": "compatible"}]}},
 {"type": "notice", "id": "NTC-1", "title": "Notice", "kind": "product", "issue": "ISS-1", "to_product": "P1", "sent_on": "2024-02-11"},
 {"type": "review", "id": "REV-1", "title": "Review", "kind": "open_issues", "product": "P1", "release": "R1", "held_on": "2024-01-31", "issues": [{"id": "ISS-2", "decision": "keep"}], "minutes": "DOC-1"},
 {"type": "activity", "id": "ACT-1", "title": "Scan", "kind": "sast", "product": "P1", "release": "R1", "performed_on": "2024-01-30", "result": "DOC-1"},
 {"type": "disposition", "id": "DSP-1", "title": "False", "product": "P1", "fingerprint": "v1:x", "state": "issue", "issue": "ISS-1", "releases": ["R1"]},
 {"type": "surface", "id": "SRF-1", "title": "Port", "product": "P1", "release": "R1", "on": "2024-01-15"},
 {"type": "attestation", "id": "ATT-1", "title": "Word", "document": "DOC-1", "document_sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "signal": "9.5-content", "aspect": "1", "answer": "yes", "by": "Hal", "on": "2024-02-12"},
 {"type": "applicability", "id": "APP-1", "title": "None", "subject": "9.5-6", "applicable": false, "reason": "no third party at all", "by": "Ida", "on": "2024-02-12"},
 {"type": "policy", "id": "POL-1", "title": "Terms", "product": "P1", "valid_from": "2024-01-01"},
 {"type": "install_base", "id": "INB-1", "title": "Count", "release": "R1", "on": "2024-03-01", "count": 12}]
END
ok "every kind is recorded" dossierfs -C d add --json in.json "$A"
printf '{"bomFormat":"CycloneDX","specVersion":"1.5"}' >bom.json
ok "with files" dossierfs -C d attach "$A" SBOM-1 bom.json
printf 'words' >"SOP 1.txt"
dossierfs -C d attach "$A" DOC-1 "SOP 1.txt" >/dev/null
dossierfs -C d export d --tree out >/dev/null
is "no symbolic link is dead" \
	"$(find out -type l ! -exec test -e {} \; -print)" ""
ok "there are some" test "$(find out -type l | wc -l)" -gt 10
# A page read through a link stands where the link leads.
cp -a out pages
find pages -type l -delete
is "no link of a page is dead" \
	"$(python3 "$here/../snapshot/links.py" pages 2>number)" ""
ok "there are hundreds" test "$(cut -d' ' -f1 number)" -gt 200
is "every folder says what is in it" "$(find out -type d \
	! -exec test -e {}/README.md \; -print)" ""
is "and lists it" "$(find out -type d ! -exec test -e {}/index.json \; \
	-print)" ""
ok "the SBOM stands with its release" \
	cmp bom.json out/products/P1/releases/R1/sbom.json
for kind in dispositions surfaces attestations applicability policies \
	install-base; do
	ok "$kind have their folder" test -d "out/$kind"
done
is "kinds of which there is none have not" "$(ls out | grep -E \
	'signers|catalogs|resolutions|defects')" ""
for folder in $(find out -type d); do
	(cd "$folder" && ls -A | LC_ALL=C sort) >names
	jq -r '.children[].name' "$folder/index.json" >listed
	cmp -s names listed || echo "$folder" >>wrong
done
is "each index.json has a row for each name" "$(cat wrong 2>/dev/null)" ""
finish
