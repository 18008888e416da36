# SPDX-License-Identifier: Apache-2.0
# dossierfs(1), "signals": a passage is found in plain text, Markdown, HTML,
# DOCX, ODT and PDF, with the line or page on which it stands, and text that is
# no text of the document (styles, comments, deletions) is not looked at.
. "$(dirname "$0")/../lib.sh"
python3 "$here/documents.py"
A='--author=Ann <ann@example.org>'
new_dossier d
for f in plain.txt marked.md page.html word.docx open.odt paged.pdf; do
	id=DOC-${f#*.}
	dossierfs -C d add document id=$id kind=procedure title=$id "$A" &&
		dossierfs -C d attach $id $f "$A"
done >/dev/null
dossierfs -C d signals 6.3 >said
# place ID WANTED: where the first aspect is found in the document.
place() {
	is "$1 is found on $2" "$(sed -n \
		"s/.*found: $1 \([a-z]* [0-9]*\): .*/\1/p" said)" "$2"
}
place DOC-txt "line 5"
place DOC-md "line 5"
place DOC-html "line 4"
place DOC-docx "line 4"
place DOC-odt "line 3"
place DOC-pdf "page 3"
says "the passage is the document's" 'DOC-odt line 3: Users of the gateway are informed of each security update by e-mail\.$' said
is "what is asked otherwise is not found" "$(grep -c not-found said)" 3
dossierfs -C d cat clauses/iec-81001-5-1/6.3/signals.json >tree.json
is "the tree has it as JSON" "$(jq -c \
	'[.content_match.aspects[0].machine.hits[] | .page // .line]' tree.json)" \
	"[4,4,5,3,3,5]"
is "each is searched" "$(jq .content_match.searched tree.json)" 6
for order in LE BE; do
	{ [ $order = LE ] && printf '\377\376' || printf '\376\377'
	iconv -f UTF-8 -t UTF-16$order plain.txt; } >wide-$order.txt
	dossierfs -C d add document id=WIDE-$order kind=procedure title=W "$A" >/dev/null
	dossierfs -C d attach WIDE-$order wide-$order.txt "$A" >/dev/null
done
dossierfs -C d signals 6.3 >said
place WIDE-LE "line 5"
place WIDE-BE "line 5"
dossierfs -C d cat clauses/iec-81001-5-1/6.3/signals.json >tree.json
dossierfs -C d signals 6.3 --json | jq '."iec-81001-5-1/6.3"' >command.json
ok "the command says the same" sh -c 'jq . tree.json | cmp - command.json'
dossierfs -C d cat clauses/iec-81001-5-1/6.3/signals.md >page
says "and so does the page" \
	'^- \[DOC-pdf\]\(\.\./.*\), page 3: “Users of the gateway' page
finish
