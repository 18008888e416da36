#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# RULES, 6.3-5: what cannot be verified for want of a program is verified once
# it is there, though nothing was recorded meanwhile.
. "$(dirname "$0")/../lib.sh"

if ! command -v gpg >/dev/null || ! command -v gpgv >/dev/null; then
	echo "1..0 # SKIP no gpg and gpgv here"
	exit 0
fi
mkdir -m 700 home
pgp() { gpg --homedir home --batch --quiet --pinentry-mode loopback --passphrase '' "$@" 2>/dev/null; }
echo "the artifact" >a.bin
pgp --quick-generate-key "Ann <ann@example.org>" ed25519 sign never
pgp --armor --export >key.asc
pgp --armor --detach-sign -o a.bin.asc a.bin
gpgconf --homedir home --kill all 2>/dev/null
python3 - "$top/tests/verdicts" <<'EOP'
import base64, hashlib, sys
sys.path.insert(0, sys.argv[1])
import run
data = lambda n: "base64:" + base64.b64encode(open(n, "rb").read()).decode()
run.repository("r.git", {"2024-01-25": [
    {"type": "product", "id": "P", "supported_from": "2024-01-01"},
    {"type": "item", "id": "OWN", "product": "P", "class": "maintained", "own_code": True},
    {"type": "document", "id": "KEY", "text": open("key.asc").read(), "name": "key.asc"},
    {"type": "update", "id": "U", "product": "P", "item": "OWN", "security": True, "available_on": "2024-01-20",
     "artifacts": [{"name": "a.bin", "sha256": hashlib.sha256(open("a.bin", "rb").read()).hexdigest(),
                    "integrity": {"method": "signature", "scheme": "openpgp", "signature_file": "a.bin.asc",
                                  "key": "KEY", "key_location": "the web site", "instructions": "gpgv it"}}],
     "files": {"a.bin": data("a.bin"), "a.bin.asc": data("a.bin.asc")}}]}, {})
EOP
dossierfs clone r.git d >/dev/null
rm -f d/cache.db* # what was verified once stays verified
member() {
	jq -r '.constraints[] | select(.id == "6.3-5") | .members[0] | "\(.verdict): \(.why)"' $1
}
for i in 1 2; do
	PATH=/nonexistent "$DOSSIERFS" check d --as-of 2024-06-01 --json >without.json
	is "without gpgv it cannot be told, time $i" "$(member without.json)" \
		"partly: not verifiable here: gpgv is not installed"
done
dossierfs check d --as-of 2024-06-01 --json >with.json
member with.json >said
says "with it the signature holds" '^met: OpenPGP signature verified' said
dossierfs check d --as-of 2024-06-01 --json >again.json
ok "and so it stays" cmp with.json again.json
finish
