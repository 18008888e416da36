# SPDX-License-Identifier: Apache-2.0
# Sourced by bench.sh: the tools that read whole trees, on the mount and on
# the same tree exported to a local folder, one after the other.

WALKS=${BENCH_WALKS:-find ls grep rg tar cp rsync}

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
	cp) cp -a "$@" "$scratch/" ;;
	rsync) rsync -a "$@" "$scratch/" ;;
	esac
)

# timed NAME TOOL FOLDER: the time, and the daemon's processor time beside it.
# What is copied is gone before the next.
timed() {
	mkdir -p "$scratch"
	_cpu=${pid:+$(cpu)}
	spent work "$2" "$3" | note "$1"
	[ -z "$pid" ] || echo $(($(cpu) - _cpu)) | note "$1-cpu"
	rm -rf "$scratch"
}

walk_pair() {
	for _w in $WALKS; do
		timed "$_w-local" "$_w" "$(local_of "$_w")"
		mount_it
		timed "$_w-fresh" "$_w" "$point"
		timed "$_w-warm" "$_w" "$point"
		memory VmHWM | note peak
		unmount_it
	done
}

# cp -a copies extended attributes, too: what it reads locally has them.
make_full() {
	case $WALKS in
	*cp*) [ ! -e "$tree.full" ] || return 0 ;;
	*) return 0 ;;
	esac
	say "  copying the mount with its extended attributes"
	rm -rf "$tree.part"
	mkdir "$tree.part"
	(cd "$point" && inside . | xargs cp -a -t "$tree.part")
	mv "$tree.part" "$tree.full"
}

local_of() {
	[ "$1" = cp ] && echo "$tree.full" || echo "$tree"
}

# Once before, unmeasured: then pages are kept and the local tree is warm.
measure_walks() {
	mount_it
	work tar "$point" >/dev/null
	make_full
	unmount_it
	work tar "$tree" >/dev/null
	for _i in $(seq "$pairs"); do
		say "  pair $_i of $pairs: $WALKS"
		walk_pair
	done
}

print_walks() {
	echo "| work | local, s | fresh mount | warm | daemon's CPU, s: fresh | warm |"
	echo "|---|---|---|---|---|---|"
	for _w in $WALKS; do
		_l=$(of "$_w-local")
		echo "| $_w | $(seconds "$_l") |" \
			"$(ratio "$(of "$_w-fresh")" "$_l") |" \
			"$(ratio "$(of "$_w-warm")" "$_l") |" \
			"$(seconds "$(of "$_w-fresh-cpu")") |" \
			"$(seconds "$(of "$_w-warm-cpu")") |"
	done
}

# Some thousand pages: opened, read and closed, each alone.
some_pages() {
	(cd "$tree" && find issues -name '*.json' | head -4000)
}

measure_open() {
	some_pages >"$dir/pages"
	for _i in $(seq "$pairs"); do
		mount_it
		for _at in "$tree local" "$point fresh" "$point warm"; do
			"$here/probe" open "${_at% *}" "$dir/pages" |
				note "open-${_at#* }"
		done
		unmount_it
	done
}

print_open() {
	echo "- one open, read, close (median of 4000 files): local" \
		"$(of open-local) us, fresh mount $(of open-fresh) us," \
		"warm $(of open-warm) us"
}
