#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Both manual pages are clean mdoc.
. "$(dirname "$0")/../lib.sh"

for page in fs/dossierfs.1 model/dossier.5; do
	# Of style, what is left is what it cannot know: pages that are not
	# installed, and sections of our own.
	mandoc -T lint "$top/$page" 2>/dev/null | grep -vE \
		'referenced manual not found|possible typo in section' >out
	is "$page has no warnings" "$(cat out)" ""
	mandoc -T ascii "$top/$page" 2>/dev/null | sed "s/.$(printf '\b')//g" >out
	says "$page can be read" "^NAME" out
done

# What the page refers to on itself exists.
for page in fs/dossierfs.1 model/dossier.5; do
	sed -n 's/^\.Sx //; t found; d; :found; s/ [.,;:]$//; p' "$top/$page" | sort -u >named
	sed -n 's/^\.S[hs] //p' "$top/$page" | sort -u >there
	is "$page names only sections that it has" \
		"$(comm -23 named there)" ""
done
finish
