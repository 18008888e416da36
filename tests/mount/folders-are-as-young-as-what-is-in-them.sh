#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A folder of records has the time of the newest of them, and the root that of
# the last change; no page is written to know it.
. "$(dirname "$0")/../lib.sh"
. "$here/sample"
need_fuse
d=$tmp/d m=$tmp/m

age() {
	stat -c %Y "$m/$1"
}

rendered() {
	getfattr --only-values --absolute-names -n user.dossierfs.rendered "$m"
}

is_as_young() {
	[ "$(age "$1")" = "$(age "$2")" ]
}

newest() {
	stat -c %Y "$m/$1"/*.json | sort -n | tail -1
}

ok 'the sample is made' sample "$d" 5
ok 'it mounts' mounted "$d" "$m"
before=$(rendered)
for f in . issues issues/2024 products by by/state=new by/year=2024; do
	age "$f" >/dev/null
done
is 'no page was written' "$(rendered)" "$before"
products=$(age products)
sleep 1.1
dossierfs -C "$d" set ISS-2024-0003 title=Later --author "$author" >/dev/null
ok 'the change is seen' eventually grep -q Later "$m/issues/2024/ISS-2024-0003.md"
ok 'its folder is as young' is_as_young issues/2024 \
	issues/2024/ISS-2024-0003.json
ok 'the folder above' is_as_young issues issues/2024
ok 'and the root' is_as_young . issues/2024
ok 'and what issues can come to or leave' is_as_young by/state=new .
is 'another folder is not' "$(age products)" "$products"
is 'it is that of the newest there' "$(age products)" "$(newest products)"
dossierfs export "$d" --tree "$tmp/out" >/dev/null
is 'an exported folder has the same' \
	"$(stat -c %Y "$tmp/out/issues/2024")" "$(age issues/2024)"
finish
