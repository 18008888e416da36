#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A file handle, as servers of files keep it, leads to its file also when the
# kernel has forgotten it; to nothing once the file has changed or the mount is
# another; and never to another file (FAULTS.md, C1).
. "$(dirname "$0")/../lib.sh"
. "$here/../mount/sample"
need_fuse
if [ ! -w /proc/sys/vm/drop_caches ]; then
	echo '1..0 # SKIP takes root: the kernel must forget'
	exit
fi
d=$tmp/d m=$tmp/m
cat >"$tmp/handle.py" <<'END'
"""handle.py keep FOLDER FILE: a line for each path with its handle in hex.
handle.py open FOLDER FILE: a line for each with what it leads to."""
import ctypes, hashlib, os, stat, sys
libc = ctypes.CDLL(None, use_errno=True)

class Handle(ctypes.Structure):
    _fields_ = [("bytes", ctypes.c_uint), ("type", ctypes.c_int), ("of", ctypes.c_ubyte * 128)]

def keep(path):
    h, mount = Handle(128), ctypes.c_int()
    if libc.name_to_handle_at(-100, path.encode(), ctypes.byref(h), ctypes.byref(mount), 0):
        raise OSError(ctypes.get_errno(), path)
    return "%d %s" % (h.type, bytes(h.of[:h.bytes]).hex())

def content(fd):
    if stat.S_ISDIR(os.fstat(fd).st_mode):
        return " ".join(sorted(os.listdir(fd)))
    with os.fdopen(os.dup(fd), "rb") as f:
        return hashlib.sha256(f.read()).hexdigest()

def lead(top, kind, of):
    raw = bytes.fromhex(of)
    h = Handle(len(raw), int(kind), (ctypes.c_ubyte * 128)(*raw))
    fd = libc.open_by_handle_at(top, ctypes.byref(h), os.O_RDONLY)
    if fd < 0:
        return os.strerror(ctypes.get_errno())
    try:
        return content(fd)
    finally:
        os.close(fd)

way, top, kept = sys.argv[1:]
if way == "keep":
    with open(kept, "w") as out:
        for at, folders, files in os.walk(top):
            if at == top:
                folders[:] = [f for f in folders if f not in ("at", "by", "diff", "search")]
            for name in folders + files:
                path = os.path.join(at, name)
                if os.path.islink(path):
                    continue
                fd = os.open(path, os.O_RDONLY)
                print("%s %s %s" % (path[len(top) + 1:], keep(path), content(fd)), file=out)
                os.close(fd)
else:
    fd = os.open(top, os.O_RDONLY)
    for line in open(kept):
        path, kind, of, want = line.rstrip("\n").split(" ", 3)
        got = lead(fd, kind, of)
        print(path, "the same" if got == want else got)
END
ok 'the sample is made' sample "$d" 12
ok 'it mounts' mounted "$d" "$m"
ok 'handles are had' python3 "$tmp/handle.py" keep "$m" "$tmp/kept"
led() { python3 "$tmp/handle.py" open "$m" "$tmp/kept"; }
is 'each leads to its file' "$(led | grep -v 'the same$')" ''
sync
for i in 1 2 3; do
	echo 2 >/proc/sys/vm/drop_caches
	is "and when the kernel has forgotten it ($i)" \
		"$(led | grep -v 'the same$')" ''
done
ok 'a record changes' put ISS-2024-0001 title=Other
ok 'which is seen' eventually grep -q Other "$m/issues/2024/ISS-2024-0001.md"
is 'its handle leads nowhere' \
	"$(led | sed -n 's/^issues.2024.ISS-2024-0001.md //p')" 'Stale file handle'
is 'no handle leads elsewhere' "$(led | grep '/' |
	grep -v -e 'the same$' -e 'Stale file handle$' -e ' README.md ')" ''
ok 'it is unmounted' dossierfs umount "$m"
ok 'it mounts again' mounted "$d" "$m"
ls -R "$m" >/dev/null
is 'handles of the mount before lead nowhere' \
	"$(led | grep -v 'Stale file handle$')" ''
finish
