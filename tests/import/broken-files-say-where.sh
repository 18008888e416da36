#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# One sentence with file, place and expectation, exit status 2, nothing
# changed; a good file beside a bad one is not taken either.
. "$(dirname "$0")/../lib.sh"
a='A Person <a@example.org>'
new_dossier d
dossierfs -C d add product id=P title=P supported_from=2020-01-01 --author "$a" >/dev/null
echo '{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"T"}},"results":[]}]}' >good.sarif
before=$(git -C d/git rev-parse main)

refused() {
	printf '%s' "$2" >bad
	dossierfs -C d import good.sarif bad --author "$a" >out 2>err
	is "$1: exit status 2" "$?" 2
	says "$1: the sentence" "$3" err
	is "$1: one line, nothing else" "$(cat out err | wc -l)" 1
}
refused "a result that is no object" \
	'{"version":"2.1.0","runs":[{"tool":{"driver":{}},"results":[{},3]}]}' \
	'^dossierfs: bad: /runs/0/results/1: expected an object$'
refused "no tool" '{"version":"2.1.0","runs":[{"results":[]}]}' \
	'bad: /runs/0: expected a member "tool"$'
refused "a level nobody knows" \
	'{"version":"2.1.0","runs":[{"tool":{"driver":{}},"results":[{"level":"bad"}]}]}' \
	'bad: /runs/0/results/0/level: expected one of none, note, warning, error$'
refused "another version" '{"version":"2.2","runs":[]}' 'bad: /version: expected "2.1.0"'
refused "a cut file" '{"version":"2.1.0","runs":[{"to' 'bad: byte 31: expected the end of the string'
refused "two documents" '{"version":"2.1.0","runs":[]} {}' 'bad: .*byte 30'
refused "an empty file" '' 'bad: byte 0: an empty file; expected JSON'
refused "XML" '<bom/>' 'bad: byte 0: an XML or HTML file'
refused "CycloneDX 1.7" '{"bomFormat":"CycloneDX","specVersion":"1.7"}' \
	'bad: /specVersion: expected "1.4", "1.5" or "1.6"'
refused "a component without a type" \
	'{"bomFormat":"CycloneDX","specVersion":"1.5","components":[{"name":"a"}]}' \
	'bad: /components/0: expected a member "type"$'
refused "a Grype match without an artifact" \
	'{"descriptor":{"name":"grype"},"matches":[{"vulnerability":{"id":"CVE-2020-1"}}]}' \
	'bad: /matches/0: expected a member "artifact"$'
refused "a Trivy list" '[{"Target":"a","Vulnerabilities":null}]' 'schema version 1'
refused "a Trivy report on a cluster" '{"ClusterName":"c","Resources":[]}' 'Kubernetes'
refused "an SPDX document" '{"spdxVersion":"SPDX-2.3"}' 'bad: an SPDX 2 document; not taken yet'
refused "a CSAF advisory" '{"document":{"csaf_version":"2.0"}}' 'bad: a CSAF advisory; not taken yet'
refused "an OSV entry" '{"id":"OSV-1","modified":"2024-01-01T00:00:00Z","affected":[]}' 'an OSV entry'
refused "a ZAP report" '{"@version":"D","site":[]}' 'a ZAP report'
refused "a record of an unknown type" '{"type":"thing","id":"T-1","title":"t"}' 'thing'
refused "nothing anyone knows" '{"a":1}' 'bad: /: expected a SARIF'
refused "a million brackets" "$(head -c 1000000 /dev/zero | tr '\0' '[')" 'bad: byte 64: expected at most 64 levels'
exits "an unknown kind" 2 dossierfs -C d import --kind foo good.sarif --author "$a"
exits "a kind of activity for a document" 2 dossierfs -C d import \
	--as document --kind sast good.sarif --author "$a"
exits "an unknown release" 2 dossierfs -C d import --release foo good.sarif --author "$a"
exits "an unknown product" 2 dossierfs -C d import --product foo good.sarif --author "$a"
exits "a date that is none" 2 dossierfs -C d import --on 2024-02-30 good.sarif --author "$a"
exits "a file that is not there" 2 dossierfs -C d import nowhere --author "$a"
exits "no file" 2 dossierfs -C d import --author "$a"
mkfifo pipe
exits "a FIFO" 2 dossierfs -C d import pipe --author "$a"
is "nothing was recorded" "$(git -C d/git rev-parse main)" "$before"
dossierfs -C d add product id=Q title=Q supported_from=2020-01-01 --author "$a" >/dev/null
dossierfs -C d import good.sarif --author "$a" >out 2>err
says "with several products one is asked for" 'several products: say --product ID' err
finish
