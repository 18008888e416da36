# SPDX-License-Identifier: Apache-2.0
# ls, cat and find show the tree that export writes: the same names, sizes,
# times and bytes; patterns and types select as in find(1).
. "$(dirname "$0")/../lib.sh"
new_dossier d
A='--author=Ann <ann@example.org>'
dossierfs -C d add product id=P1 title=Pump supported_from=2024-01-01 "$A" \
	>/dev/null
for i in 1 10 2; do
	dossierfs -C d add issue id=ISS-$i title=T$i product=P1 state=new \
		identified_on=2024-02-01 "$A" >/dev/null
done
dossierfs -C d export d --tree out --as-of 2030-01-01 >/dev/null
(cd out && find . | sed 's|^\./||' | LC_ALL=C sort) >want
contents() { grep -vE '^(\./)?(at|by|diff|search)(/|:|$)'; }
dossierfs -C d find --as-of 2030-01-01 | contents | LC_ALL=C sort >got
ok "find has every path" cmp want got
for t in f d l; do
	is "find -type $t" "$(dossierfs -C d find -type $t --as-of 2030-01-01 |
		contents | sort)" "$(cd out && find . -type $t | sed 's|^\./||' | sort)"
done
is "find PATH -name PATTERN" \
	"$(dossierfs -C d find issues -name 'ISS-1*.md')" \
	"$(printf '%s\n' issues/2024/ISS-1.md issues/2024/ISS-10.md)"
is "ls sorts by the bytes of names" "$(dossierfs -C d ls issues/2024)" \
	"$(cd out/issues/2024 && ls -A | LC_ALL=C sort)"
is "ls -l has sizes and times" "$(dossierfs -C d ls -l issues/2024 \
	--as-of 2030-01-01 | awk '{print $2, $3, $4}')" \
	"$(cd out/issues/2024 && TZ=UTC LC_ALL=C ls -lA \
	--time-style=+%Y-%m-%dT%H:%M:%SZ | awk 'NR > 1 {print $5, $6, $7}')"
is "ls of a file names it" "$(dossierfs -C d ls ./issues//2024/ISS-2.md)" \
	ISS-2.md
is "ls -R prints every folder" "$(dossierfs -C d ls -R | contents | grep -c ':$')" \
	"$(find out -type d | wc -l)"
dossierfs -C d cat issues/2024/ISS-2.md issues/2024/ISS-10.json >got
ok "cat prints files one after the other" sh -c \
	'cat out/issues/2024/ISS-2.md out/issues/2024/ISS-10.json | cmp - got'
link=$(dossierfs -C d find -type l | contents | head -1)
ok "cat follows a link" sh -c \
	"'$DOSSIERFS' -C d cat '$link' | cmp - 'out/$link'"
exits "cat of nothing" 2 dossierfs -C d cat nothing/here
exits "cat of a folder" 2 dossierfs -C d cat issues
exits "ls of nothing" 2 dossierfs -C d ls ../etc
exits "find of a wrong type" 2 dossierfs -C d find -type x
exits "an odd path" 2 dossierfs -C d cat 'issues/2024/{id}.md'
finish
