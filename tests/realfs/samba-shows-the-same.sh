#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A mount is shared with Samba, as Windows and macOS see it: every file has
# its bytes, a name is found in any case, names that are looked up only are
# found, nothing can be written. The server is our own, on a port of its own.
. "$(dirname "$0")/../lib.sh"
. "$here/../mount/sample"
need_fuse
if [ "$(id -u)" != 0 ] || ! command -v smbd >/dev/null ||
	! command -v smbclient >/dev/null; then
	echo '1..0 # SKIP takes root, smbd and smbclient'
	exit
fi
d=$tmp/d m=$tmp/m
chmod 755 "$tmp"
ok 'the sample is made' sample "$d" 5
ok 'people are told apart by case' put ISS-2024-0001 owner='Ann Bell'
ok '  and again' put ISS-2024-0002 owner='ANN BELL'
ok '  and again' put ISS-2024-0003 owner='ann bell'
printf 'x\n' >"$tmp/AUX Größe 1:2.TXT"
ok 'a file has a name that Windows could not' dossierfs -C "$d" attach DOC-1 \
	"$tmp/AUX Größe 1:2.TXT" --author "$author"
ok 'it mounts' mounted "$d" "$m" -o allow_other

cd "$m" || exit 1
is 'no folder has two names that differ in case only' \
	"$(find . | tr A-Z a-z | sort | uniq -d)" ''
is 'no name has a sign that Windows refuses' \
	"$(find . | LC_ALL=C grep -v '^[A-Za-z0-9._+=/-]*$')" ''
is 'no name ends in a dot or is a device' "$(find . -name '*?.' -o -regextype \
	egrep -iregex '.*/(con|prn|aux|nul|com[1-9]|lpt[1-9])(\.[^/]*)?')" ''
cd "$tmp" || exit 1

port=$(python3 -c 'import socket
s = socket.socket()
s.bind(("127.0.0.1", 0))
print(s.getsockname()[1])')
mkdir "$tmp/state" "$tmp/got"
cat >"$tmp/smb.conf" <<END
[global]
	server role = standalone server
	smb ports = $port
	interfaces = 127.0.0.1/8
	bind interfaces only = yes
	disable netbios = yes
	load printers = no
	disable spoolss = yes
	map to guest = bad user
	guest account = nobody
	lock directory = $tmp/state
	state directory = $tmp/state
	cache directory = $tmp/state
	private dir = $tmp/state
	pid directory = $tmp/state
	ncalrpc dir = $tmp/state/ncalrpc
	log file = $tmp/state/log
[dossier]
	path = $m
	guest ok = yes
	read only = no
END
smbd -F -s "$tmp/smb.conf" >"$tmp/state/said" 2>&1 &
server=$!
trap '{ kill $server; wait $server; } 2>/dev/null; leave' EXIT
smb() {
	smbclient -s "$tmp/smb.conf" -p "$port" -N //127.0.0.1/dossier \
		-E -c "$1" >"$tmp/said" 2>&1 && ! grep -q 'NT_STATUS' "$tmp/said" ||
		{ cat "$tmp/said"; return 1; }
}
ok 'samba answers' eventually smb ls
ok 'everything is fetched' smb "lcd $tmp/got; recurse; prompt; mget *"
# What is a link here is the file itself there.
(cd "$m" && find -L . -type d | LC_ALL=C sort) >"$tmp/want"
(cd "$tmp/got" && find . -type d | LC_ALL=C sort) >"$tmp/names"
ok '  every folder' diff "$tmp/want" "$tmp/names"
(cd "$m" && find -L . -type f -exec sha256sum {} + | sort -k 2) >"$tmp/want"
(cd "$tmp/got" && find . -type f -exec sha256sum {} + | sort -k 2) >"$tmp/names"
ok '  every file, byte by byte' diff "$tmp/want" "$tmp/names"
ok 'tar is written by the client' smb \
	"tarmode quiet; tar c $tmp/all.tar issues evidence"
is '  with the same bytes' "$(tar -xOf "$tmp/all.tar" \
	./evidence/DOC-1/report.txt | sha256sum)" \
	"$(sha256sum <"$m/evidence/DOC-1/report.txt")"
ok 'a name is found in any case' \
	smb "get ISSUES/2024/iss-2024-0001.MD $tmp/one"
ok '  with the same bytes' cmp "$tmp/one" "$m/issues/2024/ISS-2024-0001.md"
ok 'names that are not listed are found' \
	smb "get search/overflow/results.md $tmp/found"
ok '  with the same bytes' cmp "$tmp/found" "$m/search/overflow/results.md"
not_ok 'nothing is put' smb "put $tmp/one new.md"
not_ok 'nothing is removed' smb "rm README.md"
not_ok 'nothing is renamed' smb "rename README.md new.md"

ok 'a record changes' put ISS-2024-0001 title='Seen through Samba'
changed() {
	smb "get issues/2024/ISS-2024-0001.md $tmp/one" &&
		grep -q 'Seen through Samba' "$tmp/one"
}
ok 'which is seen at once' eventually changed
ok 'samba came through' sh -c "! grep -i 'panic' '$tmp/state/log'*"
finish
