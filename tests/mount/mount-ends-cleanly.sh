#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# SIGTERM, SIGINT, fusermount3 -u and `umount` end a mount and its daemon; a
# mount that is in use stays.
. "$(dirname "$0")/../lib.sh"
. "$here/sample"
need_fuse
d=$tmp/d m=$tmp/m
mkdir "$m"
gone() { ! grep -q " $m " /proc/self/mountinfo && [ -z "$(daemon_of "$m")" ]; }
ok 'the sample is made' sample "$d" 3

for way in 'kill -TERM' 'kill -INT' 'fusermount3 -u' "$DOSSIERFS umount"; do
	ok "it mounts" mounted "$d" "$m"
	is 'one daemon serves it' "$(daemon_of "$m" | wc -w)" 1
	case $way in
	kill*) on=$(daemon_of "$m") ;;
	*) on=$m ;;
	esac
	# shellcheck disable=SC2086 # a command and its options
	ok "${way##*/} works" $way "$on"
	ok 'mount and daemon are gone' eventually gone
	is 'the folder is empty again' "$(ls -A "$m")" ''
done

ok 'it mounts' mounted "$d" "$m"
exec 9<"$m/README.md"
exits 'a mount in use is not ended' 3 dossierfs umount "$m"
ok 'and is still there' cat "$m/README.md"
kill "$(daemon_of "$m")"
ok 'SIGTERM ends it even so' eventually gone
exec 9<&-
exits 'what is no mount is refused' 2 dossierfs umount "$m"

"$DOSSIERFS" mount "$d" "$m" -f 2>"$tmp/log" &
front=$!
mounts="$mounts $m"
ok 'in the foreground it mounts, too' eventually test -e "$m/README.md"
kill -TERM $front
wait $front
is 'and ends with 0' $? 0
is 'without a word' "$(cat "$tmp/log")" ''
ok 'nothing is left' gone
finish
