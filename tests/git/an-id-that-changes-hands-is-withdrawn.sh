#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# An id that a push gives to another record, by another case or another type,
# withdraws the one that had it: what was judged and counted before follows, and
# all is as in a clone that never knew otherwise.
. "$(dirname "$0")/../lib.sh"
d=$tmp/d
A='--author=Ann Bell <ann@example.org>'
git_() { git -c user.name=Bo -c user.email=bo@example.org -C "$tmp/work" "$@"; }
file_of() { (cd "$tmp/work" && find records -name "$1.json"); }
push() { git_ add -A && git_ commit -qm "$1" && git_ push -q origin HEAD:main; }
digests() { (cd "$1" && find . -type f -print0 | sort -z | xargs -0 sha256sum &&
	find . -type l -printf '%p %l\n' | sort); }
# As it is here, and in a new clone.
same() {
	rm -rf here there clone
	dossierfs export "$d" --tree here >/dev/null &&
		dossierfs clone "$d/git" clone >/dev/null &&
		dossierfs export clone --tree there >/dev/null || return
	digests here >here.txt
	digests there >there.txt
	diff here.txt there.txt
}
new() {
	rm -rf "$d" work
	new_dossier "$d"
	dossierfs -C "$d" add product id=GW title=G supported_from=2023-01-01 "$A"
	for i in C1 A1; do
		dossierfs -C "$d" add issue id=$i title=$i product=GW \
			identified_on=2024-01-05 state=new "$A"
	done
	dossierfs export "$d" --tree "$tmp/first.$1"
	git clone -q "$d/git" work
}
verdicts() { dossierfs -C "$d" check >checked; grep -A4 '^9.5-1 ' checked >9.5-1; }

ok 'a dossier is made, judged and counted' new case
f=$(file_of C1)
git_ mv "$f" "${f%C1.json}c1.json"
sed -i 's/"C1"/"c1"/' "work/${f%C1.json}c1.json"
ok 'a record is renamed by case alone' push rename
verdicts
says 'the one is withdrawn' 'C1: withdrawn on .* while new' 9.5-1
says '  the other is judged' 'not-met .*c1: open since' 9.5-1
ok '  and all is as in a clone' same
ok '  a snapshot is written' dossierfs snapshot "$d" -o s.zip
dossierfs -C "$d" log >log
says '  the history says so' '- issue C1' log

ok 'another is made' new type
f=$(file_of C1)
g=records/item/$(basename "$(dirname "$f")")
git_ rm -q "$f"
mkdir -p "work/$g"
printf '{\n  "id": "C1",\n  "product": "GW",\n  "title": "t",\n  "type": "item"\n}\n' \
	>"work/$g/C1.json"
ok 'an id goes to a record of another type' push type
verdicts
says 'the issue is withdrawn' 'C1: withdrawn on .* while new' 9.5-1
ok '  and all is as in a clone' same
dossierfs -C "$d" withdraw C1 "$A" -m 'no such item' >/dev/null
ok 'it is withdrawn, too: as in a clone' same
dossierfs -C "$d" add issue id=C1 title=Again product=GW \
	identified_on=2024-02-05 state=new "$A" >/dev/null
verdicts
says 'the issue is back' 'not-met .*C1: open since' 9.5-1
ok '  and all is as in a clone' same
finish
