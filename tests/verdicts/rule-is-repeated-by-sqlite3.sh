#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# explain --sql: the sqlite3 shell gives the rows that check shows.
. "$(dirname "$0")/../lib.sh"

if ! command -v sqlite3 >/dev/null; then
	echo "1..0 # SKIP no sqlite3 here"
	exit 0
fi
python3 - "$here" <<'EOF'
import json
import sys
sys.path.insert(0, sys.argv[1])
import run
f = json.load(open(sys.argv[1] + "/9.5-01.json", encoding="utf-8"))
cases = [c for c in f["cases"] if not c.get("alone")]
run.repository("r.git", run.merged(f["base"], cases), f["templates"])
EOF
dossierfs clone r.git d.dossier >/dev/null
dossierfs check d.dossier --as-of 2024-03-11 --json >check.json
for rule in 9.5-1 9.5-2 9.5-7; do
	dossierfs -C d.dossier explain $rule --as-of 2024-03-11 --sql >rule.sql
	jq -r --arg r $rule '.constraints[] | select(.id == $r) | .members[] |
		[.id, .verdict, .why] | @tsv' check.json | LC_ALL=C sort >shown
	cp d.dossier/dossier.db copy.db
	# Members have seven columns; what is reported has three.
	sqlite3 -tabs copy.db <rule.sql | awk -F '\t' -v OFS='\t' \
		'NF == 7 { print $1, $2, $3 }' | LC_ALL=C sort >repeated
	ok "$rule gives the same rows" cmp shown repeated
done
is "there is something to compare" "$(wc -l <check.json | awk '{ print ($1 > 100) }')" 1
finish
