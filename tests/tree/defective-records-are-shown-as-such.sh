# SPDX-License-Identifier: Apache-2.0
# What came by git with a defect is kept and shown, says what is wrong beside
# it, and a file that can be no record at all stands under defects/.
. "$(dirname "$0")/../lib.sh"
git init -q -b main work
mkdir -p work/records/issue work/records/product
cat >work/records/product/P1.json <<'END'
{"id": "P1", "supported_from": "2024-01-01", "title": "P", "type": "product"}
END
cat >work/records/issue/ISS-1.json <<'END'
{"id": "ISS-1", "identified_on": "2024-02-01", "product": "P9",
 "state": "gone", "title": "Wrong state, no such product", "type": "issue"}
END
cat >work/records/issue/ISS-2.json <<'END'
{"id": "../../ISS-2", "identified_on": "2024-02-01", "product": "P1",
 "state": "new", "title": "A path as an id", "type": "issue"}
END
echo '{"id": "ISS-3", ' >work/records/issue/ISS-3.json
cat >work/records/issue/ISS-4.json <<'END'
{"id": "ISS-4", "product": "P1", "title": "No day", "type": "issue",
 "state": "new", "severity": "high", "owner": 7, "items": {"a": 1}}
END
cat >work/records/issue/ISS-5.json <<'END'
{"id": "ISS-5", "identified_on": "2024-02-01", "product": "P8",
 "state": "new", "title": "No such product", "type": "issue"}
END
(cd work && git add . && GIT_COMMITTER_DATE=2024-03-01T00:00:00Z git \
	-c user.name=Ann -c user.email=ann@example.org commit -q -m Begin \
	--date 2024-03-01T00:00:00Z)
ok "the repository is taken" dossierfs clone work d

dossierfs -C d cat issues/2024/ISS-1.md >page
says "the page says that it is defective" 'ISS-1.ERROR.txt.*proves nothing' page
says "its product is said not to be there" 'P9 \(not on record\)' page
dossierfs -C d cat issues/2024/ISS-1.ERROR.txt >error
says "what is wrong stands beside it" '^- .*state: expected' error
says "with the reference that leads nowhere" 'product P9, which is not' error
dossierfs -C d cat issues/undated/ISS-4.md >page
says "an undated one with wrong types is shown" '# ISS-4: No day' page
says "with what it says of each field" '^\| severity \| high \|' page
ok "with its JSON" dossierfs -C d cat issues/undated/ISS-4.json
dossierfs -C d cat issues/undated/ISS-4.ERROR.txt >error
says "each defect is named" '^- /owner: expected a name' error
dossierfs -C d cat issues/undated/ISS-3.ERROR.txt >error
says "what is no JSON says where it ends" '^- /: .*byte 17' error

dossierfs -C d find defects -name '*.txt' >files
is "a file that can be no record has its place" "$(wc -l <files)" 1
xargs "$DOSSIERFS" -C d cat <files >said
says "and says where it is in git" 'records/issue/ISS-2.json' said
dossierfs -C d cat README.md >root
says "the root counts it" '1 files came by git that can be no record' root
dossierfs -C d find >paths
is "no name leaves its folder" \
	"$(grep -v '^[A-Za-z0-9._+=/-]*$' paths; grep '\.\./' paths)" ""

# Who judges from nothing has found them all, and keeps which they are.
errors() {
	dossierfs -C d find issues -name '*.ERROR.txt' |
		sed 's|.*/||; s|\..*||' | sort | tr '\n' ' '
}
kept() {
	sqlite3 d/cache.db 'select id from record_defect order by id' |
		tr '\n' ' '
}
rm -f d/cache.db*
dossierfs check d >/dev/null
is "judging keeps which are defective" "$(kept)" 'ISS-1 ISS-3 ISS-4 ISS-5 '
is "and how many" "$(sqlite3 d/cache.db \
	'select sum(n), sum(defective) from record_count')" '5|4'
is "a listing has them" "$(errors)" \
	'ISS-1 ISS-3 ISS-4 ISS-5 '
ok "the product comes" dossierfs -C d add product id=P8 title=Late \
	supported_from=2024-01-01 '--author=Ann <ann@example.org>'
is "and what named it is mended" "$(errors)" \
	'ISS-1 ISS-3 ISS-4 '
finish
