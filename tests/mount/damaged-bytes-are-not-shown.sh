#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A file whose recorded bytes were changed on the disk answers with an error,
# not with other bytes; everything else is read as before.
. "$(dirname "$0")/../lib.sh"
. "$here/sample"
need_fuse
d=$tmp/d m=$tmp/m
ok 'the sample is made' sample "$d" 3
blob=$(sha256sum <"$tmp/in/report.txt" | cut -d' ' -f1)
blob=$d/blobs/$(echo "$blob" | cut -c1-2)/$blob
ok 'its report is a blob' test -f "$blob"
chmod u+w "$blob"
printf X | dd of="$blob" bs=1 seek=1000 conv=notrunc 2>/dev/null
ok 'it mounts' mounted "$d" "$m"
not_ok 'a changed file is not read' cat "$m/evidence/DOC-1/report.txt"
ok 'it is still listed' ls -l "$m/evidence/DOC-1/report.txt"
ok 'its record is read' grep -q Fuzzing "$m/evidence/DOC-1.md"
ok 'an issue is read' cat "$m/issues/2024/ISS-2024-0001.md"
ok 'it is unmounted' dossierfs umount "$m"
truncate -s 500 "$blob"
ok 'it mounts' mounted "$d" "$m"
not_ok 'a file cut off is not read' cat "$m/evidence/DOC-1/report.txt"
ok 'it is unmounted' dossierfs umount "$m"
rm -f "$blob"
ok 'it mounts' mounted "$d" "$m"
not_ok 'a file that is gone is not read' cat "$m/evidence/DOC-1/report.txt"
ok 'everything can be listed' ls -lR "$m"
finish
