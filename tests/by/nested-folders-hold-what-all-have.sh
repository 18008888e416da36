#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# by/: where few have one of the values and where many have each, for every two
# fields and in both orders.
. "$(dirname "$0")/../lib.sh"
need_fuse
d=$tmp/d m=$tmp/m
ok 'a dossier is made in which many have a value' sh -c \
	"'$here/../bench/generate' dossier 500 >'$tmp/s' &&
	'$DOSSIERFS' clone '$tmp/s' '$d' >/dev/null"
ok 'it mounts' mounted "$d" "$m"
cd "$m" || exit 1

issues() { ls "by/$1" | grep '^ISS-'; }

# Of each field the first and the last value.
values=$(ls by | grep = | awk -F= '$1 != f { if (f) print last; print; f = $1 }
	{ last = $0 } END { print last }' | uniq)
is 'each field has some' "$(echo "$values" | cut -d= -f1 | uniq | tr '\n' ' ')" \
	'class clause level origin owner product release state verdict year '
for a in $values; do issues "$a" >"$tmp/$a"; done
for a in $values; do
	for b in $values; do
		[ "${a%%=*}" != "${b%%=*}" ] || continue
		echo "$a/$b"
		comm -12 "$tmp/$a" "$tmp/$b"
	done
done >"$tmp/want"
for a in $values; do
	for b in $values; do
		[ "${a%%=*}" != "${b%%=*}" ] || continue
		echo "$a/$b"
		issues "$a/$b"
	done
done >"$tmp/got"
ok 'two hold what both have' cmp "$tmp/want" "$tmp/got"
is 'which some have' "$(($(grep -c '^ISS-' "$tmp/got") > 1000))" 1
for n in level=high/owner=ann-bell/state=closed/year=2023 \
	product=PRD-0/level=low/clause=6.3.2 verdict=met/class=maintained/level=low; do
	set -- $(echo "$n" | tr / ' ')
	issues "$1" >"$tmp/want"
	for a; do
		issues "$a" | comm -12 - "$tmp/want" >"$tmp/next"
		mv "$tmp/next" "$tmp/want"
	done
	is "and more: $n" "$(issues "$n")" "$(cat "$tmp/want")"
done
cd /
finish
