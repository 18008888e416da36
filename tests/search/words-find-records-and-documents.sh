#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# search/WORDS/: links to the records and documents that have all the words,
# and their passages, ranked the same on every machine; whatever is typed is
# words and never a query.
. "$(dirname "$0")/../lib.sh"
A='--author=Ann <ann@example.org>'
new_dossier d
add() { dossierfs -C d add "$@" "$A" >/dev/null || echo "# failed: $*"; }
add product id=P1 title=Pump supported_from=2024-01-01
add issue id=I1 title='Buffer overflow in the parser' product=P1 state=new \
	identified_on=2024-02-01
add issue id=I2 title=Other product=P1 state=new identified_on=2024-02-01 \
	description='An overflow, another overflow, of a <b>buffer</b>. Größe | x'
add issue id=I3 title=Third product=P1 state=new identified_on=2024-02-01 \
	description='An overflow of the buffer'
add document id=DOC-1 title=Report kind=report
printf 'First paragraph.\n\nThe valve overflow was seen.\n\nBuffer ends.\n' >r.txt
dossierfs -C d attach DOC-1 r.txt "$A" >/dev/null
cat >r.html <<'HTML'
<html><body><h1>Fuzzing</h1><p>A zebra crossed the <i>interface</i>.</p>
<script>hidden()</script></body></html>
HTML
add document id=DOC-2 title=Fuzz kind=report
dossierfs -C d attach DOC-2 r.html "$A" >/dev/null

links() { dossierfs -C d find "search/$1" -type l | sed 's|.*/||; s|\.md$||' | tr '\n' ' '; }
order() { dossierfs -C d cat "search/$1/results.md" |
	sed -n 's/^## \[\([^]]*\)\].*/\1/p' | tr '\n' ' '; }
is "a word in an issue and in a file" "$(links overflow)" "DOC-1 I1 I2 I3 "
is "all words are wanted" "$(links overflow+buffer)" "I1 I2 I3 "
is "blanks do as well, and order does not count" "$(links 'buffer  overflow')" \
	"I1 I2 I3 "
is "a phrase" "$(links '"buffer overflow"')" "I1 "
dossierfs -C d add issue id=I4 title='Fourth' product=P1 state=new \
	identified_on=2024-02-01 description="ends with quagga" \
	root_cause="unicorn$(printf '\002')begins" 'references[]=alpha' \
	'references[]=omega' "$A" >/dev/null
is "a phrase stands in one text" "$(links '"quagga 2024"')$(links alpha-omega
	)$(links '"with quagga"')$(links '"unicorn begins"')" "I4 I4 "
is "which is all of them" "$(links 'alpha+omega+quagga+unicorn')" "I4 "
is "signs divide them, whatever they are" \
	"$(links 'alpha · omega')$(links '… «omega» –')$(links ·)" "I4 I4 "
says "and marks nothing itself" '^> ends with quagga .* \*\*unicorn\*\* begins' \
	"$(dossierfs -C d cat search/unicorn/results.md >one && echo one)"
is "the beginning of a word" "$(links 'overfl*')" "DOC-1 I1 I2 I3 "
is "without it only whole words" "$(links overfl)" ""
is "case and accents do not count" "$(links GROSSE)$(links grosse)" ""
is "case and accents do not count" "$(links GRÖSSE)$(links größe)" "I2 "
is "HTML is read as text" "$(links zebra)$(links hidden)" "DOC-2 "
is "title first, then by how often" "$(order overflow)" "I1 I2 DOC-1 I3 "
dossierfs -C d cat search/overflow/results.md >results
says "a passage of a record" '^> An \*\*overflow\*\*, another' results
says "its markup stays text" '\\<b' results
says "a passage of a file says where" '^> line 3: The valve \*\*overflow\*\*' results
is "results.md is found by its folder" \
	"$(dossierfs -C d ls search/overflow | tr '\n' ' ')" \
	'DOC-1.md I1.md I2.md I3.md README.md index.json results.md '
is "links lead to the record" \
	"$(dossierfs -C d cat search/parser/I1.md)" \
	"$(dossierfs -C d cat issues/2024/I1.md)"
is "nothing found is said" \
	"$(dossierfs -C d cat search/nowhere/results.md | tail -1)" \
	"Nothing on record matches."
is "search/ lists only its page" "$(dossierfs -C d ls search | tr '\n' ' ')" \
	"README.md index.json "

rm -f d/cache.db*
is "the order does not hang on the cache" "$(order overflow)" "I1 I2 DOC-1 I3 "
dossierfs -C d set I3 description='overflow overflow overflow buffer' "$A" >/dev/null
is "nor on versions that were" "$(order overflow)" "I1 I3 I2 DOC-1 "

while read -r words; do
	ok "words, not a query: $words" dossierfs -C d cat \
		"search/$words/results.md"
done <<'WORDS'
"overflow
overflow"
"overflow""buffer"
overflow AND
OR NOT NEAR
NEAR(overflow buffer, 2)
title:overflow
{title}:overflow
^overflow
-overflow
overflow*buffer*
(overflow
overflow;drop table found
'overflow' --
overflow\
a:b:c^d{e}(f)+g*h
WORDS
is "a word of the syntax is a word" "$(links 'title:overflow')" ""
for words in '"' '***' '+' ' ' '()' "$(printf 'a\001b')" "$(printf '\377a')" \
	"$(printf 'x%.0s' $(seq 128))"; do
	exits "no words" 2 dossierfs -C d ls "search/$words"
done
dossierfs -C d search overflow 'buffer' >said
dossierfs -C d cat 'search/overflow buffer/results.md' >want
ok "search prints the same" cmp want said
exits "search for nothing" 2 dossierfs -C d search
exits "search for no words" 2 dossierfs -C d search ...
is "no name of a folder begins with a dot" \
	"$(dossierfs -C d ls search/.zebra 2>&1 | grep -c README)" 0
is "but what is searched for may" "$(dossierfs -C d search .zebra | head -1)" \
	"# Search: zebra"
ok "a slash only divides" sh -c "'$DOSSIERFS' -C d search ../overflow/x"
dossierfs -C d export d --tree out >/dev/null
not_ok "an exported folder has none" test -e out/search
finish
