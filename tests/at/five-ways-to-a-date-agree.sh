#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A date has one tree and one set of verdicts, whichever way one comes to it:
# cat --as-of, check --as-of, snapshot --as-of, at/<date>/ and a mount as of it.
. "$(dirname "$0")/../lib.sh"
. "$here/past"
ok 'a dossier has a past' past d
today=$(date -u +%Y-%m-%d)
fuse=$([ -c /dev/fuse ] && command -v fusermount3)
[ -n "$fuse" ] || [ "${CI:-}" != true ] || not_ok '/dev/fuse is there' false

# sums: what `sha256sum` says of every file named on standard input.
sums() {
	xargs -d '\n' sha256sum
}

# Before the first record, as a term begins, on its last day, the day after,
# and today: U1 is to be told within 30 days of 2024-05-01 (6.3-1).
for day in 2024-01-09 2024-02-29 2024-05-31 2024-06-01 "$today"; do
	dossierfs export d --tree out --as-of "$day" >/dev/null
	(cd out && find . -type f | sed 's|^\./||' | sort) >files
	(cd out && sums) <files >want

	(cd out && xargs -d '\n' cat) <files >want.bytes
	xargs -d '\n' "$DOSSIERFS" -C d cat --as-of "$day" <files >got.bytes
	ok "$day: cat --as-of gives what is exported" \
		cmp want.bytes got.bytes
	dossierfs check d --as-of "$day" --json >verdicts
	ok "$day: check --as-of says what status.json says" \
		cmp verdicts out/status.json

	dossierfs snapshot d -o s.zip --force --as-of "$day" >/dev/null
	rm -rf bag && unzip -q s.zip -d bag
	(cd bag/*/data/tree && find . -type f | sed 's|^\./||' | sort) >packed
	comm -12 files packed >both
	comm -23 files packed >left
	is "$day: a snapshot leaves no file out" "$(cat left)" ''
	(cd out && sums) <both >want.both
	(cd bag/*/data/tree && sums) <both >got.both
	ok "$day: and packs the same bytes" cmp want.both got.both

	if [ -n "$fuse" ] && mounted d m; then
		if [ "$day" = 2024-01-09 ]; then
			not_ok "$day: at/ does not know it" ls "m/at/$day"
		else
			(cd "m/at/$day" && find . -type f | sed 's|^\./||' |
				sort | sums) >got
			ok "$day: at/ has the same" cmp want got
		fi
		dossierfs umount m
		mounted d m -o as_of="$day"
		# shellcheck disable=SC2086 # an expression of find
		(cd m && find . $asked -type f -print | sed 's|^\./||' |
			sort | sums) >got
		ok "$day: so has a mount as of it" cmp want got
		dossierfs umount m
	fi
	jq -r '.constraints[] | select(.id == "6.3-1") | .verdict' verdicts \
		>>turn
	rm -rf out
done
is 'a verdict turns on the day after its term' "$(xargs <turn)" \
	'unknown unknown unknown not-met not-met'
finish
