#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# bench.sh PROGRAM FOLDER: measures the mount against the same tree exported
# to a local folder, in one run, and prints ratios; also the time to mount,
# memory, import and what a commit costs. It fails on no number. What it
# generates stays in FOLDER for the next run.
#
#   BENCH_ISSUES   size of the dossier (10000)
#   BENCH_PAIRS    runs of each measurement, of which the median counts (3)
#   BENCH_LARGE    records of the larger dossier that a commit goes to (100000)
set -eu
export LC_ALL=C TZ=UTC GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null
here=$(cd "$(dirname "$0")" && pwd)
program=$1
issues=${BENCH_ISSUES:-10000}
pairs=${BENCH_PAIRS:-3}
large=${BENCH_LARGE:-100000}
small=1000
mkdir -p "$2"
dir=$(cd "$2" && pwd)
point=$dir/mounted
author='Bench <bench@example.org>'
mkdir -p "$point"
trap '"$program" umount "$point" 2>/dev/null || :' EXIT
trap 'exit 1' INT TERM

say() {
	printf '%s\n' "$*" >&2
}

# spent COMMAND…: its time in microseconds, its output thrown away.
spent() {
	_from=$(date +%s%N)
	"$@" >/dev/null 2>&1 || :
	echo $((($(date +%s%N) - _from) / 1000))
}

# The middle one of the numbers on standard input.
median() {
	sort -n | awk '{ n[NR] = $1 } END { print n[int((NR + 1) / 2)] }'
}

ratio() {
	awk "BEGIN { printf \"%.2f\", $1 / $2 }"
}

seconds() {
	awk "BEGIN { printf \"%.3f\", $1 / 1000000 }"
}

# made KIND SIZE: the folder of such a dossier, made once.
made() {
	_d=$dir/$1-$2
	if [ ! -e "$_d/dossier.db" ]; then
		say "making $_d"
		"$here/generate" "$1" "$2" >"$dir/stream"
		_t=$(spent "$program" clone "$dir/stream" "$_d")
		rm -f "$dir/stream"
		say "  cloned in $(seconds "$_t") s"
	fi
	echo "$_d"
}

# What an exported tree has too: a mount can be asked more.
inside() {
	ls "$1" | grep -vxE 'at|by|diff|search'
}

# shellcheck disable=SC2046 # a list of plain names
work() (
	cd "$2"
	set -- "$1" $(inside .)
	_tool=$1
	shift
	case $_tool in
	find) find "$@" ;;
	ls) ls -lR "$@" ;;
	grep) grep -r 'no such words' "$@" ;;
	rg) rg -uuu -j2 'no such words' "$@" ;;
	tar) tar -cf - "$@" | cat ;;
	esac
)

pid_of() {
	for _p in /proc/[0-9]*; do
		{ tr '\0' '\n' <"$_p/cmdline"; } 2>/dev/null |
			grep -qxF -- "$point" && echo "${_p#/proc/}" && return
	done
}

mount_it() {
	"$program" mount "$dossier" "$point"
}

# The daemon ends a little after its mount.
unmount_it() {
	_pid=$(pid_of)
	"$program" umount "$point"
	while [ -n "$_pid" ] && [ -e "/proc/$_pid/exe" ]; do
		sleep 0.01
	done
}

measure_mount() {
	rm -f "$dir"/t-*
	for _i in $(seq "$pairs"); do
		spent mount_it >>"$dir/t-mount"
		for _w in find ls grep rg tar; do
			spent work $_w "$tree" >>"$dir/t-$_w-local"
			spent work $_w "$point" >>"$dir/t-$_w-first"
			spent work $_w "$point" >>"$dir/t-$_w-second"
			unmount_it
			mount_it
		done
		unmount_it
	done
}

print_mount() {
	echo "| work | local, s | first pass | second pass |"
	echo "|---|---|---|---|"
	for _w in find ls grep rg tar; do
		_l=$(median <"$dir/t-$_w-local")
		echo "| $_w | $(seconds "$_l") |" \
			"$(ratio "$(median <"$dir/t-$_w-first")" "$_l") |" \
			"$(ratio "$(median <"$dir/t-$_w-second")" "$_l") |"
	done
}

# memory FIELD: megabytes of the daemon, proc(5)'s status.
memory() {
	awk "/^$1/ { print int(\$2 / 1024) }" "/proc/$_pid/status"
}

# A walk that nothing is known for yet, then what the daemon took.
measure_daemon() {
	rm -f "$dossier"/cache.db*
	mount_it
	first=$(spent work ls "$point")
	work grep "$point" >/dev/null || :
	_pid=$(pid_of)
	own=$(memory RssAnon)
	mapped=$(memory RssFile)
	peak=$(memory VmHWM)
	cpu=$(awk '{ print ($14 + $15) * 10000 }' "/proc/$_pid/stat")
	unmount_it
}

# commit_cost DOSSIER: the median of adding one issue.
commit_cost() {
	for _i in $(seq 11); do
		_id=BENCH-$(date +%s%N)
		spent "$program" -C "$1" add issue "id=$_id" title=Bench \
			product=PRD-0 identified_on=2024-01-01 state=new \
			--author "$author"
	done | median
}

measure_import() {
	"$here/generate" sarif 60000 "$(date +%s)" >"$dir/report.sarif"
	_bytes=$(wc -c <"$dir/report.sarif")
	_t=$(spent "$program" -C "$1" import --product PRD-0 \
		--author "$author" "$dir/report.sarif")
	awk "BEGIN { printf \"%.1f\", $_bytes / $_t }"
	rm -f "$dir/report.sarif"
}

dossier=$(made dossier "$issues")
tree=$dir/tree-$issues
if [ ! -e "$tree.done" ]; then
	say "exporting its tree"
	rm -rf "$tree"
	"$program" export "$dossier" --tree "$tree" >/dev/null
	touch "$tree.done"
fi
say "measuring the mount"
measure_mount
measure_daemon
echo "# $issues issues: $(find "$tree" -type f | wc -l) files," \
	"$(find "$tree" -type l | wc -l) links," \
	"$(du -sm --apparent-size "$tree" | cut -f1) MB"
echo
echo "Ratios to the exported tree on the local file system, warm; medians of"
echo "$pairs. First pass: a fresh mount. Second pass: the same again."
echo
print_mount
echo
echo "- time to mount: $(seconds "$(median <"$dir/t-mount")") s"
echo "- first walk ever (ls -lR, nothing cached): $(seconds "$first") s," \
	"$(ratio "$first" "$(median <"$dir/t-ls-local")") times the local one"
echo "- daemon after it and a grep -r: $own MB of its own, $mapped MB of mapped" \
	"files, resident at most $peak MB; $(seconds "$cpu") s of processor"
say "measuring import and commits"
a=$(commit_cost "$(made records $small)")
b=$(commit_cost "$(made records "$large")")
echo "- a commit among $small records: $(seconds "$a") s, among $large:" \
	"$(seconds "$b") s, $(ratio "$b" "$a") times that"
echo "- import of SARIF: $(measure_import "$dir/records-$small") MB/s"
rm -rf "$dir/records-$small"
