#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What git/ had not flushed when the power went is written again from the store:
# objects that are missing, and files of objects that are empty.
. "$(dirname "$0")/../lib.sh"
d=$tmp/d
A='--author=Ann Bell <ann@example.org>'
add() { dossierfs -C "$d" add document "id=$1" "title=$1" kind=report "$A" >/dev/null; }
whole() { git -C "$d/git" fsck --full --strict >out 2>&1 && ! grep -E 'error|missing|broken' out; }
file_of() { echo "$d/git/objects/$(echo "$1" | cut -c1-2)/$(echo "$1" | cut -c3-)"; }
blob_of() { git -C "$d/git" ls-tree -r "$1" | awk -v n="$2.json" '$4 ~ n "$" { print $3 }'; }
# As if main had not moved yet.
cut_off() { git -C "$d/git" update-ref refs/heads/main "$1"; }
empty() { chmod u+w "$1" && : >"$1"; }

ok 'a dossier is made' new_dossier "$d"
ok 'it has a record' add P1
before=$(git -C "$d/git" rev-parse main)
ok 'and another' add P2
after=$(git -C "$d/git" rev-parse main)
cut_off "$before"
rm -f "$(file_of "$(blob_of "$after" P2)")"
ok 'its bytes were lost: the next change' add P3
ok '  leaves a whole git/' whole
ok '  with what was lost' git -C "$d/git" cat-file -e "$(blob_of main P2)"

before=$(git -C "$d/git" rev-parse main)
add P4
after=$(git -C "$d/git" rev-parse main)
cut_off "$before"
empty "$(file_of "$(blob_of "$after" P4)")"
empty "$(file_of "$(git -C "$d/git" rev-parse "$after^{tree}")")"
ok 'files were left empty: the next change' add P5
ok '  leaves a whole git/' whole

# The same record in a copy has the same object.
cp -a "$d" "$tmp/copy"
d=$tmp/copy
add P6
blob=$(blob_of main P6)
d=$tmp/d
mkdir -p "$(dirname "$(file_of "$blob")")"
: >"$(file_of "$blob")"
ok 'one of a change that was not recorded: it is, now' add P6
ok '  and git/ is whole' whole

empty "$(file_of "$(blob_of main P1)")"
not_ok 'an old one is empty: git/ is not whole' whole
not_ok '  fsck names it' dossierfs fsck "$d"
ok '  and makes git/ anew' dossierfs fsck "$d" --rebuild-git
ok '  whole' whole
ok '  git clones it' git clone -q "$d/git" again
finish
