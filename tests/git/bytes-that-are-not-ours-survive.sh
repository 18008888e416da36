#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Files that people wrote by hand: other layouts, other blanks, defects. They
# are kept as they came, and git/ is made anew from the store with the same ids.
. "$(dirname "$0")/../lib.sh"
. "$here/hostile.inc"

git init -q --initial-branch=main work
cd work || exit 1
mkdir -p records/product records/issue/by/hand records/nonsense docs \
	findings evidence/DOC-1
printf '{"id":"GW","type":"product","title":"Gateway","supported_from":"2024-01-01","score": 1.50}' \
	>records/product/GW.json
printf '{\n  "type": "issue", "id": "ISS-1", "title": "One", "state": "strange",\n "product": "GW", "identified_on": "2023-02-01", "items": ["IT-9"]}\n' \
	>records/issue/by/hand/ISS-1.json
printf '{"type":"issue","id":"ISS-3"}' >records/issue/ISS-2.json
printf '{"type":"issue","id":"ISS-4"' >records/issue/ISS-4.json
printf '{}' >records/nonsense/X.json
printf 'how we work\n' >docs/README.md
printf '#!/bin/sh\n' >run.sh && chmod +x run.sh
printf '{"fingerprint":"v1:a"}\nnot json\n' >findings/ACT-1.jsonl
printf 'bytes\n' >'evidence/DOC-1/A file.txt'
git add -A && git commit -q -m 'By hand

'
mkdir -p records/issue/zz
git mv records/issue/by/hand/ISS-1.json records/issue/zz/ISS-1.json
GIT_COMMITTER_DATE='1600000000 +0000' git commit -q -m 'Dated before its parent'
cd ..
head=$(git -C work rev-parse main)

ok 'clone takes it' sh -c "'$DOSSIERFS' clone work one 2>said"
says 'and says what was dated before its parent' 'recorded with the parent' said
is 'main is the same' "$(git -C one/git rev-parse main)" "$head"

sql() {
	sqlite3 one/dossier.db "$1"
}
dossierfs -C one show ISS-1 --json >iss.json
says 'a record in another layout is read' '"title": "One"' iss.json
is 'canonical where it is shown' "$(python3 -c '
import json, sys
t = open("iss.json", encoding="utf-8").read()
print(t == json.dumps(json.loads(t), ensure_ascii=False, indent=2, sort_keys=True) + "\n")')" True
is 'a moved file keeps its history' \
	"$(sql "select count(*) from span s join entry e using (entry) where e.id = 'ISS-1' and s.first_recorded = 1700000000")" 2
says_defect() {
	sql "select replace(defect, char(9), ': expected ') from version where path = '$1' and defect is not null" >defect
	says "$2" "$3" defect
}
says_defect records/issue/zz/ISS-1.json 'an unknown state is a defect' '^/state: expected'
says_defect records/issue/ISS-2.json 'a file not named by its id is one' '^/id: expected ISS-2'
says_defect records/issue/ISS-4.json 'one that is cut off is one' '^/: .*byte'
says_defect records/nonsense/X.json 'an unknown folder is one' 'nonsense'
says_defect findings/ACT-1.jsonl 'a line that is no JSON is one' 'line 2'
is 'two files that cannot be records' \
	"$(sql "select count(*) from span where type = 'defect' and to_seq > 1")" 2

cp -r one two
rm -rf two/git/objects two/git/refs/heads/main
ok 'git/ is made anew from the store' dossierfs fsck two --rebuild-git
is 'with the same commit' "$(git -C two/git rev-parse main)" "$head"
ok 'and nothing is missing' git -C two/git fsck --strict
git -C two/git archive main | tar -t | sort >two.txt
git -C work archive main | tar -t | sort >work.txt
ok 'every file is there' cmp two.txt work.txt
ok 'the executable is one still' sh -c \
	"git -C two/git ls-tree main run.sh | grep -q ^100755"

mkdir bad && cd bad && git init -q --initial-branch=main . || exit 1
mkdir -p records/issue/aa records/issue/bb
for d in aa bb; do
	printf '{"type":"issue","id":"ISS-1","title":"%s","product":"P","identified_on":"2023-01-01","state":"new"}' $d \
		>records/issue/$d/ISS-1.json
done
git add -A && git commit -q -m 'Two files of one id'
cd ..
ok 'two files of one id are taken' dossierfs clone bad three
dossierfs -C three show ISS-1 --json >iss.json
says 'the first counts' '"title": "aa"' iss.json
is 'the other is defective' "$(sqlite3 three/dossier.db \
	"select id from span where type = 'defect'")" records/issue/bb/ISS-1.json
finish
