#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# README.md, the demo: clones the example, takes in one report more, mounts,
# and can be run again while the first mount is still there.
. "$(dirname "$0")/../lib.sh"
demo=$top/mnt-example/demo.sh
mounts=$tmp/demo/mnt

ok "it runs" sh "$demo" "$DOSSIERFS" "$tmp/demo"
ok "the tree is there" test -s "$tmp/demo/mnt/README.md"
ok "so is the report that was taken in" \
	test "$(ls "$tmp"/demo/mnt/activities/sast/*/sast-*.json | wc -l)" = 2
ok "it runs again" sh "$demo" "$DOSSIERFS" "$tmp/demo"
ok "the tree is there again" test -s "$tmp/demo/mnt/README.md"
is "there is one mount at most" \
	"$(grep -c " $tmp/demo/mnt " /proc/mounts | sed 's/^0$/1/')" 1

# Every command of the list that it ends with works.
sh "$demo" "$DOSSIERFS" "$tmp/demo" >said
sed -n '/Try:/,$s/^  //p' said | grep -v ' umount ' >commands
ok "it says what to try" test "$(wc -l <commands)" -ge 5
while read -r line; do
	ok "$(echo "$line" | sed "s|$tmp|.|g; s|$DOSSIERFS|dossierfs|")" \
		sh -c "$line"
done <commands
if grep -q " $tmp/demo/mnt " /proc/mounts; then
	i=0
	while [ $i -lt 100 ] && ! grep -q "Owner.*Ann" \
		"$tmp/demo/mnt/issues/2026/CVE-2026-53585.md"; do
		sleep 0.1
		i=$((i + 1))
	done
	says "what was set shows in the mount" "Owner.*Ann" \
		"$tmp/demo/mnt/issues/2026/CVE-2026-53585.md"
	dossierfs umount "$tmp/demo/mnt"
	until rm -rf "$tmp/demo" 2>/dev/null; do
		sleep 0.2
	done
fi
finish
