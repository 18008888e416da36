#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Of a page that is too long to be kept the next mount knows length and digest,
# so that who lists its folder does not wait for it; its bytes are made anew.
. "$(dirname "$0")/../lib.sh"
. "$here/sample"
need_fuse
d=$tmp/d m=$tmp/m
page=issues/2024/LONG.json

ok 'the sample is made' sample "$d"
python3 - >"$tmp/long.json" <<'EOF'
import json
print(json.dumps({'type': 'issue', 'id': 'LONG', 'title': 'Long', 'product':
    'PUMP', 'state': 'new', 'identified_on': '2024-03-01',
    'description': 'So it is said. ' * 1200000}))
EOF
ok 'and a long record' dossierfs -C "$d" add --json "$tmp/long.json" \
	--author 'Ann <ann@example.org>'
dossierfs -C "$d" cat "$page" >"$tmp/want"
size=$(stat -c %s "$tmp/want")
ok 'of sixteen megabytes and more' [ "$size" -gt $((16 << 20)) ]
for time in first second; do
	ok "it mounts the $time time" mounted "$d" "$m"
	is '  the length is right' "$(stat -c %s "$m/$page")" "$size"
	is '  and the digest' "$(getfattr --only-values \
		-n user.dossier.sha256 "$m/$page")" \
		"$(sha256sum <"$tmp/want" | cut -d' ' -f1)"
	[ $time = first ] ||
		is '  and nothing was written for them' "$(rendered)" 0
	ok '  and the bytes' cmp "$m/$page" "$tmp/want"
	ok '  it ends' unmounted
done
finish
