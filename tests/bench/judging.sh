# SPDX-License-Identifier: Apache-2.0
# Sourced by bench.sh: judging, committing and importing.

# From nothing: without cache.db; after one change; with nothing changed.
measure_judging() {
	_id=$(basename "$(first_issue)" .json)
	for _i in $(seq "$pairs"); do
		rm -f "$dossier"/cache.db*
		spent "$program" check "$dossier" | note judge-all
		spent "$program" check "$dossier" | note judge-none
		change_one "$_id"
		spent "$program" check "$dossier" | note judge-one
		spent "$program" check "$dossier" | note judge-none
	done
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

import_rate() {
	"$here/generate" sarif 60000 "$(date +%s)" >"$dir/report.sarif"
	_bytes=$(wc -c <"$dir/report.sarif")
	_t=$(spent "$program" -C "$1" import --product PRD-0 \
		--author "$author" "$dir/report.sarif")
	rm -f "$dir/report.sarif"
	awk "BEGIN { printf \"%.1f\", $_bytes / $_t }"
}

measure_commits() {
	commit_cost "$dossier" >"$dir/t/commit"
	import_rate "$dossier" >"$dir/t/import"
}

print_judging() {
	echo "- judging: from nothing $(seconds "$(of judge-all)") s; after" \
		"one issue changed $(ms "$(of judge-one)") ms; check with" \
		"nothing changed $(ms "$(of judge-none)") ms"
	echo "- a commit of one issue: $(ms "$(of commit)") ms; import of" \
		"SARIF: $(cat "$dir/t/import") MB/s"
}
