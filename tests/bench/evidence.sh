# SPDX-License-Identifier: Apache-2.0
# Sourced by bench.sh: a large file of evidence, read from start to end.

big=evidence/BENCH-LARGE/large.bin

in_order() {
	spent dd if="$1" of=/dev/null bs=1M
}

# Its bytes do not pack. It is left alone until its times say something.
add_large() {
	head -c 256M /dev/urandom >"$dir/t/large.bin"
	"$program" -C "$dossier" add document id=BENCH-LARGE title=Large \
		kind=report --author "$author" >/dev/null
	"$program" -C "$dossier" attach BENCH-LARGE "$dir/t/large.bin" \
		--author "$author" >/dev/null
	sleep 3
}

read_mounted() {
	squeeze || :
	mount_it
	ls -l "$point/$big" >/dev/null
	in_order "$point/$big" | note "$1"
	in_order "$point/$big" | note large-warm
	unmount_it
}

# The first mount of all hashes it.
measure_evidence() {
	add_large
	read_mounted large-first
	for _i in $(seq "$pairs"); do
		squeeze || :
		in_order "$dir/t/large.bin" | note large-disk
		in_order "$dir/t/large.bin" | note large-local
		read_mounted large-fresh
	done
}

rate() {
	awk "BEGIN { printf \"%.2f\", 268.435456 / $1 * 1000 }"
}

print_evidence() {
	echo "- evidence of 256 MiB, read in order: on a fresh mount" \
		"$(rate "$(of large-fresh)") GB/s," \
		"$(ratio "$(of large-disk)" "$(of large-fresh)") of the local" \
		"$(rate "$(of large-disk)") (both read from the disk where we" \
		"may drop caches); warm $(rate "$(of large-warm)")," \
		"$(ratio "$(of large-local)" "$(of large-warm)") of" \
		"$(rate "$(of large-local)"); the first time, hashed," \
		"$(rate "$(of large-first)")"
}
