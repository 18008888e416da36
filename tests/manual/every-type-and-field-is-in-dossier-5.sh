#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# dossier(5), RECORDS: the types and fields are those of the program's table.
. "$(dirname "$0")/../lib.sh"

dossierfs help types >types
awk -f "$here/types.awk" types >wanted
sed -n '/types begin/,/types end/p' "$top/model/dossier.5" |
	grep -v '^\.\\"' >got

ok "the program prints its types" grep -q '^issue: ' types
ok "the manual lists them, field by field" diff -u got wanted

# Whoever reads the rendered page sees them, too.
mandoc -T ascii -O width=200 "$top/model/dossier.5" 2>/dev/null |
	sed "s/.$(printf '\b')//g" >page
fields=$(grep -c '^  [ *][^ ]' types)
shown=0
for path in $(sed -n 's/^  [ *]\([^ ]*\) .*/\1/p' types); do
	grep -qF -- "$path" page && shown=$((shown + 1))
done
is "every field is on the rendered page" "$shown" "$fields"
finish
