#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# render.sh PROGRAM DIR: writes the example's tree, as it stands on the day in
# as-of, to DIR, which is replaced.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
program=$1
out=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$program" clone "$here/history.fi" "$work/example.dossier" >"$work/said"
"$program" export "$work/example.dossier" --tree "$work/tree" \
	--as-of "$(cat "$here/as-of")" >>"$work/said"
rm -rf "$out"
mv "$work/tree" "$out"
