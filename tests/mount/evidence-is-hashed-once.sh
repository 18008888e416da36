#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A large file of evidence is hashed before any of it is read, and by the next
# mount only where somebody has written to it since.
. "$(dirname "$0")/../lib.sh"
. "$here/sample"
need_fuse
d=$tmp/d m=$tmp/m
big=$m/evidence/DOC-1/big.bin
read_by_daemon() { sed -n 's/^rchar: //p' "/proc/$(daemon_of "$m")/io"; }
ok 'the sample is made' sample "$d" 3
awk 'BEGIN { for (i = 0; i < 1500000; i++) print "measured", i }' >big.bin
size=$(stat -c %s big.bin)
ok 'it gets a large file' dossierfs -C "$d" attach DOC-1 big.bin \
	--author "$author"
blob=$(sha256sum <big.bin | cut -d' ' -f1)
blob=$d/blobs/$(echo "$blob" | cut -c1-2)/$blob
chmod u+w "$blob"
sleep 3 # of a file that was just written the times say nothing yet
ok 'it mounts' mounted "$d" "$m"
ok 'four read the file' sh -c 'for i in 1 2 3 4; do
	cmp "$0" "$1" || echo no & done >differ; wait; ! [ -s differ ]' "$big" big.bin
ok 'it was hashed, and read' [ "$(read_by_daemon)" -ge $((2 * size)) ]
ok 'it is unmounted' unmounted

ok 'it mounts again' mounted "$d" "$m"
ok 'the file begins as it does' sh -c 'head -c 4096 "$1" | cmp -n 4096 - "$2"' \
	- "$big" big.bin
ok 'it was not hashed' [ "$(read_by_daemon)" -lt "$size" ]
put DOC-1 title='Another report'
ok 'a change comes' eventually grep -q Another "$m/evidence/DOC-1.md"
ok 'the file is read' cmp "$big" big.bin
ok 'it was not hashed' [ "$(read_by_daemon)" -lt $((2 * size)) ]
ok 'it is unmounted' unmounted

at=$((size - 5000))
was=$(dd if="$blob" bs=1 skip=$at count=1 2>/dev/null)
cp -p "$blob" times
printf X | dd of="$blob" bs=1 seek=$at conv=notrunc 2>/dev/null
touch -r times "$blob"
ok 'it mounts when a byte is another' mounted "$d" "$m"
not_ok 'none of the file is read' head -c 10 "$big"
not_ok 'nor when it is asked for again' cat "$big"
ok 'what is beside it is' cmp "$m/evidence/DOC-1/report.txt" in/report.txt
ok 'it is unmounted' unmounted
printf %s "$was" | dd of="$blob" bs=1 seek=$at conv=notrunc 2>/dev/null
ok 'it mounts when the byte is back' mounted "$d" "$m"
ok 'the file is read' cmp "$big" big.bin
finish
