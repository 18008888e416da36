# SPDX-License-Identifier: Apache-2.0
# edit opens the user's editor on the record's JSON. A text that is refused
# is kept in a file that the message names; one left alone changes nothing.
. "$(dirname "$0")/../lib.sh"

who='Ann <ann@example.org>'
new_dossier d
D() { "$DOSSIERFS" -C d "$@"; }
D add --author "$who" product id=GW title=Gateway supported_from=2024-01-01 >/dev/null
export TMPDIR="$tmp"
unset VISUAL EDITOR

# The editor: runs the line in $EDIT on the file.
cat >editor <<'S'
#!/bin/sh
cp "$2" "$TMPDIR/seen"
eval "$EDIT"
S
chmod +x editor
export EDITOR="$tmp/editor 'with blanks'" EDIT
head_of() { git -C d/git rev-parse main; }
edit() { D edit --author "$who" "$@"; }

EDIT='sed -i s/Gateway/Portal/ "$2"'
is "an edit is recorded" "$(edit GW)" "product GW (seq 1)"
is "as it was written" "$(D show --json GW | jq -r .title)" Portal
ok "the editor saw the canonical JSON" jq -e '.title == "Gateway"' seen
is "nothing is left behind" "$(ls "$tmp" | grep -c 'dossierfs-GW')" 0

before=$(head_of)
EDIT=:
is "a text left alone changes nothing" "$(edit GW)" "nothing changed"
EDIT='jq -S . "$2" >"$2.x" && mv "$2.x" "$2"; echo >>"$2"'
is "nor does one that means the same" "$(edit GW)" "nothing changed"
is "no commit was made" "$(head_of)" "$before"

# kept NAME PATTERN TEXT: status 2, the pattern, and TEXT in the file named
kept() {
	edit GW >out 2>err
	is "$1: exit status" $? 2
	says "$1: why" "$2" err
	file=$(sed -n 's/.*your text is kept in //p' err)
	ok "$1: the text is kept" grep -q "$3" "$file"
	is "$1: nothing changed" "$(head_of)" "$before"
	rm -f "$file"
}

EDIT='sed -i s/2024-01-01/2024-99-01/ "$2"'
kept "a bad value" '/supported_from: expected a day' 2024-99-01
EDIT='echo "{\"half\": " >"$2"'
kept "broken JSON" 'byte [0-9]+: expected' half
EDIT='sed -i s/\"GW\"/\"GX\"/ "$2"'
kept "another id" '/id: the id of a record cannot change' GX
EDIT='sed -i s/\"product\"/\"item\"/ "$2"'
kept "another type" '/type: the type of a record cannot change' item
EDIT='"$DOSSIERFS" -C d set --author "Bob <b@x>" GW manufacturer=M >/dev/null
	sed -i s/Portal/Door/ "$2"'
export DOSSIERFS
edit GW >out 2>err
is "a record changed meanwhile: exit status" $? 2
says "a record changed meanwhile: why" 'someone else' err
is "a record changed meanwhile: theirs stands" \
	"$(D show --json GW | jq -c '[.title, .manufacturer]')" '["Portal","M"]'
ok "a record changed meanwhile: the text is kept" \
	grep -q Door "$(sed -n 's/.*your text is kept in //p' err)"

before=$(head_of)
EDITOR=false
exits "an editor that fails" 2 "$DOSSIERFS" -C d edit --author "$who" GW
is "changes nothing" "$(head_of)" "$before"
VISUAL="$tmp/editor x"
export VISUAL
EDIT='sed -i s/Portal/Window/ "$2"'
is "VISUAL comes first" "$(edit GW | sed 's/ (.*//')" "product GW"
finish
