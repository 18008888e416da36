#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What one search found is not another's: folders of words that are open beside
# each other show what they would alone, also after more of them were asked for
# than are held, and after a change.
. "$(dirname "$0")/../lib.sh"
. "$here/../mount/sample"
need_fuse
A='--author=Ann <ann@example.org>'
new_dossier d
dossierfs -C d add product id=P1 title=Pump supported_from=2024-01-01 "$A" >/dev/null
dossierfs -C d add document id=DOC-1 title=Report kind=report "$A" >/dev/null
printf 'First line.\n\nThe valve overflow.\n\nA buffer of stone.\n' >r.txt
dossierfs -C d attach DOC-1 r.txt "$A" >/dev/null
for word in overflow buffer; do
	dossierfs -C d add issue "id=I-$word" "title=Of $word" product=P1 \
		state=new identified_on=2024-02-01 "$A" >/dev/null
done
mounted d m

alone() { dossierfs -C d search "$1" >want; }
ls m/search/overflow m/search/buffer >/dev/null
says 'the passage of the first' '^> line 3: The valve \*\*overflow\*\*' \
	m/search/overflow/results.md
says 'and of the second' '^> line 5: A \*\*buffer\*\*' \
	m/search/buffer/results.md
alone overflow
ok 'as the command prints it' cmp want m/search/overflow/results.md

n=0
while [ $n -lt 40 ]; do
	n=$((n + 1))
	cat "m/search/line+$n/results.md" "m/search/buffer*+$n/results.md"
done >/dev/null
ok 'after many others' cmp want m/search/overflow/results.md
is 'its links too' "$(ls m/search/overflow | tr '\n' ' ')" \
	'DOC-1.md I-overflow.md README.md index.json results.md '

printf 'First line.\n\nNo more.\n\nThe valve overflow.\n' >r.txt
dossierfs -C d attach DOC-1 r.txt "$A" >/dev/null
ok 'it follows a change' eventually grep -q \
	'^> line 5: The valve \*\*overflow\*\*' m/search/overflow/results.md
alone overflow
ok 'and is what the command prints then' cmp want m/search/overflow/results.md
finish
