# SPDX-License-Identifier: Apache-2.0
# export writes the same names and bytes that cat prints, with links, fixed
# modes and the tree's own times, whatever the umask and the zone.
. "$(dirname "$0")/../lib.sh"
. "$here/sample.inc"
sample
ok "it is written" dossierfs export d --tree one --as-of 2026-03-01
(umask 077 && TZ=Asia/Tokyo dossierfs export d --tree two \
	--as-of 2026-03-01 >/dev/null)

# listing DIR: kind, mode, time, link and path of everything.
listing() {
	(cd "$1" && find . -printf '%y %m %T@ %l %P\n' | LC_ALL=C sort -k4)
}
is "twice the same" "$(listing one)" "$(listing two)"
ok "byte for byte" diff -r --no-dereference one two
is "files are 644, folders 755" \
	"$(find one -type f ! -perm 644 -o -type d ! -perm 755)" ""
is "no link is dead" "$(find one -type l ! -exec test -e {} \; -print)" ""
ok "there are links" test -n "$(find one -type l)"
is "times are whole seconds of the past" \
	"$(find one -newermt 2026-03-02 -o -printf '%T@\n' | grep -v '\.0*$')" ""

(cd one && find . -type f | sed 's|^\./||' | LC_ALL=C sort) >files
xargs "$DOSSIERFS" -C d cat --as-of 2026-03-01 <files >said
(cd one && xargs cat <../files) >written
ok "cat prints the same bytes" cmp said written
ok "evidence has its bytes" cmp one/evidence/REP-1/report.txt report.txt
finish
