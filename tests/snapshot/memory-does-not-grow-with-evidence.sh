# SPDX-License-Identifier: Apache-2.0
# A snapshot streams: its peak memory stays under 16 MiB and 200 bytes a file
# over what the program needs anyway, whatever the size of the evidence.
. "$(dirname "$0")/../lib.sh"
. "$here/sample.inc"
case $(nm "$DOSSIERFS" 2>/dev/null | grep -c __asan_init) in
0) ;;
*)
	echo "1..0 # SKIP the sanitizer's own memory is what would be measured"
	exit 0
	;;
esac
sample

# peak COMMAND…: the largest resident set, in KiB.
peak() {
	python3 - "$@" <<'PYTHON'
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
PYTHON
}

floor=$(peak "$DOSSIERFS" -C d cat README.md)
head -c 48000000 /dev/zero | tr '\0' x >large.log
record 2026-02-20 add document id=LOG-1 title="A large log" kind=record
record 2026-02-20 attach LOG-1 large.log
for how in "" --compress; do
	rm -f s.zip
	top_kib=$(peak "$DOSSIERFS" snapshot d -o s.zip $how)
	files=$(unzip -l s.zip | tail -1 | awk '{ print $2 }')
	bound=$((floor + 16384 + files * 200 / 1024))
	echo "# $top_kib KiB for $files files, bound $bound KiB"
	ok "$top_kib KiB is under the bound $how" test "$top_kib" -lt "$bound"
done
finish
