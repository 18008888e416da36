#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Pages kept in cache.db serve the next mount and are right; a row that was
# tampered with, or is of another build, is not believed; and where a size is
# false after all, reading is refused and the size mended.
. "$(dirname "$0")/../lib.sh"
. "$here/sample"
need_fuse
d=$tmp/d m=$tmp/m
page=issues/2024/ISS-2024-0007.md

# kept.py DB forge PATH   the size of a page becomes 12345, well marked
# kept.py DB bend PATH    the same, with the mark left as it is
# kept.py DB swap PATH    the page gets the bytes of the one before it
# kept.py DB rename       every state is another build's, marks and all
# kept.py DB count        how many rows there are for the last state
cat >"$tmp/kept.py" <<'EOF'
import sqlite3, struct, sys
db = sqlite3.connect(sys.argv[1])
state, line = db.execute(
    'select state, line from tree_state order by line desc').fetchone()
build = state.split()[-1]

def mark(build, path, size, mtime, sha256):
    text = (build + '\0').encode() + struct.pack('<Qq', size, mtime) + (
        sha256 + '\0' + path).encode()
    number = 0xcbf29ce484222325
    for byte in text:
        number = (number ^ byte) * 0x100000001b3 % (1 << 64)
    return number - (1 << 64) if number >> 63 else number

def put(build, path, size, mtime, sha256):
    db.execute('update tree_kept set size = ?, mark = ? where line = ?'
               ' and path = ?', (size, mark(build, path, size, mtime, sha256),
                                 line, path))

rows = db.execute('select path, size, mtime, sha256 from tree_kept'
                  ' where line = ?', (line,)).fetchall()
if sys.argv[2] == 'count':
    print(len(rows))
for path, size, mtime, sha256 in rows:
    if sys.argv[2] == 'rename':
        put('0' * 64, path, 12345, mtime, sha256)
    elif sys.argv[2] == 'forge' and path == sys.argv[3]:
        put(build, path, 12345, mtime, sha256)
if sys.argv[2] == 'bend':
    db.execute('update tree_kept set size = 12345 where path = ?',
               (sys.argv[3],))
elif sys.argv[2] == 'swap':
    db.execute('update tree_kept set packed = (select packed from tree_kept'
               ' where path < ?1 and path like "issues/%.md" order by path desc)'
               ' where path = ?1', (sys.argv[3],))
elif sys.argv[2] == 'rename':
    db.execute('update tree_state set state = replace(state, ?, ?)',
               (build, '0' * 64))
db.commit()
EOF

kept() {
	python3 "$tmp/kept.py" "$d/cache.db" "$@"
}

sizes() {
	(cd "$m" && find . $asked -type f -printf '%s %p\n' | sort -k 2)
}

lengths() {
	rm -rf "$tmp/out"
	dossierfs export "$d" --tree "$tmp/out" >/dev/null
	(cd "$tmp/out" && find . -type f -printf '%s %p\n' | sort -k 2)
}

links() {
	(cd "$1" && find . $asked -type l -printf '%p %l\n' | sort)
}

judges() {
	! flock --nonblock --exclusive "$d" true
}

size_of() {
	stat -c %s "$m/$1"
}

digests() {
	(cd "$m" && find issues evidence -type f -printf '%p\n' | sort |
		while read -r f; do echo "$(getfattr --only-values \
			-n user.dossier.sha256 "$f")  $f"; done)
}

# Either an error or what is so: the kernel may ask a second time.
no_false_bytes() {
	cat "$m/$1" >"$tmp/got" 2>/dev/null || return 0
	cmp "$tmp/got" "$tmp/out/$1"
}

ok 'the sample is made' sample "$d"
lengths >"$tmp/lengths"
right=$(awk -v p="./$page" '$2 == p { print $1 }' "$tmp/lengths")
ok 'it mounts' mounted "$d" "$m"
find "$m" >"$tmp/names"
ok 'to find names writes next to nothing' [ "$(rendered)" -lt 20 ]
sizes >"$tmp/first"
ok 'it ends' unmounted
ok 'pages were kept' [ "$(kept count)" -gt 100 ]

ok 'it mounts again' mounted "$d" "$m"
find "$m" >"$tmp/again"
ok 'the names are the same' diff "$tmp/names" "$tmp/again"
sizes >"$tmp/again"
ok 'the sizes are the same' diff "$tmp/first" "$tmp/again"
ok 'and those of the bytes' diff "$tmp/lengths" "$tmp/again"
digests >"$tmp/digests"
is 'digests are kept beside them' "$(cd "$tmp/out" &&
	sha256sum -c --quiet "$tmp/digests" 2>&1)" ''
(cd "$tmp/out" && find . -type f -exec sha256sum {} +) >"$tmp/sums"
is 'and the bytes are those' "$(cd "$m" &&
	sha256sum -c --quiet "$tmp/sums" 2>&1)" ''
ok 'of which next to none was written anew' [ "$(rendered)" -lt 20 ]
links "$tmp/out" >"$tmp/links"
links "$m" >"$tmp/links-again"
ok 'and links lead where they did' diff "$tmp/links" "$tmp/links-again"
walked=$(kept count)
ok 'it judges what changes' eventually judges
put ISS-2024-0007 state=confirmed
ok 'a change is seen' eventually grep -q confirmed "$m/$page"
ok 'it ends once more' unmounted
ok "many pages outlive a change" [ "$(kept count)" -gt $((walked / 3)) ]
lengths >"$tmp/lengths"
ok 'it mounts after the change' mounted "$d" "$m"
sizes >"$tmp/changed"
ok 'with the sizes of the bytes' diff "$tmp/lengths" "$tmp/changed"
ok 'it ends after the change' unmounted
right=$(awk -v p="./$page" '$2 == p { print $1 }' "$tmp/lengths")

kept bend "$page"
ok 'it mounts with a row bent' mounted "$d" "$m"
is 'a row that was tampered with is not believed' "$(size_of $page)" "$right"
ok 'it ends with a row bent' unmounted

kept swap "$page"
ok 'it mounts with the bytes of another page' mounted "$d" "$m"
ok 'those are not given' cmp "$m/$page" "$tmp/out/$page"
ok 'it ends with the bytes of another page' unmounted

kept forge "$page"
ok 'it mounts with a row forged' mounted "$d" "$m"
is 'a row that is whole is used' "$(size_of $page)" 12345
ok 'false bytes are not given' no_false_bytes $page
is 'the size is mended' "$(size_of $page)" "$right"
is 'and the bytes are given' "$(wc -c <"$m/$page")" "$right"
ok 'it ends with a row forged' unmounted

ok 'it mounts to be walked' mounted "$d" "$m"
sizes >"$tmp/again"
ok 'nothing of it stays' diff "$tmp/lengths" "$tmp/again"
ok 'it ends after the walk' unmounted
kept rename
ok 'it mounts beside the rows of another build' mounted "$d" "$m"
sizes >"$tmp/again"
ok 'those are not used' diff "$tmp/lengths" "$tmp/again"
finish
