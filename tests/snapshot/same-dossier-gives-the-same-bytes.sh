# SPDX-License-Identifier: Apache-2.0
# Head, day and version give a snapshot's bytes: not the time, its zone, the
# locale, the umask, the user, the names of zip and dossier, or what was
# recorded after the day.
. "$(dirname "$0")/../lib.sh"
. "$here/sample.inc"
sample

# same NAME: the zip that the test just made is the first one.
same() {
	is "$1" "$(sha256sum <"$tmp/other.zip")" "$(sha256sum <"$tmp/first.zip")"
	rm -f "$tmp/other.zip"
}

dossierfs snapshot d -o first.zip --as-of 2026-03-01 >line
is "the line that is printed says its SHA-256" \
	"$(sed 's/.* //' line)" "$(sha256sum <first.zip | cut -d' ' -f1)"
dossierfs snapshot d -o other.zip --as-of 2026-03-01 >/dev/null
same "again"
TZ=Pacific/Kiritimati dossierfs snapshot d -o other.zip \
	--as-of 2026-03-01 >/dev/null
same "in another time zone"
LC_ALL=tr_TR.UTF-8 LANG=de_DE.UTF-8 dossierfs snapshot d -o other.zip \
	--as-of 2026-03-01 >/dev/null
same "in another locale"
(umask 077 && dossierfs snapshot d -o other.zip --as-of 2026-03-01 >/dev/null)
same "with another umask"
at 2031-07-01 "$DOSSIERFS" snapshot d -o other.zip --as-of 2026-03-01 >/dev/null
same "years later"
at 2026-03-01 "$DOSSIERFS" snapshot d -o other.zip >/dev/null
same "on that day, without saying it"
cp -R d copy.of.it
dossierfs -C copy.of.it snapshot -o other.zip --as-of 2026-03-01 >/dev/null
same "from a copy under another name"
dossierfs clone d/git cloned >/dev/null
dossierfs snapshot cloned -o other.zip --as-of 2026-03-01 >/dev/null
same "from a clone"
rm -f copy.of.it/cache.db*
dossierfs snapshot copy.of.it -o other.zip --as-of 2026-03-01 >/dev/null
same "without a cache"
if [ "$(id -u)" = 0 ]; then
	chmod 755 "$tmp"
	chown -R nobody copy.of.it
	mkdir theirs
	chown nobody theirs
	setpriv --reuid nobody --clear-groups "$DOSSIERFS" snapshot copy.of.it \
		-o theirs/other.zip --as-of 2026-03-01 >/dev/null
	mv theirs/other.zip other.zip
	same "by another user"
fi
record 2026-04-01 add issue id=ISS-2 title="Later" product=GW \
	identified_on=2026-03-30 state=new
dossierfs snapshot d -o other.zip --as-of 2026-03-01 >/dev/null
same "after more was recorded"
dossierfs snapshot d -o other.zip --as-of 2026-04-01 >/dev/null
not_ok "another head gives other bytes" cmp -s first.zip other.zip

rm -f other.zip
dossierfs snapshot d -o packed.zip --compress --as-of 2026-03-01 >/dev/null
TZ=America/Lima dossierfs snapshot d -o other.zip --compress \
	--as-of 2026-03-01 >/dev/null
ok "compressed, too" cmp packed.zip other.zip
finish
