# SPDX-License-Identifier: Apache-2.0
# dossier(5), THE TREE, at/: the tree of a date is byte for byte, with names,
# links and times, what export --as-of writes, without a mount and with one.
. "$(dirname "$0")/../lib.sh"
. "$here/past"
ok 'a dossier has a past' past d
for day in 2024-01-10 2024-02-29 2024-04-02 2024-06-01; do
	dossierfs export d --tree "out-$day" --as-of $day >/dev/null
	(cd "out-$day" && find . -mindepth 1 | sed 's|^\./||' | sort) >want
	dossierfs -C d find at/$day | sed -n "s|^at/$day/||p" | sort >got
	ok "$day: find has every path" cmp want got
	(cd "out-$day" && find . -type f | sort | sed 's|^\./||') >files
	(cd "out-$day" && xargs cat) <files >want
	sed "s|^|at/$day/|" files | xargs "$DOSSIERFS" -C d cat >got
	ok "$day: cat gives the bytes" cmp want got
	xargs "$DOSSIERFS" -C d cat --as-of $day <files >got
	ok "$day: and cat --as-of" cmp want got
done
dossierfs -C d cat at/R1/revision at/2024-02/revision >got
is 'a release and a month are ways there' "$(cut -d' ' -f3 got | xargs)" \
	'2024-02-02 2024-02-29'
ok 'ls goes through a link' sh -c \
	"'$DOSSIERFS' -C d ls at/R1/issues/2024 | grep -qx ISS-1.md"
is 'inside no way of asking is there' \
	"$(dossierfs -C d ls at/2024-02-29 | grep -cxE 'at|by|diff|search')" 0
exits 'not by name either' 2 dossierfs -C d ls at/2024-02-29/at
exits 'nor deeper' 2 dossierfs -C d cat \
	at/2024-02-29/diff/2024-01-10..2024-02-01.md

need_fuse
ok 'it mounts' mounted d m
for day in 2024-01-10 2024-02-29 2024-04-02 2024-06-01; do
	walk "out-$day" >want
	walk "m/at/$day" >got
	ok "$day: the mount has the same" cmp want got
done
is 'a file of another day is another file' \
	"$(stat -c %i m/revision m/at/2024-02-29/revision m/at/2024-03-01/revision |
	sort -u | wc -l)" 3
ino=$(stat -c %i m/at/2024-02-29/revision)
ok 'it is unmounted' dossierfs umount m
ok 'and mounted as of a day' mounted d m -o as_of=2024-04-01
is 'numbers stay' "$(stat -c %i m/at/2024-02-29/revision)" "$ino"
walk m/at/2024-02-29 >got
walk out-2024-02-29 >want
ok 'the past is the same there' cmp want got
not_ok 'the day after is ahead there' ls m/at/2024-04-02
finish
