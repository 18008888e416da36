#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# cache.db holds nothing that cannot be made anew. Where it is damaged it is
# emptied, by the command that meets the damage or by the mount, and all is
# as it was.
. "$(dirname "$0")/../lib.sh"
. "$here/sample"
need_fuse
d=$tmp/d m=$tmp/m

# ruin.py DB head|all|log|TABLE: the first page, or all others; what is still in
# the log; what a table and its indexes are found by
cat >"$tmp/ruin.py" <<'EOF'
import os, sqlite3, sys
path, what = sys.argv[1:]
if what == 'log':
    with open(path + '-wal', 'r+b') as file:
        for frame in range(32, os.path.getsize(path + '-wal'), 24 + 4096):
            file.seek(frame + 24)
            file.write(b'x' * 4096)
    sys.exit()
db = sqlite3.connect(path)
db.execute('pragma wal_checkpoint(truncate)')
size = db.execute('pragma page_size').fetchone()[0]
pages = [r - 1 for r, in db.execute(
    'select rootpage from sqlite_schema where tbl_name = ?', (what,))]
db.close()
if what == 'head':
    pages = [0]
elif what == 'all':
    pages = range(1, os.path.getsize(path) // size)
assert pages
with open(path, 'r+b') as file:
    for page in pages:
        file.seek(page * size)
        file.write(b'x' * size)
EOF

ruin() {
	python3 "$tmp/ruin.py" "$d/cache.db" "$1"
}

# The command that meets the damage may say so; the next one does not know.
judges() {
	"$DOSSIERFS" check --as-of 2024-06-01 "$d" >"$tmp/first" 2>"$tmp/err"
	[ $? -le 1 ] || grep -q 'cache.db: was damaged' "$tmp/err" || return
	"$DOSSIERFS" check --as-of 2024-06-01 "$d" | diff "$tmp/judged" -
}

# Whether every page of the mount can be read, and is what it was.
shown() {
	(cd "$m" && find . $asked -type f -exec cat {} + >/dev/null 2>&1) &&
		tree_digest "$m" | diff "$tmp/pages" - >/dev/null
}

ok 'the sample is made' sample "$d"
"$DOSSIERFS" check --as-of 2024-06-01 "$d" >"$tmp/judged"
"$DOSSIERFS" export "$d" --tree "$tmp/out" >/dev/null
tree_digest "$tmp/out" >"$tmp/pages"
for what in head all judged_member; do
	ruin $what
	ok "judged with $what damaged" judges
done

ok 'it mounts' mounted "$d" "$m"
ok 'and is read' shown
ok 'it ends' unmounted
for what in head all tree_kept judged_member; do
	ruin $what
	ok "it mounts with $what damaged" mounted "$d" "$m"
	ok "and is whole with $what damaged" shown
	ok "it ends with $what damaged" unmounted
done
ok 'it mounts once more' mounted "$d" "$m"
ok 'and is read once more' shown
: >"$d/cache.db"
ok 'also with a cache that is cut down to nothing' shown
change() {
	"$DOSSIERFS" -C "$d" set ISS-2024-0003 title="$1" \
		--author "$author" >/dev/null 2>&1
}
ruin log
ok 'a change is made beside damage' eventually change 'Another title'
ok 'and is seen' eventually grep -q 'Another title' \
	"$m/issues/2024/ISS-2024-0003.md"
emptied() {
	printf '.timeout 5000\n.dbconfig reset_database on\nvacuum;\n' |
		sqlite3 -bail "$d/cache.db" >/dev/null
}
ok 'another empties it' emptied
ok 'a change is made once another has emptied it' change 'Third title'
ok 'and is seen, too' eventually grep -q 'Third title' \
	"$m/issues/2024/ISS-2024-0003.md"
rm -rf "$tmp/out"
"$DOSSIERFS" export "$d" --tree "$tmp/out" >/dev/null
tree_digest "$tmp/out" >"$tmp/pages"
ok 'with all that follows from it' eventually shown
finish
