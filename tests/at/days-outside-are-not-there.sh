# SPDX-License-Identifier: Apache-2.0
# A name below at/ that is no day, or a day before the first record or ahead,
# is not there; the same for the two days of a diff. A release that has the name
# of a page or looks like a month stands for no day.
. "$(dirname "$0")/../lib.sh"
. "$here/past"
ok 'a dossier has a past' past d
is 'the first day is there' "$(dossierfs -C d cat at/2024-01-10/revision |
	cut -d' ' -f3)" 2024-01-10
today=$(dossierfs -C d cat revision | cut -d' ' -f3)
is 'and the present one' "$(dossierfs -C d cat "at/$today/revision" |
	cut -d' ' -f3)" "$today"
for name in 2024-01-09 2023-12 0001-01-01 9999-12-31 2024-02-30 2024-13-01 \
	2024-2-1 2024-02-01x 20240201 2024-00 2024-13 R9 .. '{moment}' \
	"2024-02-01 " 2024-02-01.md; do
	exits "at/$name" 2 dossierfs -C d ls "at/$name"
done
for span in 2024-01-09..2024-02-01 2024-02-01..9999-12-31 2024-02-02..2024-02-01 \
	2024-02-30..2024-03-01 2024-02-01.2024-03-01 2024-02-01.. ..2024-02-01 \
	R1 R9..R1 R1..R9 ..; do
	exits "diff/$span.md" 2 dossierfs -C d cat "diff/$span.md"
done
for id in 2024-13 index.json; do
	on 2024-05-03 add release "id=$id" title=Odd product=P1 \
		version=3 released_on=2024-02-06 "$A"
	exits "diff/$id..R2.md, a release that at/ does not name" 2 \
		dossierfs -C d cat "diff/$id..R2.md"
done
is 'none of them is in at/' "$(dossierfs -C d cat at/README.md |
	grep -c '2024-13\|\[index')" 0
dossierfs init empty >/dev/null
is 'an empty dossier has no days' "$(dossierfs -C empty ls at | xargs)" \
	'README.md index.json'
exits 'not even today' 2 dossierfs -C empty ls "at/$today"
need_fuse
ok 'it mounts' mounted d m
is 'the mount says so, too' "$(ls -d m/at/2024-02-30 m/at/2024-01-09 \
	m/at/9999-12-31 m/diff/R9..R1.md 2>&1 | grep -c 'No such file')" 4
finish
