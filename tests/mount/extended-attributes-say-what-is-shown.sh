#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# user.dossier.* of files and folders: listed, exact, those of the present
# version; every other attribute is not there, and none can be set.
. "$(dirname "$0")/../lib.sh"
. "$here/sample"
need_fuse
command -v getfattr >/dev/null || { echo "1..0 # SKIP no getfattr"; exit 0; }
d=$tmp/d m=$tmp/m
ok 'the sample is made' sample "$d" 3
ok 'it mounts' mounted "$d" "$m"
i=$m/issues/2024/ISS-2024-0001

get() { getfattr --only-values -n "user.dossier.$1" "$2" 2>/dev/null; }
names() { getfattr "$1" 2>/dev/null | sed -n 's/^user\.dossier\.//p' | sort | tr '\n' ' '; }
shown() {
	sqlite3 "$d/dossier.db" "select $1 from span s join changeset c
	on c.seq = s.from_seq where s.id = '$2' and s.to_seq > 1000000"
}
is 'of a page' "$(names "$i.md")" \
	'id media_type recorded seq sha256 type verdict '
is 'of a record as JSON' "$(names "$i.json")" \
	'id media_type recorded seq sha256 type verdict '
is 'of a recorded file' "$(names "$m/evidence/DOC-1/report.txt")" \
	'id media_type recorded seq sha256 type '
is "of a record's folder" "$(names "$m/evidence/DOC-1")" 'id recorded seq type '
is 'of another folder' "$(names "$m/issues")" ''
is 'of a summary' "$(names "$m/status.md")" 'media_type sha256 '
is 'of a constraint' "$(names "$m/clauses/iec-81001-5-1/9.5/constraints/9.5-01.md")" \
	'media_type rule sha256 verdict '
gap=$(find "$m/clauses" -path '*/gaps/*' -name '*.md' ! -name README.md | head -1)
ok 'of a gap' sh -c "getfattr '$gap' | grep -q sha256"

is id "$(get id "$i.json")" ISS-2024-0001
is type "$(get type "$m/evidence/DOC-1/report.txt")" document
is seq "$(get seq "$i.md")" "$(shown s.from_seq ISS-2024-0001)"
is recorded "$(get recorded "$i.md")" \
	"$(shown "strftime('%Y-%m-%dT%H:%M:%SZ', s.recorded, 'unixepoch')" ISS-2024-0001)"
is 'sha256 of every file' "$(find "$m" $asked -type f -print | sort |
	while read -r f; do echo "$(get sha256 "$f")  $f"; done | sha256sum -c --quiet 2>&1)" ''
is media_type "$(get media_type "$i.md") $(get media_type "$i.json")" \
	'text/markdown; charset=utf-8 application/json'
is 'verdict and rule of a constraint' \
	"$(get verdict "$m/clauses/iec-81001-5-1/9.5/constraints/9.5-01.json") $(get rule \
		"$m/clauses/iec-81001-5-1/9.5/constraints/9.5-01.json" | cut -d' ' -f1)" \
	"$(jq -r '.constraints[] | select(.id == "9.5-1") | .verdict + " " + .id' \
		"$m/status.json")"

for n in security.selinux system.posix_acl_access user.other user.dossier.x \
	user.dossier trusted.x; do
	getfattr -n "$n" "$i.md" >"$tmp/got" 2>&1
	says "$n is not there" 'No such attribute|not supported' "$tmp/got"
done
not_ok 'none can be set' setfattr -n user.dossier.id -v x "$i.md"
is 'a link has what it leads to' "$(get id "$(find "$m/by/state=new" -type l | head -1)")" \
	ISS-2024-0001

# What was asked for has no digest that is kept: it is written to tell one.
by_turns() {
	for _f in README.md index.json; do
		get sha256 "$m/by/state=new/$_f" >/dev/null
	done
}
ok 'it has one' test -n "$(get sha256 "$m/by/state=new/index.json")"
by_turns
before=$(rendered)
by_turns
by_turns
is 'asked by turns, they are found out once' "$(rendered)" "$before"

is 'before a change' "$(get verdict "$i.json")" "$(get verdict "$i.md")"
seq=$(get seq "$i.json")
put ISS-2024-0001 title=Changed
later() { [ "$(get seq "$i.json")" -gt "$seq" ]; }
ok 'a change shows' eventually later
is 'sha256 too' "$(get sha256 "$i.json")" "$(sha256sum "$i.json" | cut -c1-64)"

# A folder stays the same file, so what was asked of it before is at hand.
doc=$m/evidence/DOC-1
seq=$(get seq "$doc")
is 'asked again' "$(get seq "$doc")" "$seq"
put DOC-1 title=Changed
later() { [ "$(get seq "$doc")" -gt "$seq" ]; }
ok 'a change shows where the file stays the same' eventually later
is 'as recorded' "$(get seq "$doc")" "$(shown s.from_seq DOC-1)"
today=$(date -u +%Y-%m-%d)
is 'the same below at/' "$(get id "$m/at/$today/issues/2024/ISS-2024-0002.md")" \
	ISS-2024-0002
finish
