#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# mount(8) and fstab mount a dossier through mount.fuse3, which calls the
# program without a command's word and with options it adds itself.
. "$(dirname "$0")/../lib.sh"
. "$here/sample"
need_fuse
d=$tmp/d m=$tmp/m
mkdir "$m"
mounts="$mounts $m"
ok 'the sample is made' sample "$d" 3
ok 'the form without a command mounts' dossierfs "$d" "$m" -o rw,dev,suid
ok 'and is read' cat "$m/README.md"
ok 'and ends' dossierfs umount "$m"
if [ "$(id -u)" != 0 ] || [ ! -x /sbin/mount.fuse3 ]; then
	echo "# no root or no mount.fuse3: the rest is left out"
	finish
	exit
fi
# mount(8) looks in a fixed PATH only; this is what it calls for
# `mount -t fuse.dossierfs DOSSIER DIR`.
ln -s "$DOSSIERFS" "$tmp/dossierfs"
mount_fuse() { PATH=$tmp:$PATH /sbin/mount.fuse3 "$@"; }
ok 'mount.fuse3 mounts by type' mount_fuse "$d" "$m" -o ro,noatime \
	-t fuse.dossierfs
ok 'and it is read' cat "$m/README.md"
is 'read-only' "$(grep " $m " /proc/mounts | cut -d' ' -f4 | cut -d, -f1-4)" \
	ro,nosuid,nodev,noexec
ok 'and ends' umount "$m"
ok 'mount(8) mounts by PROGRAM#DOSSIER' \
	mount -t fuse "$DOSSIERFS#$d" "$m" -o nofail,allow_other
ok 'and it is read' cat "$m/README.md"
ok 'and ends' umount "$m"
not_ok 'a bad option is refused there, too' \
	mount -t fuse "$DOSSIERFS#$d" "$m" -o nonsense
finish
