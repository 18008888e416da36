# SPDX-License-Identifier: Apache-2.0
# Sourced by bench.sh: what changes while others read. Writes to $dossier,
# which is a copy.

author='Bench <bench@example.org>'

# The pages of the first issues, which are changed, and all others' JSON.
first_issue() {
	(cd "$tree" && find issues -name '*.json' -not -name index.json |
		sort | head -1)
}

change_one() {
	"$program" -C "$dossier" set "$1" "owner=Owner $(date +%s%N)" \
		--author "$author" >/dev/null
}

measure_live() {
	_page=$(first_issue)
	mount_it
	"$here/probe" live "$program" "$dossier" "$point" "$_page" \
		"$changes" >"$dir/t/live"
	unmount_it
}

# After one change a warm grep reads again what differs; before it is counted
# the mount has to be warm, and the change to have arrived.
measure_renders() {
	_page=$(first_issue)
	_id=$(basename "$_page" .json)
	mount_it
	work grep "$point" >/dev/null || :
	work grep "$point" >/dev/null || :
	rendered >"$dir/t/rendered-before"
	change_one "$_id"
	"$here/probe" settle "$point/revision"
	rendered >"$dir/t/rendered-moved"
	spent work grep "$point" >"$dir/t/grep-after"
	rendered >"$dir/t/rendered-after"
	spent work grep "$point" >"$dir/t/grep-again"
	unmount_it
}

# Readers of their own, for some seconds: files a second.
measure_readers() {
	some_pages >"$dir/pages"
	mount_it
	"$here/probe" read "$point" "$dir/pages" 1 1 >/dev/null
	for _i in $(seq "$pairs"); do
		for _n in 1 2; do
			"$here/probe" read "$point" "$dir/pages" 2 $_n |
				note "readers-$_n"
		done
		"$here/probe" write "$program" "$dossier" \
			"$(basename "$(first_issue)" .json)" 10 &
		_writer=$!
		sleep 0.5
		"$here/probe" read "$point" "$dir/pages" 5 1 | note readers-w
		kill "$_writer" && wait "$_writer" 2>/dev/null || :
	done
	unmount_it
	for _i in $(seq "$pairs"); do
		for _n in 1 2; do
			mount_it
			"$here/probe" once "$point" "$dir/pages" $_n |
				note "fresh-readers-$_n"
			unmount_it
		done
	done
}

print_live() {
	echo "- from a commit in another process to the new bytes in a reader:" \
		"$(cat "$dir/t/live")"
}

print_renders() {
	echo "- renders after one issue of many changed:" \
		"$(($(of rendered-moved) - $(of rendered-before))) by the" \
		"daemon alone, $(($(of rendered-after) - $(of rendered-moved)))" \
		"more in a warm grep -r, which took $(seconds "$(of grep-after)")" \
		"s, and $(seconds "$(of grep-again)") s the next time"
}

print_readers() {
	echo "- two readers against one: warm" \
		"$(ratio "$(of readers-2)" "$(of readers-1)") times the files a" \
		"second, on a fresh mount" \
		"$(ratio "$(of fresh-readers-2)" "$(of fresh-readers-1)")"
	echo "- a warm reader beside a writer of ten change-sets a second:" \
		"$(ratio "$(of readers-w)" "$(of readers-1)") of what it reads" \
		"alone"
}
