#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs of one tool are one activity, of several tools several; what is fixed
# or passed is no finding, what is suppressed is one, with the reason.
. "$(dirname "$0")/../lib.sh"
a='A Person <a@example.org>'
new_dossier d
dossierfs -C d add product id=P title=P supported_from=2020-01-01 --author "$a" >/dev/null
cat >s.sarif <<'J'
{"version":"2.1.0","runs":[
 {"tool":{"driver":{"name":"Lint","version":"2.0","rules":[
   {"id":"R0"},{"id":"R1","defaultConfiguration":{"level":"error"},
    "messageStrings":{"m":{"text":"call of {0}, {{not {1}"}}}]}},
  "invocations":[{"endTimeUtc":"2024-03-01T10:00:00Z","executionSuccessful":false}],
  "versionControlProvenance":[{"repositoryUri":"https://example.org/r","revisionId":"abc123"}],
  "originalUriBaseIds":{"ROOT":{"uri":"file:///ci/7/"}},
  "artifacts":[{"location":{"uri":"file:///ci/7/src/b.c"}}],
  "results":[
   {"ruleIndex":1,"message":{"id":"m","arguments":["f","g"]},
    "locations":[{"physicalLocation":{"artifactLocation":{"index":0},"region":{"startLine":9}}}]},
   {"ruleId":"R1/sub","message":{"text":"{{ kept }}"}},
   {"ruleId":"R0","message":{"text":"x"},"suppressions":[{"kind":"external","justification":"vendored"}]},
   {"ruleId":"R0","message":{"text":"y"},"suppressions":[{"kind":"inSource","status":"rejected"}]},
   {"ruleId":"R0","message":{"text":"gone"},"baselineState":"absent"},
   {"ruleId":"R0","message":{"text":"fine"},"kind":"pass"},
   {"ruleId":"R0","message":{"text":"own"},"fingerprints":{"id/v1":"a","id/v2":7}}]},
 {"tool":{"driver":{"name":"ZAP","version":"2"}},"results":null},
 {"tool":{"driver":{"name":"Lint","version":"2.0"}},
  "invocations":[{"endTimeUtc":"2024-03-02T10:00:00Z","executionSuccessful":true}],
  "results":[]}]}
J
dossierfs -C d import s.sarif --json --author "$a" >out 2>err
is "it is taken" "$? $(cat err)" "0 "
show() { git -C d/git show "main:$(git -C d/git ls-tree -r --name-only main | grep "$1")"; }
is "two activities and one report" "$(jq -c '.files[0].took|map(split(" ")[0])' out)" \
	'["document","activity","activity"]'
show 'activity/.*/sast-.*json' >lint
is "the runs of a tool are merged, the last date counts" \
	"$(jq -c '[.performed_on,.date_from,.findings_total,.tool,.commit,.scope,.kind]' lint)" \
	'["2024-03-02","report",5,{"name":"Lint","ruleset":"2 rules","version":"2.0"},"abc123","https://example.org/r","sast"]'
show 'activity/.*/dast-.*json' >zap
is "results: null is not zero" "$(jq -c '[.kind,has("findings_total")]' zap)" '["dast",false]'
is "the second tool has a number" "$(jq -r .id zap | sed 's/-[0-9]*-[0-9a-f]*-/-/')" dast-2
is "both have the report as their result" "$(jq -r .result zap)" "$(jq -r .result lint)"
is "the report is kept as it came" \
	"$(git -C d/git show "main:$(git -C d/git ls-tree -r --name-only main | grep evidence/)" | sha256sum)" \
	"$(sha256sum <s.sarif)"
show 'findings/.*/sast-' >f
is "a message is put together, a path loses its base" \
	"$(sed -n 1p f | jq -c '[.message,.location,.level,.rule]')" \
	'["call of f, {not g","src/b.c:9","error","R1"]'
is "a rule is found by the front of an id; braces stay without arguments" \
	"$(sed -n 2p f | jq -c '[.rule,.level,.message]')" '["R1/sub","error","{{ kept }}"]'
is "an accepted suppression has its reason" "$(sed -n 3p f | jq -r .suppressed)" \
	'outside the source: vendored'
is "a rejected one is none" "$(sed -n 4p f | jq -r .suppressed)" null
is "a result's own fingerprint stays, the newest" "$(sed -n 5p f | jq -r .fingerprint)" \
	'sarif:Lint:R0:id/v2=7'
is "lines have sorted keys and no blanks" "$(jq -Sc . f)" "$(cat f)"
is "the report counts" "$(jq -c '.files[0]|[.findings,.suppressed,.skipped]' out)" '[5,1,2]'
ok "a tool that did not get through is named" grep -q 'did not get through' out
finish
