#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A file that is open, or mapped, keeps its bytes and size through a change,
# read before it or not, while its name gives the new bytes.
. "$(dirname "$0")/../lib.sh"
. "$here/sample"
need_fuse
d=$tmp/d m=$tmp/m
ok 'the sample is made' sample "$d"
ok 'it mounts' mounted "$d" "$m"

cat >"$tmp/hold.py" <<'EOF'
import mmap, os, subprocess, sys, time
m, change = sys.argv[1], sys.argv[2:]
name = m + '/issues/2024/ISS-2024-0003.json'
text = lambda fd: os.pread(fd, 1 << 20, 0)
before = open(name, 'rb').read()
read = os.open(name, os.O_RDONLY)
text(read)
unread = os.open(m + '/issues/2024/ISS-2024-0003.md', os.O_RDONLY)
size = os.fstat(unread).st_size
mapped = mmap.mmap(read, 0, prot=mmap.PROT_READ)
ino = os.stat(name).st_ino
subprocess.run(change, check=True, stdout=subprocess.DEVNULL)
end = time.time() + 5
while open(name, 'rb').read() == before and time.time() < end:
    time.sleep(0.01)
after = open(name, 'rb').read()
def is_(what, holds):
    print(('yes' if holds else 'NO') + ': ' + what)
is_('the name gives the new bytes', b'a longer title' in after)
is_('the open file has the old ones', text(read) == before)
is_('and the old size', os.fstat(read).st_size == len(before))
is_('so has the mapping', mapped[:] == before)
is_('one not read before has them too',
    len(text(unread)) == size and b'a longer title' not in text(unread))
is_('the inode number stays', os.stat(name).st_ino == ino
    == os.fstat(read).st_ino)
EOF
python3 "$tmp/hold.py" "$m" "$DOSSIERFS" -C "$d" set ISS-2024-0003 \
	'title=a longer title than it was' --author "$author" >"$tmp/held"
is 'every question is answered' "$(wc -l <"$tmp/held")" 6
is 'and each with yes' "$(grep -v '^yes' "$tmp/held")" ''
finish
