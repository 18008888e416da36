#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Any allocation may fail, once or from there on: the command ends with a
# sentence or its whole output, and the dossier is undamaged (FAULTS.md, F1).
# TRIALS bounds the places that are tried for each command; all are 2000.
. "$(dirname "$0")/../lib.sh"
. "$here/../mount/sample"
TRIALS=${TRIALS:-60}
if [ "$(nm -D "$DOSSIERFS" | grep -c __asan)" != 0 ]; then
	echo '1..0 # SKIP the sanitizer allocates for itself'
	exit
fi
cc -O1 -shared -fPIC -o "$tmp/malloc.so" "$here/malloc.c" || exit 1
ok 'the sample is made' sample "$tmp/d" 5
mkdir "$tmp/work"
report='{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"T"}},"results":[{"ruleId":"R","message":{"text":"m"}}]}]}'
echo "$report" >"$tmp/report.json"
survives() {
	TMPDIR=$tmp/work python3 "$here/malloc.py" "$DOSSIERFS" "$tmp/malloc.so" \
		"$tmp/d" "$TRIALS" "$@"
}
for command in 'ls' 'cat README.md' 'show ISS-2024-0001' 'check' 'log' \
	'find search/overflow' 'search overflow' 'explain 9.5-7' \
	'export --tree out' 'snapshot -o s.zip'; do
	# shellcheck disable=SC2086 # words
	ok "$command" survives -C d $command
done
ok fsck survives fsck d
export VARIES=yes # the time of a change
ok init survives init e
ok clone survives clone d/git e
ok add survives -C d add item id=IT-1 title=Item product=PUMP --author "$author"
ok set survives -C d set ISS-2024-0001 title=Other --author "$author"
ok attach survives -C d attach DOC-1 "$tmp/report.json" --author "$author"
ok import survives -C d import "$tmp/report.json" --author "$author"
finish
