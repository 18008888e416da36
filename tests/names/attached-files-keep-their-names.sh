# SPDX-License-Identifier: Apache-2.0
# A file keeps the name that people gave it, unless no folder could hold it:
# then it is refused. Bytes come back as they went in.
. "$(dirname "$0")/../lib.sh"

who='Ann <ann@example.org>'
new_dossier d
n=0

# takes NAME: the name is taken, and git holds the bytes under it
takes() {
	n=$((n + 1))
	"$DOSSIERFS" -C d add --author "$who" document id=D-$n title=t >/dev/null
	printf 'bytes of %s\n' "$n" >bytes
	ok "taken: $1" "$DOSSIERFS" -C d attach --author "$who" D-$n bytes --name "$1"
	is "its bytes: $1" "$(git -C d/git ls-tree -r -z --name-only main |
		tr '\0' '\n' | grep -Fc "D-$n/$1")" 1
	is "its digest: $1" "$("$DOSSIERFS" -C d show --json D-$n | jq -r .file.sha256)" \
		"$(sha256sum <bytes | cut -d' ' -f1)"
	is "its name: $1" "$("$DOSSIERFS" -C d show --json D-$n | jq -r .file.name)" "$1"
}

refuses() {
	before=$(git -C d/git rev-parse main)
	exits "refused: $1" 2 "$DOSSIERFS" -C d attach --author "$who" D-1 bytes --name "$2"
	is "nothing changed: $1" "$(git -C d/git rev-parse main)" "$before"
}

takes "SOP-063 Security Advisory.pdf"
takes "Prüfbericht (final).docx"
takes "-rf"
takes "CON"
takes "\$(id)"
takes "日本語.txt"
refuses "a slash" "a/b"
refuses "the folder above" ".."
refuses "a dot in front" ".profile"
refuses "a dot at the end" "x."
refuses "a blank at the end" "x "
refuses "nothing" ""
refuses "a line break" "a
b"
refuses "an escape" "$(printf 'a\033[2J')"
refuses "no UTF-8" "$(printf 'a\377b')"
refuses "121 bytes" "$(printf '%0121d' 0)"
ok "git is whole" git -C d/git fsck --strict --no-dangling
finish
