#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A dossier of a version that had not all of today's indexes, or no number: who
# opens it makes them and derives nothing; who may not write reads it without
# them.
. "$(dirname "$0")/../lib.sh"

me='--author=Ann <ann@example.org>'
new_dossier new
for line in 'product id=GW title=Gateway supported_from=2024-01-01' \
	'issue id=ISS-1 title=One product=GW identified_on=2024-02-01 state=new'; do
	# shellcheck disable=SC2086 # words on purpose
	dossierfs -C new add "$me" $line >/dev/null
done
schema() {
	sqlite3 "$1/dossier.db" "select key, iif(key = 'number',
		length(value), value) from meta order by key;
		select sql from sqlite_schema where sql is not null order by type, name;
		select * from sqlite_stat1 order by 1, 2"
}

cp -r new old
sqlite3 old/dossier.db "delete from meta where key in ('indexes', 'number');
	drop index issue_route; drop index issue_silent;
	update d_issue set state = 'closed'"
cp -r old unwritten
ok 'a reader opens it' dossierfs -C old show ISS-1
schema new >new.txt
schema old >old.txt
ok 'the indexes are there' cmp new.txt old.txt
is 'and nothing is derived' "$(sqlite3 old/dossier.db 'select state from d_issue')" closed
sqlite3 old/dossier.db "update d_issue set state = 'new'"
ok 'fsck finds it whole' dossierfs fsck old

chmod -R a-w unwritten
if su nobody -s /bin/sh -c "'$DOSSIERFS' version" >/dev/null 2>&1; then
	chmod a+rx "$tmp"
	ok 'who may not write reads it' su nobody -s /bin/sh -c \
		"'$DOSSIERFS' -C '$tmp/unwritten' show ISS-1"
else
	echo '# no other user can run the program here'
fi
chmod -R u+w unwritten
is 'without them' "$(sqlite3 unwritten/dossier.db \
	"select count(*) from sqlite_schema where name = 'issue_route'")" 0
finish
