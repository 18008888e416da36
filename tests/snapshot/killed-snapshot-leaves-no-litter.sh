#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A snapshot killed before it was in place is not seen as one, and what is
# left of it goes with the next. Two at a time do not write into each other.
. "$(dirname "$0")/../lib.sh"
. "$here/sample.inc"
sample

mkdir work && cd work || exit 1
dossierfs snapshot ../d -o whole.zip >/dev/null
killed() {
	strace -f -qq -o /dev/null -e trace=fsync \
		-e inject=fsync:signal=KILL "$DOSSIERFS" snapshot ../d -o s.zip
	[ $? = 137 ]
}
ok "it is killed with all written" killed
not_ok "which is no snapshot" test -e s.zip
ok "the next one works" dossierfs snapshot ../d -o s.zip
ok "with the same bytes" cmp s.zip whole.zip
is "nothing is left" "$(ls -A | tr '\n' ' ')" "s.zip whole.zip "

: >s.zip.dossierfs-part
flock s.zip.dossierfs-part "$DOSSIERFS" snapshot ../d -o s.zip --force \
	>said 2>&1
is "one that is being written is left alone" "$(cat said)" \
	"dossierfs: s.zip: another snapshot is being written there"
ln -sf ../d/dossier.db t.zip.dossierfs-part
exits "a link in its place is not followed" 2 dossierfs snapshot ../d -o t.zip
ok "the dossier is whole" dossierfs fsck ../d
finish
