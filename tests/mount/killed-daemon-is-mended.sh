#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# After kill -9 of the daemon the same mount command just works, and leaves
# no dead mount below the living one.
. "$(dirname "$0")/../lib.sh"
. "$here/sample"
need_fuse
d=$tmp/d m=$tmp/m
layers() { grep -c " $m " /proc/self/mountinfo; }
dead() { ! stat -f "$m" >/dev/null 2>&1; }
ok 'the sample is made' sample "$d" 3
ok 'it mounts' mounted "$d" "$m"
tree_digest "$m" >"$tmp/before"
for i in 1 2; do
	kill -9 "$(daemon_of "$m")"
	ok "the mount is dead ($i)" eventually dead
	ok "it mounts again ($i)" dossierfs mount "$d" "$m"
	is "there is one mount ($i)" "$(layers)" 1
done
tree_digest "$m" >"$tmp/after"
ok 'with the same bytes' diff "$tmp/before" "$tmp/after"
kill -9 "$(daemon_of "$m")"
ok 'the mount is dead' eventually dead
ok 'umount takes a dead one away, too' dossierfs umount "$m"
is 'there is no mount' "$(layers)" 0
finish
