#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# dossier(5), THE TREE: every fixed name in the table of the tree, be it of a
# file, of an ending or of a folder at the top, is in the manual.
. "$(dirname "$0")/../lib.sh"

mandoc -T ascii -O width=200 "$top/model/dossier.5" 2>/dev/null |
	sed "s/.$(printf '\b')//g" |
	sed -n '/^THE TREE/,/^VIEWS/p' >page
sed -n '/tree_rows\[\]/,/^};/p; /^#define RECORDS/,/^$/p' "$top/fs/tree.c" |
	grep -o '"[^"]*"' | tr -d '"' | grep '[./]' >paths
{
	sed 's|.*/||; s/{[^}]*}//' paths
	sed -n 's|^\([a-z]*/\).*|\1|p' paths
} | grep . | sort -u >names

ok "the table has names" test "$(wc -l <names)" -gt 20
while read -r name; do
	ok "$name" grep -qF -- "$name" page
done <names
finish
