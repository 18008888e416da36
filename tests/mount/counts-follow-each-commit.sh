#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A mount goes on counting where it stood: after each of many commits, which set,
# withdraw and break records, its numbers are those of a dossier that nothing is
# kept of.
. "$(dirname "$0")/../lib.sh"
. "$here/sample"
need_fuse

python3 "$top/tests/metrics/random_days.py" 3
commits=$(git -C r.git rev-list --reverse main)
git init -q --bare --initial-branch=main first.git
git -C r.git push -q "$tmp/first.git" "${commits%%[!0-9a-f]*}:refs/heads/main"
dossierfs clone first.git d 2>/dev/null >&2
ok "it mounts" mounted d m
# From nothing the indexes come first: no defects are listed yet.
shown="issues/2024/index.json issues/2024/README.md README.md metrics.json
	issues/README.md products/README.md"
from_nothing() {
	cp -r d "$1"
	rm -f "$1"/cache.db*
	for page in $shown; do
		dossierfs -C "$1" cat "$page"
	done >"$1.fresh"
	rm -rf "$1"
}
n=0
late=0
mkdir at
for commit in $commits; do
	git -C r.git push -q "$tmp/d/git" "$commit:refs/heads/main"
	eventually grep -q "$commit" m/revision || late=$((late + 1))
	(cd m && cat $shown) >"at/$n"
	n=$((n + 1))
	[ $((n % 7)) = 0 ] || continue
	from_nothing now
	cmp -s now.fresh "at/$((n - 1))" || diff now.fresh "at/$((n - 1))" >>differing
done
is "each commit is shown" "$late" 0
ok "with the numbers counted from nothing, and the same defects" test ! -s differing
[ ! -s differing ] || sed 's/^/# /' differing | head -40
ok "indexes tell of some" grep -q '"defect": ' at/*
is "some records are defective" "$(awk -F'|' '/issues.README.md/ && $5 > 0' at/* | wc -l |
	awk '{print ($1 > 5)}')" 1
finish
