#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Every call that would change something says "read-only file system", also
# after root took the kernel's own read-only flag off; then nothing is read,
# so that no page that root scribbled on can be shown.
. "$(dirname "$0")/../lib.sh"
. "$here/sample"
need_fuse
d=$tmp/d m=$tmp/m

cat >"$tmp/write.py" <<'EOF'
import errno, os, sys
m = sys.argv[1]
f, new, sub = m + '/README.md', m + '/new', m + '/issues'
def opened(flags, then):
    fd = os.open(f, flags)
    try:
        then(fd)
    finally:
        os.close(fd)
calls = {
    'write': lambda: opened(os.O_WRONLY, lambda fd: os.write(fd, b'x')),
    'append': lambda: opened(os.O_WRONLY | os.O_APPEND, lambda fd: os.write(fd, b'x')),
    'pwrite': lambda: opened(os.O_RDWR, lambda fd: os.pwrite(fd, b'x', 3)),
    'ftruncate': lambda: opened(os.O_RDWR, lambda fd: os.ftruncate(fd, 0)),
    'fallocate': lambda: opened(os.O_RDWR, lambda fd: os.posix_fallocate(fd, 0, 9)),
    'fchmod': lambda: opened(os.O_RDONLY, lambda fd: os.fchmod(fd, 0o777)),
    'O_TRUNC': lambda: opened(os.O_WRONLY | os.O_TRUNC, lambda fd: os.write(fd, b'x')),
    'truncate': lambda: os.truncate(f, 1),
    'create': lambda: os.close(os.open(new, os.O_CREAT | os.O_WRONLY)),
    'mkdir': lambda: os.mkdir(new),
    'mkfifo': lambda: os.mkfifo(new),
    'symlink': lambda: os.symlink('x', new),
    'link': lambda: os.link(f, new),
    'rename': lambda: os.rename(f, new),
    'rename folder': lambda: os.rename(sub, new),
    'unlink': lambda: os.unlink(f),
    'rmdir': lambda: os.rmdir(sub),
    'chmod': lambda: os.chmod(f, 0o777),
    'chown': lambda: os.chown(f, 1, 1),
    'utime': lambda: os.utime(f),
    'setxattr': lambda: os.setxattr(f, 'user.x', b'1'),
    'removexattr': lambda: os.removexattr(f, 'user.x'),
}
for name, call in calls.items():
    try:
        call()
        print(name, 'succeeded')
    except OSError as e:
        # EACCES is for users whom the modes stop before.
        if e.errno != errno.EROFS and (os.getuid() == 0 or e.errno not in (errno.EACCES, errno.EPERM)):
            print(name, e.strerror)
print(len(calls), 'calls')
EOF

ok 'the sample is made' sample "$d"
ok 'it mounts' mounted "$d" "$m"
tree_digest "$m" >"$tmp/before"
is 'nothing can be written' "$(python3 "$tmp/write.py" "$m")" '22 calls'
if [ "$(id -u)" != 0 ]; then
	echo "# not root: the mount cannot be made writable"
	finish
	exit
fi
ok 'root makes it writable' mount -i -o remount,rw "$m"
unreadable() { ! cat "$m/README.md"; }
ok 'then nothing is read' eventually unreadable
is 'nothing can be written still' "$(python3 "$tmp/write.py" "$m")" '22 calls'
ok 'names are still found' ls -R "$m"
ok 'root makes it read-only' mount -i -o remount,ro "$m"
ok 'then it is read again' eventually cat "$m/README.md"
tree_digest "$m" >"$tmp/after"
ok 'and every byte is as it was' diff "$tmp/before" "$tmp/after"
finish
