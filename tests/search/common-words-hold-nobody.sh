#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# In a large dossier words that stand in many records are searched for beside
# the session, and so are the beginnings of words: what is found is the same,
# for whoever asks first, for several at once, and after a change.
. "$(dirname "$0")/../lib.sh"
. "$here/../mount/sample"
need_fuse
d=$tmp/d m=$tmp/m
ok 'the sample is made' sample "$d" 60
for words in 'over*' 'o*+f*' overflow; do
	dossierfs -C "$d" search "$words" >"want $words"
	dossierfs -C "$d" find "search/$words" | sort >"names $words"
done
ok 'it is large' enlarge "$d"
ok 'it mounts' mounted "$d" "$m"

listed() { (cd "$m" && timeout 20 find "search/$1" | sort) >got && cmp "$2" got; }
same() { timeout 20 cat "$m/search/$1/results.md" >got && cmp "$2" got; }
ok 'a folder of a beginning' listed 'over*' 'names over*'
ok '  has its passages' same 'over*' 'want over*'
ok 'passages that are read before the folder' same 'o*+f*' 'want o*+f*'
ok '  and the folder' listed 'o*+f*' 'names o*+f*'
ok 'a whole word' same overflow 'want overflow'

# Each of them for the first time, at once, and some that give up.
for n in 1 2 3 4 5 6; do
	timeout 20 ls -l "$m/search/o*+over*+$n*" >"list $n" 2>&1 &
	timeout 20 cat "$m/search/$n*+o*/results.md" >"page $n" 2>&1 &
	timeout 0.0$n ls -l "$m/search/f*+$n*" >/dev/null 2>&1 &
done
wait
for n in 1 2 3 4 5 6; do
	dossierfs -C "$d" search "$n* o*" | tail -n +2 >want
	tail -n +2 "page $n" >got
	ok "of several at once: passages $n" cmp want got
	is "of several at once: names $n" "$(awk 'NR > 1 { print $9 }' "list $n")" \
		"$(dossierfs -C "$d" ls "search/o*+over*+$n*")"
done

ok 'a change' put ISS-2024-0007 title='Overflowing'
ok '  is found' eventually grep -q Overflowing "$m/search/over*/results.md"
dossierfs -C "$d" search 'over*' >'want over*'
ok '  and nothing else differs' same 'over*' 'want over*'
ok 'it ends' unmounted
finish
