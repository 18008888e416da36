#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Another process that writes to cache.db for long, or was stopped while it did,
# holds up no reader of a mount; what comes meanwhile shows.
. "$(dirname "$0")/../lib.sh"
. "$here/sample"
need_fuse
d=$tmp/d m=$tmp/m
hold() {
	python3 - "$d/cache.db" 9 <<'EOF'
import sqlite3, sys, time
c = sqlite3.connect(sys.argv[1], isolation_level=None)
c.execute('begin immediate')
c.execute('insert into made select 1 where 0')
open('held', 'w').close()
time.sleep(float(sys.argv[2]))
c.execute('rollback')
EOF
}
# The longest that a reader waited, in ms, while the process is there.
longest() {
	python3 - "$1" "$m" <<'EOF'
import os, sys, time
longest = n = 0
while os.path.exists('/proc/%s/exe' % sys.argv[1]):
    n += 1
    for name in ('revision', 'status.md', 'issues/2024/none%d' % n,
                 'issues/2024/ISS-2024-0001.md'):
        begun = time.monotonic()
        try:
            open(os.path.join(sys.argv[2], name)).read()
        except FileNotFoundError:
            pass
        longest = max(longest, time.monotonic() - begun)
    time.sleep(0.02)
print(int(longest * 1000))
EOF
}
shown() { grep -q Held "$m/issues/2024/ISS-2024-0002.md"; }
ok 'the sample is made' sample "$d" 5
ok 'it mounts' mounted "$d" "$m"
tree_digest "$m" >before
ok 'all is read' test -s before
ok 'by/, too' ls -l "$m/by" "$m/by/year=2024"
sleep 1
hold &
holder=$!
ok 'another process holds the cache' eventually test -e held
put ISS-2024-0002 title=Held &
longest "$holder" >waited
ok 'nobody waited for long' [ "$(cat waited)" -lt 1500 ]
ok 'the change shows' eventually shown
wait
finish
