#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Which states are indexed is kept in cache.db: a clone and each change index
# what is new, a later search looks at nothing else, and a cache that lay beside
# another dossier is believed nothing.
. "$(dirname "$0")/../lib.sh"
A='--author=Ann <ann@example.org>'
new_dossier a
add() { _d=$1 && shift && dossierfs -C "$_d" add "$@" "$A" >/dev/null; }
issue() { add "$1" issue "id=$2" "title=$3" product=P1 \
	state=new identified_on=2024-02-01; }
found() {
	dossierfs -C "$1" find "search/$2" -type l |
		sed 's|.*/||; s|\.md$||' | tr '\n' ' '
}
known() {
	sqlite3 "$1/cache.db" "select what, max(seq) from known group by what" |
		tr '\n' ' '
}
add a product id=P1 title=Pump supported_from=2024-01-01
issue a I1 'The first valve'
add a document id=DOC-1 title=Report kind=report
printf 'A valve of paper.\n' >r.txt
dossierfs -C a attach DOC-1 r.txt "$A" >/dev/null
not_ok 'what nobody searched is not indexed' test "$(known a 2>/dev/null)"
is 'a search indexes all' "$(found a valve)" 'DOC-1 I1 '
is 'and says up to where' "$(known a)" 'records|3 said 2|3 '
issue a I2 'The second valve'
is 'a change goes on from there' "$(known a)" 'records|4 said 2|3 '
is 'what it adds is found' "$(found a valve)" 'DOC-1 I1 I2 '
is 'of a document when it is searched for' "$(known a)" 'records|4 said 2|4 '
printf 'A valve of stone.\n' >s.txt
add a document id=DOC-2 title=Report kind=report
dossierfs -C a attach DOC-2 s.txt "$A" >/dev/null
is 'a document that comes is found' "$(found a 'valve stone')" 'DOC-2 '
dossierfs -C a set I1 title='The first tap' "$A" >/dev/null
is 'what changed is not' "$(found a valve)" 'DOC-1 DOC-2 I2 '

dossierfs clone a/git b >/dev/null
is 'a clone is indexed' "$(known b)" 'records|7 said 2|7 '
is 'and finds the same' "$(found b valve)" 'DOC-1 DOC-2 I2 '

# Only what is new is read: other text would come of a record that was.
sqlite3 b/cache.db "delete from search_record"
issue b I3 'The third valve'
is 'what is known is not looked at again' "$(found b valve)" 'DOC-1 DOC-2 I3 '

# The same commits, and others behind them.
cp -r a c
issue a X 'A valve of one'
issue c Y 'A valve of the other'
found a valve >/dev/null
cp a/cache.db c/cache.db
is 'the index of a copy that went its own way' "$(found c valve)" \
	'DOC-1 DOC-2 I2 Y '
# Versions of other numbers: what it has of these is another's.
sqlite3 b/dossier.db "select value from meta where key = 'number'" >one
sqlite3 a/dossier.db "select value from meta where key = 'number'" >other
not_ok 'every dossier.db has its own number' cmp one other
rm -f a/cache.db*
new_dossier e
add e product id=P1 title=Pump supported_from=2024-01-01
issue e OTHER 'A valve of somebody else'
found e valve >/dev/null
cp e/cache.db a/cache.db
is 'the index of a stranger' "$(found a valve)" 'DOC-1 DOC-2 I2 X '
sqlite3 a/dossier.db "update meta set value = 'x' where key = 'number'"
is 'and of this one by another number' "$(found a valve)" 'DOC-1 DOC-2 I2 X '
finish
