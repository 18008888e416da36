# SPDX-License-Identifier: Apache-2.0
# Sourced by bench.sh: mounting, first listings and memory.

measure_mounting() {
	for _i in $(seq "$pairs"); do
		spent mount_it | note mount
		pid=$(pid_of)
		unmount_it
	done
}

# The folder of each kind that has the most names, by its place in the tree.
kinds_of_folders() {
	(cd "$tree" && find . -type d -not -path './evidence/*' \
		-not -path './updates/*/*' -not -path './notices/*/*' |
		awk -F/ '{ k = $2 "/" NF; if (!(k in n)) { n[k]; print } }')
	echo at; echo by; echo search; echo diff
	echo by/level=high; echo by/year=2024/level=high/owner=ann-bell
	echo search/overflow
}

# Each on its own mount, so that none finds what another has made.
measure_first_ls() {
	kinds_of_folders | while read -r _f; do
		mount_it
		_t=$(spent ls "$point/$_f")
		_n=$(ls "$point/$_f" | wc -l)
		unmount_it
		echo "$_t $_n $_f"
	done >"$dir/t/first-ls"
}

print_first_ls() {
	sort -rn "$dir/t/first-ls" | awk '{
		s = s (NR > 1 && NR < 7 ? ", " : "")
		if (NR < 7) s = s sprintf("%s (%d names) %.1f ms", $3, $2,
			$1 / 1000)
		if ($1 > 50000 && $2 <= 10000) over++
	} END { printf "- first ls of each of %d kinds of folder, each on a " \
		"fresh mount: %d of up to 10000 names over 50 ms; " \
		"slowest: %s\n", NR, over, s }'
}

# What a clone leaves: all is judged and counted, and no page written.
as_cloned() {
	rm -f "$1"/cache.db*
	"$program" check "$1" >/dev/null || :
	"$program" -C "$1" cat metrics.md >/dev/null
}

# A walk that nothing is known for yet, and what the daemon has then: at its
# most, after the walk, and once the kernel was squeezed.
measure_memory() {
	as_cloned "$dossier"
	mount_it
	say "  first walk, nothing known"
	spent work ls "$point" >"$dir/t/first-walk"
	stat -c %s "$dossier/cache.db-wal" >"$dir/t/log"
	work grep "$point" >/dev/null || :
	cpu >"$dir/t/walk-cpu"
	memory RssAnon >"$dir/t/walked"
	memory VmHWM >"$dir/t/high"
	rm -f "$dir/t/squeezed"
	if squeeze; then
		sleep 2
		memory RssAnon >"$dir/t/squeezed"
		memory VmRSS >"$dir/t/squeezed-all"
	fi
	unmount_it
}

print_memory() {
	echo "- first walk ever (ls -lR, no size known):" \
		"$(seconds "$(of first-walk)") s," \
		"$(ratio "$(of first-walk)" "$(of ls-local)") times the local one;" \
		"the log of cache.db then: $(($(of log) / 1000000)) MB"
	echo "- daemon's memory after it and a grep -r: $(mb "$(of walked)") MB" \
		"of its own, resident at most $(mb "$(of high)") MB;" \
		"$(seconds "$(of walk-cpu)") s of processor"
	if [ -e "$dir/t/squeezed" ]; then
		echo "- after a squeeze (drop_caches): $(mb "$(of squeezed)") MB" \
			"of its own, $(mb "$(of squeezed-all)") MB resident"
	else
		echo "- no right to write to drop_caches: not squeezed"
	fi
	echo "- resident at most in the walks: $(mb "$(of peak)") MB"
}
