#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Pages of cache.db are lost, its end is, or bits of it change at random, before
# a mount or in it: who walks the mount meets no error, and the bytes are what
# they were. TRIALS (1000) and SEED make it another run.
. "$(dirname "$0")/../lib.sh"
. "$here/../mount/sample"
need_fuse
TRIALS=${TRIALS:-40}
SEED=${SEED:-1}
d=$tmp/d m=$tmp/m
cat >damage.py <<'EOF'
import os, random, sys
path, seed = sys.argv[1], sys.argv[2]
random.seed(seed)
how = random.choice(['pages', 'pages', 'bits', 'end'])
for file in path, path + '-wal':
    size = os.path.getsize(file) if os.path.exists(file) else 0
    if size < 8192:
        continue
    with open(file, 'r+b') as f:
        if how == 'end':
            f.truncate(random.choice([0, random.randrange(size)]))
            break
        for _ in range(random.randrange(1, 8)):
            at = random.randrange(size)
            if how == 'pages':
                f.seek(at // 4096 * 4096)
                f.write(bytes(4096))
            else:
                f.seek(at)
                byte = f.read(1)[0]
                f.seek(at)
                f.write(bytes([byte ^ 1 << random.randrange(8)]))
print(how)
EOF
walk() { (cd "$m" && find . -type f -exec sha256sum {} + | sort); }

"$here/../bench/generate" dossier 150 >stream
ok 'a dossier' dossierfs clone stream kept
ok 'it mounts' mounted kept "$m"
walk >want
d=$tmp/kept
ok 'and ends' unmounted
d=$tmp/d
n=0
while [ $n -lt "$TRIALS" ]; do
	n=$((n + 1))
	rm -rf "$d"
	cp -r kept "$d"
	how=
	[ $((n % 2)) = 0 ] || how=$(python3 damage.py "$d/cache.db" "$SEED.$n")
	mounted "$d" "$m"
	if [ -z "$how" ]; then
		cat "$m/README.md" "$m"/issues/*/*1.md >/dev/null
		how="$(python3 damage.py "$d/cache.db" "$SEED.$n") in the mount"
	fi
	walk >got 2>err
	cmp -s want got && [ ! -s err ]
	report $? "$n: $how"
	head -3 err | sed 's/^/# /'
	unmounted
done
finish
