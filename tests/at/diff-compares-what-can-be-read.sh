#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What a diff says of a version that is no JSON, of files that changed without
# their record, and of those that are again what they were.
. "$(dirname "$0")/../lib.sh"
. "$here/past"
git_() { git -c user.name=Bo -c user.email=bo@example.org -C work "$@"; }
commit() {
	git_ add -A && GIT_COMMITTER_DATE="$1T12:00:00Z" git_ commit -qm "$1"
}
diff_of() {
	dossierfs -C "$d" diff 2024-05-31 "$1" >md
	dossierfs -C "$d" diff 2024-05-31 "$1" --json |
		jq -c '.records[] | [.id, .what[0], .unread, (.fields | length)]' >json
}

ok 'a dossier has a past' past d
git clone -q d/git work
f=work/$(cd work && find records -name STILL.json)
e=work/$(cd work && find evidence -name words.txt)
echo '{"title":' >"$f"
commit 2024-06-01
rm "$e"
commit 2024-06-10
printf 'One way.\n' >"$e"
commit 2024-06-12
ok 'three pushes' git_ push -q origin HEAD:main

diff_of 2024-06-05
is 'no JSON: it changed, and no field is told' "$(cat json)" \
	'["STILL","changed",true,0]'
says '  which the page says' '^\*\*Nothing can be read of this version:\*\* /: expected JSON' md
is '  without a table' "$(grep -c '^| title' md)" 0
diff_of 2024-06-11
is 'a file is gone' "$(grep SOP json)" '["SOP","changed",null,0]'
says '  which the page says' '^Its files changed\.$' md
diff_of 2024-06-30
is 'it is back, byte for byte' "$(cat json)" '["STILL","changed",true,0]'
is '  so the page is silent' "$(grep -c SOP md)" 0
finish
