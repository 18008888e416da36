#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# by/ and search/ in a mount whose names and pages the kernel had cached: after
# each change they are what a mount made just now has.
. "$(dirname "$0")/../lib.sh"
. "$here/../mount/sample"
need_fuse
d=$tmp/d m=$tmp/m
names='level=high/state=confirmed state=confirmed/level=high
	owner=bo/state=new'
ok 'the sample is made' sample "$d" 5
ok 'it mounts' mounted "$d" "$m"

asked() {
	for _n in $names; do echo "by/$_n"; done
	echo search/overflow
	echo search/compressor
}

in_mount() {
	(cd "$1" && find by -type l -printf '%p %l\n' | sort
	find by -type d -printf '%p %t\n' | sort
	{ find by -type f
	asked | while read -r _p; do
		[ ! -d "$_p" ] || find "$_p"/*
	done; } | sort | xargs sha256sum)
}

fresh() {
	mounted "$d" "$tmp/fresh" && in_mount "$tmp/fresh" &&
		fusermount3 -u "$tmp/fresh"
}

same() {
	fresh >"$tmp/said"
	[ -s "$tmp/said" ] || return
	eventually matches || diff "$tmp/said" "$tmp/seen"
}
matches() {
	in_mount "$m" >"$tmp/seen"
	cmp -s "$tmp/said" "$tmp/seen"
}

step() {
	_name="$1 $2"
	dossierfs -C "$d" "$@" --author "$author" >/dev/null 2>"$tmp/err" ||
		{ report 1 "$_name"; sed 's/^/# /' "$tmp/err"; return; }
	ok "$_name" same
}
ok 'by/ is what another mount has' same
step set ISS-2024-0001 state=confirmed confirmed_on=2024-03-07
step set ISS-2024-0001 severity.level=high
step add item id=IT1 title=Compressor product=PUMP
step set ISS-2024-0002 'items[]=IT1' owner.name=Bo
step set IT1 class=required
step set PUMP default_class=supported
step set IT1 class=
step set PUMP default_class=required
step set ISS-2024-0002 title='No words'
step add issue id=NEW-1 title='Compressor stops' product=PUMP state=new \
	identified_on=2025-01-01
step set ISS-2024-0001 severity.level=low
step withdraw NEW-1

# Two names are asked for in a mount that knows neither, then the second.
ids() { find "$m/by/$1" -maxdepth 1 -type l -printf '%f\n' | sort; }
all=$(ls -d "$m"/by/*=* | sed 's|.*/||')
for a in $all; do ids "$a" >"$tmp/is-$a"; done
fusermount3 -u "$m"
pairs() {
	for _a in $all; do
		for _b in $all; do
			[ "${_a%%=*}" = "${_b%%=*}" ] || echo "$_a $_b"
		done
	done
}
two() {
	mounted "$d" "$m" || return
	ids "$1/$2" >"$tmp/both"
	ids "$2" >"$tmp/second"
	fusermount3 -u "$m"
	comm -12 "$tmp/is-$1" "$tmp/is-$2" | cmp - "$tmp/both" &&
		cmp "$tmp/is-$2" "$tmp/second"
}
pairs | awk 'NR % 9 == 1' >"$tmp/pairs"
while read -r a b; do
	ok "$a and $b: the issues that each has; then $b" two "$a" "$b"
done <"$tmp/pairs"
ok 'the sample is mounted again' mounted "$d" "$m"

# The list of folders is found apart from what is in them.
issues() { find "$@" -name '*-*.md' ! -name '*.history.md' -printf '%f\n' | sort -u; }
issues "$m/issues" >"$tmp/all"
for field in class clause product state verdict year; do
	issues "$m/by/$field="* >"$tmp/listed"
	ok "each issue is in a folder of by/ that is listed: $field" \
		diff "$tmp/all" "$tmp/listed"
done
finish
