# SPDX-License-Identifier: Apache-2.0
# add and set take fields by their names, of the kinds that the table says;
# what they record is printed in one line.
. "$(dirname "$0")/../lib.sh"

who='Ann <ann@example.org>'
new_dossier d
D() { "$DOSSIERFS" -C d "$@"; }
value() { D show --json "$1" | jq -c "$2"; }

is "what was recorded is said in one line" \
	"$(D add --author "$who" product id=GW title='A "gateway"' supported_from=2024-01-01)" \
	"product GW (seq 0)"
year=$(date -u +%Y)
is "an id is made from type and year" \
	"$(D add --author "$who" issue title=One product=GW state=new identified_on=2024-02-01)" \
	"issue ISS-$year-0001 (seq 1)"
is "the next one counts on" \
	"$(D add --author "$who" issue title=Two product=GW state=new identified_on=2024-02-01)" \
	"issue ISS-$year-0002 (seq 2)"
D withdraw --author "$who" "ISS-$year-0002" >/dev/null
is "the id of a withdrawn record is not given again" \
	"$(D add --author "$who" issue title=Three product=GW state=new identified_on=2024-02-01)" \
	"issue ISS-$year-0003 (seq 4)"
id=ISS-$year-0001

is "a plain reason is written where none is given" \
	"$(git -C d/git log --format=%s -n 1 --skip 3 main)" "add issue $id"
D set --author "$who" -m "Because Bob said so" $id state=confirmed \
	severity.score=7.5 severity.level=high 'references[]=CVE-2024-1' \
	'references[]=17' owner=Bob owner.role=lead \
	'disclosure={"decision": "no", "mine": 1.50}' \
	third_party.public_before=true >out
is "set says what it recorded" "$(cat out)" "issue $id (seq 5)"
is "a reason is kept" "$(git -C d/git log --format=%s -n 1 main)" "Because Bob said so"
is "the author is kept" "$(git -C d/git log --format='%an %ae' -n 1 main)" "Ann ann@example.org"
is "a number is a number" "$(value $id .severity.score)" 7.5
is "a list is added to, and its texts stay texts" "$(value $id .references)" '["CVE-2024-1","17"]'
is "a person is a name and a role" "$(value $id .owner)" '{"name":"Bob","role":"lead"}'
is "JSON is taken where an object belongs" "$(D show --json $id | grep mine | tr -d ' ')" '"mine":1.50'
is "a truth value is one" "$(value $id .third_party.public_before)" true
D set --author "$who" $id owner= references= >/dev/null
is "a field without value is removed" "$(value $id '[.owner, .references]')" '[null,null]'
exits "-- ends the options" 0 "$DOSSIERFS" -C d set --author "$who" -- $id title=-x
is "a title may begin with a dash" "$(value $id .title)" '"-x"'

D add --author "$who" update id=U-1 title=U security=true product=GW >/dev/null
printf 'program\n' >gw.bin
printf 'signature\n' >gw.bin.minisig
D attach --author "$who" U-1 gw.bin >/dev/null
D attach --author "$who" U-1 gw.bin.minisig --signature=gw.bin >/dev/null
is "an attached file becomes an artifact" \
	"$(value U-1 '.artifacts[0] | [.name, .size, .sha256]')" \
	"[\"gw.bin\",8,\"$(sha256sum <gw.bin | cut -d' ' -f1)\"]"
is "its signature is named by it" \
	"$(value U-1 '.artifacts[0].integrity | [.method, .signature_file]')" \
	'["signature","gw.bin.minisig"]'
is "both lie in git" "$(git -C d/git ls-tree -r --name-only main |
	grep -c '^evidence/.*/U-1/gw\.bin')" 2

cat >list.json <<'J'
[{"type": "item", "title": "an item", "product": "P-9"},
 {"type": "item", "title": "another", "product": "P-9"},
 {"type": "product", "id": "P-9", "title": "nine", "supported_from": "2024-01-01"}]
J
D add --author "$who" --json - <list.json >out
is "records of one change-set may name each other" \
	"$(sed 's/ (seq [0-9]*)//' out)" "item ITM-$year-0001
item ITM-$year-0002
product P-9"
is "and are one commit" "$(git -C d/git log -n 1 --format= --name-only main | wc -l)" 3
finish
