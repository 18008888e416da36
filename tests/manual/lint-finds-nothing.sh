# SPDX-License-Identifier: Apache-2.0
# Both manual pages are clean mdoc.
. "$(dirname "$0")/../lib.sh"

for page in fs/dossierfs.1 model/dossier.5; do
	mandoc -T lint -W warning "$top/$page" >out 2>/dev/null
	is "$page has no warnings" "$(cat out)" ""
	ok "$page has a name section" \
		sh -c 'mandoc -T ascii "$1" | col -b | grep -q "^NAME"' - "$top/$page"
done

# What the page refers to on itself exists.
for page in fs/dossierfs.1 model/dossier.5; do
	sed -n 's/^\.Sx //p' "$top/$page" | sort -u >named
	sed -n 's/^\.S[hs] //p' "$top/$page" | sort -u >there
	is "$page names only sections that it has" \
		"$(comm -23 named there)" ""
done
finish
