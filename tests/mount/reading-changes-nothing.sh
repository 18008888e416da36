#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A mount that was read from end to end leaves the dossier as it was, byte for
# byte; only cache.db, which can be thrown away, may be new.
. "$(dirname "$0")/../lib.sh"
. "$here/sample"
need_fuse
d=$tmp/d m=$tmp/m
ok 'the sample is made' sample "$d"
state() {
	(cd "$d" && find . -type f ! -name 'cache.db*' ! -name '*-shm' \
		! -name '*-wal' -print0 | sort -z | xargs -0 sha256sum)
}
dossierfs -C "$d" log >"$tmp/log-before"
state >"$tmp/before"
ok 'it mounts' mounted "$d" "$m"
ok 'everything is read' sh -c "find '$m' -type f -exec cat {} + >/dev/null"
ok 'and listed' sh -c "ls -lR '$m' >/dev/null"
ok 'it is unmounted' dossierfs umount "$m"
ended() { [ -z "$(daemon_of "$m")" ]; }
ok 'the daemon has ended' eventually ended
state >"$tmp/after"
ok 'no file changed, came or went' diff "$tmp/before" "$tmp/after"
is 'the history is the same' "$(dossierfs -C "$d" log)" \
	"$(cat "$tmp/log-before")"
finish
