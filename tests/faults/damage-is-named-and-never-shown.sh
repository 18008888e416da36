#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Bits, pages and ends of the database and of git/ change at random: no other
# record is shown, what differs is named by fsck, nothing crashes or hangs
# (FAULTS.md, F8 and F9). TRIALS (10000) and SEED make it another run.
. "$(dirname "$0")/../lib.sh"
. "$here/../mount/sample"
TRIALS=${TRIALS:-150}
SEED=${SEED:-1}
ok 'the sample is made' sample "$tmp/d" 60
mkdir "$tmp/work"
damaged() {
	TMPDIR=$tmp/work python3 "$here/damage.py" "$DOSSIERFS" "$tmp/d" "$1" \
		"$SEED" "$2"
}
ok "the database, $TRIALS times" damaged "$TRIALS" db
sed -n 's/^# db/# db/p' "$tmp/.out"
ok "git/, $((TRIALS / 4)) times" damaged $((TRIALS / 4)) git
sed -n 's/^# git/# git/p' "$tmp/.out"
finish
