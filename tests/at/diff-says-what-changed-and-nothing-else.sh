# SPDX-License-Identifier: Apache-2.0
# dossier(5), THE TREE, diff/: verdicts, what was opened, decided, closed, came
# or was replaced between two dates, each with a link into at/; what did not
# change, or changed back, is not there.
. "$(dirname "$0")/../lib.sh"
. "$here/past"
ok 'a dossier has a past' past d
dossierfs -C d diff R1 R2 >md
dossierfs -C d diff R1 R2 --json >json
dossierfs -C d cat diff/R1..R2.md >got
ok 'the command prints the page' cmp md got
dossierfs -C d cat diff/2024-02-02..2024-05-02.json >by-day
is 'releases mean their days' "$(jq -c 'del(.from.name, .to.name)' by-day)" \
	"$(jq -c 'del(.from.name, .to.name)' json)"
is 'heads in their order' "$(grep '^##' md | tr '\n' ' ')" \
	"## Verdicts ## Issues ### Opened ### Decided ### Closed ### Otherwise changed \
## Updates ### New ## Evidence ### New ## Releases ### New ## Members of verdicts "
is 'what is said of which record' \
	"$(jq -r '.records[] | "\(.id) \(.what | join(","))"' json)" \
	"$(printf '%s\n' 'SOP new' 'ISS-1 changed,decided,closed' 'STILL new' \
	'2024-03-01 new' 'R2 new' 'U1 new')"
is 'fields with what they were' \
	"$(jq -c '.records[] | select(.id == "ISS-1").fields | .state, .title' json)" \
	"$(printf '%s\n' '{"from":"new","to":"closed"}' \
	'{"from":"First words","to":"Last words"}')"
dossierfs -C d diff 2024-03 2024-05 --json >json
is 'what changed back is no difference' \
	"$(jq -r '.records[] | "\(.id) \(.what | join(","))"' json | xargs)" \
	'SOP changed,replaced ISS-1 changed,decided,closed R2 new U1 new'
dossierfs -C d diff 2024-03 2024-05 >md
is 'so it is nowhere but among members' "$(sed '/^## Members/,$d' md |
	grep '^- .*STILL\|^\[STILL')" ''
says 'a replaced document with its versions' '^\| version \| 1 \| 2 \|$' md
for day in 2024-03-31 2024-05-31; do
	dossierfs -C d cat at/$day/status.json |
		jq -r '.constraints[] | "\(.id) \(.verdict)"' | sort >"$day" 2>err ||
		sed 's/^/# /' err
done
is 'verdicts are those of the two days' \
	"$(jq -r '.verdicts[] | "\(.constraint) \(.from) \(.to)"' json | sort)" \
	"$(join 2024-03-31 2024-05-31 | awk '$2 != $3')"
is 'there are some' "$(jq '.verdicts | length > 0' json)" true
is 'time alone changes verdicts, too' "$(dossierfs -C d diff 2024-05-31 \
	2024-12-31 --json | jq -c '[(.records | length), (.verdicts | length > 0)]')" \
	'[0,true]'
is 'of one day to itself nothing' "$(dossierfs -C d diff R1 2024-02-02 |
	tail -1)" Nothing.
ok 'withdrawn today' dossierfs -C d withdraw STILL "$A"
today=$(dossierfs -C d cat revision | cut -d' ' -f3)
dossierfs -C d diff 2024-06-01 "$today" >md
says 'what is gone leads to what it was' \
	'^- \[STILL\]\(\.\./at/2024-06-01/issues/2024/STILL.md\) Never touched$' md
exits 'an unknown end' 2 dossierfs -C d diff R1 R9
exits 'the later one first' 2 dossierfs -C d diff R2 R1
exits 'one alone' 2 dossierfs -C d diff R1

need_fuse
ok 'it mounts' mounted d m
dossierfs -C d cat diff/R1..R2.md >want
ok 'the mount has the same' cmp m/diff/R1..R2.md want
is 'of that length' "$(stat -c %s m/diff/R1..R2.md)" "$(wc -c <want)"
grep -oE '\]\([^)]*\)' want | tr -d '])(' | sort -u >links
(cd m/diff && while read -r l; do [ -e "$l" ] || echo "$l"; done) <links >dead
is 'every link leads somewhere' "$(cat dead)" ''
is 'diff/ lists none' "$(ls m/diff | xargs)" 'README.md index.json'
finish
