# SPDX-License-Identifier: Apache-2.0
# Bad input is refused with one sentence and exit status 2, and neither git
# nor the log know of it.
. "$(dirname "$0")/../lib.sh"

who='Ann B. <ann@example.org>'
new_dossier d
D="-C d"
add() { "$DOSSIERFS" $D add --author "$who" "$@"; }
add product id=GW title=Gateway supported_from=2024-01-01 >/dev/null
add issue id=ISS-1 title=Leak product=GW state=new identified_on=2024-02-01 >/dev/null

head_of() { git -C d/git rev-parse refs/heads/main; }
before=$(head_of)
log_before=$("$DOSSIERFS" $D log)

# refused NAME PATTERN COMMAND…: status 2, one line that matches
refused() {
	_name=$1 _pattern=$2
	shift 2
	"$@" >out 2>err
	_rc=$?
	if [ $_rc = 2 ] && [ "$(wc -l <err)" = 1 ] && [ ! -s out ] &&
		grep -qE -- "$_pattern" err && [ "$(head_of)" = "$before" ]; then
		report 0 "$_name"
	else
		report 1 "$_name"
		echo "# exit status $_rc"
		sed 's/^/# /' out err
	fi
}

refused "an unknown record type" 'isue: no such record type' \
	add isue title=x
refused "an unknown field, with the nearest" 'severity\.level' \
	add issue title=x severty.level=high
refused "an unknown value, with those that are known" '/state: expected one of new, ' \
	add --json - <<'J'
{"type": "issue", "id": "X", "title": "x", "product": "GW", "state": "open", "identified_on": "2024-01-01"}
J
refused "an unknown value on the command line" 'state: expected one of new, ' \
	add issue id=X title=x product=GW state=open identified_on=2024-01-01
refused "a required field that lacks" '/identified_on: expected' \
	add issue id=X title=x product=GW state=new
refused "a title that lacks" '/title: expected a title' \
	add issue id=X product=GW state=new identified_on=2024-01-01
refused "a reference to nothing" 'NOPE' \
	add issue id=X title=x product=NOPE state=new identified_on=2024-01-01
refused "a reference to a record of another type" 'ISS-1' \
	add issue id=X title=x product=ISS-1 state=new identified_on=2024-01-01
refused "an id that is there" 'ISS-1' \
	add issue id=ISS-1 title=x product=GW state=new identified_on=2024-01-01
refused "an id that is there in another case" 'ISS-1' \
	add issue id=iss-1 title=x product=GW state=new identified_on=2024-01-01
refused "an id of another type" 'ISS-1' \
	add product id=iss-1 title=x supported_from=2024-01-01
refused "a path as an id" 'id' \
	add issue id=../../etc/passwd title=x product=GW state=new identified_on=2024-01-01
refused "a day that does not exist" 'a day that exists' \
	add issue id=X title=x product=GW state=new identified_on=2024-02-30
refused "a day that lies ahead" 'no later than' \
	add issue id=X title=x product=GW state=new identified_on=2999-01-01
refused "a field without value" 'FIELD=VALUE' add issue title
refused "no arguments" 'TYPE FIELD=VALUE' add
refused "both fields and --json" 'not both' add issue --json /dev/null

printf '{"type": "issue", "id": "X", "tit' >cut.json
refused "JSON that is cut off" 'cut.json: byte 33: expected' add --json cut.json
head -c 1000000 /dev/zero | tr '\0' '[' >deep.json
refused "JSON nested a million deep" 'deep.json: byte 64: expected at most 64 levels' \
	add --json deep.json
printf '{"type":"issue","id":"X","id":"Y"}' >twice.json
refused "a key that comes twice" 'twice.json: byte 25: expected a key' \
	add --json twice.json
printf '{"type":"issue","id":"X","title":"a\\u0000b"}' >nul.json
refused "a NUL in a text" 'nul.json: .*u0000' add --json nul.json
printf '{"type":"issue","id":"X","title":"\377"}' >latin.json
refused "bytes that are no UTF-8" 'latin.json: byte 34' add --json latin.json
: >empty.json
refused "an empty file" 'empty.json: byte 0' add --json empty.json
mkdir folder
refused "a directory" 'folder: is a folder' add --json folder
mkfifo fifo
refused "a FIFO" 'fifo: expected a regular file' add --json fifo
refused "a file that is not there" 'none.json: no such file' add --json none.json
echo 7 >number.json
refused "JSON that is no record" 'number.json: .*object' add --json number.json
cat >list.json <<'J'
[{"type": "product", "id": "P2", "title": "x", "supported_from": "2024-01-01"},
 {"type": "issue", "id": "X", "title": "x", "product": "P2", "state": "new", "identified_on": "2024-01-01", "items": "I"}]
J
refused "a list of which one is bad" 'list.json: record 1: X: /items: expected a list' \
	add --json list.json
cat >same.json <<'J'
[{"type": "product", "id": "P2", "title": "x", "supported_from": "2024-01-01"},
 {"type": "product", "id": "p2", "title": "x", "supported_from": "2024-01-01"}]
J
refused "a list with one id twice" 'same.json: p2' add --json same.json

set_() { "$DOSSIERFS" $D set --author "$who" "$@"; }
refused "set of a record that is not there" 'X: no such record' set_ X state=new
refused "set of a record in the wrong case" 'there is ISS-1' set_ iss-1 state=new
refused "set of the id" 'cannot change' set_ ISS-1 id=ISS-2
refused "set of the type" 'cannot change' set_ ISS-1 type=product
refused "set that takes a required field away" '/product: expected' set_ ISS-1 product=
refused "withdrawing what others name" 'ISS-1' \
	"$DOSSIERFS" $D withdraw --author "$who" GW
refused "show of a record that is not there" 'no such record' \
	"$DOSSIERFS" $D show X
refused "log of a record that is not there" 'no such record' \
	"$DOSSIERFS" $D log X
refused "attach to a record without files" 'attach it to a document' \
	"$DOSSIERFS" $D attach --author "$who" ISS-1 cut.json
refused "attach of a directory" 'is a folder' \
	"$DOSSIERFS" $D attach --author "$who" ISS-1 folder
refused "attach under a path" 'slash' \
	"$DOSSIERFS" $D attach --author "$who" ISS-1 cut.json --name ../x
refused "no author" 'author' "$DOSSIERFS" $D set ISS-1 state=confirmed

is "the log is as it was" "$("$DOSSIERFS" $D log)" "$log_before"
is "git is as it was" "$(head_of)" "$before"
ok "git is whole" git -C d/git fsck --strict --no-dangling
is "no bytes were stored" "$(find d/blobs -type f | wc -l)" 0
finish
