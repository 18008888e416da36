#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Every file has the length that its size says, and the bytes that `cat` and
# `export` give.
. "$(dirname "$0")/../lib.sh"
. "$here/sample"
need_fuse
d=$tmp/d m=$tmp/m

cat >"$tmp/sizes.py" <<'EOF'
import os, sys
for folder, folders, files in os.walk(sys.argv[1]):
    for name in files + folders:
        path = os.path.join(folder, name)
        size = os.lstat(path).st_size
        if os.path.islink(path):
            got = len(os.readlink(path))
        elif os.path.isfile(path):
            got = len(open(path, 'rb').read())
        else:
            continue
        if got != size:
            print(path, 'size', size, 'length', got)
EOF

blocks_hold() {
	find "$m" -type f -printf '%s %b %P\n' |
		awk '$2 != int(($1 + 511) / 512)'
}

cat_differs() {
	for f in README.md index.json issues/2024/ISS-2024-0001.md \
		issues/2024/ISS-2024-0001.json evidence/DOC-1/report.txt; do
		dossierfs -C "$d" cat "$f" | cmp -s - "$m/$f" || echo "$f"
	done
}

ok 'the sample is made' sample "$d"
ok 'it mounts' mounted "$d" "$m"
is 'there are files' "$(find "$m/issues" -name 'ISS-*.md' | wc -l)" 40
is 'sizes are lengths' "$(python3 "$tmp/sizes.py" "$m")" ''
is 'blocks follow from sizes' "$(blocks_hold)" ''
is 'cat gives the same bytes' "$(cat_differs)" ''
ok 'the tree is exported' dossierfs export "$d" --tree "$tmp/out"
tree_digest "$m" >"$tmp/mounted"
tree_digest "$tmp/out" >"$tmp/exported"
ok 'export gives the same bytes' diff "$tmp/mounted" "$tmp/exported"
(cd "$m" && find . $asked -type l -printf '%p %l\n' | sort) >"$tmp/mounted"
(cd "$tmp/out" && find . -type l -printf '%p %l\n' | sort) >"$tmp/exported"
ok 'and the same links' diff "$tmp/mounted" "$tmp/exported"
finish
