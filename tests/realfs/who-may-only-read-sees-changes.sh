#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# An auditor who may read a dossier and not write in it has a mount that follows
# what its owner records, and waits as others do.
if [ "${ALONE:-}" != yes ]; then
	unshare -m true 2>/dev/null ||
		{ echo '1..0 # SKIP takes root and mount namespaces'; exit; }
	ALONE=yes exec unshare -m sh "$0"
fi
. "$(dirname "$0")/../lib.sh"
. "$here/../mount/sample"
need_fuse
d=$tmp/d m=$tmp/m
chmod 755 "$tmp"
cp "$DOSSIERFS" "$tmp/dossierfs" # the user may not reach the build
user() {
	setpriv --reuid=65534 --regid=65534 --clear-groups "$tmp/dossierfs" "$@"
}
mknod -m 666 "$tmp/fuse" c 10 229 && mount --bind "$tmp/fuse" /dev/fuse
mounts=$m
add() {
	dossierfs -C "$d" add issue "id=$1" "title=Of $1" product=PUMP \
		state=new identified_on=2024-03-06 --author "$author"
}
many() {
	mkdir -p in/records/issue
	for i in $(seq 400); do
		printf '{"type":"issue","id":"M-%d","title":"%s","product":"PUMP","identified_on":"2024-04-05","state":"new"}' \
			"$i" "$(printf '%0400d' "$i")" >"in/records/issue/M-$i.json"
	done
	dossierfs -C "$d" import --author "$author" -m many in
}
seen() {
	setpriv --reuid=65534 --regid=65534 --clear-groups cat "$m/$1"
}
walk() {
	setpriv --reuid=65534 --regid=65534 --clear-groups \
		sh -c 'cd "$1" && find issues clauses -type f -print0 |
			sort -z | xargs -0 sha256sum' - "$m"
}

ok 'the sample is made' sample "$d" 12
rm -f "$d"/cache.db*
chmod -R a+rX "$d"
mkdir "$m"
chown 65534 "$m"
ok 'nobody writes: another user mounts' user mount "$d" "$m"
walk >before
ok 'and reads' test -s before
ok 'the owner records something' add X-1
ok '  the mount shows it' eventually seen issues/2024/X-1.md
user wait "$d" --timeout 20 >waited &
waiter=$!
sleep 0.5
ok 'he records more' add X-2
ok '  who waits is told' wait "$waiter"
ok '  the mount shows it' eventually seen issues/2024/X-2.md
ok 'he records much' many
ok '  the mount shows it' eventually seen issues/2024/M-400.md
walk >walked
dossierfs export "$d" --tree out >/dev/null
(cd out && find issues clauses -type f -print0 | sort -z |
	xargs -0 sha256sum) >want
ok '  all of it' cmp want walked
ok 'it is unmounted' user umount "$m"
finish
