#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# An ordinary user mounts and unmounts through fusermount3. For others only
# where the machine's fuse.conf allows it, and a sentence says so where not.
# All in a mount namespace of its own: neither fuse.conf nor /dev/fuse of the
# machine is touched.
if [ "${ALONE:-}" != yes ]; then
	unshare -m true 2>/dev/null ||
		{ echo '1..0 # SKIP takes root and mount namespaces'; exit; }
	ALONE=yes exec unshare -m sh "$0"
fi
. "$(dirname "$0")/../lib.sh"
. "$here/../mount/sample"
need_fuse
d=$tmp/d m=$tmp/m
user() { setpriv --reuid=65534 --regid=65534 --clear-groups "$@"; }
other() { setpriv --reuid=65533 --regid=65533 --clear-groups "$@"; }
chmod 755 "$tmp"
cp "$DOSSIERFS" "$tmp/dossierfs" # the user may not reach the build
user=$tmp/dossierfs

# Some machines keep /dev/fuse for root; fuse.conf is ours to write.
mknod -m 666 "$tmp/fuse" c 10 229 && mount --bind "$tmp/fuse" /dev/fuse
conf() {
	printf '%s\n' "$1" >"$tmp/fuse.conf"
}
conf '#user_allow_other'
mount --bind "$tmp/fuse.conf" /etc/fuse.conf ||
	{ echo '1..0 # SKIP no /etc/fuse.conf here'; exit; }
mounts=$m

ok 'the sample is made' sample "$d" 3
mkdir "$m" "$tmp/home"
chown -R 65534:65534 "$d" "$m" "$tmp/home"
ok 'a user mounts' user "$user" mount "$d" "$m"
is 'the kernel knows whose it is' \
	"$(sed -n "s|.* $m fuse.dossierfs .*\(user_id=[0-9]*\).*|\1|p" /proc/mounts)" \
	user_id=65534
ok 'it holds what export writes' user "$user" export "$d" --tree "$tmp/home/out"
user cat "$m/status.json" >"$tmp/status"
ok '  byte by byte' cmp "$tmp/status" "$tmp/home/out/status.json"
is 'the files are the user'"'"'s' "$(user stat -c '%u %a' "$m/README.md")" '65534 444'
not_ok 'nobody else enters' other ls "$m"
not_ok 'not even root' ls "$m"
not_ok 'nothing can be written' user sh -c "echo >'$m/README.md'"
not_ok 'another user cannot unmount it' other "$user" umount "$m"
ok 'it is unmounted' user "$user" umount "$m"
is 'and gone' "$(grep -c " $m " /proc/mounts)" 0

user "$user" mount "$d" "$m" -o allow_other >said 2>&1
is 'for others it takes more' "$?" 2
is '  which is said' "$(cat said)" 'dossierfs: -o allow_other: only root may, unless /etc/fuse.conf has the line user_allow_other'
is '  and nothing is mounted' "$(grep -c " $m " /proc/mounts)" 0
conf ' user_allow_other '
ok 'where it is allowed it mounts for others' user "$user" mount "$d" "$m" -o allow_other
ok 'another user reads' other ls -lR "$m"
is '  the same' "$(other cat "$m/status.json" | sha256sum)" \
	"$(sha256sum <"$tmp/status")"
not_ok 'and writes nothing' other sh -c "echo >'$m/README.md'"
ok 'a killed daemon' kill -9 "$(daemon_of "$m")"
dead() { ! user stat -f "$m" >/dev/null 2>&1; }
ok '  is noticed' eventually dead
ok '  and mended by the next mount' user "$user" mount "$d" "$m"
ok 'it is unmounted' user "$user" umount "$m"

mkdir "$tmp/theirs"
user "$user" mount "$d" "$tmp/theirs" >said 2>&1
is 'a folder that is not the user'"'"'s is refused' $? 3
says '  which is said' 'no write access to mountpoint' said
finish
