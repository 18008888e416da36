# SPDX-License-Identifier: Apache-2.0
# DESIGN 3.1: what is found follows from the records alone: with a cache or
# without, by two readers at once, in a clone, in an export, on a past day.
. "$(dirname "$0")/../lib.sh"
python3 "$here/documents.py"
A='--author=Ann <ann@example.org>'
new_dossier d
for f in plain.txt marked.md page.html word.docx open.odt paged.pdf bomb.docx; do
	dossierfs -C d add document id=D-$f kind=procedure title="Release notes $f" \
		state=approved author=A approved_by=B "$A" &&
		dossierfs -C d attach D-$f $f "$A"
done >/dev/null
# The same bytes by another name are another document, not another text.
cp plain.txt plain.html
dossierfs -C d add document id=D-same title=Same "$A" >/dev/null
dossierfs -C d attach D-same plain.html "$A" >/dev/null
all() {
	_d=$1
	shift
	for c in 6.3 9.5; do
		dossierfs -C "$_d" cat "$@" clauses/iec-81001-5-1/$c/signals.md \
			clauses/iec-81001-5-1/$c/signals.json \
			clauses/iec-81001-5-1/$c/defence.md
	done
}
all d >first
all d >second
ok "twice the same bytes" cmp first second
rm -f d/cache.db*
for i in 1 2 3 4; do
	all d >at-once.$i &
done
wait
for i in 1 2 3 4; do
	ok "reader $i of four at once" cmp first at-once.$i
done
rm -f d/cache.db*
mkdir d/cache.db
all d >none
rmdir d/cache.db
ok "without a cache" cmp first none
dossierfs clone d/git e >/dev/null
all e >clone
ok "in a clone" cmp first clone
dossierfs -C d export --tree out >/dev/null
for c in 6.3 9.5; do
	(cd out/clauses/iec-81001-5-1/$c && cat signals.md signals.json defence.md)
done >exported
ok "in an export" cmp first exported
all d --as-of "$(date -u +%F)" >today
ok "on a day that is asked for" cmp first today
LC_ALL=C.UTF-8 TZ=Asia/Tokyo LANG=tr_TR.UTF-8 all d >abroad
ok "in another zone and language" cmp first abroad
all d --as-of 2020-01-01 >before
says "nothing is known before it was recorded" '^\*\*absent\*\*' before
finish
