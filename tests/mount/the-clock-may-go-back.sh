#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A clock that is set back over midnight takes the mount back to that day: it
# stays there, at rest, and ends when it is told to.
. "$(dirname "$0")/../lib.sh"
. "$here/sample"
need_fuse
command -v faketime >/dev/null || { echo "1..0 # SKIP no faketime"; exit; }
d=$tmp/d m=$tmp/m
mkdir "$m"
mounts="$mounts $m"
preload=$(faketime -f +0 sh -c 'echo "$LD_PRELOAD"')
clock() { echo "@$1" >clock; }
by_clock() {
	LD_PRELOAD=$preload FAKETIME_TIMESTAMP_FILE=$tmp/clock \
		FAKETIME_NO_CACHE=1 "$DOSSIERFS" "$@"
}
is_day() { grep -q "$1" "$m/revision"; }
stays() {
	for _i in 1 2 3 4 5 6 7 8; do
		is_day "$1" || return 1
		sleep 0.2
	done
}
spent() { awk '{ print $14 + $15 }' "/proc/$(daemon_of "$m")/stat"; }
rests() {
	_n=$(spent)
	sleep 1
	[ $(($(spent) - _n)) -lt 30 ]
}
add() {
	by_clock -C "$d" add issue "id=$1" title=T product=PUMP state=new \
		identified_on=2024-05-03 --author "$author"
}
same() {
	by_clock -C "$d" cat status.md "clauses/iec-81001-5-1/9.5/status.md" >want
	cat "$m/status.md" "$m/clauses/iec-81001-5-1/9.5/status.md" | cmp want -
}

clock '2024-05-01 10:00:00'
ok 'a dossier is made' by_clock init "$d"
ok 'it has a product' by_clock -C "$d" add product id=PUMP title=Pump \
	supported_from=2023-01-01 --author "$author"
clock '2024-06-02 00:00:05'
ok 'it mounts' by_clock mount "$d" "$m"
ok 'on that day' is_day 2024-06-02
clock '2024-06-01 23:59:00'
ok 'the clock is set back: a change comes' add I-1
ok '  the mount shows it' eventually test -e "$m/issues/2024/I-1.md"
ok '  goes back to the day' eventually is_day 2024-06-01
ok '  stays there' stays 2024-06-01
ok '  at rest' rests
ok '  and shows what holds on it' same
clock '2024-06-02 00:01:00'
ok 'it goes on: a change comes' add I-2
ok '  and the day' eventually is_day 2024-06-02
ok '  stays' stays 2024-06-02
clock '2024-06-01 23:58:00'
ok 'back once more' add I-3
ok '  comes' eventually test -e "$m/issues/2024/I-3.md"
ok '  on the day of what was recorded last' stays 2024-06-02
ok '  at rest' rests
ok '  and what holds on it' same
ok 'it ends' unmounted
finish
