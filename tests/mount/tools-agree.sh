#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Everyday tools run over the mount twice without an error, and copy the same
# bytes.
. "$(dirname "$0")/../lib.sh"
. "$here/sample"
need_fuse
d=$tmp/d m=$tmp/m
ok 'the sample is made' sample "$d"
ok 'it mounts' mounted "$d" "$m"
tree_digest "$m" >"$tmp/digests"

quiet() {
	"$@" >/dev/null 2>"$tmp/err" && [ ! -s "$tmp/err" ] ||
		{ cat "$tmp/err"; return 1; }
}
copied() {
	tree_digest "$1" | diff -q - "$tmp/digests" && rm -rf "$1"
}
for turn in first second; do
	ok "ls -laR ($turn)" quiet ls -laR "$m"
	ok "find ($turn)" quiet find "$m" -xdev -ls
	ok "du ($turn)" quiet du -a "$m"
	ok "df ($turn)" quiet df "$m"
	ok "df -i ($turn)" quiet df -i "$m"
	ok "grep -r ($turn)" quiet grep -r Overflow "$m"
	ok "rg ($turn)" quiet rg Overflow "$m"
	ok "sha256sum ($turn)" sh -c "cd '$m' && sha256sum -c --quiet '$tmp/digests'"
	ok "tar ($turn)" quiet tar -C "$m" -cf "$tmp/all.tar" .
	mkdir "$tmp/untarred"
	ok "  and back" quiet tar -C "$tmp/untarred" -xf "$tmp/all.tar"
	ok "  the same bytes" copied "$tmp/untarred"
	ok "cp -a ($turn)" quiet cp -a "$m" "$tmp/copy"
	ok "  the same bytes" copied "$tmp/copy"
	ok "rsync -ac ($turn)" quiet rsync -ac "$m/" "$tmp/synced"
	is "  rsync finds no difference after" \
		"$(rsync -aci "$m/" "$tmp/synced")" ''
	ok "  the same bytes" copied "$tmp/synced"
	ok "zip ($turn)" sh -c "cd '$m' && zip -qry '$tmp/all.zip' ."
	rm -f "$tmp/all.zip"
	ok "stat -f ($turn)" quiet stat -f "$m"
done
is 'a name may have 255 bytes, nothing is free' \
	"$(stat -f -c '%l %a %f' "$m")" '255 0 0'
finish
