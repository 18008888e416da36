#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Rules from outside: refused on entry when they reach for more; come by git,
# they make their own constraint unknown and nothing else.
. "$(dirname "$0")/../lib.sh"

ann="--author=Ann <ann@example.org>"
made() { python3 "$here/made.py" "$@"; }
new_dossier d
dossierfs -C d add product id=P title=P supported_from=2024-01-01 "$ann" >/dev/null
dossierfs -C d add issue id=ISS-1 title=I product=P state=new identified_on=2024-01-10 "$ann" >/dev/null
made own.json

# rule FROM…: a rule whose first member comes from there.
rule() {
	echo "select 'x' as id, 'met' as verdict, cast($1 as text) as why, null as until,
		null as product, null as record, null as type ${2:-}"
}

# refused WHAT PATTERN: own-1.sql is not taken, and why.
refused() {
	dossierfs -C d catalog add own.json --rules own-1.sql "$ann" >said 2>&1
	is "refused: $1" $? 2
	says "and the sentence says so" "$2" said
}
rule 1 "from" >own-1.sql
refused "a rule that does not compile" 'own-1: SQL: .*syntax error|own-1: SQL: incomplete'
rule "max(raw)" "from changeset" >own-1.sql
refused "a column that is not published" 'no such column: raw'
rule "max(body)" "from version" >own-1.sql
refused "a table that is not published" 'no such table: version'
rule "max(body)" "from dossier.version" >own-1.sql
refused "by the name of its schema" 'no such table'
{ echo "with record as (select * from version)"; rule "max(body)" "from record"; } >own-1.sql
refused "under the name of a view" 'no such table: version'
rule "max(sql)" "from sqlite_schema" >own-1.sql
refused "the schema" 'prohibited|not authorized'
rule "max(name)" "from pragma_table_list" >own-1.sql
refused "a pragma by another door" 'prohibited|not authorized'
for t in pragma_table_list sqlite_schema dbstat sqlite_dbpage; do
	rule "count(*)" "from $t" >own-1.sql
	refused "the number of rows of $t" 'prohibited|not authorized|no such|vtable'
done
for f in "load_extension('x')" "readfile('/etc/passwd')" "random()" "zeroblob(9)" \
		"fts3_tokenizer('x')" "sqlite_version()" "last_insert_rowid()" "current_timestamp"; do
	rule "$f" >own-1.sql
	refused "$f" 'not authorized|no such function'
done
rule "date('now')" >own-1.sql
refused "the clock" 'as_of of the view judged'
for s in "delete from record" "insert into judged values (1, 1)" "create temp table x (a)" \
		"attach '/tmp/x' as x" "pragma user_version = 7" "vacuum" "begin" \
		"explain select 1" "drop view record"; do
	echo "$s" >own-1.sql
	refused "$s" 'SQL'
done
{ rule 1; echo "; select 1 as id, 2 as what, 3 as product; delete from record"; } >own-1.sql
refused "a third statement" 'two statements'
echo "select 1 as id" >own-1.sql
refused "other columns" 'expected verdict in place 2'
rule "1" ", 1 as later" >own-1.sql
refused "an eighth column that is not since" 'expected since in place 8'
rule "1" ", null as since, 1 as more" >own-1.sql
refused "a ninth column" 'expected no column in place 9'
python3 - >own-1.sql <<'EOP'
n = 40
print("with a0 as (select 1 as x),")
print(",\n".join("a%d as (select 1 as x from a%d p, a%d q)" % (i, i - 1, i - 1) for i in range(1, n)))
print("select 'x' as id, 'met' as verdict, x as why, null as until, null as product, null as record, null as type from a%d" % (n - 1))
EOP
refused "one that doubles with every name" 'SQL'
is "nothing of these is on record" "$(dossierfs -C d catalog list)" ""

# Bad catalogues name file, pointer and expectation.
rule 1 >own-1.sql
bad() {
	dossierfs -C d catalog add own.json --rules own-1.sql "$ann" >said 2>&1
	is "refused: $1" $? 2
	says "file, pointer and expectation are named" "$2" said
}
made own.json drop=/catalog/metadata/version
bad "no version" 'own.json: /catalog/metadata/version: expected a text'
made own.json oscal=2.0.0
bad "another OSCAL" 'own.json: /catalog/metadata/oscal-version: expected OSCAL 1.1'
made own.json drop=/catalog/groups/0/controls/0/parts
bad "a clause without words" 'own.json: /catalog/groups/0/controls/0: expected'
made own.json drop=/catalog/groups/0/controls/0/controls/0/title
bad "a constraint without title" 'own.json: /catalog/groups/0/controls/0/controls/0: expected a title'
for name in ../x README.md index.json Big ""; do
	made own.json standard="$name"
	bad "a standard called '$name'" 'own.json: /catalog/groups/0/controls/0: expected'
done
made own.json label=9.5-7
mv own-1.sql 9.5-7.sql
dossierfs -C d catalog add own.json --rules 9.5-7.sql "$ann" >said 2>&1
says "a shipped constraint's label" 'a label that no other constraint has' said
mv 9.5-7.sql own-1.sql
made own.json pattern='(a*)*{99}'
bad "a pattern with bounds" 'file-exists'
made own.json label=own-2
bad "a constraint without its rule" 'expected its rule own-2.sql among the rule files'
echo '{"catalog": ' >own.json
bad "what is no JSON" 'own.json: '
made own.json
exits "replaces that names nothing" 2 dossierfs -C d catalog add own.json --rules own-1.sql \
	--replaces acme/9 "$ann"

