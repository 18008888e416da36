#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# sast.sh COMMIT: runs clang's static analyzer over every source file of a
# commit of this repository and prints one SARIF 2.1.0 log, on one line and
# with relative paths. It works on a copy, so that what is not committed is not
# looked at.
set -eu
commit=$(git rev-parse --verify "$1^{commit}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/src" "$work/sarif"
git archive "$commit" | tar -x -C "$work/src"
cd "$work/src"

libs="fuse3 sqlite3 libcjson libgit2 libcrypto libarchive libcmark-gfm"
flags="-std=c17 -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 -DFUSE_USE_VERSION=314
	-DDOSSIERFS_VERSION=\"0\" -Iinclude $(pkg-config --cflags $libs)"
started=$(date -u +%Y-%m-%dT%H:%M:%SZ)
n=0
for file in model/*/*.c exporters/*.c fs/*.c fs/cmd/*.c; do
	[ -e "$file" ] || continue
	n=$((n + 1))
	# shellcheck disable=SC2086 # words
	clang --analyze -Xclang -analyzer-output=sarif $flags \
		-o "$work/sarif/$n.sarif" "$file" 2>>"$work/said" || {
		cat "$work/said" >&2
		exit 1
	}
done

# One run of all: the rules that were hit, the results in order of place.
# What names this machine (absolute paths) is cut off.
jq -sc --arg root "file://$work/src/" --arg commit "$commit" --argjson n "$n" \
	--arg started "$started" --arg ended "$(date -u +%Y-%m-%dT%H:%M:%SZ)" '
{
	"$schema": .[0]["$schema"],
	version: .[0].version,
	runs: [{
		tool: {driver: (.[0].runs[0].tool.driver + {
			rules: ([.[].runs[].tool.driver.rules[]] | unique_by(.id))
		})},
		automationDetails: {id: ("dossierfs/" + $commit)},
		invocations: [{
			executionSuccessful: true,
			startTimeUtc: $started,
			endTimeUtc: $ended
		}],
		properties: {commit: $commit, files: $n},
		columnKind: .[0].runs[0].columnKind,
		results: ([.[].runs[].results[]
			| walk(if type == "object" then
				del(.ruleIndex, .index)
				| if has("uri") then .uri |= ltrimstr($root) else . end
				else . end)]
			| sort_by(.locations[0].physicalLocation
				| .artifactLocation.uri, .region.startLine))
	}]
}' "$work"/sarif/*.sarif
