#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What a mount learns of the sizes below at/<date> serves the next one.
. "$(dirname "$0")/../lib.sh"
. "$here/../mount/sample"
need_fuse
d=$tmp/d m=$tmp/m

sizes() {
	(cd "$m/at/$day" && find . -type f -printf '%s %p\n' | sort -k 2)
}

ok 'the sample is made' sample "$d" 5
ok 'it mounts' mounted "$d" "$m"
day=$(date -u +%F)
sizes >"$tmp/first"
walked=$(rendered)
ok 'its pages were written to learn their sizes' [ "$walked" -gt 50 ]
ok 'it ends' unmounted
ok 'it mounts again' mounted "$d" "$m"
sizes >"$tmp/again"
ok 'the sizes are the same' diff "$tmp/first" "$tmp/again"
ok 'and few pages were written' [ "$(rendered)" -lt $((walked / 10)) ]
dossierfs export "$d" --as-of "$day" --tree "$tmp/out" >/dev/null
(cd "$tmp/out" && find . -type f -printf '%s %p\n' | sort -k 2) >"$tmp/right"
ok 'and the lengths of what is exported' diff "$tmp/right" "$tmp/again"
finish
