#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# mnt-example/tree is, byte for byte, what mnt-example/history.fi gives on the
# day in mnt-example/as-of. `make example` renders it anew.
. "$(dirname "$0")/../lib.sh"
example=$top/mnt-example

ok "the history is rendered" sh "$example/render.sh" "$DOSSIERFS" "$tmp/tree"
ok "it is the tree that is checked in" \
	diff -r --no-dereference "$example/tree" "$tmp/tree"

# Another time zone, locale and user's home change nothing.
TZ=Pacific/Kiritimati LC_ALL=C HOME="$tmp" sh "$example/render.sh" \
	"$DOSSIERFS" "$tmp/again"
ok "elsewhere it is the same" \
	diff -r --no-dereference "$tmp/tree" "$tmp/again"
finish
