#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A decision written before a release and merged after it is not seen before
# the merge, and then counts as recorded on the day it was written.
. "$(dirname "$0")/../lib.sh"
export GIT_AUTHOR_NAME=Bea GIT_AUTHOR_EMAIL=bea@example.org
export GIT_COMMITTER_NAME=Bea GIT_COMMITTER_EMAIL=bea@example.org

# record TYPE ID TEXT
record() {
	mkdir -p "records/$1"
	printf '{"id": "%s", "title": "%s", "type": "%s", %s}\n' "$2" "$2" \
		"$1" "$3" >"records/$1/$2.json"
}

# commit DAY
commit() {
	git add -A
	GIT_COMMITTER_DATE="$1T09:00:00Z" GIT_AUTHOR_DATE="$1T09:00:00Z" \
		git commit -q -m "Work of $1"
}

impact='"impact": {"safety": "No effect on doses", "security": "Closes the
 known hole", "effectiveness": "No effect on therapy", "reviewer": "Rita",
 "reviewed_on": "2024-06-10", "risk_reason": "none is touched",
 "significant_change": false}'
impact=$(echo "$impact" | tr -d '\n')
change='"author": "Carl", "issues": ["ISS-1"], "release": "R1"'

git init -q -b main work && cd work || exit 1
record product GW '"supported_from": "2023-01-01"'
record issue ISS-1 '"product": "GW", "identified_on": "2024-05-01",
 "state": "confirmed"'
record issue ISS-2 '"product": "GW", "identified_on": "2024-05-01",
 "state": "new"'
record release R1 '"product": "GW", "version": "1"'
record change CHG-1 "$change"
record change CHG-2 "$change"
commit 2024-06-01
git checkout -q -b site
record change CHG-1 "$change, $impact"
record issue ISS-2 '"product": "GW", "identified_on": "2024-05-01",
 "state": "confirmed"'
commit 2024-06-10
record change CHG-2 "$change, $impact"
commit 2024-06-17
git checkout -q main
record release R1 '"product": "GW", "version": "1", "released_on": "2024-06-15"'
commit 2024-06-15
GIT_COMMITTER_DATE=2024-06-20T09:00:00Z git merge -q --no-ff -m 'Merge' site
cd .. || exit 1
dossierfs clone work one >/dev/null

# verdict DAY MEMBER
verdict() {
	dossierfs check one --as-of "$1" --json | python3 -c 'import json, sys
for c in json.load(sys.stdin)["constraints"]:
	for m in c["members"]:
		if c["id"] == "9.5-4" and m["id"] == sys.argv[1]:
			print(m["verdict"])' "$2"
}

is 'main does not see it before the merge' "$(verdict 2024-06-19 CHG-1)" not-met
is 'it was written in time' "$(verdict 2024-06-20 CHG-1)" met
is 'what was written late stays late' "$(verdict 2024-06-20 CHG-2)" partly
dossierfs -C one explain 9.5-4 >said
says 'and says since when it is recorded' \
	'recorded as it is on 2024-06-17' said
dossierfs -C one explain 9.5-2 --as-of 2024-06-20 >said
says 'a term begins on the day an issue was written to be confirmed' \
	'ISS-2.*2024-07-10' said
finish
