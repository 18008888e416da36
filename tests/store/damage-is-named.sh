#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A changed byte anywhere: fsck names it (FAULTS.md, F8, F9 and trap 11).
. "$(dirname "$0")/../lib.sh"

me='--author=Ann <ann@example.org>'
new_dossier good
dossierfs -C good add "$me" product id=GW title=Gateway \
	supported_from=2024-01-01 >/dev/null
dossierfs -C good add "$me" issue id=ISS-1 title=One product=GW \
	identified_on=2024-02-01 state=new >/dev/null
dossierfs -C good add "$me" document id=DOC-1 title=Report >/dev/null
printf 'minutes\n' >minutes.txt
dossierfs -C good attach "$me" DOC-1 minutes.txt >/dev/null
ok 'a whole dossier is whole' dossierfs fsck good

# damaged NAME PATTERN: fsck of `bad` exits 4 and a line matches.
damaged() {
	"$DOSSIERFS" fsck bad >said 2>&1
	is "$1: exit status 4" $? 4
	says "$1: named" "$2" said
	rm -rf bad
	cp -r good bad
}
cp -r good bad
sqlite3 bad/dossier.db "update version set body = replace(body, 'One', 'Two')"
dossierfs -C bad show ISS-1 --json >shown 2>/dev/null
says_two=$(grep -c Two shown)
is 'a changed record is not shown' "$says_two" 0
damaged 'a changed record' 'records/issue/../ISS-1.json'
sqlite3 bad/dossier.db "update changeset set reason = 'another' where seq = 1"
damaged 'a changed reason' 'change-set .*hash'
sqlite3 bad/dossier.db "update changeset set recorded = recorded + 1 where seq = 1"
damaged 'a changed time' 'change-set .*hash'
sqlite3 bad/dossier.db "update changeset set raw = cast(replace(raw, 'Ann', 'Eve') as blob) where seq = 1"
damaged 'a changed commit' 'its commit is not the one'
sqlite3 bad/dossier.db "update version set sha256 = replace(sha256, 'a', 'b') where canonical = 1"
damaged 'a changed digest' 'not those that were recorded'
sqlite3 bad/dossier.db "update d_issue set state = 'closed'"
damaged 'a changed derived table' 'd_issue does not say'
sqlite3 bad/dossier.db "update span set to_seq = 2 where type = 'issue'"
damaged 'a hidden record' 'span does not say'
sqlite3 bad/dossier.db "pragma foreign_keys = off; delete from version where body like '%ISS-1%'"
damaged 'a deleted version' 'change-set|git/'
f=$(find bad/blobs -type f)
chmod u+w "$f" && echo more >>"$f"
damaged 'a changed file' 'blobs/'
rm "$(find bad/blobs -type f)"
damaged 'a lost file' 'blobs/'
rm -r bad/git/objects/$(git -C bad/git rev-parse main | cut -c1-2)
damaged 'a lost object of git' 'missing'
o=$(git -C bad/git rev-parse main:records)
f=bad/git/objects/$(echo "$o" | cut -c1-2)/$(echo "$o" | cut -c3-)
chmod u+w "$f" && printf 'XXXX' | dd of="$f" bs=1 seek=9 conv=notrunc 2>/dev/null
damaged 'a changed object of git' "$o is damaged|$o"

# A page that fails in its middle, of a state that is judged: what is asked for
# after that does not hide why.
"$DOSSIERFS" export good --tree whole >/dev/null
rm -rf bad && cp -r good bad
sqlite3 bad/dossier.db "alter table d_notification
	rename column compatibility_rows_listed to gone"
"$DOSSIERFS" export bad --tree part >said 2>&1
is 'a lost column: exit status 3' $? 3
says 'a lost column: named on the page that needs it' \
	'issues/2024/ISS-1.md: .*compatibility_rows_listed' said
[ ! -e part ]
report $? 'a lost column: nothing half done'

# Single bits, spread over the file: each that changes what a version says is
# named, and nothing crashes.
python3 - good/dossier.db <<'X' >offsets
import sys
data = open(sys.argv[1], "rb").read()
for text in (b'"ISS-1"', b'"identified_on"', b'Gateway"', b'"state": "new"'):
    at = data.find(text)
    while at >= 0:
        print(at + 2)
        at = data.find(text, at + 1)
X
silent=0 n=0
while read -r at; do
	cp good/dossier.db bad/dossier.db
	python3 - bad/dossier.db "$at" <<'X'
import sys
with open(sys.argv[1], "r+b") as f:
    f.seek(int(sys.argv[2])); b = f.read(1)
    f.seek(int(sys.argv[2])); f.write(bytes([b[0] ^ 1]))
X
	"$DOSSIERFS" fsck bad >said 2>&1
	[ $? = 4 ] || silent=$((silent + 1))
	n=$((n + 1))
done <offsets
[ $n -gt 0 ]
report $? "there were bits to flip ($n)"
is 'no flipped bit of a record is silent' $silent 0
finish
