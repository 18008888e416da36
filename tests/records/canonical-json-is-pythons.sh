# SPDX-License-Identifier: Apache-2.0
# dossier(5): canonical JSON is what Python's json.dumps prints, byte for
# byte; scores have one decimal and numbers of unknown fields their own text.
. "$(dirname "$0")/../lib.sh"

who='Ann <ann@example.org>'
new_dossier d
"$DOSSIERFS" -C d add --author "$who" product id=GW title=Gateway \
	supported_from=2024-01-01 >/dev/null

cat >awkward.py <<'P'
import json, sys

base = {"type": "issue", "product": "GW", "state": "new", "title": "t",
        "identified_on": "2024-01-01"}
records = [
    dict(base, title="\"\\/\b\f\n\r\t\x01\x1f\x7f\u0080\u2028\ufeff\U0001d11e"),
    dict(base, **{"\uffff": 1, "\U0001d11e": 2, "Z": 3, "a": 4, "": 5,
                  "a\tb": 6, "a b": 7}),
    dict(base, empty={}, none=[], nested=[[], {}, [[{}]], [{"x": []}]]),
    dict(base, big=2**80, small=-2**70, zero=0, t=True, f=False, n=None),
    dict(base, severity={"score": 7.5, "level": "high", "x": {"y": 1}}),
    dict(base, severity={"score": 10.0}),
    dict(base, description="\u0000".replace("\u0000", "x") * 70000),
    dict(base, references=["CVE-2024-%d" % n for n in range(5000)]),
]
deep = []
for _ in range(60):
    deep = [deep]
records.append(dict(base, deep=deep))
for n, r in enumerate(records):
    r["id"] = "A-%d" % n
if sys.argv[1] == "count":
    print(len(records))
elif sys.argv[1] == "in":
    # Written another way than the canonical one.
    print(json.dumps(records[int(sys.argv[2])], ensure_ascii=True, indent=7))
else:
    sys.stdout.reconfigure(encoding="utf-8", errors="surrogatepass")
    print(json.dumps(records[int(sys.argv[2])], ensure_ascii=False, indent=2,
                     sort_keys=True))
P

n=0
while [ $n -lt "$(python3 awkward.py count)" ]; do
	python3 awkward.py in $n >in.json
	python3 awkward.py out $n >wanted
	ok "record $n is taken" "$DOSSIERFS" -C d add --author "$who" --json in.json
	"$DOSSIERFS" -C d show --json A-$n >got
	ok "record $n is shown as Python prints it" cmp got wanted
	git -C d/git show "main:$(git -C d/git ls-tree -r --name-only main | grep "/A-$n.json")" >got
	ok "record $n is in git as Python prints it" cmp got wanted
	n=$((n + 1))
done

cat >numbers.json <<'J'
{"type": "issue", "id": "N-1", "title": "t", "product": "GW", "state": "new",
 "identified_on": "2024-01-01", "severity": {"score": 9, "own": 9},
 "mine": [1.10, 1e400, -0, -0.0, 9007199254740993, 0.1e-7,
 3.14159265358979323846264338327950288419716939937510582097494459230781640628620899]}
J
"$DOSSIERFS" -C d add --author "$who" --json numbers.json >/dev/null
is "numbers of unknown fields keep their text" \
	"$("$DOSSIERFS" -C d show --json N-1 | sed -n '/"mine"/,/]/p' | tr -d ' \n')" \
	'"mine":[1.10,1e400,-0,-0.0,9007199254740993,0.1e-7,3.14159265358979323846264338327950288419716939937510582097494459230781640628620899],'
says "a known score has one decimal" '"score": 9\.0$' - <<J
$("$DOSSIERFS" -C d show --json N-1)
J
says "an unknown one is left alone" '"own": 9,$' - <<J
$("$DOSSIERFS" -C d show --json N-1)
J

"$DOSSIERFS" -C d show --json N-1 >again.json
head=$(git -C d/git rev-parse main)
"$DOSSIERFS" -C d set --author "$who" N-1 severity.score=9.0 >out
is "the same record again changes nothing" "$(cat out)" "nothing changed"
is "and makes no commit" "$(git -C d/git rev-parse main)" "$head"
finish
