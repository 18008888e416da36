#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# dossier(5), CATALOGUES: 64 are read, in the order of their ids; of more it is
# said that they are not, and nothing else fails.
. "$(dirname "$0")/../lib.sh"

python3 - "$top/tests/verdicts" "$here/made.py" <<'EOP'
import hashlib, subprocess, sys
sys.path.insert(0, sys.argv[1])
import run
subprocess.run([sys.executable, sys.argv[2], "c.json", "label=-"], check=True)
text = open("c.json").read()
def made(i):
    c = text.replace('"acme"', '"acme-%02d"' % i)
    return {"type": "catalog", "id": "CAT-%02d" % i, "files": {"c.json": c},
            "file": {"name": "c.json", "sha256": hashlib.sha256(c.encode()).hexdigest(), "size": len(c)}}
run.repository("r.git", {"2024-01-25": [made(i) for i in range(67)],
                         "2024-02-25": [{"id": "CAT-%02d" % i, "withdrawn": True} for i in range(3)]}, {})
EOP
dossierfs clone r.git d >/dev/null
dossierfs -C d catalog list --as-of 2024-01-31 >list
is "sixty-four are read" "$(grep -c '^    clauses 1' list)" 64
says "of the rest it is said" '^not read: 3 more, for 64 catalogues are the most$' list
dossierfs -C d cat --as-of 2024-01-31 clauses/README.md >page
says "in the tree, too" '^3 more are not read, for 64 catalogues are the most\.$' page
is "and nothing else is lost" \
	"$(dossierfs -C d check --as-of 2024-01-31 --json | jq '.constraints | length')" 17
dossierfs -C d catalog list >list
is "once they are few enough all are read" "$(grep -c '^    clauses 1' list) $(grep -c '^not read' list)" "64 0"
python3 "$here/made.py" own.json
dossierfs -C d catalog add own.json --author "Ann <ann@example.org>" >said 2>&1
is "one too many is refused on entry" $? 2
says "and why" 'expected 64 catalogues at most' said
finish
