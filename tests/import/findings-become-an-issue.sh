#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# `issue from` fills in what the report says, and the fingerprint carries the
# decision over to a later scan in which the line has moved.
. "$(dirname "$0")/../lib.sh"
a='A Person <a@example.org>'
new_dossier d
dossierfs -C d add product id=P title=P supported_from=2020-01-01 --author "$a" >/dev/null
dossierfs -C d add release id=R-1 title=R product=P version=1 --author "$a" >/dev/null
dossierfs -C d add item id=LIB title=Lib product=P 'purls[]=pkg:deb/debian/openssl' --author "$a" >/dev/null
dossierfs -C d add item id=NO title=No product=P 'purls[]=pkg:deb/debian/open' --author "$a" >/dev/null
scan() {
	cat <<J
{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"Lint","version":"$1"}},
"invocations":[{"endTimeUtc":"2024-03-0$1T10:00:00Z"}],
"results":[{"ruleId":"other","message":{"text":"new in run $1"}},
{"ruleId":"CWE-120","level":"error","message":{"text":"copy of $1$1 bytes without a check"},
"locations":[{"physicalLocation":{"artifactLocation":{"uri":"file:///ci/$1/src/a.c"},
"region":{"startLine":$1$1,"snippet":{"text":"  strcpy(a, b);"}}}}]}],
"originalUriBaseIds":{"S":{"uri":"file:///ci/$1/"}}}]}
J
}
scan 1 >1.sarif
cat >g.json <<'J'
{"matches":[{"vulnerability":{"id":"CVE-2024-0001","severity":"Low",
 "cvss":[{"vector":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}]},
 "artifact":{"name":"openssl","version":"3","purl":"pkg:deb/debian/openssl@3.0.1?arch=amd64"}}],
 "descriptor":{"name":"grype","version":"1","timestamp":"2024-02-03T00:00:00Z"}}
J
dossierfs -C d import --release R-1 1.sarif g.json --json --author "$a" >out
code=$(jq -r '.files[0].took[1]' out | cut -d' ' -f2)
vuln=$(jq -r '.files[1].took[1]' out | cut -d' ' -f2)
dossierfs -C d issue from "$code#2" "$vuln#1" --id GW-1 --author "$a" >out 2>err
is "an issue is made" "$? $(cat err)" "0 "
record() { git -C d/git show "main:$(git -C d/git ls-tree -r --name-only main | grep "/$1.json")"; }
record GW-1 >i
is "the earliest day and the worst severity count" \
	"$(jq -c '[.identified_on,.severity,.state,.product]' i)" \
	'["2024-02-03",{"cvss":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H","level":"critical","score":9.8},"new","P"]'
is "it names rules and vulnerabilities" "$(jq -c .references i)" '["CWE-120","CVE-2024-0001"]'
is "the items that cover the package, the releases looked at" \
	"$(jq -c '[.items,.affected]' i)" '[["LIB"],["R-1"]]'
is "and where it came from" "$(jq -c '.origin|[.kind,.source,.activity]' i)" \
	"[\"proactive\",\"Lint\",\"$code\"]"
is "both fingerprints are disposed" \
	"$(git -C d/git ls-tree -r --name-only main | grep -c records/disposition/)" 2
record DSP-GW-1-1 >dsp
is "by whom and as what" "$(jq -c '[.by,.state,.issue]' dsp)" '["A Person","issue","GW-1"]'

scan 2 >2.sarif
dossierfs -C d import 2.sarif --json --author "$a" >out
later=$(jq -r '.files[0].took[1]' out | cut -d' ' -f2)
is "a later run has the fingerprint although the line has moved" \
	"$(git -C d/git show "main:$(git -C d/git ls-tree -r --name-only main | grep "/$later.jsonl")" | sed -n 2p | jq .fingerprint)" \
	"$(jq .fingerprint dsp)"
exits "a finding that is an issue already is refused" 2 \
	dossierfs -C d issue from "$later#2" --author "$a"
says "by the name of that issue" "$later#2 is an issue already: GW-1" .out
dossierfs -C d issue from "$later#1" --author "$a" >out
says "without --id one is made" '^issue ISS-20[0-9][0-9]-0001 ' out
for no in "$later" "$later#0" "$later#9" "$later#x" "no#1" "#1" ""; do
	exits "'$no' is refused" 2 dossierfs -C d issue from "$no" --author "$a"
done
exits "an id that is taken is refused" 2 dossierfs -C d issue from "$code#1" --id gw-1 --author "$a"
exits "issue alone is refused" 2 dossierfs -C d issue --author "$a"
finish
