# SPDX-License-Identifier: Apache-2.0
# dossierfs(1), "signals": the external command runs when this machine names
# one and the user asks, never otherwise; its answer is unverified, changes
# nothing and stands in no file of the tree.
. "$(dirname "$0")/../lib.sh"
python3 "$here/documents.py"
A='--author=Ann <ann@example.org>'
new_dossier d
dossierfs -C d add document id=SOP kind=procedure title="Release notes" "$A" >/dev/null
dossierfs -C d attach SOP plain.txt "$A" >/dev/null
cat >reader <<END
#!/bin/sh
echo "\$*" >>$tmp/asked
cat >$tmp/read
printf 'yes, it\033[2J says so\nbeyond doubt'
END
chmod +x reader
exits "without a program it is refused" 2 dossierfs -C d signals --external
says "and said why" "no program" .out
export DOSSIERFS_READER="$tmp/reader one two"
dossierfs -C d signals 6.3 >without
dossierfs -C d export --tree out >/dev/null
not_ok "nothing runs it unasked" test -e asked
dossierfs -C d signals 6.3 --external >with
says "its answer is labelled" \
	'^ *external, unverified: SOP: yes, it \[2J says so beyond doubt$' with
is "it is asked of each aspect" "$(wc -l <asked)" 4
is "with its arguments, then the question" "$(head -1 asked)" \
	"one two 6.3-content 1 how updates are communicated SOP"
is "and gets the text with its places" "$(head -1 read)" "line 1: Head"
grep -v external with >rest
ok "the other answers are as without it" cmp without rest
dossierfs -C d signals 6.3 --external --json >json
is "JSON has it apart, unverified" \
	"$(jq -c '[.external[].verified] | unique' json)" '[false]'
not_ok "the tree has none of it" grep -rq "beyond doubt" out
DOSSIERFS_READER="reader" exits "a path that is none is refused" 2 \
	dossierfs -C d signals --external
unset DOSSIERFS_READER
mkdir -p config/dossierfs
printf '# mine\nreader = %s three\n' "$tmp/reader" >config/dossierfs/config
export XDG_CONFIG_HOME=$tmp/config
: >asked
ok "the configuration names it as well" dossierfs -C d signals 6.3 --external
says "with its arguments" '^three 6.3-content 4 ' asked
printf '#!/bin/sh\nkill -9 $$\n' >reader
dossierfs -C d signals 6.3 --external >with
says "a program that dies gives no answer" \
	'external, unverified: SOP: no answer: .* was ended by signal 9' with
finish
