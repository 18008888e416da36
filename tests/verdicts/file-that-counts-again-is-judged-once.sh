#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# MODEL, "On disk": of two files of one id the one at the canonical path
# counts. When it goes, the other one, which is no new version, counts again.
. "$(dirname "$0")/../lib.sh"

# commit DAY PATH…: a commit that leaves the product and these files.
commit() {
	_day=$1
	shift
	git -C w rm -qr --cached --ignore-unmatch . && rm -rf w/records w/findings
	for _path in records/product/x/P.json "$@"; do
		mkdir -p "w/$(dirname "$_path")"
		cp "${_path##*/}" "w/$_path"
	done
	git -C w add .
	GIT_AUTHOR_DATE="${_day}T12:00:00Z" GIT_COMMITTER_DATE="${_day}T12:00:00Z" \
		git -C w -c user.name=Ann -c user.email=ann@example.org \
		commit -qm "files of $_day"
}

cat >P.json <<'EOS'
{"type": "product", "id": "P", "title": "P", "supported_from": "2020-01-01"}
EOS
cat >I.json <<'EOS'
{"type": "issue", "id": "I", "title": "I", "product": "P", "owner": "Olga",
 "identified_on": "2024-01-10", "state": "new", "severity": {"level": "high"}}
EOS
canonical=records/issue/$(printf i | sha256sum | cut -c1-2)/I.json
git init -q --initial-branch=main w
commit 2024-01-10 records/issue/elsewhere/I.json
commit 2024-01-12 records/issue/elsewhere/I.json "$canonical"
commit 2024-01-14 records/issue/elsewhere/I.json
commit 2024-01-16 "$canonical"
dossierfs clone w d >/dev/null
for day in 2024-01-11 2024-01-13 2024-01-15 2024-01-17; do
	dossierfs check d --as-of $day --json >$day.json
	is "one member on $day" "$(jq -r '.constraints[] |
		select(.id == "9.5-1") | .members | map("\(.id) \(.verdict)") |
		join(", ")' $day.json)" "I unknown"
done

# The same of findings: those at the canonical path, wherever it sorts.
cat >A.json <<'EOS'
{"type": "activity", "id": "A", "title": "A", "product": "P", "kind": "dast",
 "performed_on": "2024-01-18", "findings_total": 1}
EOS
echo '{"fingerprint": "f1"}' >A.jsonl
commit 2024-01-18 records/activity/x/A.json \
	"findings/$(printf a | sha256sum | cut -c1-2)/A.jsonl" findings/0/A.jsonl
echo '{"fingerprint": "f2"}' >>w/findings/0/A.jsonl
git -C w -c user.name=Ann -c user.email=ann@example.org commit -qam "two more" \
	--date 2024-01-19T12:00:00Z
dossierfs clone w e >/dev/null
dossierfs check e --json | jq -r '.constraints[] | select(.id == "9.5-12") |
	.members[].why' >why
says "findings at the canonical path count" 'performed on 2024-01-18' why
not_ok "as many as were said" grep -q stored why
finish
