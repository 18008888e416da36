# SPDX-License-Identifier: Apache-2.0
# at/ lists links for releases and for months that are over, which lead to
# dates; no date is listed, so that find, grep -r and tar at the root see the
# live tree once.
. "$(dirname "$0")/../lib.sh"
. "$here/past"
need_fuse
ok 'a dossier has a past' past d
ok 'it mounts as of a day' mounted d m -o as_of=2024-05-30
is 'at/ lists releases and months' "$(ls m/at | xargs)" \
	'2024-01 2024-02 2024-03 2024-04 R1 R2 README.md index.json'
is 'links lead to dates' "$(readlink m/at/R1 m/at/2024-02 m/at/2024-04 | xargs)" \
	'2024-02-02 2024-02-29 2024-04-30'
is 'every one of them somewhere' \
	"$(find m/at -type l ! -exec test -e {}/revision \; -print)" ''
is 'a release named like a day has none' "$(test -L m/at/2024-03-01; echo $?)" 1
is 'that name is the day' "$(cut -d' ' -f3 m/at/2024-03-01/revision)" 2024-03-01
not_ok 'the month that is not over has none' ls m/at/2024-05
before=$(find m | sort)
ls m/at/2024-02-29 m/at/2024-03-31/issues >/dev/null
is 'dates that were entered are not listed' "$(find m | sort)" "$before"
is 'a walk enters none' "$(find m -path 'm/at/*/*' -o -path 'm/diff/*..*')" ''
dossierfs export d --tree out --as-of 2024-05-30 >/dev/null
is 'grep -r finds a word once' \
	"$(grep -rl --exclude-dir=by 'Never touched' m | sed 's|^m/||' | sort)" \
	"$(grep -rl 'Never touched' out | sed 's|^out/||' | sort)"
is 'the root index names no way of asking' \
	"$(jq -r '.children[].name' m/index.json | grep -cxE 'at|by|diff|search')" 0
is 'the index of at/ names what it lists' \
	"$(jq -r '.children[].name' m/at/index.json | xargs)" "$(ls m/at | xargs)"
sed -n 's/^| \[\(.*\)\](.*) | \(.*\) |$/\1 \2/p' m/at/README.md | sort >said
find m/at -type l -printf '%f %l\n' | sort >there
ok 'and its page with their days' cmp said there
finish
