#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# In a listing taken while names come and go, each name that is there
# throughout appears exactly once, however slowly the listing is read.
. "$(dirname "$0")/../lib.sh"
. "$here/sample"
need_fuse
d=$tmp/d m=$tmp/m
ok 'the sample is made' sample "$d" 600
ok 'it mounts' mounted "$d" "$m"

cat >"$tmp/list.py" <<'EOF'
import ctypes, os, subprocess, sys
folder, change, author = sys.argv[1], sys.argv[2:5], sys.argv[5]
stays = {'ISS-2024-%04d.md' % i for i in range(1, 601)}
libc = ctypes.CDLL(None, use_errno=True)
buf = ctypes.create_string_buffer(2048)
def names(fd):
    """A listing, some twenty names at a time."""
    while True:
        n = libc.syscall(217, fd, buf, len(buf))  # getdents64 on x86-64
        if n < 0:
            raise OSError(ctypes.get_errno(), 'getdents64')
        if n == 0:
            return
        at = 0
        while at < n:
            length = int.from_bytes(buf[at + 16:at + 18], 'little')
            yield buf[at + 19:at + length].split(b'\0')[0].decode()
            at += length
def check(what, got):
    seen = [n for n in got if n in stays]
    if len(seen) != len(stays) or set(seen) != stays or len(got) != len(set(got)):
        sys.exit('%s: %d names, %d of those that stay' % (what, len(got), len(seen)))
def commit(*words):
    subprocess.run(change + list(words) + ['--author', author], check=True,
                   stdout=subprocess.DEVNULL)
for turn in range(2):
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    got = []
    for i, name in enumerate(names(fd)):
        got.append(name)
        if i in (50, 900):  # names before, amid and after the place
            for prefix in ('AAA', 'ISS-2024-0300', 'ZZZ'):
                commit('add', 'issue', 'id=%s-%d-%d' % (prefix, turn, i),
                       'title=Added', 'product=PUMP', 'state=new',
                       'identified_on=2024-02-02')
        if i == 600 and turn:
            commit('withdraw', 'AAA-%d-50' % (turn - 1))
    check('slow listing %d' % turn, got)
    os.close(fd)
    check('next listing %d' % turn, os.listdir(folder))
print('whole')
EOF
[ "$(uname -m)" = x86_64 ] || sed -i 's/syscall(217/syscall(61/' "$tmp/list.py"
is 'every listing is whole' "$(python3 "$tmp/list.py" "$m/issues/2024" \
	"$DOSSIERFS" -C "$d" "$author" 2>&1)" whole
finish
