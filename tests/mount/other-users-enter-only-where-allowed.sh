#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Another user is kept out of a mount unless allow_other is given; then the
# modes hold, and writing is refused all the same.
. "$(dirname "$0")/../lib.sh"
. "$here/sample"
need_fuse
if [ "$(id -u)" != 0 ] || ! command -v setpriv >/dev/null; then
	echo "1..0 # SKIP takes root to become another user"
	exit
fi
d=$tmp/d m=$tmp/m
chmod 755 "$tmp"
nobody() {
	setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
}
ok 'the sample is made' sample "$d" 3
ok 'it mounts' mounted "$d" "$m"
not_ok 'another user cannot enter' nobody ls "$m"
not_ok 'nor read' nobody cat "$m/README.md"
ok 'it is unmounted' dossierfs umount "$m"
ok 'it mounts for others' mounted "$d" "$m" -o allow_other
ok 'another user can enter' nobody ls -lR "$m"
is 'and reads the same' "$(nobody cat "$m/README.md")" "$(cat "$m/README.md")"
not_ok 'but cannot write' nobody sh -c "echo >'$m/README.md'"
not_ok 'nor make a file' nobody touch "$m/new"
ok 'the mount says so' grep -q " $m .*allow_other" /proc/mounts
finish
