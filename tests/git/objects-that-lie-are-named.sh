#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Objects in git/ whose files tell of another size than they have, or that are
# no such files, and objects borrowed from elsewhere: fsck names them, whatever
# else reads git/ says so, and nothing crashes.
. "$(dirname "$0")/../lib.sh"
ann="--author=Ann <ann@example.org>"
new_dossier d
dossierfs -C d add product id=P title=P supported_from=2024-01-01 "$ann" >/dev/null
dossierfs -C d add issue id=ISS-1 title=I product=P state=new \
	identified_on=2024-01-10 description="$(printf '%0900d' 1)" "$ann" >/dev/null
git --git-dir d/git cat-file --batch-check --batch-all-objects >objects
for type in commit tree blob; do
	hex=$(awk -v t=$type '$2 == t { big = $3 > n ? $1 : big; n = $3 > n ? $3 : n }
		END { print big }' objects)
	path=git/objects/$(echo "$hex" | cut -c1-2)/$(echo "$hex" | cut -c3-)
	for size in 0 1 20 99999999999999999999 12x; do
		rm -rf bad
		cp -a d bad
		chmod 644 "bad/$path"
		python3 - "bad/$path" "$size" <<'EOP'
import sys, zlib
path, size = sys.argv[1:]
head, body = zlib.decompress(open(path, 'rb').read()).split(b'\0', 1)
open(path, 'wb').write(zlib.compress(head.split()[0] + b' ' + size.encode() + b'\0' + body))
EOP
		dossierfs fsck bad >said 2>&1
		is "a $type that says $size: fsck" $? 4
		says "  names it" "$hex|damaged" said
		dossierfs -C bad set ISS-1 title=J "$ann" >said 2>&1
		report "$(($? > 4))" "  a change ends with a status of ours"
	done
done
rm -rf bad
cp -a d bad
mkdir -p bad/git/objects/info
echo "$tmp/d/git/objects" >bad/git/objects/info/alternates
exits "borrowed objects are refused" 3 dossierfs -C bad set ISS-1 title=J "$ann"
says "  with the file's name" "objects/info/alternates" "$tmp/.out"
finish
