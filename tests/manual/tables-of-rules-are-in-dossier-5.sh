#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# dossier(5), "What a rule reads": the tables are there, with their columns.
. "$(dirname "$0")/../lib.sh"

if ! command -v sqlite3 >/dev/null; then
	echo "1..0 # SKIP no sqlite3 here"
	exit 0
fi
new_dossier d
dossierfs -C d add product id=P title=P supported_from=2026-01-01 \
	--author "Ann <ann@example.org>" >/dev/null
dossierfs -C d explain 9.5-7 --sql >rule.sql

awk '
/^\.Ss / { on = $0 == ".Ss What a rule reads" }
/^\.Sh / { on = 0 }
!on { next }
/^\.It Sy / { table = $3 }
/^\.Va / && table {
	for (i = 2; i <= NF; i++)
		if ($i != ",")
			print table, $i
}' "$top/model/dossier.5" >listed
cp d/dossier.db copy.db
for table in $(cut -d' ' -f1 listed | uniq); do
	echo "select '= $table ' || name from pragma_table_info('$table');"
done >ask.sql
cat rule.sql ask.sql | sqlite3 copy.db | sed -n 's/^= //p' >there
ok "each has the columns that are listed" diff listed there
{
	echo cvss_score bill component signature_check | tr ' ' '\n'
	sed -n 's/^create temp \(table\|view\) \([a-z_]*\).*/\2/p' "$top"/model/assess/terms*.sql
} | sort >made
cut -d' ' -f1 listed | sort -u >named
ok "and each that the rules share is listed" diff made named
finish
