#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A commit that somebody pushes into the dossier's git/ shows up in a running
# mount, without a command.
. "$(dirname "$0")/../lib.sh"
. "$here/sample"
need_fuse
d=$tmp/d m=$tmp/m
git_() {
	git -c user.name=Bo -c user.email=bo@example.org -C "$tmp/clone" "$@"
}
ok 'the sample is made' sample "$d" 3
ok 'it mounts' mounted "$d" "$m"
ok 'git clones it' git clone -q -b main "$d/git" "$tmp/clone"
f=$(cd "$tmp/clone" && find records -name ISS-2024-0001.json)
sed -i 's/Overflow 1/Underflow/' "$tmp/clone/$f"
ok 'a record is edited' git_ commit -qam 'say what it is'
ok 'and pushed' git_ push -q origin main
ok 'the mount shows it' eventually grep -q Underflow \
	"$m/issues/2024/ISS-2024-0001.md"
dossierfs -C "$d" log >"$tmp/log"
says 'the history says who' 'Bo' "$tmp/log"
ahead=$(($(date +%s) + 2))
sed -i 's/Underflow/Ahead/' "$tmp/clone/$f"
GIT_COMMITTER_DATE="@$ahead +0000" git_ commit -qam 'of a clock that is ahead'
ok 'one dated ahead is pushed' git_ push -q origin main
ok 'it is not taken before its time' grep -q Underflow \
	"$m/issues/2024/ISS-2024-0001.md"
ok 'and then it is' eventually grep -q Ahead "$m/issues/2024/ISS-2024-0001.md"
finish
