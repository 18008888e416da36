#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# catalog add: a dossier's own clauses appear in verdicts, tree and explain,
# from the day on which they were recorded; licensed words take the place of
# shipped ones.
. "$(dirname "$0")/../lib.sh"

ann="--author=Ann <ann@example.org>"
made() { python3 "$here/made.py" "$@"; }
owners() {
	cat <<'EOP'
select s.id, iif(s.owner is null, 'not-met', 'met') as verdict,
       iif(s.owner is null, 'nobody owns it', 'owned by ' || s.owner) as why,
       null as until, s.product, s.id as record, 'issue' as type
  from standing s;
-- A fence of its own: ``` ends nothing.
select s.id, 'identified on ' || s.identified_on as what, s.product from standing s;
EOP
}

python3 - "$top/tests/verdicts" <<'EOP'
import sys
sys.path.insert(0, sys.argv[1])
import run
run.repository("r.git", {"2024-01-25": [
    {"type": "product", "id": "P", "supported_from": "2024-01-01"},
    {"type": "issue", "id": "ISS-1", "product": "P", "state": "new", "identified_on": "2024-01-10"},
    {"type": "issue", "id": "ISS-2", "product": "P", "state": "new", "identified_on": "2024-01-10",
     "owner": "Bob"}]}, {})
EOP
dossierfs clone r.git d >/dev/null
before=$(dossierfs -C d check --json | jq -c '.constraints[:17]')
made own.json title="Our <b>own</b> rules" text="# No heading"
owners >own-1.sql
ok "a catalogue with its rule is taken" dossierfs -C d catalog add own.json --rules own-1.sql "$ann"
dossierfs -C d catalog list >list
says "it is listed" '^CAT-own' list
says "with what it has" 'clauses 1, words of clauses 0, constraints 1' list

dossierfs -C d check --json >check.json
is "its members are judged" "$(jq -r '.constraints[] | select(.id == "own-1") |
	"\(.clause) \(.rule) \(.verdict) " + ([.members[] | "\(.id)=\(.verdict)"] | join(" "))' check.json)" \
	"acme/1 own-1 v1 partly ISS-1=not-met ISS-2=met"
is "what it reports is reported" "$(jq -r '.constraints[] | select(.id == "own-1") |
	.reported | length' check.json)" 2
is "it stands behind the shipped ones" "$(jq -r '.constraints[-1].id' check.json)" own-1
is "which are as before" "$(jq -c '.constraints[:17]' check.json)" "$before"
is "before it was recorded it was not there" \
	"$(dossierfs -C d check --as-of 2024-02-01 --json | jq '.constraints | length')" 17
is "and it is in no tree of that time" "$(dossierfs -C d ls --as-of 2024-02-01 clauses | grep -c acme)" 0

dossierfs -C d export --tree out >/dev/null
ok "the tree has its clause" test -f out/clauses/acme/1/README.md
ok "and its constraint, in three forms" test -f out/clauses/acme/1/constraints/own-1.md \
	-a -f out/clauses/acme/1/constraints/own-1.json -a -f out/clauses/acme/1/constraints/own-1.sql
says "its words stay words" '^> \\# No heading' out/clauses/acme/1/README.md
says "its SQL ends no fence" '^````sql$' out/clauses/acme/1/constraints/own-1.md
says "a gap is left" 'nobody owns it' "$(ls out/clauses/acme/1/gaps/own-1-*.md)"
says "the status counts it" 'own-1' out/status.md
says "the issue's page says so" 'own-1' out/issues/2024/ISS-1.md
ok "the bytes are kept as evidence" cmp own-1.sql out/catalogs/CAT-own/own-1.sql

dossierfs -C d explain own-1 >explained
says "explain has it" '^ISS-1: not-met' explained
if command -v sqlite3 >/dev/null; then
	dossierfs -C d explain own-1 --sql >rule.sql
	cp d/dossier.db copy.db
	is "sqlite3 gives the same rows" \
		"$(sqlite3 -tabs copy.db <rule.sql | awk -F'\t' 'NF == 7 { print $1 "=" $2 }' | sort | tr '\n' ' ')" \
		"ISS-1=not-met ISS-2=met "
fi

# FILE_EXISTS: without an approved procedure, met is partly.
made named.json standard=named label=named-1 pattern="owner (list|register)"
sed "s/'not-met'/'met'/" own-1.sql >named-1.sql
dossierfs -C d catalog add named.json --rules named-1.sql "$ann" >/dev/null
verdict() { dossierfs -C d check --json | jq -r --arg i "$1" '.constraints[] | select(.id == $i) | .verdict'; }
is "a pattern that finds nothing makes met partly" "$(verdict named-1)" partly
echo "How owners are kept, and by whom." >list.txt
dossierfs -C d add document id=DOC-1 title="Owner register" state=approved author=Ann \
	approved_by=Bob approved_on=2024-02-01 "$ann" >/dev/null
dossierfs -C d attach DOC-1 list.txt "$ann" >/dev/null
is "an approved document that it finds makes it met" "$(verdict named-1)" met

# Licensed words.
made words.json standard=iec-81001-5-1 clause=9.5 label=- title="Licensed" text="The licensed words."
exits "a clause that is there needs replaces" 2 dossierfs -C d catalog add words.json "$ann"
ok "with it the words are taken" dossierfs -C d catalog add words.json --replaces iec-81001-5-1/9.5 "$ann"
dossierfs -C d cat clauses/iec-81001-5-1/9.5/README.md >page
says "and shown" '^> The licensed words\.' page
is "the verdicts stay" "$(dossierfs -C d check --json | jq -r '[.constraints[] | select(.clause == "iec-81001-5-1/9.5")] | length')" 12
made words2.json standard=iec-81001-5-1 clause=9.5 label=- title="Licensed" text="Later words."
dossierfs -C d catalog add words2.json --replaces iec-81001-5-1/9.5,CAT-words "$ann" >/dev/null
dossierfs -C d cat clauses/iec-81001-5-1/9.5/README.md >page
dossierfs -C d catalog list >list
says "words that are replaced are counted" 'clauses 0, words of clauses 1, constraints 0' list
dossierfs -C d cat clauses/README.md >standards
says "and stand in the tree" '^\| \[CAT-own\]\(.*\) \| 1 \| 0 \| 1 \| – \|$' standards
says "a later catalogue takes an earlier one's place" '^> Later words\.' page
dossierfs -C d catalog list >list
says "and the list says so" 'not read: CAT-words2 takes its place' list

# In a clone it is the same.
git clone -q --bare d/git c.git
dossierfs clone c.git e >/dev/null
day=$(date -u -d tomorrow +%Y-%m-%d)
dossierfs -C d check --as-of $day --json >one
dossierfs -C e check --as-of $day --json >two
ok "a clone judges alike" cmp one two
dossierfs -C d withdraw CAT-own "$ann" >/dev/null
is "withdrawn, it is gone" "$(verdict own-1)" ""
finish
