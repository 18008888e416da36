#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Numbers are kept, and after a change or the turn of a day only what these can
# touch is counted again. Forward through the days of a random dossier the
# numbers are those counted from nothing, as they are backward, where nothing
# before is kept.
. "$(dirname "$0")/../lib.sh"

python3 "$here/random_days.py" 7
dossierfs clone r.git d 2>/dev/null >&2
numbers() {
	mkdir -p "$1"
	while read -r day; do
		dossierfs -C d cat --as-of "$day" metrics.json >"$1/$day"
	done
}
numbers forward <days
sort -r days | numbers backward
ok "forward and backward agree" diff -r forward backward
is "there is something to count" "$(jq -s '[.[] | .fix_to_deployed.measured > 0 and .whole_chains.unknown > 0 and
	(.products | length) > 1] | any' forward/*)" true
is "many numbers" "$(sha256sum forward/* | cut -d' ' -f1 | sort -u | wc -l | awk '{print ($1 > 30)}')" 1
finish
