#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What git can hold and a dossier cannot: refused by path, and no folder is
# left behind (FAULTS.md, A10).
. "$(dirname "$0")/../lib.sh"
. "$here/hostile.inc"

# refused NAME PATTERN: clone of h.git exits 2, says so, leaves nothing.
refused() {
	"$DOSSIERFS" clone h.git out >said 2>&1
	is "$1: exit status 2" $? 2
	says "$1: said by name" "$2" said
	[ -z "$(ls -d out* 2>/dev/null)" ]
	report $? "$1: no folder is left"
}

record='{"type":"product","id":"P","title":"P","supported_from":"2024-01-01"}'

for name in .. . .git .GIT 'git~1' 'a\b'; do
	fresh
	b=$(blob "$record")
	t=$(raw_tree "$name" 40000 "$(raw_tree x.json 100644 "$b")")
	commit "$(raw_tree records 40000 "$t")"
	refused "folder $name" 'records/.*: expected a name'
done

fresh
b=$(blob x)
commit "$(raw_tree '../../escaped' 100644 "$b")"
refused 'a name with slashes' '\.\./\.\./escaped: expected a name without'
[ ! -e "$tmp/../escaped" ]
report $? 'nothing is written outside'

fresh
b=$(blob /etc/passwd)
commit "$(raw_tree passwd 120000 "$b")"
refused 'a symbolic link' 'passwd: expected a file, found a symbolic link'

fresh
commit "$(raw_tree sub 160000 0123456789012345678901234567890123456789)"
refused 'a submodule' 'sub: expected a file, found a submodule'

fresh
b=$(blob "$record")
pair=$(printf '100644 blob %s\tA.json\n100644 blob %s\ta.json\n' "$b" "$b" | tree)
commit "$(raw_tree records 40000 "$(raw_tree product 40000 "$pair")")"
refused 'a pair that differs in case' 'records/product/a.json: expected names that differ'

fresh
b=$(blob x)
t=$(raw_tree deep 100644 "$b")
for i in $(seq 80); do
	t=$(raw_tree d 40000 "$t")
done
commit "$t"
refused 'eighty folders' 'd/d/.*: expected at most 64 folders'

fresh
commit "$(raw_tree records 40000 1234567890123456789012345678901234567890)"
"$DOSSIERFS" clone h.git out >said 2>&1
[ $? -ge 2 ] && [ ! -e out ]
report $? 'a repository that lacks an object: nothing is left'

fresh
b=$(blob "$record")
commit "$(raw_tree x 100644 "$b")"
g update-ref refs/heads/-x main
g update-ref refs/heads/main.lock^ main 2>/dev/null
ok 'a branch named -x is left where it is' dossierfs clone h.git out
is 'only main is taken' "$(git -C out/git for-each-ref --format='%(refname)')" \
	refs/heads/main

fresh
exits 'a repository without main' 2 dossierfs clone h.git out
exits 'no repository' 2 dossierfs clone /nowhere/x.git out
exits 'a file that is no stream' 2 dossierfs clone "$0" out
exits 'an address in the network' 2 dossierfs clone https://example.org/x.git out
exits 'an address of ssh' 2 dossierfs clone host:x.git out
printf 'feature export-marks=%s/written\nblob\ndata 1\nx\n' "$tmp" >evil.fi
not_ok 'a stream that wants to write elsewhere' dossierfs clone evil.fi out
[ ! -e written ] && [ ! -e out ]
report $? 'did not'
mkdir full && touch full/x
exits 'a folder that is not empty' 2 dossierfs clone h.git full
ok 'keeps what it holds' test -e full/x
finish
