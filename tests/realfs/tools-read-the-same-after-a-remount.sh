#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Everyday tools run over a fresh mount and over the one after it without an
# error, and what they read or copy is what `export --tree` writes.
. "$(dirname "$0")/../lib.sh"
. "$here/../mount/sample"
need_fuse
d=$tmp/d m=$tmp/m
ok 'the sample is made' sample "$d" 25
ok 'it is exported' dossierfs export "$d" --tree "$tmp/out"
tree_digest "$tmp/out" >"$tmp/digests"
long=$(cd "$tmp/out" && find . -type f -size +100k | head -1)

quiet() {
	"$@" >"$tmp/said" 2>"$tmp/err" && [ ! -s "$tmp/err" ] ||
		{ cat "$tmp/err"; return 1; }
}
# Both print nothing that names the folder.
both_say() {
	(cd "$m" && "$@") >"$tmp/said" 2>"$tmp/err" &&
		(cd "$tmp/out" && "$@") | diff - "$tmp/said" &&
		[ -s "$tmp/said" ] && [ ! -s "$tmp/err" ] || { cat "$tmp/err"; return 1; }
}
copied() {
	tree_digest "$1" | diff - "$tmp/digests" && rm -rf "$1"
}
files() { find . $asked -type f "$@"; }
sizes() { files -printf '%P %s %T@\n' | sort; }
found() { grep -r Overflow issues | sort; }
kinds() { files -print | sort | xargs file; }

# A tree object is the same only where every name, mode and byte is.
added() {
	rm -rf "$tmp/other"
	git init -q "$tmp/other" || return
	git --git-dir="$tmp/other/.git" --work-tree="$1" -c core.autocrlf=false \
		add -A -- "$1" ":!$1/at" ":!$1/by" ":!$1/diff" ":!$1/search" &&
		git --git-dir="$tmp/other/.git" write-tree
}

cat >"$tmp/mapped.py" <<'END'
import hashlib, mmap, sys
for line in open(sys.argv[1]):
    want, path = line.rstrip("\n").split("  ", 1)
    with open(path, "rb") as f, mmap.mmap(f.fileno(), 0, access=mmap.ACCESS_READ) as b:
        if hashlib.sha256(b).hexdigest() != want:
            sys.exit(path)
END
edited() {
	rm -f "$tmp/copy"
	HOME=$tmp vim -u NONE -i NONE -es -R "+w! $tmp/copy" '+qa!' "$m/$1" &&
		cmp "$m/$1" "$tmp/copy"
}
paged() { less -f "$m/$1" | cmp - "$m/$1"; }
located() {
	updatedb -l no -o "$tmp/names.db" -U "$m" --prunefs '' --prunepaths '' \
		--prunenames '' --prune-bind-mounts no || return
	locate -d "$tmp/names.db" -r '^/' | LC_ALL=C sort >"$tmp/located"
	find "$m" -mindepth 1 | LC_ALL=C sort | diff - "$tmp/located"
}

round() {
	ok "ls -laR ($1)" quiet ls -laR "$m"
	ok "find ($1)" quiet find "$m" -xdev -ls
	ok "find says the sizes ($1)" both_say sizes
	ok "du ($1)" quiet du -a "$m"
	is "du adds up the bytes ($1)" \
		"$(cd "$m" && files -print0 | du -bc --files0-from=- | tail -1)" \
		"$(cd "$tmp/out" && files -print0 | du -bc --files0-from=- | tail -1)"
	ok "df ($1)" quiet df "$m"
	ok "df -i ($1)" quiet df -i "$m"
	ok "stat -f ($1)" quiet stat -f "$m"
	ok "grep -r ($1)" both_say found
	ok "rg ($1)" both_say rg --sort path Overflow issues
	ok "sha256sum ($1)" sh -c "cd '$m' && sha256sum -c --quiet '$tmp/digests'"
	ok "file ($1)" both_say kinds
	ok "python's mmap ($1)" sh -c "cd '$m' && python3 '$tmp/mapped.py' '$tmp/digests'"
	ok "vim -R ($1)" edited README.md
	ok "vim -R, a long file ($1)" edited "$long"
	ok "less ($1)" paged "$long"
	ok "updatedb and locate ($1)" located
	ok "tar ($1)" quiet tar -C "$m" -cf "$tmp/all.tar" .
	mkdir "$tmp/untarred"
	ok "  and back" quiet tar -C "$tmp/untarred" -xf "$tmp/all.tar"
	ok "  the same bytes" copied "$tmp/untarred"
	ok "cp -a ($1)" quiet cp -a "$m" "$tmp/copied"
	ok "  the same bytes" copied "$tmp/copied"
	ok "rsync -ac ($1)" quiet rsync -ac "$m/" "$tmp/synced"
	is "  rsync finds no difference after" \
		"$(rsync -aci "$m/" "$tmp/synced")" ''
	ok "  the same bytes" copied "$tmp/synced"
	ok "zip ($1)" sh -c "cd '$m' && zip -qry '$tmp/all.zip' ."
	ok "  and back" unzip -q -d "$tmp/unzipped" "$tmp/all.zip"
	ok "  the same bytes" copied "$tmp/unzipped"
	rm -f "$tmp/all.zip"
	is "git add ($1)" "$(cd "$m" && added .)" "$(cd "$tmp/out" && added .)"
}

ok 'it mounts' mounted "$d" "$m"
round fresh
is 'a name may have 255 bytes, nothing is free' \
	"$(stat -f -c '%l %a %f' "$m")" '255 0 0'
ok 'it is unmounted' dossierfs umount "$m"
ok 'it mounts again' mounted "$d" "$m"
round again
finish
