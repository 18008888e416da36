#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# dossier(5), CATALOGUES: parts "aspect" bring the words of another language to
# the search; whatever they hold, they are words and no query.
. "$(dirname "$0")/../lib.sh"
A='--author=Ann <ann@example.org>'
made() { python3 "$top/tests/catalog/made.py" "$@"; }
new_dossier d
printf 'Vorwort\n\nAlle Kunden werden binnen sieben Tagen\nüber jedes Sicherheitsupdate benachrichtigt.\n' >de.txt
dossierfs -C d add document id=DE kind=procedure title=Meldung "$A" >/dev/null
dossierfs -C d attach DE de.txt "$A" >/dev/null
machine() { dossierfs -C d signals 6.3 | grep -A1 '^    1\.' | sed -n 's/^ *machine *//p'; }
is "the program's own words are English" "$(machine)" not-found
words() {
	made de.json standard=iec-81001-5-1 clause=6.3 label=- title="Auf Deutsch" \
		text="Aktualisierungen." aspect="$1"
}
words "1 Kunden informiert
Kunden sicherheitsupdate* BENACHRICHTIGT"
ok "a catalogue brings its words" dossierfs -C d catalog add de.json --replaces iec-81001-5-1/6.3 "$A"
is "and they are found" "$(machine | cut -c1-20)" "found: DE line 3: Al"
is "of that aspect alone" "$(dossierfs -C d signals 6.3 | grep -c 'found: DE')" 1
dossierfs -C d cat clauses/iec-81001-5-1/6.3/signals.md >page
says "in the tree, too" '^- \[DE\]\(.*\), line 3: ' page
python3 - >evil.txt <<'EOP'
print('1 ") OR vorwort AND NEAR(a b) ^x body: - + * "" \' ; {')
EOP
words "$(cat evil.txt)"
ok "what looks like a query is words" dossierfs -C d catalog add de.json --id CAT-2 \
	--replaces iec-81001-5-1/6.3,CAT-de "$A"
is "that are not found" "$(machine)" not-found
words "1  "
exits "no words are refused" 2 dossierfs -C d catalog add de.json --id CAT-3 --replaces iec-81001-5-1/6.3 "$A"
words "1 $(yes wort | head -201)"
exits "and too many" 2 dossierfs -C d catalog add de.json --id CAT-3 --replaces iec-81001-5-1/6.3 "$A"
finish
