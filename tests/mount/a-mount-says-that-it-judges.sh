#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A mount that has shown verdicts judges each change, and commands leave it to
# that; what they then find is what a clone judges from nothing.
. "$(dirname "$0")/../lib.sh"
. "$here/sample"
need_fuse
d=$tmp/d m=$tmp/m

is_free() {
	flock --nonblock --exclusive "$d" true
}

is_taken() {
	! is_free
}

ok 'the sample is made' sample "$d" 5
ok 'it mounts' mounted "$d" "$m"
ok 'nothing is said before verdicts are shown' is_free
ok 'they are read' grep -q 9.5 "$m/status.md"
ok 'then it is said' eventually is_taken
ok 'a change goes in' dossierfs -C "$d" set ISS-2024-0001 state=confirmed \
	confirmed_on=2024-03-07 --author "$author"
dossierfs clone "$d/git" "$tmp/other" >/dev/null
dossierfs check "$d" --json >"$tmp/here"
dossierfs check "$tmp/other" --json >"$tmp/there"
ok 'it is judged as from nothing' diff "$tmp/here" "$tmp/there"
ok 'it ends' dossierfs umount "$m"
ok 'and with it what it said' eventually is_free
ok 'a change goes in with nobody there' dossierfs -C "$d" set ISS-2024-0001 \
	state=new confirmed_on= --author "$author"
finish
