# SPDX-License-Identifier: Apache-2.0
# While a day below at/ is judged for the first time, only those wait who ask
# for that day. What judges is held up by a document whose text takes long to
# get: the pdftotext found first waits until it is told.
. "$(dirname "$0")/../lib.sh"
. "$here/../mount/sample"
. "$here/past"
need_fuse

held_up
d=$tmp/d
ok 'a dossier has a past' past "$d"
ok 'once with a PDF' on 2024-05-03 \
	attach SOP "Security advisory.pdf" "$A"
ok '  and now with text' dossierfs -C "$d" attach SOP words.txt "$A"
rm -f "$d"/cache.db*
dossierfs check "$d" >/dev/null
rm -f started late
m=$tmp/m
ok 'it mounts' mounted "$d" "$m"
ls -l "$m" >/dev/null

ok 'who looks where links in at/ lead' timeout 5 ls -lL --color=always "$m/at"
ok '  asks for no day' test ! -e started

stat "$m/at/2024-05-04/README.md" >/dev/null 2>&1 &
dear=$!
ok 'the day is being judged' eventually test -e started
ok 'others list' timeout 5 ls -l "$m/issues/2024"
ok '  and read' timeout 5 cat "$m/issues/2024/STILL.md"
ok '  what is in at/' timeout 5 ls -l "$m/at"
ok '  and a change' dossierfs -C "$d" set STILL owner=Di "$A"
ok '  shows' eventually grep -q Di "$m/issues/2024/STILL.json"
ok 'who asks for the day waits' waits "$dear"
kill "$dear"
ok '  and may give up' eventually sh -c "! kill -0 $dear 2>/dev/null"
wait "$dear" 2>/dev/null
# One at a time: the kernel may let the second in a folder wait for the first.
ls -l "$m/at/2024-05-04" >slow 2>&1 &
slow=$!
ok 'who asks then waits, too' waits "$slow"
touch go
wait "$slow"
is '  until it is judged' "$?" 0
says '  and sees it' ' issues$' slow
ok '  as does the next' grep -q 2024-05-04 "$m/at/2024-05-04/README.md"
finish
