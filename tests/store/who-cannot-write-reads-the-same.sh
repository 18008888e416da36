#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Who may read a dossier but not write in it has no cache there, and sees the
# same tree and the same verdicts.
. "$(dirname "$0")/../lib.sh"
. "$here/../mount/sample"
[ "$(id -u)" = 0 ] || { echo '1..0 # SKIP only root becomes another user'; exit; }
ok 'the sample is made' sample "$tmp/d" 12
dossierfs export "$tmp/d" --tree "$tmp/ours" --as-of 2024-06-30 >/dev/null
dossierfs -C "$tmp/d" check --as-of 2024-06-30 --json >"$tmp/judged"
rm -f "$tmp/d"/cache.db*
cp "$DOSSIERFS" "$tmp/program"
mkdir -m 777 "$tmp/theirs"
chmod 755 "$tmp"
chmod -R a+rX "$tmp/d"
other() {
	setpriv --reuid=65534 --regid=65534 --clear-groups \
		env HOME=/nonexistent "$tmp/program" "$@"
}
ok 'exported by another user' other export "$tmp/d" --tree "$tmp/theirs/tree" \
	--as-of 2024-06-30
is '  every byte the same' "$(tree_digest "$tmp/theirs/tree")" \
	"$(tree_digest "$tmp/ours")"
other -C "$tmp/d" check --as-of 2024-06-30 --json >"$tmp/theirs/judged"
ok 'judged the same' cmp "$tmp/judged" "$tmp/theirs/judged"
not_ok '  and nothing is left there' ls "$tmp/d/cache.db"
finish
