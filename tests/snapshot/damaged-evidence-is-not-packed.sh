# SPDX-License-Identifier: Apache-2.0
# A changed byte in the store is reported, never packed; and an empty dossier
# is whole.
. "$(dirname "$0")/../lib.sh"
. "$here/sample.inc"
sample

# damage FILE: changes one byte of the blob that holds FILE's bytes.
damage() {
	_sum=$(sha256sum "$1" | cut -d' ' -f1)
	_blob=$(find d/blobs -name "$_sum")
	chmod u+w "$_blob"
	printf X | dd of="$_blob" bs=1 seek=7 conv=notrunc 2>/dev/null
}

cp -R d whole
for file in report.txt gw-1.1.bin; do
	damage "$file"
	dossierfs snapshot d -o s.zip >out 2>err
	ok "$file: a snapshot says that there is damage" test $? -ge 3
	is "$file: in one sentence" "$(wc -l <err)" 1
	dossierfs export d --tree out.d >out 2>err
	ok "$file: so does export" test $? -ge 3
	is "$file: nothing is left" "$(find . -maxdepth 1 -name '*s.zip*' \
		-o -maxdepth 1 -name 'out.d*')" ""
	rm -rf d
	cp -R whole d
done

new_dossier empty
ok "an empty dossier is packed" dossierfs snapshot empty -o empty.zip
ok "and unpacks" unpacked "$tmp/empty.zip"
ok "and holds" sha512sum --quiet -c manifest-sha512.txt
is "its head is none" "$(grep '^Dossier-' bag-info.txt | head -1)" \
	"Dossier-Head: none"
finish
