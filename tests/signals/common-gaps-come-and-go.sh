# SPDX-License-Identifier: Apache-2.0
# RULES, "Common gaps": a page while a chain of an issue is not whole, or an
# update cannot be verified, with the first missing link, the share of whole
# chains and the command; gone when it is closed.
. "$(dirname "$0")/../lib.sh"
A='--author=Ann <ann@example.org>'
put() {
	dossierfs -C d "$@" "$A" >/dev/null || echo "failed: $*" >&2
}
chain=clauses/iec-81001-5-1/9.5/gaps/no-end-to-end-process.md
integrity=clauses/iec-81001-5-1/6.3/gaps/update-without-integrity.md
new_dossier d
put add product id=P title=Pump supported_from=2024-01-01
put add item id=OWN title=Pump product=P class=maintained own_code=true
not_ok "there is no chain without an issue" dossierfs -C d cat $chain
put add issue id=ISS-1 title=One product=P state=new identified_on=2024-02-01
put add issue id=ISS-2 title=Two product=P state=rejected \
	rejected_reason="The function is not linked in" identified_on=2024-02-01
put add issue id=ISS-3 title=Three product=P state=new duplicate_of=ISS-1 \
	identified_on=2024-02-01
dossierfs -C d cat $chain >page
says "the share of whole chains" '^\*\*1 of 2\*\* issues have a whole chain \(50 %\)' page
says "the first missing link of each" '^\| \[ISS-1\]\(.*\) \| analysed \| 2024-02-01 \|' page
says "the command for it" '^dossierfs set ISS-1 state=confirmed ' page
not_ok "a duplicate has none" grep -q 'ISS-3' page
dossierfs -C d cat clauses/iec-81001-5-1/9.5/gaps/README.md >list
says "it is listed" '\(no-end-to-end-process.md\)' list
link=$(dossierfs -C d cat issues/2024/ISS-1.md |
	sed -n 's/^First missing step: \*\*\(.*\)\*\*\.$/\1/p')
is "the issue's own page says the same" "$link" analysed
put set ISS-1 state=rejected rejected_reason="It is no weakness at all"
not_ok "whole chains close the gap" dossierfs -C d cat $chain
today=$(date -u +%F)
put add issue id=ISS-4 title=Four product=P state=new identified_on=$today
not_ok "an issue inside its terms opens none" dossierfs -C d cat $chain

not_ok "there is no update yet" dossierfs -C d cat $integrity
put add update id=UPD-1 title=Fix product=P item=OWN security=true \
	available_on=2024-03-01 'availability[0].channel=http://updates.example' \
	'availability[0].from=2024-03-01'
dossierfs -C d cat $integrity >page
says "an update without artifacts is there, with its channel" \
	'^\| \[UPD-1\]\(.*\) \| \*\*not met\*\* \| .* \| 2024-03-01 \| http://updates.example \(not protected\) \|' page
put set UPD-1 security=false
not_ok "and gone with the reason for it" dossierfs -C d cat $integrity

gap=clauses/iec-81001-5-1/9.5/gaps/issues-without-a-route.md
put add issue id=ISS-5 title=Five product=P state=confirmed owner=Ann \
	confirmed_on=2024-02-01 identified_on=2024-02-01
dossierfs -C d cat $gap >page
says "a gap names its command with the record" \
	'^dossierfs set ISS-5 route.way\[\]=resolution ' page
says "its record and since when" "^\| \[ISS-5\]\(.*\) \| .* \| 2024-03-03 \|" page
dossierfs -C d cat clauses/iec-81001-5-1/9.5/defence.md >page
says "the defence does not claim it" \
	'^NOT SUPPORTED BY THE RECORDS: .*9\.5-3\]' page
finish
