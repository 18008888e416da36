# SPDX-License-Identifier: Apache-2.0
# 6.3-5: an artifact counts as verified when its signature, made by the tool
# of its scheme, holds over the stored bytes with the key that is on record;
# and says why when it does not.
. "$(dirname "$0")/../lib.sh"

seq 1 3000 >fw.bin
{
	minisign -G -W -f -p key.minisign -s mini.secret
	minisign -S -s mini.secret -m fw.bin -x fw.minisign
	openssl genpkey -algorithm ed25519 -out ed.secret
	openssl pkeyutl -sign -inkey ed.secret -rawin -in fw.bin \
		-out fw.openssl-ed25519
	openssl pkey -in ed.secret -pubout -out key.openssl-ed25519
	openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 \
		-out ec.secret
	openssl dgst -sha256 -sign ec.secret fw.bin | openssl base64 \
		>fw.ecdsa-sha256
	openssl pkey -in ec.secret -pubout -out key.ecdsa-sha256
	openssl genpkey -algorithm RSA -out rsa.secret
	openssl dgst -sha256 -sign rsa.secret -out fw.rsa-sha256 fw.bin
	openssl req -x509 -new -key rsa.secret -subj /CN=maker -days 9 \
		-out key.rsa-sha256
	openssl cms -sign -binary -in fw.bin -signer key.rsa-sha256 \
		-inkey rsa.secret -outform DER -out fw.cms
	cp key.rsa-sha256 key.cms
	mkdir -m 700 gnupg
	export GNUPGHOME="$tmp/gnupg"
	gpg --batch --passphrase '' --quick-gen-key maker ed25519 sign never
	gpg --batch --armor --export maker >key.openpgp
	gpg --batch --armor --detach-sign -o fw.openpgp fw.bin
	gpgconf --kill all
	unset GNUPGHOME
} >log 2>&1 || sed 's/^/# /' log

schemes="minisign openssl-ed25519 ecdsa-sha256 rsa-sha256 cms openpgp"
sha() {
	sha256sum "$1" | cut -d' ' -f1
}

# put TYPE ID: the record on standard input.
put() {
	mkdir -p "in/records/$1"
	cat >"in/records/$1/$2.json"
}

# evidence ID NAME FILE: the bytes of a file of a record.
evidence() {
	mkdir -p "in/evidence/$1"
	cp "$3" "in/evidence/$1/$2"
}

# update ID SCHEME SIGNATURE METHOD [MANIFEST]: an update with one artifact.
update() {
	put update "$1" <<JSON
{"type": "update", "id": "$1", "title": "Update $1", "product": "GW",
 "item": "IT-1", "security": true, "available_on": "2026-02-01",
 "applies_to": ["GW-1"], "artifacts": [{"name": "fw.bin",
 "sha256": "$(sha fw.bin)", "size": $(stat -c %s fw.bin),
 "integrity": {"method": "$4", "scheme": "$2", "signature_file": "fw.sig",
 ${5:+\"manifest_file\": \"$5\",} "key": "KEY-$2",
 "key_location": "printed in the manual", "instructions": "verify first"}}]}
JSON
	evidence "$1" fw.bin fw.bin
	evidence "$1" fw.sig "$3"
}

put product GW <<JSON
{"type": "product", "id": "GW", "title": "Gateway",
 "supported_from": "2026-01-01"}
JSON
put release GW-1 <<JSON
{"type": "release", "id": "GW-1", "title": "Gateway 1", "product": "GW",
 "version": "1", "released_on": "2026-01-02"}
JSON
put item IT-1 <<JSON
{"type": "item", "id": "IT-1", "title": "Firmware", "product": "GW",
 "class": "maintained", "own_code": true}
JSON
for s in $schemes; do
	put document "KEY-$s" <<JSON
{"type": "document", "id": "KEY-$s", "title": "Key for $s", "kind": "other",
 "file": {"name": "key", "sha256": "$(sha "key.$s")",
 "size": $(stat -c %s "key.$s"), "media_type": "text/plain"}}
JSON
	evidence "KEY-$s" key "key.$s"
	update "GOOD-$s" "$s" "fw.$s" signature
	# Cut short, and one of another scheme.
	head -c "$(($(stat -c %s "fw.$s") * 2 / 3))" "fw.$s" >cut
	update "CUT-$s" "$s" cut signature
	case $s in
	minisign) update "SWAP-$s" "$s" fw.cms signature ;;
	*) update "SWAP-$s" "$s" fw.minisign signature ;;
	esac
done
sha256sum fw.bin >list
minisign -S -s mini.secret -m list -x list.minisig >/dev/null
update LIST minisign list.minisig signed_manifest SHA256SUMS
evidence LIST SHA256SUMS list
sed 's/^./0/; s/^00/11/' list >other
minisign -S -s mini.secret -m other -x other.minisig >/dev/null
update OTHER minisign other.minisig signed_manifest SHA256SUMS
evidence OTHER SHA256SUMS other

new_dossier d
ok "the updates are taken in" dossierfs -C d import in \
	--author "Ann Example <ann@example.test>"
dossierfs check d --json >check.json

# verdict UPDATE: that of its artifact, and why.
verdict() {
	jq -r --arg id "$1/fw.bin" '.. | objects
		| select(.id? == $id and .verdict?) | "\(.verdict): \(.why)"' \
		check.json | head -1
}

for s in $schemes; do
	is "$s: what its tool signed holds" "$(verdict "GOOD-$s" |
		cut -d: -f1)" met
	is "$s: a signature that is cut short does not" \
		"$(verdict "CUT-$s" | cut -d: -f1,2)" \
		"not-met: the signature does not hold"
	is "$s: nor does one of another scheme" \
		"$(verdict "SWAP-$s" | cut -d: -f1,2)" \
		"not-met: the signature does not hold"
done
is "a signed manifest that names the artifact holds" \
	"$(verdict LIST | cut -d: -f1)" met
is "one with another digest does not" "$(verdict OTHER)" \
	"not-met: the signature does not hold: the manifest names the file with another digest"
finish
