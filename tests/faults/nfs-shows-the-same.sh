#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A mount is exported by NFS, with Ganesha in its own process on a port of its
# own (the kernel's server would be the machine's): every file has its bytes,
# a change is seen.
. "$(dirname "$0")/../lib.sh"
. "$here/../mount/sample"
need_fuse
for tool in ganesha.nfsd nfs-ls nfs-cat; do
	command -v $tool >/dev/null || missing=$tool
done
if [ -n "${missing:-}" ] || [ "$(id -u)" != 0 ]; then
	echo "1..0 # SKIP ${missing:+no $missing here: nfs-ganesha-vfs, libnfs-utils}${missing:-takes root}"
	exit
fi
d=$tmp/d m=$tmp/m
ok 'the sample is made' sample "$d" 5
ok 'it mounts' mounted "$d" "$m" -o allow_other

port=$(python3 -c 'import socket
s = socket.socket()
s.bind(("127.0.0.1", 0))
print(s.getsockname()[1])')
mkdir "$tmp/state"
cat >"$tmp/ganesha.conf" <<END
NFS_CORE_PARAM {
	NFS_Port = $port; Protocols = 4; Bind_addr = 127.0.0.1;
	Enable_NLM = false; Enable_RQUOTA = false;
}
NFSV4 { Graceless = true; RecoveryRoot = $tmp/state; }
# What changes behind its back is not to be kept.
MDCACHE { Dir_Chunk = 0; }
EXPORT {
	Export_Id = 1; Path = $m; Pseudo = /dossier; Access_Type = RO;
	Squash = No_Root_Squash; SecType = sys; Protocols = 4;
	Attr_Expiration_Time = 0; FSAL { Name = VFS; }
}
END
ganesha.nfsd -F -L "$tmp/state/log" -f "$tmp/ganesha.conf" \
	-p "$tmp/state/pid" >"$tmp/state/said" 2>&1 &
server=$!
trap '{ kill -9 $server; wait $server; } 2>/dev/null; leave' EXIT
url() { echo "nfs://127.0.0.1/dossier${1:+/$1}?version=4&nfsport=$port"; }
answers() { nfs-ls "$(url)" | grep -q README.md; }
i=0
until answers 2>/dev/null || [ $i = 40 ]; do
	i=$((i + 1))
	sleep 0.25
done
ok 'ganesha answers' answers

cd "$m" || exit 1
find . $asked -type f -printf '%P\n' | sort >"$tmp/files"
fetch() {
	while read -r f; do
		echo "$(nfs-cat "$(url "$f")" | sha256sum | cut -c1-64)  ./$f"
	done <"$tmp/files"
}
fetch >"$tmp/got"
xargs -I{} sha256sum ./{} <"$tmp/files" >"$tmp/want"
ok 'every file, byte by byte' diff "$tmp/want" "$tmp/got"
is 'every name' "$(nfs-ls -R "$(url issues)" | wc -l)" \
	"$(find issues -mindepth 1 | wc -l)"
ok 'names that are not listed are found' sh -c \
	"nfs-cat '$(url search/overflow/results.md)' | cmp - search/overflow/results.md"
ok 'a record changes' put ISS-2024-0001 title='Seen through NFS'
changed() {
	nfs-cat "$(url issues/2024/ISS-2024-0001.md)" | grep -q 'through NFS'
}
ok 'which is seen at once' eventually changed
finish
