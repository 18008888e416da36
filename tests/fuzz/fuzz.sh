#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# fuzz.sh FOLDER TARGET…: runs each libFuzzer target for FUZZ_SECONDS (60) on
# its seeds. What it finds stays in FOLDER/found; a find that was mended goes
# to tests/fuzz/seeds. New inputs are kept in FOLDER/corpus for the next run.
set -u
top=$(cd "$(dirname "$0")/../.." && pwd)
work=$1
shift
mkdir -p "$work/found"
# A leak at exit is libFuzzer's to find; so is memory that grows.
export ASAN_OPTIONS=abort_on_error=0:verify_asan_link_order=0
bad=0
for target in "$@"; do
	name=$(basename "$target")
	mkdir -p "$work/corpus/$name"
	echo "== $name, ${FUZZ_SECONDS:-60} s"
	"$target" -max_total_time="${FUZZ_SECONDS:-60}" -timeout=10 \
		-rss_limit_mb=1024 -max_len=16384 -print_final_stats=1 \
		-artifact_prefix="$work/found/$name-" "$work/corpus/$name" \
		"$top/tests/fuzz/seeds/$name" >"$work/$name.log" 2>&1 || {
		bad=1
		tail -40 "$work/$name.log"
		continue
	}
	grep -E 'stat::(number_of_executed_units|average_exec|peak_rss)' \
		"$work/$name.log"
done
exit $bad
