#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# explain --sql: for every rule the sqlite3 shell gives, on a copy of
# dossier.db, the rows that check shows, members and what is reported.
. "$(dirname "$0")/../lib.sh"

if ! command -v sqlite3 >/dev/null; then
	echo "1..0 # SKIP no sqlite3 here"
	exit 0
fi
# The cases of each rule as one dossier; a line "rule day" for each.
python3 - "$here" >asked <<'EOF'
import glob
import json
import sys
sys.path.insert(0, sys.argv[1])
import run
for path in sorted(glob.glob(sys.argv[1] + "/[69].?-??.json")):
    f = json.load(open(path, encoding="utf-8"))
    cases = [c for c in f["cases"] if not c.get("alone")]
    run.repository(f["rule"] + ".git", run.merged(f["base"], cases), f.get("templates", {}))
    print(f["rule"], max(d.split()[0] for c in cases for d in c["as_of"]))
EOF
is "every rule is asked" "$(wc -l <asked)" 17

# As JSON, so that no text can look like two columns.
cat >rows.py <<'EOF'
import json
import subprocess
import sys
rule, script, check = sys.argv[1:]
shell = subprocess.run(["sqlite3", "-json", "copy.db"], input=open(script, "rb").read(),
                       stdout=subprocess.PIPE, check=True).stdout.decode()
members, reported = [], set()
text, decoder = shell.strip(), json.JSONDecoder()
while text:
    rows, end = decoder.raw_decode(text)
    text = text[end:].strip()
    for r in rows:
        if "verdict" in r:
            members.append([r["id"], r["verdict"], r["why"], r["until"], r["since"]])
        elif "what" in r:
            reported.add((r["id"], r["what"]))
shown = [c for c in json.load(open(check))["constraints"] if c["id"] == rule][0]
want = [[m["id"], m["verdict"], m["why"], m.get("until"), m.get("since")]
        for m in shown["members"]]
# The program itself reports where a record is contradicted by members.
said = {(r["id"], r["what"]) for r in shown["reported"] if not r["what"].startswith("contradicted")}
members.sort(key=lambda m: m[:3])
want.sort(key=lambda m: m[:3])
if members != want or reported != said or not want:
    sys.exit("%s\n%s\n%s" % ([m for m in members if m not in want], [m for m in want if m not in members],
                             reported ^ said))
EOF
while read -r rule day; do
	rm -rf d.dossier
	dossierfs clone "$rule.git" d.dossier >/dev/null
	dossierfs check d.dossier --as-of "$day" --json >check.json
	dossierfs -C d.dossier explain "$rule" --as-of "$day" --sql >rule.sql
	cp d.dossier/dossier.db copy.db
	ok "$rule gives the same rows" python3 rows.py "$rule" rule.sql check.json
done <asked

# The script writes to nothing but the connection's own tables.
cp copy.db before.db
sqlite3 copy.db <rule.sql >/dev/null
ok "the copy stays as it is" cmp copy.db before.db
finish
