# SPDX-License-Identifier: Apache-2.0
# While a dossier is judged for the first time, only those wait who ask for
# what verdicts show. What judges is held up by a document whose text takes
# long to get: the pdftotext found first waits until it is told.
. "$(dirname "$0")/../lib.sh"
. "$here/sample"
need_fuse

held_up
d=$tmp/d
m=$tmp/m
ok 'a dossier has issues' sample "$d" 3
ok '  and a PDF' dossierfs -C "$d" attach DOC-1 "Security advisory.pdf" \
	--author "$author"
rm -f "$d"/cache.db* started
ok 'it mounts' mounted "$d" "$m"
cat "$m/README.md" >slow 2>&1 &
slow=$!
stat "$m/clauses/iec-81001-5-1/6.3/defence.md" >/dev/null 2>&1 &
dear=$!
getfattr -d "$m/issues/2024/ISS-2024-0002.json" >names 2>&1 &
named=$!
ok 'it is being judged' eventually test -e started
ok 'others list' timeout 5 ls "$m/issues/2024" "$m/products"
ok '  and read' timeout 5 cat "$m/issues/2024/ISS-2024-0001.json"
ok '  and look at recorded files' timeout 5 ls -l "$m/evidence/DOC-1"
ok '  and a change' put ISS-2024-0001 owner=Di
ok '  shows' eventually grep -q Di "$m/issues/2024/ISS-2024-0001.json"
ok 'who asks for verdicts waits' waits "$slow"
ok '  also of one record' waits "$named"
kill "$dear"
ok '  and may give up' eventually sh -c "! kill -0 $dear 2>/dev/null"
wait "$dear" 2>/dev/null
touch go
wait "$slow"
is '  until they are there' "$?" 0
wait "$named"
says '  and sees them' user.dossier.verdict= names
is 'the page is that of the next mount' "$(cat slow)" \
	"$(dossierfs -C "$d" cat README.md)"
ok 'what was given up is there, too' \
	grep -q 'Audit defence' "$m/clauses/iec-81001-5-1/6.3/defence.md"
finish
