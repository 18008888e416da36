#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A report is known by its bytes, its product and its release.
. "$(dirname "$0")/../lib.sh"
a='A Person <a@example.org>'
new_dossier d
dossierfs -C d add product id=P title=P supported_from=2020-01-01 --author "$a" >/dev/null
dossierfs -C d add release id=R title=R product=P version=1 --author "$a" >/dev/null
cat >s.sarif <<'J'
{"runs":[{"tool":{"driver":{"name":"Lint","version":"1"}},
"invocations":[{"endTimeUtc":"2024-03-01T10:00:00Z","executionSuccessful":true}],
"results":[{"ruleId":"R1","message":{"text":"m"}}]}],"version":"2.1.0"}
J
cp s.sarif other-name.json
head() { git -C d/git rev-parse main; }
has() { git -C d/git ls-tree -r --name-only main | grep -c "activity/.*/sast-20240301-"; }

dossierfs -C d import s.sarif --author "$a" >out
says "a report is recognised by its content" 's.sarif: SARIF 2.1.0' out
says "its date is the report's" 'activity sast-20240301-[0-9a-f]{8}$' out
one=$(head)
dossierfs -C d import other-name.json --author "$a" >out
says "the same bytes under another name are known" 'known, nothing changed' out
is "and nothing was recorded" "$(head)" "$one"
dossierfs -C d import --kind dast --on 2020-01-01 s.sarif --author "$a" >out
is "whatever is said about it" "$(head)" "$one"
ok "for a release it is another activity" dossierfs -C d import --release R s.sarif --author "$a"
is "there are two now" "$(has)" 2
echo >>s.sarif
ok "one command may name a file twice" dossierfs -C d import s.sarif s.sarif --author "$a"
is "it is taken once" "$(has)" 3
dossierfs -C d import s.sarif --json --author "$a" >out
is "--json says it" "$(jq -c '[.files[0].known, .files[0].took, .seq]' out)" '[true,[],null]'
touch -d 2021-05-06 s2.sarif
sed 's/"endTimeUtc":"[^"]*",//' s.sarif >s2.sarif
touch -d 2021-05-06T12:00:00Z s2.sarif
dossierfs -C d import s2.sarif --author "$a" >out
says "without a date in it the file's counts, and that is said" \
	'no date: performed on 2021-05-06, when the file' out
dossierfs -C d import --on 2021-07-08 --release R s2.sarif --author "$a" >out
says "or that of --on" 'no date: performed on 2021-07-08, as --on says' out
finish
