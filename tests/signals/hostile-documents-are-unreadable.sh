# SPDX-License-Identifier: Apache-2.0
# A document whose text cannot be taken out, or not within bounds, is
# unreadable: it is said so, it costs little, and nothing else suffers.
. "$(dirname "$0")/../lib.sh"
python3 "$here/documents.py"
A='--author=Ann <ann@example.org>'
new_dossier d
hostile="bomb.docx nested.docx entity.docx open-ended.docx huge.pdf scan.pdf
cut.docx broken.pdf picture.png other.zip"
for f in $hostile plain.txt; do
	dossierfs -C d add document id=D-$f kind=procedure state=approved \
		author=A approved_by=B title="Release notes" "$A" &&
		dossierfs -C d attach D-$f $f "$A"
done >/dev/null
# A sanitizer needs more address space than that.
limit=1500000
(ulimit -v $limit && "$DOSSIERFS" version) >/dev/null 2>&1 || limit=unlimited
exits "signals are shown all the same" 0 sh -c \
	'ulimit -v $2; "$1" -C d signals 6.3 >said' - "$DOSSIERFS" $limit
for f in $hostile; do
	says "$f is unreadable" "^ *unreadable +D-$f:" said
done
says "a sound one beside them is approved" '^ *approved +D-plain.txt:' said
is "only that one is found" "$(grep -c 'machine *found' said)" 1
dossierfs -C d cat clauses/iec-81001-5-1/6.3/signals.json >page.json
why() {
	is "$1: $2" "$(jq -r --arg d "D-$1" '.content_match.not_searchable[]
		| select(.document == $d).why' page.json)" "$2"
}
why bomb.docx "it unpacks to far more than it is packed in"
why nested.docx "its elements are nested too deeply"
why entity.docx "it has a document type declaration"
why open-ended.docx "its XML is broken"
is "huge.pdf is more than pdftotext gets" "$(jq -r '.content_match.not_searchable[]
	| select(.document == "D-huge.pdf").why | split(" ")[0]' page.json)" pdftotext
why scan.pdf "there is no text in it, as in a scan"
why other.zip "it is a zip file, but neither DOCX nor ODT"
why picture.png "it is neither text in UTF-8 nor PDF, DOCX or ODT"
is "no file of /etc stands in the page" "$(grep -c root: page.json)" 0
finish
