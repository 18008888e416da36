# SPDX-License-Identifier: Apache-2.0
# --as-of packs the dossier as it stood at the end of that day.
. "$(dirname "$0")/../lib.sh"
. "$here/sample.inc"
sample
dossierfs snapshot d -o s.zip --as-of 2026-01-31 >/dev/null
unpacked s.zip
is "the issue is there" "$(find data/records -name ISS-1.json | wc -l)" 1
is "later documents are not" "$(find data -name '*SOP-1*' -o -name '*UPD-1*')" ""
is "the label says the day" \
	"$(sed -n 's/^Bagging-Date: //p' bag-info.txt)" 2026-01-31
cd "$tmp" || exit 1
dossierfs export d --tree then --as-of 2026-01-31 >/dev/null
ok "export knows the day, too" test ! -e then/evidence/SOP-1.md -a \
	-e then/issues/2026/ISS-1.md
exits "a day that does not exist is refused" 2 \
	dossierfs snapshot d -o t.zip --as-of 2026-02-30
ok "and leaves nothing" test ! -e t.zip
finish
