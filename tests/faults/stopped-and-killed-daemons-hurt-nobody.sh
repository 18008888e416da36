#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The daemon is killed, or stopped for a while, under eight readers: they get
# right bytes or an error, none hangs, the mount comes back and nothing is
# left in /proc/mounts (FAULTS.md, F4 and F14). TRIALS (300) of each.
. "$(dirname "$0")/../lib.sh"
. "$here/../mount/sample"
need_fuse
TRIALS=${TRIALS:-10}
d=$tmp/d m=$tmp/m
ok 'the sample is made' sample "$d" 30
ok 'it mounts' mounted "$d" "$m"
tree_digest "$m" >"$tmp/want"

# Reads until told to end; what it read wrong is said.
reader() {
	while [ ! -e "$tmp/end" ]; do
		(cd "$m" && shuf -n 40 "$tmp/want" | sha256sum -c --quiet) 2>&1 |
			grep ': FAILED$' >>"$tmp/wrong"
		sleep 0.01
	done
}
readers=
start_readers() {
	rm -f "$tmp/end"
	: >"$tmp/wrong"
	readers=
	for r in 1 2 3 4 5 6 7 8; do
		reader &
		readers="$readers $!"
	done
}
end_readers() {
	: >"$tmp/end"
	# One that hangs is waited for no longer than this.
	for i in $(seq 100); do
		alive=
		for r in $readers; do
			kill -0 "$r" 2>/dev/null && alive="$alive $r"
		done
		[ -z "$alive" ] && break
		sleep 0.1
	done
	is "  no reader hangs ($1)" "$alive" ''
	wait
	is "  none read wrong bytes ($1)" "$(cat "$tmp/wrong")" ''
}
pause() { sleep "0.$(shuf -i 10-90 -n 1)"; }

start_readers
n=0 failed=0
while [ $n -lt "$TRIALS" ]; do
	n=$((n + 1))
	pause
	kill -9 "$(daemon_of "$m")"
	cd / && dossierfs mount "$d" "$m" 2>"$tmp/said" || {
		failed=$((failed + 1))
		sed 's/^/# /' "$tmp/said"
	}
done
is "mounted again after each of $TRIALS kills" $failed 0
end_readers killed
is 'there is one mount' "$(grep -c " $m " /proc/mounts)" 1
tree_digest "$m" | diff - "$tmp/want" >"$tmp/said"
report $? 'with the same bytes'

start_readers
n=0
while [ $n -lt "$TRIALS" ]; do
	n=$((n + 1))
	daemon=$(daemon_of "$m")
	kill -STOP "$daemon"
	pause
	# A reader that is killed meanwhile leaves its request behind.
	timeout -s KILL 0.1 cat "$m/status.json" >/dev/null 2>&1
	kill -CONT "$daemon"
done
end_readers stopped
tree_digest "$m" | diff - "$tmp/want" >"$tmp/said"
report $? 'the bytes are the same'
is 'no process waits in the kernel' \
	"$(ps -eo stat,args | grep '^D' | grep -F "$m")" ''
ok 'it is unmounted' dossierfs umount "$m"
is 'nothing is left' "$(grep -c "$tmp" /proc/mounts)" 0
finish
