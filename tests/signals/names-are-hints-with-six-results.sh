# SPDX-License-Identifier: Apache-2.0
# RULES, "Evidence signals": file names and titles of registered documents, and
# what state each hit is in; near misses are listed and count for nothing.
. "$(dirname "$0")/../lib.sh"
python3 "$here/documents.py"
A='--author=Ann <ann@example.org>'
put() {
	dossierfs -C d "$@" "$A" >/dev/null || echo "failed: $*" >&2
}
new_dossier d
dossierfs -C d signals 6.3 >said
says "nothing on record is absent" '^ *absent ' said
# doc ID FILE FIELD=VALUE…
doc() {
	_id=$1 _file=$2
	shift 2
	put add document id=$_id "$@"
	[ "$_file" = - ] || put attach $_id "$_file"
}
ok_by='state=approved author=Otto approved_by=Bea'
echo "Fill in: {{name}}" >empty.md
cp plain.txt "SOP 7 Security Advisory.txt"
cp plain.txt "release_notes.txt"
cp plain.txt "security-advisories.txt"
doc D-APPROVED plain.txt title="SECURITY ADVISORIES: how" $ok_by
doc D-DRAFT plain.txt title="Release note draft" state=draft
doc D-OWN plain.txt title="Release notes" state=approved author=Otto \
	approved_by="otto "
doc D-UNFILLED empty.md title="Update notification" $ok_by
doc D-STALE plain.txt title="Software update SOP" $ok_by review_by=2026-01-01
doc D-NOFILE - title="Release notes" $ok_by
doc D-PDF scan.pdf title="Release notes" $ok_by
doc D-NAME "SOP 7 Security Advisory.txt" title="Procedure 7" $ok_by
doc D-NEAR release_notes.txt title="Procedure 8" $ok_by
doc D-NEAR2 security-advisories.txt title="Procedure 9" $ok_by
doc D-OTHER plain.txt title="Notes on the release of patients" $ok_by
dossierfs -C d signals 6.3 >said
result() {
	says "$1 is $2" "^ *$2 +$1: " said
}
result D-APPROVED approved
result D-DRAFT draft
result D-OWN draft
result D-UNFILLED unfilled
result D-STALE stale
result D-NOFILE unreadable
result D-PDF unreadable
result D-NAME approved
result D-NEAR "near miss"
result D-NEAR2 "near miss"
not_ok "another subject is no hit" grep -q '^ *[a-z]* *D-OTHER:' said
put set D-PDF title="A scan"
doc D-PAGED paged.pdf title="Release notes" $ok_by
PATH=/nonexistent "$DOSSIERFS" -C d signals 6.3 >said
says "without pdftotext a PDF is unreadable" '^ *unreadable +D-PAGED: ' said
dossierfs -C d signals 6.3 >said
says "and that is not believed once it is there" '^ *approved +D-PAGED: ' said
dossierfs -C d cat clauses/iec-81001-5-1/6.3/signals.md >page
says "the page shows the pattern" '^security advisor\(y\|ies\)\|' page
says "near misses stand apart" '^Near misses: only when' page
not_ok "a hit closes the gap of the procedure" \
	dossierfs -C d cat clauses/iec-81001-5-1/6.3/gaps/no-approved-procedure.md
ok "the other clause still has it" \
	dossierfs -C d cat clauses/iec-81001-5-1/9.5/gaps/no-approved-procedure.md
doc S-NEAR plain.txt title="Security_issue_resolution" $ok_by
ok "a near miss does not close it" \
	dossierfs -C d cat clauses/iec-81001-5-1/9.5/gaps/no-approved-procedure.md
doc S-DRAFT plain.txt title="Security issue resolution" state=draft
ok "nor does a draft" \
	dossierfs -C d cat clauses/iec-81001-5-1/9.5/gaps/no-approved-procedure.md
doc S-STALE plain.txt title="PSIRT closure" $ok_by review_by=2026-01-01
not_ok "a stale one does" \
	dossierfs -C d cat clauses/iec-81001-5-1/9.5/gaps/no-approved-procedure.md
finish
