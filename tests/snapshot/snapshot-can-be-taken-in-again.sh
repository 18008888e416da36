# SPDX-License-Identifier: Apache-2.0
# `import data` in an unpacked snapshot gives the same records and files.
. "$(dirname "$0")/../lib.sh"
. "$here/sample.inc"
sample
dossierfs snapshot d -o s.zip --as-of 2026-03-01 >/dev/null
unpacked s.zip
dossierfs init "$tmp/again" >/dev/null
ok "it is taken in" dossierfs -C "$tmp/again" import data \
	--author "Ann Example <ann@example.test>"
cd "$tmp" || exit 1
git clone -q d/git one
git clone -q again/git two
ok "every record and file is the same" diff -r -x .git one two
is "evidence is packed once where the tree has it by its name" \
	"$(unzip -l s.zip | grep -c 'REP-1/report.txt')" 1
finish
