#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# RULES.md, Verdicts 7: a document whose bytes are gone from blobs/ is broken
# evidence, from the next check on and until they are back.
. "$(dirname "$0")/../lib.sh"

me='--author=Ann <ann@example.org>'
new_dossier d
for line in 'product id=GW title=Gateway supported_from=2024-01-01' \
	'document id=DOC-1 title=Report' 'document id=DOC-2 title=Other' \
	'issue id=ISS-1 title=One product=GW identified_on=2024-02-01
	state=closed closed_on=2024-02-20 owner=Bo verification.by=Cy
	verification.on=2024-02-19 verification.result=pass
	verification.evidence[]=DOC-1'; do
	# shellcheck disable=SC2086 # words on purpose
	dossierfs -C d add "$me" $line >/dev/null
done
echo proof >proof.txt
echo other >other.txt
dossierfs -C d attach "$me" DOC-1 proof.txt >/dev/null
dossierfs -C d attach "$me" DOC-2 other.txt >/dev/null
said() {
	dossierfs check d --json | jq -r \
		'.constraints[] | select(.id == "9.5-1") | .members[0].verdict'
}
before=$(said)
[ "$before" != not-met ]
report $? "with its bytes it is proof ($before)"
file=$(find d/blobs -name "$(sha256sum <proof.txt | cut -c1-64)")
mv "$file" kept
is 'without them it is not' "$(said)" not-met
is 'nor the next time' "$(said)" not-met
dossierfs check d --json >out
says 'and it is said why' 'the bytes of document DOC-1 are absent' out
mv kept "$file"
is 'once they are back it is' "$(said)" "$before"
rm -r d/blobs
is 'nor without any' "$(said)" not-met
finish
