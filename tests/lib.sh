# SPDX-License-Identifier: Apache-2.0
# What shell tests stand on: an own folder, TAP, and a mount that is cleaned
# up. A test sources this first: `. "$(dirname "$0")/../lib.sh"`.
#
#   ok NAME COMMAND…        passes when the command does
#   not_ok NAME COMMAND…    passes when it exits 1 to 4, not by a signal
#   is NAME GOT WANTED      passes when the texts are equal
#   exits NAME STATUS COMMAND…   the exit status is that one
#   says NAME PATTERN FILE  a line of the file matches (grep -E)
#   new_dossier DIR         an empty dossier with a fixed author
#   mounted DOSSIER DIR [OPTIONS]  mounts, unmounts at the end
#   need_fuse / need_corpus skips aloud where there is none
#   finish                  prints the plan; the last line of every test
set -u
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
DOSSIERFS=${DOSSIERFS:-$top/dossierfs}
CORPUS=${CORPUS:-$top/../shared/data}
[ -x "$DOSSIERFS" ] || { echo "Bail out! no $DOSSIERFS; run make"; exit 1; }
export TZ=UTC LC_ALL=C.UTF-8
export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null HOME=/nonexistent
export XDG_CACHE_HOME=
# Leaks in libraries at exit are not what these tests look for; faketime loads
# before the sanitizer.
ASAN_OPTIONS=${ASAN_OPTIONS:-detect_leaks=0:abort_on_error=0:verify_asan_link_order=0}
export ASAN_OPTIONS
unset DOSSIERFS_DIR
# What find(1) leaves out of a mount to see what is exported of it.
asked="( -path ./at -o -path ./by -o -path ./diff -o -path ./search ) -prune -o"
tmp=$(mktemp -d "${TMPDIR:-/tmp}/dossierfs-test.XXXXXX")
mounts=
count=0
bad=0

leave() {
	cd /
	for m in $mounts; do
		fusermount3 -u -z "$m" 2>/dev/null
	done
	# A daemon may still be putting its cache away.
	for i in 1 2 3 4 5 6 7 8 9; do
		rm -rf "$tmp" 2>/dev/null && return
		sleep 0.2
	done
	rm -rf "$tmp"
}
trap leave EXIT
trap 'exit 1' INT TERM HUP
cd "$tmp" || exit 1

dossierfs() {
	"$DOSSIERFS" "$@"
}

report() {
	count=$((count + 1))
	if [ "$1" = 0 ]; then
		echo "ok $count - $2"
	else
		echo "not ok $count - $2"
		bad=$((bad + 1))
	fi
}

ok() {
	_name=$1
	shift
	"$@" >"$tmp/.out" 2>&1
	_rc=$?
	report $_rc "$_name"
	[ $_rc = 0 ] || sed 's/^/# /' "$tmp/.out"
}

not_ok() {
	_name=$1
	shift
	"$@" >"$tmp/.out" 2>&1
	_rc=$?
	[ $_rc -ge 1 ] && [ $_rc -le 4 ]
	_no=$?
	report $_no "$_name"
	[ $_no = 0 ] || { echo "# exit status $_rc"; sed 's/^/# /' "$tmp/.out"; }
}

exits() {
	_name=$1 _want=$2
	shift 2
	"$@" >"$tmp/.out" 2>&1
	_rc=$?
	[ $_rc = "$_want" ]
	_no=$?
	report $_no "$_name"
	[ $_no = 0 ] || { echo "# exit status $_rc, wanted $_want"; sed 's/^/# /' "$tmp/.out"; }
}

is() {
	[ "$2" = "$3" ]
	_no=$?
	report $_no "$1"
	[ $_no = 0 ] || printf '%s\n' "got:    $2" "wanted: $3" | sed 's/^/# /'
}

says() {
	grep -qE -- "$2" "$3"
	_no=$?
	report $_no "$1"
	[ $_no = 0 ] || { echo "# no line matches $2 in:"; head -20 "$3" | sed 's/^/# /'; }
}

new_dossier() {
	"$DOSSIERFS" init "$1" >/dev/null
}

need_fuse() {
	if [ ! -c /dev/fuse ] || ! command -v fusermount3 >/dev/null; then
		[ "${CI:-}" = true ] && { echo "not ok 1 - /dev/fuse is there"; echo 1..1; exit 1; }
		echo "1..0 # SKIP no /dev/fuse here"
		exit 0
	fi
}

need_corpus() {
	[ -d "$CORPUS/$1" ] && return
	echo "1..0 # SKIP no corpus $1 here (CORPUS=)"
	exit 0
}

mounted() {
	_d=$1 _m=$2
	shift 2
	mkdir -p "$_m"
	_m=$(cd "$_m" && pwd)
	"$DOSSIERFS" mount "$_d" "$_m" "$@" || return
	mounts="$mounts $_m"
}

finish() {
	echo "1..$count"
	[ $bad = 0 ]
}
