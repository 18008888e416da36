# SPDX-License-Identifier: Apache-2.0
# The page of an issue shows how far it has come, by what is on record: each
# step that is recorded moves the mark to the next.
. "$(dirname "$0")/../lib.sh"
new_dossier d
A='--author=Ann <ann@example.org>'
put() {
	dossierfs -C d "$@" "$A" >/dev/null || echo "failed: $*" >&2
}
# first WANTED: which step the page names first.
first() {
	is "$1 is missing first" "$(dossierfs -C d cat issues/2024/ISS-1.md |
		sed -n 's/^First missing step: \*\*\(.*\)\*\*\.$/\1/p')" "$1"
}
put add product id=P1 title=Pump supported_from=2024-01-01
put add document id=DOC-1 title=Report
put add issue id=ISS-1 title=Issue product=P1 state=new \
	identified_on=2024-02-01
first analysed
put set ISS-1 state=confirmed confirmed_on=2024-02-02 owner=Bo
first routed
put set ISS-1 'route.way[]=resolution' route.by=TBD route.on=2024-02-03
first routed
put set ISS-1 route.by=Cy
first changed
put add change id=CHG-1 title=Change 'issues[]=ISS-1' author=Di \
	made_on=2024-02-04
first "impact reviewed"
put set CHG-1 impact.reviewer=Ed impact.reviewed_on=2024-02-05
first verified
put set ISS-1 verification.result=fail verification.by=Flo \
	verification.on=2024-02-06
first verified
put set ISS-1 verification.result=pass 'verification.evidence[]=DOC-1'
first "disclosure decided"
put set ISS-1 disclosure.decision=disclose disclosure.by=Gil \
	disclosure.on=2024-02-07
first notified
put add update id=UPD-1 title=Fix security=true 'fixes[]=ISS-1'
put add notification id=NTF-1 title=Letter 'updates[]=UPD-1' \
	sent_on=2024-02-08 channel=mail
first closed
put set ISS-1 state=closed closed_on=2024-02-09
dossierfs -C d cat issues/2024/ISS-1.md >page
says "then the chain is whole" '^The chain is whole\.' page
says "each step says when, who and by what" \
	'^\| 6\. verified \| done \| 2024-02-06 \| Flo \| \[DOC-1\]' page
put set ISS-1 state=rejected rejected_reason='tbd'
dossierfs -C d cat issues/2024/ISS-1.md >page
says "a placeholder is no reason" '^\| 2\. analysed \| \*\*missing' page
finish