# What git brings was not looked at on entry.
python3 - "$top/tests/verdicts" "$here/made.py" <<'EOP'
import hashlib, json, subprocess, sys
sys.path.insert(0, sys.argv[1])
import run
records = [{"type": "product", "id": "P", "supported_from": "2024-01-01"},
           {"type": "issue", "id": "ISS-1", "product": "P", "state": "new", "identified_on": "2024-01-10"}]
row = "select %s as id, %s as verdict, %s as why, null as until, null as product, null as record, null as type"
rules = {
    "reach": row % ("'x'", "'met'", "max(body)") + " from version",
    "endless": "with recursive n(i) as (select 1 union all select i + 1 from n) " + row % ("max(i)", "'met'", "1") + " from n",
    "many": "with recursive n(i) as (select 1 union all select i + 1 from n limit 300000) " + row % ("i", "'met'", "1") + " from n",
    "large": row % ("'x'", "'met'", "replace(printf('%200000d', 1), ' ', '  ')"),
    "wide": "with recursive n(i) as (select 1 union all select i + 1 from n limit 150000) " + row % ("i", "'met'", "printf('%0600d', i)") + " from n",
    "sorted": "with recursive n(i) as (select 1 union all select i + 1 from n limit 3000) "
              + row % ("1", "'met'", "count(*)") + " from (select printf('%0200000d', i) t from n order by t limit 2 offset 2990)",
    "clock": row % ("'x'", "'met'", "date() || ' ' || datetime('n' || 'ow') || ' ' || strftime('%H:%M', 'n' || 'ow', 'local' || 'time')"),
    "control": row % ("'x'", "'met'", "char(10)"),
    "verdict": row % ("'x'", "'perfect'", "1"),
    "null": row % ("null", "'met'", "1"),
    "soon": row % ("'x'", "'not-met'", "1") + ", 'soon' as since",
    "dated": row % ("'x'", "'not-met'", "1") + ", '2024-02-29' as since",
    "good": row % ("id", "'met'", "title || (select count(*) from document)") + " from issue where exists (select 1 from product)"
            " and not exists (select 1 from finding_disposed)",
}
for name, sql in rules.items():
    subprocess.run([sys.executable, sys.argv[2], name + ".json", "standard=" + name, "label=" + name], check=True)
    one, two = open(name + ".json", "rb").read(), sql.encode()
    of = lambda n, b: {"name": n, "sha256": hashlib.sha256(b).hexdigest(), "size": len(b)}
    records.append({"type": "catalog", "id": "CAT-" + name, "file": of("c.json", one),
                    "rules": [of(name + ".sql", two)],
                    "files": {"c.json": one.decode(), name + ".sql": two.decode()}})
records.append({"type": "catalog", "id": "CAT-broken", "file": of("c.json", b"{"), "files": {"c.json": "{"}})
records.append({"type": "catalog", "id": "CAT-absent", "file": of("c.json", b"gone")})
run.repository("r.git", {"2024-01-25": records}, {})
EOP
dossierfs clone r.git g >/dev/null
ok "the rest is judged" sh -c '"$0" -C g check --as-of 2024-06-01 --json >g.json' "$DOSSIERFS"
verdict() { jq -r --arg i "$1" '.constraints[] | select(.id == $i) | "\(.verdict): \(.why)"' g.json; }
is "17 and what could be read" "$(jq '.constraints | length' g.json)" 30
is "the clock of a rule stands at the day judged for, everywhere" "$(TZ=Asia/Tokyo dossierfs -C g check \
	--as-of 2024-06-02 --json | jq -r '.constraints[] | select(.id == "clock") | .members[0].why')" \
	"2024-06-02 2024-06-02 00:00:00 00:00"
is "a day since when is shown" "$(jq -r '.constraints[] | select(.id == "dated") |
	.members[0].since' g.json)" 2024-02-29
is "a good rule is judged" "$(verdict good | cut -d: -f1)" met
for each in "reach no such table: version" "endless 100 million steps" "many 200000 rows" \
		"wide 64 MiB of rows" "sorted 128 MiB of temporary files" "large string or blob too big" "control why: expected a line" "verdict expected a verdict" "null expected an id" \
		"soon since: expected YYYY-MM-DD"; do
	name=${each%% *}
	verdict "$name" >said
	says "$name: unknown, and why" "^unknown: its rule could not be run: .*${each#* }" said
done
is "no member of a rule that failed stays" \
	"$(jq '[.constraints[] | select(.id == "many") | .members[]] | length' g.json)" 0
dossierfs -C g catalog list >list
says "what is no JSON is not read" 'not read: c\.json: ' list
says "nor what is not there" '^CAT-absent' list
dossierfs -C g cat --as-of 2024-06-01 clauses/README.md >page
says "and the page of clauses says so" 'CAT-broken' page
dossierfs -C g check --as-of 2024-06-01 --json >again.json
ok "the same bytes again" cmp g.json again.json
finish
