#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Any system call on the dossier's files may fail, and the process may be
# killed at any of them: the old or the new state stands, whole, git agrees,
# and the next change works unaided (FAULTS.md, F2 and F5). TRIALS bounds how
# many places are tried for each call and error; all are 200.
. "$(dirname "$0")/../lib.sh"
. "$here/../mount/sample"
TRIALS=${TRIALS:-4}
if ! strace -o /dev/null -e inject=openat:error=EIO:when=9999 true 2>/dev/null; then
	echo '1..0 # SKIP strace cannot trace here'
	exit
fi
ok 'the sample is made' sample "$tmp/d" 3
mkdir "$tmp/work"
echo '{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"T"}},"results":[{"ruleId":"R","message":{"text":"m"}}]}]}' \
	>"$tmp/report.json"
survives() {
	TMPDIR=$tmp/work python3 "$here/syscalls.py" "$DOSSIERFS" "$tmp/d" \
		"$TRIALS" "$@"
}
for way in error kill; do
	ok "add ($way)" survives $way -C d add item id=IT-1 title=Item \
		product=PUMP --author "$author"
	ok "set ($way)" survives $way -C d set ISS-2024-0001 title=Other \
		--author "$author"
	ok "import ($way)" survives $way -C d import "$tmp/report.json" \
		--author "$author"
	ok "clone ($way)" survives $way clone d/git e
	ok "snapshot ($way)" survives $way -C d snapshot -o s.zip
done
finish
