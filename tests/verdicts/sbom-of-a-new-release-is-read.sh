#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# RULES, 9.5-5: a release that comes with its SBOM is found by it at once, by
# what is judged anew as by what is judged from nothing.
. "$(dirname "$0")/../lib.sh"

# told: the members of 9.5-5, and what they say.
told() {
	sqlite3 d/cache.db "select id, why from judged_member
		where constraint_id = '9.5-5' and to_gen > 1000000"
}

today=$(date -u +%F)
new_dossier d
for id in P Q; do
	dossierfs -C d add -m r --author Ann product id=$id title=$id \
		supported_from=2024-01-01
done >log 2>&1
dossierfs -C d add -m r --author Ann item id=I title=I product=P \
	'purls[]=pkg:npm/left' >>log
dossierfs -C d add -m r --author Ann issue id=S title=S product=P \
	identified_on="$today" \
	state=confirmed confirmed_on="$today" 'items[]=I' >>log
cat >bill.json <<'EOS'
{"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1, "components":
 [{"type": "library", "name": "left", "purl": "pkg:npm/left@1"}]}
EOS
dossierfs -C d add -m r --author Ann document id=D title=Bill >>log
dossierfs -C d attach -m r --author Ann D bill.json >>log
dossierfs -C d check >out 2>err
is "no other product has it" "$(told)" ""
dossierfs -C d add -m r --author Ann release id=R title=R product=Q \
	version=1 \
	released_on="$today" sbom=D >>log
is "judged on the generation before" \
	"$(sqlite3 d/cache.db 'select max(gen) from judged')" 2
told >anew
ok "the release has the component" grep -q '^S/Q|confirmed on .* not told yet' anew
rm d/cache.db*
dossierfs -C d check >out 2>err
told >nothing
ok "and from nothing" diff anew nothing
finish
