#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# by/: every folder has exactly the issues whose records have the value; more
# fields nest in any order with the same result; nothing else resolves; what
# people called things never leaves its place.
. "$(dirname "$0")/../lib.sh"
A='--author=Ann <ann@example.org>'
new_dossier d
add() { dossierfs -C d add "$@" "$A" >/dev/null || echo "# failed: $*"; }
add product id=P1 title=Pump supported_from=2024-01-01
add product id=P2 title=Tablet supported_from=2024-01-01 \
	default_class=supported
add release id=R1 title=R1 product=P1 version=1
add release id=R2 title=R2 product=P1 version=2
add item id=IT1 title=Lib product=P1 class=required
add issue id=A title=A product=P1 state=new identified_on=2024-02-01 \
	severity.level=high 'affected[]=R1' 'affected[]=R2' \
	owner.name='Ann Bell' 'items[]=IT1' origin.kind=proactive
add issue id=A-1 title='a | b' product=P1 state=confirmed \
	identified_on=2025-02-01 confirmed_on=2025-02-02 severity.level=high \
	'affected[]=R2' owner.name='Ann/Bell' origin.kind=reactive
add issue id=B title=B product=P2 state=new identified_on=2025-03-01 \
	severity.level=low owner.name='../../etc'
add issue id=C title=C product=P2 state=rejected identified_on=2024-03-01 \
	owner.name='"],["x'
add issue id=D title=D product=P2 state=rejected identified_on=2024-03-01 \
	owner.name='ANN bell'
add issue id=E title=E product=P2 state=closed identified_on=2024-03-01

links() { dossierfs -C d find "by/$1" -type l | sed 's|.*/||; s|\.md$||' | sort; }
is "product" "$(links product=P1)" "$(printf '%s\n' A A-1)"
is "state" "$(links state=new)" "$(printf '%s\n' A B)"
is "level" "$(links level=high)" "$(printf '%s\n' A A-1)"
is "release, of which an issue has several" "$(links release=R2)" \
	"$(printf '%s\n' A A-1)"
is "origin" "$(links origin=reactive)" A-1
is "year" "$(links year=2025)" "$(printf '%s\n' A-1 B)"
is "class of an item, of a product, of neither" \
	"$(links class=required)/$(links class=supported | tr '\n' ' ')/$(links class=maintained)" \
	"A/B C D E /A-1"
is "people who are shown alike share a folder" "$(links owner=ann-bell)" \
	"$(printf '%s\n' A A-1 D)"
is "the worst verdict" "$(for v in not-met partly unknown met not-applicable; do
	links verdict=$v 2>/dev/null; done | sort)" "$(printf '%s\n' A A-1 B C D E)"

# Against the records themselves, by jq, for each field that is one.
for pair in state:.state level:.severity.level product:.product \
	origin:.origin.kind; do
	field=${pair%%:*}
	for id in A A-1 B C D E; do
		v=$(dossierfs -C d show $id --json | jq -r "${pair#*:} // empty")
		[ -z "$v" ] || echo "$field=$v $id"
	done
done | sort >want
dossierfs -C d find by -type l | grep -E '^by/(state|level|product|origin)=' |
	sed 's|^by/||; s|/| |; s|\.md$||' | sort >got
ok "and jq over the records says the same" cmp want got

is "two fields" "$(links level=high/state=new)" A
is "in the other order" "$(links state=new/level=high)" A
for o in level=high/product=P1/release=R2 release=R2/level=high/product=P1 \
	product=P1/release=R2/level=high; do
	is "three fields: $o" "$(links $o)" "$(printf '%s\n' A A-1)"
done
is "both values are there, no issue has both" "$(links state=new/origin=reactive)" ''
is "the page says so" \
	"$(dossierfs -C d cat by/state=new/origin=reactive/README.md | tail -1)" \
	"0 on record."
is "links lead to the record" \
	"$(dossierfs -C d cat by/level=high/state=new/A.md | head -1)" '# A'
is "states are kept beside the verdicts, unless closed" "$(sqlite3 d/cache.db \
	"select name, id from judged_standing where to_gen = 9223372036854775807
	 and name glob 'state=*' order by id" | tr '\n' ' ')" \
	'state=new|A state=confirmed|A-1 state=new|B state=rejected|C state=rejected|D '
is "more fields are not listed" \
	"$(dossierfs -C d ls by/level=high | tr '\n' ' ')" \
	'A-1.md A.md README.md index.json '
for n in level=high/level=high level=high/level=low level=none state=new/x=y \
	x=y level= =high level=high/README level=high/B.md owner=.. \
	'owner=Ann Bell' 'state=new/owner="],["x' 'state=new/%' level; do
	exits "nothing is at by/$n" 2 dossierfs -C d ls "by/$n"
done
ok "every name is safe" sh -c \
	"! '$DOSSIERFS' -C d ls by | grep -v '^[A-Za-z0-9._+=-]*\$'"
is "the tree ends" "$(dossierfs -C d find . | grep -c '^by/[^/]*=[^/]*/.*=')" 0
ok "index.json is JSON with the children" sh -c "'$DOSSIERFS' -C d cat \
	by/level=high/index.json | jq -e '[.children[].name] == \
	[\"A-1.md\", \"A.md\", \"README.md\", \"index.json\"]'"
dossierfs -C d set B state=closed "$A" >/dev/null
is "what is closed leaves its folder" "$(links state=new)" A
is "for the other" "$(links state=closed)" "$(printf '%s\n' B E)"
dossierfs -C d export d --tree out >/dev/null
not_ok "an exported folder has none" test -e out/by
not_ok "and its index.json names none" grep -q '"by"' out/index.json
finish
