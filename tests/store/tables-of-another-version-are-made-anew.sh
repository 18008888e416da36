#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A dossier that another version of the program wrote: the first that opens it
# makes its derived tables anew, all or nothing; what another version took for
# a defect is judged again; who may not write is told what to do.
. "$(dirname "$0")/../lib.sh"

me='--author=Ann <ann@example.org>'
new_dossier new
for line in 'product id=GW title=Gateway supported_from=2024-01-01' \
	'issue id=ISS-1 title=One product=GW identified_on=2024-02-01 state=new' \
	'activity id=A-1 title=Scan kind=sast product=GW performed_on=2024-03-01' \
	'document id=DOC-1 title=Report'; do
	# shellcheck disable=SC2086 # words on purpose
	dossierfs -C new add "$me" $line >/dev/null
done
printf 'minutes\n' >minutes.txt
dossierfs -C new attach "$me" DOC-1 minutes.txt >/dev/null
dossierfs -C new set "$me" ISS-1 state=confirmed >/dev/null

# By a push: a record that is not canonical, findings, what is no record.
git clone -q new/git work
(
	cd work && git config user.name Bea && git config user.email b@example.org
	f=$(ls records/issue/*/ISS-1.json)
	jq -c '.title = "Two"' "$f" >"$f.new" && mv "$f.new" "$f"
	mkdir -p findings/xx records/unheard
	echo '{"fingerprint":"v1:1","level":"error"}' >findings/xx/A-1.jsonl
	echo '{"id":"X"}' >records/unheard/X.json
	git add -A && git commit -q -m 'By hand' && git push -q
)
dossierfs -C new log >/dev/null

# tables: what a dossier says, without what opening alone may change.
tables() {
	sqlite3 "$1/dossier.db" "select key from meta;
		select sql from sqlite_schema where sql is not null order by type, name;
		select * from sqlite_stat1 order by 1, 2; select * from entry;
		select version, entry, canonical, defect, body from version;
		select entry, type, id, owner, safe, withdrawn, defect, recorded,
			first_on, from_seq, to_seq from span order by 1, 2, 3, 10;
		select * from d_record; select * from d_reference;
		select * from d_finding; select * from d_issue;
		select * from d_document"
}

# As another version leaves it: other tables, other defects, its own digest.
cp -r new old
sqlite3 old/dossier.db "pragma foreign_keys = off;
	drop table d_issue; create table d_issue (version integer, gone text);
	create table d_unheard (version integer, title text);
	update meta set value = 'another' where key = 'derived';
	update version set defect = '/state	another word' where path like '%DOC-1.json';
	update version set canonical = 0, body = replace(body, 'Two', 'Three'),
		defect = 'x	y' where path like '%ISS-1.json' and canonical = 0"
cp -r old unwritten
cp -r old killed
cp -r old two
ok 'a reader opens it' dossierfs -C old show ISS-1
tables new >new.txt
tables old >old.txt
ok 'every table is as if it had never been another' cmp new.txt old.txt
ok 'fsck finds it whole' dossierfs fsck old
is 'and it is made anew once' "$(sqlite3 old/dossier.db \
	"update d_issue set state = 'closed'; select changes() > 0")" 1
dossierfs -C old show ISS-1 >/dev/null
is 'not again by the next' "$(sqlite3 old/dossier.db 'select distinct state from d_issue')" closed

# A type that another version did not know: its files were defects.
cp -r new short
sqlite3 short/dossier.db "update meta set value = 'another';
	update entry set type = 'defect', id = (select path from version v
		where v.entry = entry.entry), claim = 'defect/' || (select path
		from version v where v.entry = entry.entry) where id = 'DOC-1';
	update version set body = null, canonical = 0,
		defect = '/type	a record type' where path like '%DOC-1.json'"
for f in "$(cat work/records/document/*/DOC-1.json | sha256sum | cut -c1-64)"; do
	mkdir -p "short/blobs/$(echo "$f" | cut -c1-2)"
	cp work/records/document/*/DOC-1.json \
		"short/blobs/$(echo "$f" | cut -c1-2)/$f"
done
dossierfs -C short show DOC-1 >shown
says 'a file of a type that is known now is a record' Report shown
is 'and no defect any more' "$(sqlite3 short/dossier.db \
	"select count(*) from entry where type = 'defect'")" \
	"$(sqlite3 new/dossier.db "select count(*) from entry where type = 'defect'")"

# Killed on the way: nothing of it is seen, the next one does it.
timeout -s KILL 0.02 "$DOSSIERFS" -C killed log >/dev/null 2>&1
dossierfs -C killed show ISS-1 >/dev/null
tables killed >killed.txt
ok 'after a kill the next makes them' cmp new.txt killed.txt
dossierfs -C two log >log1 &
dossierfs -C two log >log2
wait
ok 'two at once do it once' cmp log1 log2
tables two >two.txt
ok 'and well' cmp new.txt two.txt

chmod -R a-w unwritten
if su nobody -s /bin/sh -c "'$DOSSIERFS' version" >/dev/null 2>&1; then
	chmod a+rx "$tmp"
	su nobody -s /bin/sh -c \
		"'$DOSSIERFS' -C '$tmp/unwritten' log" >out 2>said
	is 'who may not write is refused' $? 2
	says 'and told what to do' 'copy it, or run dossierfs check' said
else
	echo '# no other user can run the program here'
fi
chmod -R u+w unwritten
finish
