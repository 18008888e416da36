#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# sbom.sh PROGRAM VERSION: prints a CycloneDX 1.5 SBOM of the libraries that
# the program is loaded with, by Debian source package, since that is what
# Debian's advisories name. Who needs whom follows from the ELF headers.
set -eu
program=$1
version=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# soname, path
ldd "$program" | awk '$2 == "=>" { print $1, $3 }' >"$work/libs"

# "soname source version package" of each library; dpkg knows some of them
# by the path below /usr only.
while read -r soname path; do
	package=$(dpkg -S "$path" 2>/dev/null || dpkg -S "/usr$path" ||
		dpkg -S "$(realpath "$path")")
	package=${package%%: *}
	dpkg-query -W -f "$soname"' ${source:Package} ${source:Version} ${Package}\n' \
		"$package"
done <"$work/libs" >"$work/packages"

# "from to" by soname; the program is called "-".
needs() {
	readelf -d "$2" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' |
		sed "s/^/$1 /"
}
{
	needs - "$program"
	while read -r soname path; do
		needs "$soname" "$path"
	done <"$work/libs"
} >"$work/edges"

jq -n --rawfile packages "$work/packages" --rawfile edges "$work/edges" \
	--arg version "$version" --arg now "$(date -u +%Y-%m-%dT%H:%M:%SZ)" '
def rows: split("\n") | map(select(length > 0) | split(" "));
def purl: "pkg:deb/debian/\(.[1])@\(.[2] | @uri | gsub("%3A"; ":"))?arch=source";
($packages | rows) as $rows
| ($rows | map({key: .[0], value: purl}) | from_entries) as $by_soname
| "pkg:generic/dossierfs@\($version)" as $root
| {
	bomFormat: "CycloneDX",
	specVersion: "1.5",
	version: 1,
	metadata: {
		timestamp: $now,
		tools: {components: [{
			type: "application", name: "mnt-example/sbom.sh"}]},
		component: {type: "application", name: "dossierfs",
			version: $version, purl: $root, "bom-ref": $root}
	},
	components: [$rows | group_by(.[1])[] | {
		type: "library",
		"bom-ref": (.[0] | purl),
		name: .[0][1],
		version: .[0][2],
		purl: (.[0] | purl),
		properties: [[.[][3]] | unique[]
			| {name: "debian:package", value: .}]
	}],
	dependencies: [
		($edges | rows
		| map([$by_soname[.[0]] // $root, $by_soname[.[1]]])
		| map(select(.[1] != null and .[0] != .[1]))
		| group_by(.[0])[]
		| {ref: .[0][0], dependsOn: ([.[][1]] | unique)})
	]
}'
