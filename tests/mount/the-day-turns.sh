#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# At midnight, UTC, a live mount moves to the new day by itself; a file that
# is open stays as it was.
. "$(dirname "$0")/../lib.sh"
. "$here/sample"
need_fuse
command -v faketime >/dev/null || { echo "1..0 # SKIP no faketime"; exit; }
d=$tmp/d m=$tmp/m
mkdir "$m"
mounts="$mounts $m"
at() {
	faketime -f "@$1" "$DOSSIERFS" "$2" "$d" ${3:+"$3"}
}
ok 'a dossier is made' at '2024-03-01 10:00:00' init
ok 'a product is added' faketime -f '@2024-03-01 10:00:00' "$DOSSIERFS" \
	-C "$d" add product id=PUMP title=Pump supported_from=2023-01-01 \
	--author "$author"
ok 'it mounts before midnight' at '2024-05-31 23:59:56' mount "$m"
exec 9<"$m/revision"
ok 'the day is the old one' grep -q 2024-05-31 "$m/revision"
new_day() { grep -q 2024-06-01 "$m/revision"; }
turned() { eventually new_day || eventually new_day; }
ok 'the day turns' turned
ok 'status follows' grep -rq 2024-06-01 "$m/status.md"
ok 'what was open says the old day' grep -q 2024-05-31 /dev/fd/9
exec 9<&-
finish
