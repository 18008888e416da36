# SPDX-License-Identifier: Apache-2.0
# A byte that changed in the store fails the files of that record and of no
# other; changed evidence is not handed out either.
. "$(dirname "$0")/../lib.sh"
new_dossier d
A='--author=Ann <ann@example.org>'
dossierfs -C d add product id=P1 title=Pump supported_from=2024-01-01 "$A" \
	>/dev/null
dossierfs -C d add issue id=ISS-1 title=SECRETWORD product=P1 state=new \
	identified_on=2024-02-01 "$A" >/dev/null
dossierfs -C d add document id=DOC-1 title=Report "$A" >/dev/null
printf 'the true bytes' >report.txt
dossierfs -C d attach "$A" DOC-1 report.txt >/dev/null
ok "it can be read before" dossierfs -C d cat issues/2024/ISS-1.json
sqlite3 d/dossier.db "update version set body =
	replace(body, 'SECRETWORD', 'OTHERWORDS') where body like '%SECRETWORD%'"
not_ok "the JSON is not shown" dossierfs -C d cat issues/2024/ISS-1.json
not_ok "nor the page" dossierfs -C d cat issues/2024/ISS-1.md
dossierfs -C d cat issues/2024/ISS-1.json >out 2>err
is "not a byte of it" "$(cat out)" ""
says "it is said which" 'ISS-1.*(damaged|digest|recorded)' err
ok "other records are read" dossierfs -C d cat products/P1.md
ok "summaries too" dossierfs -C d cat status.md

blob=$(find d/blobs -type f | head -1)
chmod u+w "$blob"
printf 'the false byte' >"$blob"
not_ok "changed evidence is not handed out" \
	dossierfs -C d cat evidence/DOC-1/report.txt
dossierfs -C d cat evidence/DOC-1/report.txt >out 2>/dev/null
is "not a byte of it either" "$(cat out)" ""
rm -f "$blob"
not_ok "nor what is absent" dossierfs -C d cat evidence/DOC-1/report.txt
ok "its page is shown" dossierfs -C d cat evidence/DOC-1.md
finish
