# SPDX-License-Identifier: Apache-2.0
# RULES, "Evidence signals": an attestation counts while it is current: of the
# document's present bytes, not expired, not by the document's author. The
# signal is met when every aspect is attested yes, whatever the search finds.
. "$(dirname "$0")/../lib.sh"
A='--author=Ann <ann@example.org>'
put() {
	dossierfs -C d "$@" "$A" >/dev/null || echo "failed: $*" >&2
}
new_dossier d
echo "This document says nothing that a query finds." >one.txt
echo "This one neither." >two.txt
put add document id=SOP kind=procedure title="Release notes" \
	author="Otto Author" state=approved approved_by=Bea
put attach SOP one.txt
sha=$(sha256sum one.txt | cut -d' ' -f1)
# attest ID ASPECT ANSWER BY [FIELD=VALUE]
attest() {
	_id=$1 _aspect=$2 _answer=$3 _by=$4
	shift 4
	put add attestation id=$_id title=$_id document=SOP \
		document_sha256=$sha signal=6.3-content aspect=$_aspect \
		answer=$_answer by="$_by" on=2026-01-10 "$@"
}
signals() {
	dossierfs -C d cat "$@" clauses/iec-81001-5-1/6.3/signals.json >signals.json
}
stands() {
	is "$1: $2" "$(jq -r --arg id "$1" '.content_match.aspects[].attestations[]
		| select(.id == $id).stands' signals.json)" "$2"
}
met() {
	is "$1" "$(jq -c '[.content_match.met, .content_match.attested]' \
		signals.json)" "$2"
}
attest AT-1 1 yes Vera location="section 2"
attest AT-2 2 yes Vera
attest AT-3 3 partly Vera
attest AT-4 4 yes " otto AUTHOR "
signals
stands AT-1 current
stands AT-3 current
stands AT-4 "by the document's own author"
met "partly and the author's own yes are not enough" '[false,2]'
attest AT-5 3 yes Vera expires_on=2026-11-30
attest AT-6 4 yes Wim
signals --as-of 2026-11-30
# Recorded today: nothing is known of it on a day before.
dossierfs -C d set AT-5 expires_on=2999-01-01 "$A" >/dev/null
signals
met "every aspect attested meets the signal" '[true,4]'
is "though the search finds nothing" "$(jq -c '[.content_match.aspects[]
	.machine.answer] | unique' signals.json)" '["not-found"]'
attest AT-7 1 no Xaver
signals
stands AT-7 current
is "answers are not merged" "$(jq -c '[.content_match.aspects[0]
	.attestations[].answer]' signals.json)" '["yes","no"]'
dossierfs -C d cat clauses/iec-81001-5-1/6.3/signals.md >page
says "the page names person, place and record" \
	'^\| yes \| \[SOP\].* \| section 2 \| Vera \| 2026-01-10 \|.* current \| \[AT-1\]' page

put set AT-5 expires_on=2026-11-20
signals
stands AT-5 "expired on 2026-11-21"
met "an expired one is as if absent" '[false,3]'
put set AT-5 expires_on=2999-01-01

put attach SOP two.txt
signals
stands AT-1 "void: the document's bytes are others now"
met "all are void once the bytes change" '[false,0]'
sha=$(sha256sum two.txt | cut -d' ' -f1)
attest AT-8 1 yes Vera
signals
stands AT-8 current
met "the new bytes can be attested" '[false,1]'
cat >several.json <<END
{"type": "attestation", "id": "AT-10", "title": "AT-10", "document": "SOP",
 "document_sha256": "$sha", "signal": "6.3-content", "aspect": [2, "3", "4"],
 "answer": "yes", "by": "Vera", "on": "2026-01-10"}
END
put add --json several.json
signals
met "a list attests several" '[true,4]'

put add attestation id=AT-9 title=AT-9 document=SOP document_sha256=$sha \
	signal=9.5-content aspect=1 answer=yes by=Vera on=2026-01-10
dossierfs -C d cat clauses/iec-81001-5-1/9.5/signals.json >signals.json
met "the other clause has its own signal" '[false,1]'
finish
