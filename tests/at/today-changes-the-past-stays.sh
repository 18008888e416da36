# SPDX-License-Identifier: Apache-2.0
# In a live mount a change today shows below at/<today>, in at/'s listing and in
# diffs up to today; what is over does not change. Commits that a push brings
# late, with the time of a day that is over, change the days from then on.
. "$(dirname "$0")/../lib.sh"
. "$here/../mount/sample"
. "$here/past"
need_fuse
ok 'a dossier has a past' past "$tmp/d"
m=$tmp/m
ok 'it mounts' mounted "$d" "$m"
today=$(cut -d' ' -f3 "$m/revision")
age=$(stat -c %Y "$m/at/$today")
is 'today has the age of the dossier' "$age" "$(stat -c %Y "$m")"
dossierfs -C "$d" add issue id=ISS-0 title='Of today, too' product=P1 \
	state=new identified_on=2024-05-01 "$A" >/dev/null
aged() { [ "$(stat -c %Y "$m/at/$today")" -gt "$age" ]; }
ok '  and no less after a change, when it was not opened' eventually aged
walk "$m/at/2024-04-30" >before
walk "$m/at/$today" >today
cat "$m/diff/2024-04-30..$today.md" >diff
not_ok 'a release is not there yet' test -e "$m/at/R3"
not_ok 'nor a diff to it' test -e "$m/diff/R1..R3.md"
not_ok 'an issue is not there yet' test -e "$m/at/$today/issues/2024/ISS-3.md"
exec 3<"$m/at/$today/README.md"

dossierfs -C "$d" add issue id=ISS-3 title='Of today' product=P1 state=new \
	identified_on=2024-05-01 "$A" >/dev/null
ok 'a new issue shows today' eventually test -e \
	"$m/at/$today/issues/2024/ISS-3.md"
says '  in listings' 'ISS-3.md' "$m/at/$today/issues/2024/index.json"
says '  on pages' '"ISS-3"' "$m/at/$today/issues/2024/index.json"
says '  in a diff that was read' 'ISS-3' "$m/diff/2024-04-30..$today.md"
dossierfs export "$d" --tree out --as-of "$today" >/dev/null
walk "$m/at/$today" >got
walk out >want
ok '  everywhere as in an export' cmp want got
is 'an open file keeps its bytes' "$(cat <&3 | sha256sum)" \
	"$(sed -n 's|  ./README.md$|  -|p' today)"
exec 3<&-
dossierfs -C "$d" add release id=R3 title=R3 product=P1 version=3 \
	released_on="$today" "$A" >/dev/null
ok 'a release gets its link' eventually test -L "$m/at/R3"
is '  in the listing' "$(ls "$m/at" | grep -c '^R3$')" 1
ok '  and its diffs' test -e "$m/diff/R1..R3.md"
walk "$m/at/2024-04-30" >got
ok 'what is over is as it was' cmp before got

git clone -q -b main "$d/git" clone
f=$(cd clone && find records -name STILL.json)
sed -i 's/Never touched/Touched/' "clone/$f"
export GIT_COMMITTER_DATE="$today 00:00:01 +0000"
git -C clone -c user.name=Bo -c user.email=bo@example.org commit -qam late
ok 'a commit is pushed' git -C clone push -q origin main
ok 'it shows' eventually grep -q Touched "$m/issues/2024/STILL.md"
ok '  today' grep -q Touched "$m/at/$today/issues/2024/STILL.md"
ok '  and not before' grep -q 'Never touched' \
	"$m/at/2024-04-30/issues/2024/STILL.md"
finish
