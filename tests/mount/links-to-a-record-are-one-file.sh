#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Links to one record from folders equally deep say the same, and are one file:
# the kernel asks once where they lead. A change reaches each of them, also one
# after which everything may differ.
. "$(dirname "$0")/../lib.sh"
. "$here/sample"
. "$here/../at/past"
need_fuse
ok 'a dossier has a past' past "$tmp/d"
m=$tmp/m
r=products/P1/releases
ok 'an issue affects two releases' on 2024-05-03 set STILL 'affected[]=R1' \
	'affected[]=R2' "$A"
numbers() { (cd "$m" && stat -c %i "$@") | sort -u | grep -c .; }
# By name alone: a listing would tell the kernel, too.
lead_to() {
	(cd "$m" && readlink $both "$other") | grep -c "issues/$1/STILL.md$" |
		grep -qx 3
}
ok 'it mounts' mounted "$d" "$m"
both="$r/R1/issues/STILL.md $r/R2/issues/STILL.md"
is 'their links are one file' "$(numbers $both)" 1
is 'as listed, too' "$(ls -i "$m/$r/R1/issues/STILL.md" | cut -d' ' -f1)" \
	"$(ls -i "$m/$r/R2/issues" | sed -n 's/ *\([0-9]*\) STILL.md/\1/p')"
is 'of which there is no other name to tools' "$(stat -c %h "$m/$r/R2/issues/STILL.md")" 1
other=$(cd "$m" && find clauses -name STILL.md | head -1)
is 'one from elsewhere is not' "$(numbers "$r/R1/issues/STILL.md" "$other")" 2
is 'nor that of another day' "$(numbers $both at/2024-06-01/$r/R2/issues/STILL.md)" 2
is 'the links of which are one' "$(numbers at/2024-06-01/$r/R1/issues/STILL.md \
	at/2024-06-01/$r/R2/issues/STILL.md)" 1
ok 'all lead there' lead_to 2024

put STILL identified_on=2023-12-31
ok 'the record moves: all lead there' eventually lead_to 2023
is '  and are one file' "$(numbers $both)" 1
put STILL affected= 'affected[]=R2'
ok 'it affects one release no more' eventually [ ! -L "$m/$r/R1/issues/STILL.md" ]
is '  the other link leads there' \
	"$(readlink "$m/$r/R2/issues/STILL.md")" ../../../../../issues/2023/STILL.md
put STILL 'affected[]=R1'
ok 'and again' eventually [ -L "$m/$r/R1/issues/STILL.md" ]
is '  one file again' "$(numbers $both)" 1

# What a day before today is given late changes every day that was shown.
git clone -q -b main "$d/git" clone
f=$(cd clone && find records -name STILL.json)
sed -i 's/2023-12-31/2022-12-31/' "clone/$f"
ok 'all are read' lead_to 2023
export GIT_COMMITTER_DATE='2024-07-15 12:00:00 +0000'
git -C clone -c user.name=Bo -c user.email=bo@example.org commit -qam late
ok 'a commit of that July is pushed' git -C clone push -q origin main
ok 'all lead where that says' eventually lead_to 2022
finish
