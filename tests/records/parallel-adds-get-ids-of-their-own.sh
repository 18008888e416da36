# SPDX-License-Identifier: Apache-2.0
# Writers wait for each other: records added at the same moment get different
# ids, each is one commit whose reason names it, and fields set at the same
# moment are all kept.
. "$(dirname "$0")/../lib.sh"

who='Ann <ann@example.org>'
new_dossier d
"$DOSSIERFS" -C d add --author "$who" product id=GW title=Gateway \
	supported_from=2024-01-01 >/dev/null

for i in 1 2 3 4 5 6 7 8; do
	"$DOSSIERFS" -C d add --author "$who" issue title="Issue $i" \
		product=GW state=new identified_on=2024-02-01 >out.$i 2>&1 &
done
wait
is "all are recorded" "$(cat out.* | grep -c '^issue ISS-[0-9]*-[0-9]* (seq [0-9]*)$')" 8
is "under ids of their own" "$(cut -d' ' -f2 out.* | sort -u | wc -l)" 8
is "which are the titles'" \
	"$(for i in 1 2 3 4 5 6 7 8; do
		"$DOSSIERFS" -C d show --json "$(cut -d' ' -f2 out.$i)" | jq -r .title
	done | tr '\n' ' ')" \
	"Issue 1 Issue 2 Issue 3 Issue 4 Issue 5 Issue 6 Issue 7 Issue 8 "
is "in one commit each, which names it" \
	"$(git -C d/git log --format='%s' main | grep -c '^add issue ISS-')" 8
is "and the names are right" \
	"$(git -C d/git log --format='%s' main | sed -n 's/^add issue //p' | sort)" \
	"$(cut -d' ' -f2 out.* | sort)"

id=$(cut -d' ' -f2 out.1)
for i in 1 2 3 4 5 6; do
	"$DOSSIERFS" -C d set --author "$who" "$id" "references[]=CVE-$i" \
		>/dev/null 2>&1 &
done
wait
is "no change is lost" \
	"$("$DOSSIERFS" -C d show --json "$id" | jq -r '.references | sort | join(" ")')" \
	"CVE-1 CVE-2 CVE-3 CVE-4 CVE-5 CVE-6"
ok "git is whole" git -C d/git fsck --strict --no-dangling
finish
