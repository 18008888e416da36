# SPDX-License-Identifier: Apache-2.0
# A snapshot is a bag (RFC 8493) in a zip: unzip, python3 and coreutils agree
# that all of it is there, and its labels say what it is of.
. "$(dirname "$0")/../lib.sh"
. "$here/sample.inc"
sample

for how in "" --compress; do
	cd "$tmp" || exit 1
	rm -f s.zip
	ok "a snapshot is made $how" dossierfs snapshot d -o s.zip \
		--as-of 2026-03-01 $how
	ok "python3 reads it back" python3 -c '
import zipfile
z = zipfile.ZipFile("s.zip")
assert z.testzip() is None
names = z.namelist()
assert names == sorted(names, key=lambda n: n.encode())
assert len({n.split("/")[0] for n in names}) == 1
assert all(not i.extra for i in z.infolist())
assert all(i.external_attr >> 16 == 0o100644 for i in z.infolist())'
	ok "it unpacks" unpacked s.zip
	ok "SHA-256 of the payload" sha256sum --quiet -c manifest-sha256.txt
	ok "SHA-512 of the payload" sha512sum --quiet -c manifest-sha512.txt
	ok "SHA-256 of the tags" sha256sum --quiet -c tagmanifest-sha256.txt
	ok "SHA-512 of the tags" sha512sum --quiet -c tagmanifest-sha512.txt
	is "every file of the payload is in the manifest" \
		"$(find data -type f | LC_ALL=C sort)" \
		"$(sed 's/^[^ ]*  //' manifest-sha256.txt | LC_ALL=C sort)"
	is "Payload-Oxum" "$(sed -n 's/^Payload-Oxum: //p' bag-info.txt)" \
		"$(find data -type f -exec cat {} + | wc -c).$(
		find data -type f | wc -l)"
done

is "it is BagIt 1.0" "$(head -1 bagit.txt)" "BagIt-Version: 1.0"
is "its date is the day it shows" \
	"$(grep -c '^\(Bagging-Date\|Dossier-As-Of\): 2026-03-01$' bag-info.txt)" 2
is "its head is the dossier's" \
	"$(sed -n 's/^Dossier-Head: //p' bag-info.txt)" \
	"$(git -C "$tmp/d/git" rev-parse main)"
is "its program is this one" \
	"$(sed -n 's/^Bag-Software-Agent: //p' bag-info.txt)" \
	"$(dossierfs version | head -1)"
is "it is named by day and head" "$(basename "$PWD")" \
	"$(sed -n 's/^External-Identifier: //p' bag-info.txt)"
finish
