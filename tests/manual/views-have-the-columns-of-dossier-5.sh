#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# dossier(5), VIEWS: the views are there with the columns that are listed, in
# their order.
. "$(dirname "$0")/../lib.sh"

new_dossier d
dossierfs -C d add product id=P title=P supported_from=2026-01-01 \
	--author "Ann <ann@example.org>" >/dev/null
dossierfs -C d explain 9.5-7 --sql >views.sql

# ".It Sy view" and the names of columns up to the semicolon that ends them.
awk '
/^\.Sh / { on = $2 == "VIEWS" }
!on { next }
/^\.El/ { exit }
/^\.It Sy / { view = $3; open = 1; next }
/^\.It / { open = 0 }
open && /^\.Va / {
	sub(/^\.Va /, "")
	for (i = 1; i <= NF; i++) {
		if ($i ~ /^[a-z_0-9]+$/)
			print view, $i
		if ($i == ";")
			open = 0
	}
}' "$top/model/dossier.5" >listed

is "the manual lists them" "$(cut -d' ' -f1 listed | sort -u | tr '\n' ' ')" \
	"changeset defective evidence file_history finding findings_file issue_reason issue_silent judged merged record record_change record_history reference sbom_history touched "
for view in $(cut -d' ' -f1 listed | sort -u); do
	{
		cat views.sql
		echo "select '= ' || name from pragma_table_info('$view');"
	} | sqlite3 d/dossier.db | sed -n 's/^= //p' >there
	sed -n "s/^$view //p" listed >wanted
	# The history is told as what it has beside the columns of record.
	[ $view = record_history ] && grep -vxf wanted there >rest &&
		grep -xf wanted there >both && mv both there
	is "$view" "$(tr '\n' ' ' <there)" "$(tr '\n' ' ' <wanted)"
done

# Each type has its views.
dossierfs help types | sed -n 's/^\([a-z_]*\): .*/\1/p' >types
for type in $(cat types); do
	echo "select count(*) from \"$type\";"
	echo "select count(*) from \"${type}_history\";"
done >each.sql
ok "each type has its views" sh -c \
	'cat views.sql each.sql | sqlite3 -bail d/dossier.db'
finish
