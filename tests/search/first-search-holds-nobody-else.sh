#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# While words are indexed for the first time, only those wait who search. What
# indexes is held up by a document whose text takes long to get: the pdftotext
# found first waits until it is told.
. "$(dirname "$0")/../lib.sh"
. "$here/../mount/sample"
need_fuse

held_up
d=$tmp/d
m=$tmp/m
ok 'a dossier has issues' sample "$d" 3
ok '  and a PDF' dossierfs -C "$d" attach DOC-1 "Security advisory.pdf" \
	--author "$author"
rm -f "$d"/cache.db* started
ok 'it mounts' mounted "$d" "$m"
ls "$m/search/compressor" >slow 2>&1 &
slow=$!
ok 'it is being indexed' eventually test -e started
cat "$m/search/slow/results.md" >dear 2>&1 &
dear=$!
ok 'others list' timeout 5 ls "$m/issues/2024" "$m/products" "$m/search"
ok '  and read' timeout 5 cat "$m/issues/2024/ISS-2024-0001.json"
ok '  and a change' put ISS-2024-0001 title='Compressor stops'
ok '  shows' eventually grep -q Compressor "$m/issues/2024/ISS-2024-0001.json"
ok 'who searches waits' waits "$slow"
ok '  for other words, too' waits "$dear"
kill "$dear"
ok '  and may give up' eventually sh -c "! kill -0 $dear 2>/dev/null"
wait "$dear" 2>/dev/null
touch go
wait "$slow"
is '  until it is done' "$?" 0
says '  and sees what changed meanwhile' '^ISS-2024-0001.md$' slow
dossierfs -C "$d" search compressor >want
ok 'the passages are what the command prints' \
	cmp want "$m/search/compressor/results.md"
is 'the text that took long is found' "$(ls "$m/search/slow+words")" \
	"$(printf '%s\n' DOC-1.md README.md index.json results.md)"
finish
