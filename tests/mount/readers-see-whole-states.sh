#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# While a writer changes a record, no reader gets a mix of two versions, a
# length other than the size, or a version older than one read before.
. "$(dirname "$0")/../lib.sh"
. "$here/sample"
need_fuse
d=$tmp/d m=$tmp/m
ok 'the sample is made' sample "$d" 3
ok 'it mounts' mounted "$d" "$m"

cat >"$tmp/read.py" <<'EOF'
import json, os, sys
path, done = sys.argv[1:]
reads = last = 0
end = False
while not end:
    end = os.path.exists(done)
    with open(path, 'rb') as f:
        text = f.read()
        size = os.fstat(f.fileno()).st_size
    record = json.loads(text)
    first, second = record['title'].split()[-1], record['description'].split()
    n = int(second[1])
    reads += 1
    if size != len(text) or len(second) != 2 + n % 7 * 100 or (n and int(first) != n) or n < last:
        sys.exit('bad read: %r after %d' % (text, last))
    last = n
print('last', last)
EOF
for i in 1 2 3; do
	python3 "$tmp/read.py" "$m/issues/2024/ISS-2024-0001.json" \
		"$tmp/done" >"$tmp/reader$i" 2>&1 &
	eval "p$i=$!"
done
n=0
while [ $n -lt 20 ]; do
	n=$((n + 1))
	words=$(awk "BEGIN { for (i = 0; i < $n % 7 * 100; i++) printf \" word\" }")
	put ISS-2024-0001 "title=Round $n" "description=round $n$words" ||
		echo "# change $n failed"
done
shown() { grep -q '"Round 20"' "$m/issues/2024/ISS-2024-0001.json"; }
ok 'the last change is seen' eventually shown
touch "$tmp/done"
for i in 1 2 3; do
	eval "wait \$p$i"
	is "reader $i found nothing wrong" "$(cat "$tmp/reader$i")" 'last 20'
done
finish
