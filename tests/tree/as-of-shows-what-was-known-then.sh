# SPDX-License-Identifier: Apache-2.0
# With --as-of the tree is that of the day: records, verdicts, history. Only
# revision, status and the root say which day it is.
. "$(dirname "$0")/../lib.sh"
A='--author=Ann <ann@example.org>'
on() {
	_day=$1
	shift
	faketime -f "@$_day 12:00:00" "$DOSSIERFS" -C d "$@" >/dev/null
}
faketime -f '@2024-01-10 12:00:00' "$DOSSIERFS" init d >/dev/null
on 2024-01-10 add product id=P1 title=Pump supported_from=2024-01-01 "$A"
on 2024-02-01 add issue id=ISS-1 title="First words" product=P1 state=new \
	identified_on=2024-02-01 "$A"
on 2024-04-01 set ISS-1 title="Last words" state=confirmed "$A" -m "Confirm it"
on 2024-05-01 add issue id=ISS-2 title=Later product=P1 state=new \
	identified_on=2024-04-30 "$A"

not_ok "before it was recorded it is not there" \
	dossierfs -C d cat issues/2024/ISS-1.md --as-of 2024-01-31
dossierfs -C d cat issues/2024/ISS-1.md --as-of 2024-03-31 >then
says "then it had its first title" '^# ISS-1: First words' then
is "and no history" "$(dossierfs -C d find issues -name '*.history.md' \
	--as-of 2024-03-31)" ""
dossierfs -C d cat issues/2024/ISS-1.md --as-of 2024-04-01 >then
says "on the day of the change the new one" '^# ISS-1: Last words' then
dossierfs -C d cat issues/2024/ISS-1.history.md >history
says "the history says what changed" '\| state \| new \| confirmed \|' history
says "and why" '^> Confirm it' history
is "the later issue is not there yet" \
	"$(dossierfs -C d find issues -name 'ISS-2*' --as-of 2024-04-30)" ""

# The term to triage is ten days: the verdict differs, the records do not.
dossierfs -C d cat issues/2024/ISS-2.md --as-of 2024-05-10 >early
dossierfs -C d cat issues/2024/ISS-2.md --as-of 2024-05-11 >late
not_ok "the day a term is over the page changes" cmp -s early late
# when DAY: the time that the page has on that day.
when() {
	dossierfs -C d ls -l issues/2024/ISS-2.md --as-of "$1" |
		awk '{print $3}'
}
is "until then it is as old as its record" "$(when 2024-05-10)" \
	2024-05-01T12:00:00Z
is "from then on as that day" "$(when 2024-05-12)" 2024-05-11T00:00:00Z
dossierfs -C d export d --tree one --as-of 2024-06-01 >/dev/null
dossierfs -C d export d --tree two --as-of 2024-06-02 >/dev/null
is "without such an end, only what names the day differs" \
	"$(diff -rq --no-dereference one two | sed 's/^Files one\///; s/ and.*//' |
	grep -vE '(^|/)(status\.(md|json)|README\.md|revision|metrics\.(md|json)) *$')" ""
is "of the READMEs only the root's" \
	"$(diff -rq --no-dereference one two | grep README | wc -l)" 1
says "revision names the day" ' 2024-06-01$' one/revision
finish
