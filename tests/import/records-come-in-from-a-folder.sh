#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Records, findings and evidence in MODEL.md's layout, with or without
# shards; twice changes nothing; what does not fit is refused whole.
. "$(dirname "$0")/../lib.sh"
a='A Person <a@example.org>'
new_dossier d
mkdir -p r/records/product r/records/activity/deep/er r/records/document/ab \
	r/evidence/ab/DOC-1 r/findings/x r/.git
cat >r/records/product/P.json <<'J'
{"type":"product","id":"P","title":"P","supported_from":"2020-01-01","x-own":{"kept":1.50}}
J
cat >r/records/activity/deep/er/ACT-1.json <<'J'
{"type":"activity","id":"ACT-1","title":"Scan","kind":"sast","product":"P","performed_on":"2024-01-02","findings_total":1,"result":"DOC-1"}
J
printf 'the report\n' >'r/evidence/ab/DOC-1/the report.txt'
sum=$(sha256sum <'r/evidence/ab/DOC-1/the report.txt' | cut -d' ' -f1)
cat >r/records/document/ab/DOC-1.json <<J
{"type":"document","id":"DOC-1","title":"Report","file":{"name":"the report.txt","sha256":"$sum","size":11,"media_type":"text/plain"}}
J
echo '{ "rule":"R", "fingerprint":"v1:00", "class":"code" }' >r/findings/x/ACT-1.jsonl
echo x >r/.git/config
echo hello >r/README.txt
ln -s /etc/passwd r/records/product/link.json

dossierfs -C d import r --author "$a" >out 2>err
is "the folder is taken" "$? $(cat err)" "0 "
says "what lies elsewhere is named" 'README.txt: skipped' out
says "a link is not followed" 'link.json: skipped, no regular file' out
is "git has it at the canonical paths" \
	"$(git -C d/git ls-tree -r --name-only main | sed 's|/[0-9a-f][0-9a-f]/|/*/|' | grep -v '^\.')" \
"evidence/*/DOC-1/the report.txt
findings/*/ACT-1.jsonl
records/activity/*/ACT-1.json
records/document/*/DOC-1.json
records/product/*/P.json"
is "an unknown field and its number stay" \
	"$(git -C d/git show "main:$(git -C d/git ls-tree -r --name-only main | grep /P.json)" | grep -c '"kept": 1.50')" 1
is "a finding's line is written as the dossier does" \
	"$(git -C d/git show "main:$(git -C d/git ls-tree -r --name-only main | grep /ACT-1.jsonl)")" \
	'{"class":"code","fingerprint":"v1:00","rule":"R"}'
one=$(git -C d/git rev-parse main)
dossierfs -C d import r --author "$a" >out
is "again nothing changes" "$(git -C d/git rev-parse main)" "$one"
says "and that is said" 'known, nothing changed' out
git -C d/git archive main >t.tar && mkdir copy && tar -xf t.tar -C copy
dossierfs -C d import copy copy/records copy/records/product --author "$a" >out 2>err
is "a checkout of git/, or a part of it, is such a folder" "$(cat err; git -C d/git rev-parse main)" "$one"
dossierfs -C d import r/records/product/P.json --author "$a" >out
says "a record's file alone is known, too" 'known' out

sed 's/"title":"P"/"title":"Pump"/' r/records/product/P.json >P.json
dossierfs -C d import P.json --author "$a" >out
says "a record that differs is a new version, and said to be one" 'changed records 1' out
one=$(git -C d/git rev-parse main)

refused() {
	exits "$1" 2 dossierfs -C d import r --author "$a"
	says "$1: the sentence" "$2" .out
}
echo other >'r/evidence/ab/DOC-1/the report.txt'
refused "evidence that has another SHA-256" 'DOC-1/the report.txt: expected the SHA-256'
printf 'the report\n' >'r/evidence/ab/DOC-1/the report.txt'
echo x >r/evidence/ab/DOC-1/more
refused "evidence that no record names" 'DOC-1/more: record DOC-1 names no such file'
rm r/evidence/ab/DOC-1/more
mkdir r/evidence/NO; echo x >r/evidence/NO/f
refused "evidence of no record" 'NO/f: expected a record NO'
rm -r r/evidence/NO
sed 's/"ACT-1"/"ACT-2"/' r/records/activity/deep/er/ACT-1.json >r/records/activity/ACT-3.json
refused "a name that is not the id" 'ACT-3.json: /id: expected ACT-3'
mv r/records/activity/ACT-3.json r/records/product/ACT-2.json
refused "a folder that is not the type" 'ACT-2.json: /type: expected product'
rm r/records/product/ACT-2.json
echo '{"fingerprint":1}' >>r/findings/x/ACT-1.jsonl
refused "a finding without fingerprint" 'ACT-1.jsonl: line 2: /: expected a member "fingerprint"'
sed -i 2d r/findings/x/ACT-1.jsonl
sed -i 's/"title"/"title":"t","title"/' r/records/product/P.json
refused "a key that is there twice" 'P.json: byte 39: expected a key that the object does not have yet'
is "nothing of all this was recorded" "$(git -C d/git rev-parse main)" "$one"
mkdir empty
exits "a folder without records" 2 dossierfs -C d import empty --author "$a"
finish
