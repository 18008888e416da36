#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# bench.sh PROGRAM FOLDER: measures the mount against the same tree exported
# to a local folder, in one run, and prints ratios; also what changes, judging
# and memory cost. It fails on no number. What it generates stays in FOLDER
# for the next run.
#
#   BENCH_SIZES    issues of the dossiers ("10000 100000")
#   BENCH_PAIRS    runs of each measurement, of which the median counts (5)
#   BENCH_WALKS    tools of "find ls grep rg tar cp rsync"; the last two write
#                  what they read, which takes most of the time
#   BENCH_CHANGES  commits that a reader waits for (200)
#   BENCH_PARTS    of "walks open mounting first_ls memory live renders
#                  readers judging commits evidence", those to be measured
set -eu
export LC_ALL=C TZ=UTC GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null
here=$(cd "$(dirname "$0")" && pwd)
program=$(realpath "$1")
sizes=${BENCH_SIZES:-10000 100000}
pairs=${BENCH_PAIRS:-5}
changes=${BENCH_CHANGES:-200}
parts=${BENCH_PARTS:-walks open mounting first_ls memory live renders readers \
judging commits evidence}
mkdir -p "$2/mounted" "$2/t"
dir=$(cd "$2" && pwd)
point=$dir/mounted
scratch=$dir/copied
pid=
. "$here/measure.sh"
. "$here/walks.sh"
. "$here/evidence.sh"
. "$here/daemon.sh"
. "$here/live.sh"
. "$here/judging.sh"

trap '"$program" umount "$point" 2>/dev/null || :' EXIT
trap 'exit 1' INT TERM

# Made once, and never written to after.
make_dossier() {
	made=$dir/dossier-$1
	[ ! -e "$made/dossier.db" ] || return 0
	say "making a dossier of $1 issues"
	"$here/generate" dossier "$1" >"$dir/stream"
	_t=$(spent "$program" clone "$dir/stream" "$made")
	rm -f "$dir/stream"
	say "  cloned in $(seconds "$_t") s"
}

# Another build may show another tree.
make_tree() {
	tree=$dir/tree-$1
	_build=$(sha256sum <"$program")
	[ "$_build" != "$(cat "$tree.build" 2>/dev/null)" ] || return 0
	say "exporting its tree"
	rm -rf "$tree" "$tree.full"
	_t=$(spent "$program" export "$made" --tree "$tree")
	say "  exported in $(seconds "$_t") s"
	echo "$_build" >"$tree.build"
}

# is PART: whether it is to be measured.
is() {
	case " $parts " in
	*" $1 "*) ;;
	*) return 1 ;;
	esac
	say "measuring $1"
}

printed() {
	echo "# $1 issues: $(find "$tree" -type f | wc -l) files," \
		"$(find "$tree" -type l | wc -l) links," \
		"$(du -sm --apparent-size "$tree" | cut -f1) MB"
	echo
}

measure_size() {
	make_dossier "$1"
	make_tree "$1"
	dossier=$dir/copy
	rm -rf "$dossier" "$dir/t"
	mkdir "$dir/t"
	cp -a --reflink=auto "$made" "$dossier"
	# It may have been made on another day.
	"$program" check "$dossier" >/dev/null || :
	printed "$1"
	! is walks || { measure_walks; print_walks; echo; }
	for _part in open mounting first_ls memory live renders readers \
		judging commits evidence; do
		! is $_part || "measure_$_part"
	done
	print_rest
	rm -rf "$dossier"
}

# Only what was measured can be said.
print_rest() {
	[ ! -e "$dir/t/open-warm" ] || print_open
	[ ! -e "$dir/t/large-first" ] || print_evidence
	[ ! -e "$dir/t/mount" ] ||
		echo "- time to mount: $(ms "$(of mount)") ms"
	[ ! -e "$dir/t/first-ls" ] || print_first_ls
	[ ! -e "$dir/t/walked" ] || print_memory
	[ ! -e "$dir/t/live" ] || print_live
	[ ! -e "$dir/t/rendered-after" ] || print_renders
	[ ! -e "$dir/t/readers-1" ] || print_readers
	[ ! -e "$dir/t/judge-one" ] || print_judging
	echo
}

echo "Ratios are to the exported tree on the local file system, warm, in the"
echo "same run; medians of $pairs. A fresh mount has what one before it kept."
echo
for size in $sizes; do
	measure_size "$size"
done
