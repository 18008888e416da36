#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Whatever -o says, a mount is ro,nosuid,nodev,noexec,default_permissions;
# words that are not known are refused by name.
. "$(dirname "$0")/../lib.sh"
. "$here/sample"
need_fuse
d=$tmp/d m=$tmp/m
ok 'the sample is made' sample "$d" 3

flags() {
	grep " $m " /proc/mounts | cut -d' ' -f1,3,4 |
		sed "s/user_id=$(id -u),group_id=$(id -g)/owner/"
}
want='dossierfs fuse.dossierfs ro,nosuid,nodev,noexec,relatime,owner,default_permissions'
for o in ro rw rw,dev,suid exec,suid,dev,rw noatime,async,nofail,_netdev \
	default_permissions cache_size=1M as_of=2030-01-01 ,,; do
	ok "-o $o is taken" mounted "$d" "$m" -o "$o"
	is "  and changes nothing" "$(flags)" "$want"
	ok '  it is unmounted' dossierfs umount "$m"
done
mkdir -p "$m"
for o in nonsense 'ro\,suid' 'fsname=a,b' 'fsname=x' subtype=ext4 \
	'as_of=2026-01-01\,suid' as_of=yesterday as_of= cache_size=lots \
	allow_root max_read=1 rootmode=40000 user_id=0 fd=3 blkdev \
	context=x '"ro"' 'ro;id' '$(id)' ' ro' RO; do
	exits "-o $o is refused" 2 dossierfs mount "$d" "$m" -o "$o"
done
is 'nothing is mounted' "$(flags)" ''
exits 'an unknown option of the command is refused' 2 \
	dossierfs mount "$d" "$m" --loose
finish
