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

# Large is what its file is: pages at its end that hold nothing will do.
python3 - "$d/dossier.db" <<'EOF'
import sys
with open(sys.argv[1], 'r+b') as f:
    size = int.from_bytes(f.read(100)[16:18], 'big')
    pages = (600 << 20) // size
    f.seek(28)
    f.write(pages.to_bytes(4, 'big'))
    f.truncate(pages * size)
EOF
is 'it is large' "$(sqlite3 "$d/dossier.db" 'pragma page_count')" 153600
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
