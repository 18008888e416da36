#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Walks over the whole tree, with the kernel forgetting it in between, leave
# memory and descriptors of the daemon as they were (FAULTS.md, F13 and F16).
# TRIALS (1000) walks.
. "$(dirname "$0")/../lib.sh"
. "$here/../mount/sample"
need_fuse
TRIALS=${TRIALS:-12}
d=$tmp/d m=$tmp/m
ok 'the sample is made' sample "$d" 150
ok 'it mounts' mounted "$d" "$m" -o cache_size=4M
daemon=$(daemon_of "$m")
walk() {
	find "$m" -xdev -type f -exec cat {} + >/dev/null
	find "$m" -xdev -printf '%s %T@ %l\n' >/dev/null
	put ISS-2024-0001 "title=Round $1"
	# Who is not root has the kernel keep what it likes.
	[ -w /proc/sys/vm/drop_caches ] && echo 2 >/proc/sys/vm/drop_caches
}
size() { sed -n 's/^VmRSS:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$daemon/status"; }
descriptors() { ls "/proc/$daemon/fd" | wc -l; }
for i in 1 2 3 4; do walk $i; done
before=$(size) open=$(descriptors)
n=0
while [ $n -lt "$TRIALS" ]; do
	n=$((n + 1))
	walk "again $n"
done
after=$(size)
echo "# $before KiB, after $TRIALS walks $after KiB"
[ "$after" -le $((before + before / 20 + 1024)) ]
report $? 'the daemon has not grown by more than a twentieth'
is 'it has as many descriptors' "$(descriptors)" "$open"
ok 'each is closed in children' sh -c \
	"! grep -L '^flags:.*2[0-7]\{6\}$' /proc/$daemon/fdinfo/* | grep -v '/[012]$'"
finish
