#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What may lie in place of dossier.db (FAULTS.md, F17): named for what it is,
# exit status 2, and nothing hangs or changes.
. "$(dirname "$0")/../lib.sh"

# refused NAME PATTERN: fsck of the folder d.
refused() {
	timeout 10 "$DOSSIERFS" fsck d >said 2>&1
	is "$1: exit status 2" $? 2
	says "$1: says so" "$2" said
	rm -rf d
	mkdir d
}
mkdir d
refused 'nothing' 'found no such file'
: >d/dossier.db
refused 'an empty file' 'found an empty file'
mkdir d/dossier.db
refused 'a folder' 'found no regular file'
mkfifo d/dossier.db
refused 'a pipe' 'found no regular file'
ln -s /dev/zero d/dossier.db
refused 'a device' 'found no regular file'
printf 'SQLite format 3' >d/dossier.db
refused 'the first bytes of a database' 'cut off'
yes text | head -c 8192 >d/dossier.db
refused 'a text' 'another kind of file'
sqlite3 d/dossier.db 'create table t (a)'
refused "another program's database" "another program's database"
sqlite3 d/dossier.db "pragma application_id = $((0x646f7372)); pragma user_version = 2; create table t (a)"
refused 'a later version' 'later version of dossierfs'

new_dossier one
head -c 4096 /dev/zero | tr '\0' x | dd of=one/dossier.db conv=notrunc bs=1 \
	seek=100 2>/dev/null
timeout 10 "$DOSSIERFS" fsck one >said 2>&1
[ $? -ge 2 ]
report $? 'a damaged database is said'
says 'in a sentence' 'dossier' said

mkdir full && touch full/x
exits 'init in a full folder' 2 dossierfs init full
is 'which stays as it is' "$(ls full)" x
exits 'init where a file is' 2 dossierfs init said
exits 'init below nothing' 2 dossierfs init no/where
finish
