# SPDX-License-Identifier: Apache-2.0
# A commit that a push brings late is recorded at its committer's time: the days
# from then on change in a mount that has shown them, the days before do not.
. "$(dirname "$0")/../lib.sh"
. "$here/../mount/sample"
. "$here/past"
need_fuse
ok 'a dossier has a past' past "$tmp/d"
m=$tmp/m
ok 'it mounts' mounted "$d" "$m"
page=issues/2024/STILL.md
walk "$m/at/2024-06-01" >before
ok 'a later day is read' grep -q 'Never touched' "$m/at/2024-07-01/$page"
ok 'and a day after that' grep -q 'Never touched' "$m/at/2024-08-01/$page"
git clone -q -b main "$d/git" clone
f=$(cd clone && find records -name STILL.json)
sed -i 's/Never touched/Touched/' "clone/$f"
export GIT_COMMITTER_DATE='2024-07-15 12:00:00 +0000'
git -C clone -c user.name=Bo -c user.email=bo@example.org commit -qam late
ok 'a commit of that July is pushed' git -C clone push -q origin main
ok 'it shows' eventually grep -q '# STILL: Touched' "$m/$page"
ok 'on the day after it' grep -q '# STILL: Touched' "$m/at/2024-08-01/$page"
ok 'not on the day before it' grep -q 'Never touched' "$m/at/2024-07-01/$page"
walk "$m/at/2024-06-01" >got
ok 'earlier days are as they were' cmp before got
dossierfs export "$d" --tree out --as-of 2024-08-01 >/dev/null
walk out >want
walk "$m/at/2024-08-01" >got
ok 'a later one is what is exported now' cmp want got
finish
