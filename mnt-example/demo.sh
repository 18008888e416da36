#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# demo.sh PROGRAM DIR: makes the example's dossier below DIR, takes in one
# report more, mounts it, and says what to try. Without /dev/fuse it exports
# the tree instead. What an earlier run left is replaced.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
program=$1
out=$2
dossier=$out/dossierfs.dossier
tree=$out/mnt
report=$here/inputs/sast-later.sarif

if grep -q " $(realpath -m "$tree") " /proc/mounts; then
	"$program" umount "$tree" || fusermount3 -u -z "$tree"
fi
# The daemon of the former mount may still be putting its cache away.
i=0
until rm -rf "$out" 2>/dev/null; do
	i=$((i + 1))
	[ $i -lt 50 ] || exit 1
	sleep 0.2
done
mkdir -p "$tree"

echo "--- dossierfs clone ${here##*/}/history.fi $dossier"
"$program" clone "$here/history.fi" "$dossier"

echo "--- dossierfs import ${here##*/}/inputs/${report##*/}"
"$program" -C "$dossier" import --product dossierfs --release REL-0.1.0-rc2 \
	--author "Visitor of the demo <visitor@dossierfs.example>" \
	-m "Take in the analysis of a later commit" "$report"

if [ -c /dev/fuse ] && [ -r /dev/fuse ] && [ -w /dev/fuse ] &&
	command -v fusermount3 >/dev/null; then
	echo "--- dossierfs mount $dossier $tree"
	"$program" mount "$dossier" "$tree"
	live=1
else
	echo "--- /dev/fuse cannot be used here: the tree is exported instead"
	rmdir "$tree"
	"$program" export "$dossier" --tree "$tree"
	live=0
fi

cat <<END

The dossier stands in $tree. Try:

  ls $tree
  cat $tree/clauses/iec-81001-5-1/9.5/status.md
  cat $tree/issues/2026/CVE-2026-53585.md
  grep -rl cJSON $tree/issues
  $program -C $dossier check
  $program -C $dossier log | head -20
END
[ "$live" = 1 ] || exit 0
cat <<END
  $program -C $dossier set CVE-2026-53585 owner=Ann --author Ann -m "Take it over"
  grep Owner $tree/issues/2026/CVE-2026-53585.md
  $program umount $tree
END
