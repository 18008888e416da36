#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A catalogue that is added, replaced or withdrawn shows in a mount without
# remounting: its clauses come and go, words change.
. "$(dirname "$0")/../lib.sh"
. "$here/../mount/sample"
need_fuse

ann="--author=Ann <ann@example.org>"
clauses=$tmp/m/clauses
ok "the sample is made" sample "$tmp/d"
ok "it mounts" mounted "$tmp/d" "$tmp/m"
find "$clauses" -type f -exec cat {} + >/dev/null
not_ok "the clause is not there" ls "$clauses/acme/1"

python3 "$here/made.py" own.json
cat >own-1.sql <<'EOP'
select id, 'met' as verdict, 'seen' as why, null as until, product, id as record, 'issue' as type from issue;
EOP
ok "a catalogue is added" dossierfs -C d catalog add own.json --rules own-1.sql "$ann"
ok "its clause appears" eventually test -s "$clauses/acme/1/constraints/own-1.md"
ok "it is listed" eventually sh -c 'ls "$1" | grep -qx acme' - "$clauses"
is "the page's size is right" "$(stat -c %s "$clauses/acme/1/README.md")" \
	"$(wc -c <"$clauses/acme/1/README.md")"
python3 "$here/made.py" words.json standard=iec-81001-5-1 clause=9.5 label=- text="Licensed words."
ok "words are replaced" dossierfs -C d catalog add words.json --replaces iec-81001-5-1/9.5 "$ann"
ok "the page says so" eventually grep -q '^> Licensed words' "$clauses/iec-81001-5-1/9.5/README.md"
ok "the catalogue is withdrawn" dossierfs -C d withdraw CAT-own "$ann"
ok "its clause goes" eventually test ! -e "$clauses/acme"
is "nor is it listed" "$(ls "$clauses" | grep -c acme)" 0
dossierfs export d --tree out >/dev/null
ok "and the mount is what an export is" diff -r out/clauses "$clauses"
finish
