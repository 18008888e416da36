#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A mount with as_of= shows the dossier as it stood at the end of that day,
# whatever is recorded later.
. "$(dirname "$0")/../lib.sh"
. "$here/sample"
need_fuse
command -v faketime >/dev/null || { echo "1..0 # SKIP no faketime"; exit; }
d=$tmp/d m=$tmp/m
added() {
	faketime "$1" "$DOSSIERFS" -C "$d" add issue id="$2" title="$2" \
		product=PUMP identified_on=2024-01-01 state=new \
		--author "$author"
}
ok 'a dossier is made' faketime '2024-01-05 10:00:00' "$DOSSIERFS" init "$d"
ok 'a product is added' faketime '2024-01-05 10:00:00' "$DOSSIERFS" -C "$d" \
	add product id=PUMP title=Pump supported_from=2023-01-01 \
	--author "$author"
ok 'an issue is added' added '2024-01-05 12:00:00' EARLY
ok 'another, months later' added '2024-05-05 12:00:00' LATE
ok 'it mounts as of between' mounted "$d" "$m" -o as_of=2024-02-01
is 'only the first is there' "$(find "$m/issues" -name '[EL]A*.md' \
	! -name '*.history.md' -printf '%f ')" 'EARLY.md '
ok 'today a third is added' dossierfs -C "$d" add issue id=THIRD title=x \
	product=PUMP identified_on=2024-01-01 state=new --author "$author"
ok 'a live mount shows it' mounted "$d" "$tmp/live"
ok '  at once' test -e "$tmp/live/issues/2024/THIRD.md"
is 'the other does not' "$(find "$m/issues" -name 'THIRD*')" ''
dossierfs export "$d" --tree "$tmp/out" --as-of 2024-02-01 >/dev/null
tree_digest "$m" >"$tmp/mounted"
tree_digest "$tmp/out" >"$tmp/exported"
ok 'it is what export --as-of writes' diff "$tmp/mounted" "$tmp/exported"
finish
