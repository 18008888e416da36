#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# In a listing taken while names come and go, each name that is there
# throughout appears exactly once, however slowly the listing is read, and
# leads to what is there now.
. "$(dirname "$0")/../lib.sh"
. "$here/sample"
need_fuse
d=$tmp/d m=$tmp/m
ok 'the sample is made' sample "$d" 600
ok 'it mounts' mounted "$d" "$m"

cat >"$tmp/list.py" <<'EOF'
import ctypes, os, subprocess, sys, time
folder, change, author = sys.argv[1], sys.argv[2:5], sys.argv[5]
revision = os.path.join(folder, '../../revision')
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
def seq():
    with open(revision) as f:
        return int(f.read().split()[0])
def rename(turn):
    """One of the names that come next, which may be prepared by now."""
    before = seq()
    commit('set', 'ISS-2024-0030', 'title=Renamed %d times' % turn)
    while seq() == before:
        time.sleep(0.01)
def check_renamed(turn):
    with open(os.path.join(folder, 'ISS-2024-0030.md')) as f:
        if 'Renamed %d times' % turn not in f.read():
            sys.exit('listing %d leads to what was there before' % turn)
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
        if i == 50:
            rename(turn)
        if i == 600 and turn:
            commit('withdraw', 'AAA-%d-50' % (turn - 1))
    check('slow listing %d' % turn, got)
    check_renamed(turn)
    os.close(fd)
    check('next listing %d' % turn, os.listdir(folder))
print('whole')
EOF
[ "$(uname -m)" = x86_64 ] || sed -i 's/syscall(217/syscall(61/' "$tmp/list.py"
is 'every listing is whole' "$(python3 "$tmp/list.py" "$m/issues/2024" \
	"$DOSSIERFS" -C "$d" "$author" 2>&1)" whole
finish
