# SPDX-License-Identifier: Apache-2.0
# Sourced by bench.sh: times, medians, and the mount that is measured. Expects
# $program, $dir, $point, $pairs and, for a mount, $dossier.

say() {
	printf '%s %s\n' "$(date -u +%H:%M:%S)" "$*" >&2
}

now_us() {
	echo $(($(date +%s%N) / 1000))
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

# of FILE: the median of what was noted there, 0 where nothing was.
of() {
	[ -e "$dir/t/$1" ] && median <"$dir/t/$1" || echo 0
}

note() {
	cat >>"$dir/t/$1"
}

ratio() {
	awk "BEGIN { if ($2) printf \"%.2f\", $1 / $2; else print \"-\" }"
}

seconds() {
	awk "BEGIN { printf \"%.3f\", $1 / 1000000 }"
}

ms() {
	awk "BEGIN { printf \"%.1f\", $1 / 1000 }"
}

# What an exported tree has too: a mount can be asked more.
inside() {
	ls "$1" | grep -vxE 'at|by|diff|search'
}

pid_of() {
	for _p in /proc/[0-9]*; do
		{ tr '\0' '\n' <"$_p/cmdline"; } 2>/dev/null |
			grep -qxF -- "$point" && echo "${_p#/proc/}" && return
	done
}

mount_it() {
	"$program" mount "$dossier" "$point"
	pid=$(pid_of)
}

# The daemon ends a little after its mount.
unmount_it() {
	"$program" umount "$point"
	while [ -n "$pid" ] && [ -e "/proc/$pid/exe" ]; do
		sleep 0.01
	done
	pid=
}

# Microseconds of processor that the daemon has taken.
cpu() {
	awk '{ print ($14 + $15) * 10000 }' "/proc/$pid/stat"
}

# memory FIELD: kilobytes of the daemon, proc(5)'s status.
memory() {
	awk "/^$1/ { print \$2 }" "/proc/$pid/status"
}

mb() {
	awk "BEGIN { printf \"%.1f\", ${1:-0} / 1024 }"
}

rendered() {
	getfattr --only-values --absolute-names -n user.dossierfs.rendered \
		"$point"
}

# The kernel lets go of names, nodes and pages: so it squeezes the daemon,
# too. False without the right to.
squeeze() {
	sync
	{ echo 3 >/proc/sys/vm/drop_caches; } 2>/dev/null
}
