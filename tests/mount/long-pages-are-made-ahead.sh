#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# In a large dossier pages that show many records are written beside the
# session, and the next while one is waited for: a walk meets each of them, and
# all are what an export has.
. "$(dirname "$0")/../lib.sh"
. "$here/sample"
need_fuse
d=$tmp/d m=$tmp/m
ok 'the sample is made' sample "$d" 60
"$DOSSIERFS" export "$d" --tree "$tmp/out" >/dev/null

ok 'it is large' enlarge "$d"
# shellcheck disable=SC2086 # $asked is a list of words
walk() (
	cd "$m" && timeout 60 find . $asked -ls
)
for turn in first second; do
	ok "it mounts, the $turn time" mounted "$d" "$m"
	ok '  who walks waits for none in vain' walk
	is '  and the bytes are those of an export' \
		"$(tree_digest "$m")" "$(tree_digest "$tmp/out")"
	unmounted
	rm -rf "$d"/cache.db*
done
finish
