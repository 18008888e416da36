# SPDX-License-Identifier: Apache-2.0
# In an unpacked snapshot every relative link of a page leads to a file or
# folder of it; what is a link in the mount is a page with one.
. "$(dirname "$0")/../lib.sh"
. "$here/sample.inc"
sample
dossierfs snapshot d -o s.zip --as-of 2026-03-01 >/dev/null
unpacked s.zip

python3 "$here/links.py" data >dead 2>number
is "no link is dead" "$(cat dead)" ""
ok "there are links" test "$(cut -d' ' -f1 number)" -gt 50
is "there is no symbolic link" "$(find . -type l)" ""

dossierfs export "$tmp/d" --tree "$tmp/tree" --as-of 2026-03-01 >/dev/null
(cd "$tmp/tree" && find . -type l | LC_ALL=C sort) >"$tmp/links"
ok "the tree has links" test -s "$tmp/links"
wrong=
while read -r link; do
	page="[$(basename "$link")]($(readlink "$tmp/tree/$link"))"
	[ "$(cat "data/tree/$link")" = "$page" ] || wrong="$wrong $link"
done <"$tmp/links"
is "each is one line of Markdown with its target" "$wrong" ""
(cd "$tmp/tree" && find . -type f -exec sha256sum {} + | sort) >"$tmp/a"
(cd data/tree && find . -type f -exec sha256sum {} + | sort) >"$tmp/b"
is "every other file is the exported one" \
	"$(comm -23 "$tmp/a" "$tmp/b")" ""
finish
