#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# An allocation that fails while a mount takes up a change costs that attempt,
# and nothing that is shown after it. STEP tells the trials apart.
. "$(dirname "$0")/../lib.sh"
. "$here/../mount/sample"
need_fuse
STEP=${STEP:-40}
if [ "$(nm -D "$DOSSIERFS" | grep -c __asan)" != 0 ]; then
	echo '1..0 # SKIP the sanitizer allocates for itself'
	exit
fi
d=$tmp/d m=$tmp/m
cc -D_GNU_SOURCE -O1 -shared -fPIC -o "$tmp/malloc.so" "$here/malloc.c" ||
	exit 1
fails_after() {
	python3 -c 'import struct, sys
sys.stdout.buffer.write(struct.pack("i", int(sys.argv[1])))' "$1" |
		dd of=later conv=notrunc 2>/dev/null
}
what_is_shown() {
	ls "$1" && cat "$1/README.md" "$1/index.json"
}
# Anew, by another process.
what_is_there() {
	dossierfs -C "$d" ls issues/2024 &&
		dossierfs -C "$d" cat issues/2024/README.md issues/2024/index.json
}
read_all() { tree_digest "$m" >/dev/null; }
same() { what_is_shown "$m/issues/2024" >got && cmp -s want got; }

ok 'the sample is made' sample "$d" 5
head -c 4096 /dev/zero >later
export OOM_LATER="$tmp/later" LD_PRELOAD="$tmp/malloc.so"
ok 'it mounts' mounted "$d" "$m"
unset LD_PRELOAD
ok 'all is read' read_all
n=600
while [ $n -le 1240 ]; do
	fails_after $n
	dossierfs -C "$d" add issue "id=X-$n" title=T product=PUMP state=new \
		identified_on=2024-02-03 --author "$author" >/dev/null
	what_is_there >want
	ok "one fails after $n: what is shown is there" eventually same
	fails_after 0
	n=$((n + STEP))
done
finish
