#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# history.md, a record's page and log ID tell every change of a record: those of
# its files alone, those that others wrote on a branch, an id that went to
# another type, and a version of which nothing can be read.
. "$(dirname "$0")/../lib.sh"
. "$here/../mount/sample"
d=$tmp/d
A='--author=Ann Bell <ann@example.org>'
D() { dossierfs -C "$d" "$@"; }
git_() { git -c "user.name=$who" -c user.email=x@example.org -C work "$@"; }
file_of() { (cd work && find records -name "$1.json"); }
page() { D cat "updates/undated/U1$1"; }
entry() { awk -v n="$1" '/^## / { at++ } at == n' history; }

new_dossier "$d"
D add product id=GW title=G supported_from=2024-01-01 "$A" >/dev/null
D add update id=U1 title=First product=GW security=true "$A" >/dev/null
not_ok 'without changes there is no history' page .history.md
echo fw >fw.bin
echo one >1.sig
echo second >2.sig
ok 'an artifact' D attach U1 fw.bin "$A"
ok 'signed' D attach U1 1.sig --name p.sig --signature "$A" -m 'Signed'
body=$(page .json | sha256sum)
ok 'signed again' D attach U1 2.sig --name p.sig --signature "$A" \
	-m 'With another key'
is 'which leaves the record as it was' "$(page .json | sha256sum)" "$body"
page .history.md >history
entry 4 >last
says 'history: why' '^> With another key$' last
says '  the file, before and after' \
	"^\| p.sig \| 4 bytes, SHA-256 .$(sha256sum <1.sig | cut -c-64). \| 7 bytes, SHA-256 .$(sha256sum <2.sig | cut -c-64). \|$" last
is '  and no field' "$(grep -c 'Field\|No field' last)" 0
page .md >md
says 'page: a row' '^\| 20[0-9-]* \| Ann Bell \| With another key \|$' md
D log U1 >log
says 'log: the file' "^    file p.sig: 4 bytes, sha256 [0-9a-f]* → 7 bytes, sha256 $(sha256sum <2.sig | cut -c-64)$" log
is '  as JSON' "$(D log U1 --json | jq -c '.[0] | [.changes, .files[0].name, .files[0].old.size, .files[0].new.size]')" \
	'[[],"p.sig",4,7]'

D add document id=DOC title=Doc kind=report "$A" >/dev/null
not_ok 'a record whose file comes later' D cat evidence/DOC.history.md
echo words >words.txt
git clone -q "$d/git" work
who=Bo
shard=$(basename "$(dirname "$(file_of DOC)")")
mkdir -p "work/evidence/$shard/DOC"
cp words.txt "work/evidence/$shard/DOC/"
git_ add -A
git_ commit -qm 'A file alone'
git_ push -q origin HEAD:main
ok '  has a history then' sh -c "'$DOSSIERFS' -C '$d' cat evidence/DOC.history.md >history"
entry 2 >last
says '  with the file' '^\| words.txt \| – \| 6 bytes, ' last
D cat evidence/DOC.md >md
says '  linked from its page' '\[history\]\(DOC.history.md\)' md

git_ checkout -qb side
for who in Carl Eva; do
	f=work/$(file_of U1)
	sed -i "s/\"title\": .*/\"title\": \"By $who\",/" "$f"
	git_ commit -qam "$who writes

more"
done
who=Dora
git_ checkout -q main
git_ merge -q --no-ff -m 'Merge site B' side
git_ push -q origin HEAD:main
page .history.md >history
entry 5 >last
says 'history: who merged' '^## 20[0-9-]*, Dora$' last
is '  who wrote' "$(grep '^- ' last | sed 's/^- 20[0-9-]*, //' | tr '\n' ';')" \
	'Carl: Carl writes;Eva: Eva writes;'
says '  what came of it' '^\| title \| First \| By Eva \|$' last
page .md >md
is 'page: both, under the merge' "$(sed -n 's/^| 20[0-9-]* | \(Dora\|Carl\|Eva\) | \(.*\) |$/\1 \2/p' md |
	tr '\n' ';')" \
	'Dora Merge site B;Eva on a branch: Eva writes;Carl on a branch: Carl writes;'
D log U1 -n 1 >log
is 'log: both' "$(sed -n 's/^    merged: [^ ]*  \([A-Z].*\)/\1/p' log | tr '\n' ';')" \
	'Carl <x@example.org>  Carl writes;Eva <x@example.org>  Eva writes;'
is '  as JSON' "$(D log U1 --json -n 1 | jq -r '.[0].merged[].author' | xargs)" \
	'Carl Eva'
is '  of no other record' "$(D log DOC --json | jq '[.[].merged[]] | length')" 0

f=work/$(file_of U1)
cp "$f" whole
echo '{"title":' >"$f"
git_ commit -qam Broken
cp whole "$f"
git_ commit -qam Mended
git_ push -q origin HEAD:main
page .history.md >history
entry 6 >last
says 'history: nothing can be read' '^\*\*Nothing can be read of this version:\*\* /: expected JSON' last
is '  so no field is told' "$(grep -c '^|' last)" 0
entry 7 >last
says '  and all is as it was' '^No field differs.$' last
is 'log: the same' "$(D log U1 --json | jq -c '.[0:2] | map([.changes, .unread // ""[0:15]])')" \
	"$(D log U1 --json | jq -c '[[[], ""], [[], .[1].unread]]')"

git_ rm -q "$(file_of DOC)" "evidence/$shard/DOC/words.txt"
mkdir -p "work/records/item/$shard"
printf '{\n  "id": "DOC",\n  "product": "GW",\n  "title": "t",\n  "type": "item"\n}\n' \
	>"work/records/item/$shard/DOC.json"
git_ add -A
git_ commit -qm 'Now an item'
git_ push -q origin HEAD:main
D cat items/DOC.history.md >history
entry 3 >last
says 'another type: one entry, with it' '^\| type \| document \| item \|$' last
says '  and what became of the file' '^\| words.txt \| 6 bytes, .* \| – \|$' last
is '  nothing withdrawn' "$(grep -c Withdrawn history)" 0
D log DOC >log
is 'log: one entry' "$(grep -c ' Dora ' log)" 1
says '  with both types' '^    type: "document" → "item"$' log
is '  nothing withdrawn' "$(grep -c '^    withdrawn$' log)" 0

need_fuse
m=$tmp/m
ok 'it mounts' mounted "$d" "$m"
page .history.md >want
ok 'the mount has the same' cmp "$m/updates/undated/U1.history.md" want
D add update id=U2 title=Other product=GW security=true "$A" >/dev/null
D attach U2 fw.bin "$A" >/dev/null
D attach U2 1.sig --name p.sig --signature "$A" >/dev/null
u=$m/updates/undated/U2
turned() { grep -q Turned "$u.history.md"; }
cat "$u.md" "$u.history.md" >/dev/null
ok 'signed again under a mount' D attach U2 2.sig --name p.sig --signature "$A" \
	-m 'Turned'
ok '  shows' eventually turned
if command -v getfattr >/dev/null; then
	of() { getfattr --only-values -n user.dossier.seq "$1" 2>/dev/null; }
	is '  the file is of that change-set' "$(of "$u/p.sig")" \
		"$(D log U2 --json | jq '.[0].seq')"
	is '  the record is not' "$(of "$u.json")" \
		"$(D log U2 --json | jq '.[1].seq')"
fi
finish
