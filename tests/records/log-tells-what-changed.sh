# SPDX-License-Identifier: Apache-2.0
# log is the audit trail: newest first, who, when, why, what; for a record
# each version's fields, old and new.
. "$(dirname "$0")/../lib.sh"

new_dossier d
D() { "$DOSSIERFS" -C d "$@"; }
D add --author 'Ann <ann@example.org>' product id=GW title=Gateway \
	supported_from=2024-01-01 repositories='["a","b"]' >/dev/null
D set --author 'Bob <bob@example.org>' -m 'New name

seq 9 is no entry' GW title='The
gateway' manufacturer='{curly}' repositories='["a","c","d"]' >/dev/null
D set --author 'Ann <ann@example.org>' GW manufacturer= >/dev/null
D withdraw --author 'Ann <ann@example.org>' -m 'Gone' GW >/dev/null

D log >all
is "newest first" "$(grep -o '^seq [0-9]*' all | tr '\n' ' ')" "seq 3 seq 2 seq 1 seq 0 "
says "who" '^seq 1 .* Bob <bob@example.org>$' all
says "when" '^seq 1  20[0-9-]*T[0-9:]*Z  Bob' all
says "why" '^    New name$' all
says "all lines of it, none as an entry" '^    seq 9 is no entry$' all
says "what" '^    \+ product GW$' all
says "what was withdrawn" '^    - product GW$' all
is "only the newest where asked" "$(D log -n 2 | grep -c '^seq')" 2
D log GW >one
says "a field's old and new value" '^    title: "Gateway" → "The\\ngateway"$' one
says "a field that is new" '^    manufacturer: "\{curly\}"$' one
says "a field that went" '^    manufacturer: "\{curly\}" → nothing$' one
says "an element of a list" '^    repositories\[1\]: "b" → "c"$' one
says "an element that is new" '^    repositories\[2\]: "d"$' one
says "that it was withdrawn" '^    withdrawn$' one
is "what did not change is not said" "$(grep -c 'supported_from' one)" 1
D log GW --json >json
is "the same as JSON" "$(jq -c '.[2].changes[] | select(.field == "title") | [.old, .new]' json)" \
	'["Gateway","The\ngateway"]'
is "with withdrawals" "$(jq -c 'map(.withdrawn)' json)" '[true,false,false,false]'
is "and commits that git knows" "$(jq -r '.[0].commit' json)" "$(git -C d/git rev-parse main)"
is "of all change-sets" "$(D log --json | jq -c 'map([.seq, .touched[0].id])')" \
	'[[3,"GW"],[2,"GW"],[1,"GW"],[0,"GW"]]'
exits "-n asks for a number" 2 "$DOSSIERFS" -C d log -n x
exits "one id at most" 2 "$DOSSIERFS" -C d log GW GW
new_dossier e
is "an empty dossier has an empty log" "$("$DOSSIERFS" -C e log)" ""
is "as JSON, too" "$("$DOSSIERFS" -C e log --json)" "[]"
finish
