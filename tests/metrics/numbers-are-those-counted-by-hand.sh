#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# metrics.md and metrics.json: of the dossier, of each product, of each release;
# each number with its denominator and what is unknown of it.
. "$(dirname "$0")/../lib.sh"

python3 - "$top/tests/verdicts" <<'EOF'
import sys
sys.path.insert(0, sys.argv[1])
import run
accepted = {"residual_risk": "low", "criterion": "C", "by": "Zoe", "on": "2024-02-01"}
def issue(id, **more):
    return dict({"type": "issue", "id": id, "product": "P", "state": "confirmed", "identified_on": "2024-01-01",
                 "confirmed_on": "2024-01-03", "affected": ["P1"], "severity": {"level": "high"}}, **more)
run.repository("r.git", {"2024-04-10": [
    {"type": "product", "id": "P", "supported_from": "2023-01-01"},
    {"type": "product", "id": "Q", "supported_from": "2023-01-01"},
    {"type": "product", "id": "NONE", "supported_from": "2023-01-01"},
    {"type": "release", "id": "P1", "product": "P", "version": "1", "released_on": "2023-06-01"},
    {"type": "release", "id": "P2", "product": "P", "version": "2", "released_on": "2024-01-21"},
    {"type": "release", "id": "P9", "product": "P", "version": "9", "released_on": "2024-12-01"},
    # fixed after 20 days, installed after 5 more
    issue("FIXED", fixed_in=["P2"], state="closed", closed_on="2024-02-01"),
    # the update comes first, after 10 days; it is for P1
    issue("UPDATED", fixed_in=["P2"], state="resolved"),
    {"type": "update", "id": "U1", "product": "P", "security": True, "available_on": "2024-01-11",
     "fixes": ["UPDATED"], "applies_to": ["P1"]},
    # fixed by an update for another release than the affected one
    issue("OTHER", state="confirmed"),
    {"type": "update", "id": "U2", "product": "P", "security": True, "available_on": "2024-01-31",
     "fixes": ["OTHER"], "applies_to": ["P2"]},
    issue("NEW", state="new", confirmed_on=None, identified_on="2024-03-01", severity={"score": 5.0}),
    issue("CLAIMED", state="closed", closed_on="2024-02-01"),
    issue("AROUND", state="closed", closed_on="2024-02-01", route={"way": ["environment"]}),
    issue("TAKEN", state="accepted", acceptance=accepted, severity={}),
    issue("HALF", state="accepted", acceptance={"by": "Zoe"},
          severity={"cvss": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}),
    issue("DOUBLE", duplicate_of="FIXED"),
    issue("NOISE", state="rejected", rejected_reason="not reachable in the product"),
    issue("MUTE", state="rejected", confirmed_on=None),
    issue("GONE"), issue("NOISY", state="rejected", rejected_reason="not reachable in the product"),
    issue("BAD", state="nonsense"),
    {"type": "install_base", "id": "B0", "release": "P2", "on": "2024-01-25", "count": 0},
    {"type": "install_base", "id": "B1", "release": "P2", "on": "2024-01-26", "count": 3},
    {"type": "issue", "id": "QI", "product": "Q", "state": "new", "identified_on": "2023-01-01", "severity": {"level": "none"}},
   ], "2024-04-11": [{"id": "GONE", "withdrawn": True}, {"id": "NOISY", "withdrawn": True}],
   # only a release that is not out
   "2024-05-01": [issue("LATER", fixed_in=["P9"], severity={"level": "critical"}, identified_on="2024-05-01",
                        confirmed_on=None)]}, {})
EOF
dossierfs clone r.git d 2>/dev/null >&2
json() { dossierfs -C d cat --as-of "$1" metrics.json; }
json 2024-04-30 >m.json
ok "it is JSON" jq . m.json
part() { jq -c "$1" m.json; }

# P: FIXED UPDATED OTHER | TAKEN AROUND | NEW HALF MUTE | CLAIMED BAD GONE;
# LATER is not identified yet.
p='.products[] | select(.id == "P")'
r="$p | .releases[]"
is "shares of a product add up" "$(part "$p | .share_fixed")" \
	'{"of":11,"fixed":3,"otherwise":2,"open":3,"unknown":3,"percent":27}'
is "of a release an update for another one is no fix" "$(part "$r | select(.id == \"P1\") | .share_fixed")" \
	'{"of":11,"fixed":2,"otherwise":2,"open":4,"unknown":3,"percent":18}'
is "and of all" "$(part .share_fixed)" \
	'{"of":12,"fixed":3,"otherwise":2,"open":4,"unknown":3,"percent":25}'

# 10 (UPDATED), 20 (FIXED), 30 (OTHER); NEW HALF MUTE CLAIMED BAD GONE have no end.
is "from identification to the fix" "$(part "$p | .identified_to_fix")" \
	'{"of":9,"measured":3,"median_days":20,"nine_in_ten_days":30,"longest_days":30,"unknown":6}'
is "of a release" "$(part "$r | select(.id == \"P1\") | .identified_to_fix")" \
	'{"of":9,"measured":2,"median_days":10,"nine_in_ten_days":20,"longest_days":20,"unknown":7}'
# 5 (FIXED: from P2), 15 (UPDATED: from the update); nobody counts who has U2.
is "from the fix to the first installation" "$(part "$p | .fix_to_deployed")" \
	'{"of":3,"measured":2,"median_days":5,"nine_in_ten_days":15,"longest_days":15,"unknown":1}'
# 2 days for seven; NEW and MUTE are not triaged, BAD and GONE prove nothing.
is "from identification to confirmation" "$(part "$p | .time_to_triage")" \
	'{"of":11,"measured":7,"median_days":2,"nine_in_ten_days":2,"longest_days":2,"unknown":4}'
# Open: NEW 60 days, UPDATED OTHER TAKEN HALF MUTE 120 days; BAD and GONE.
is "open by level: one without level is unknown" "$(part "$p | .open | [.of, .unknown]")" '[8,3]'
is "and by age" "$(part "[$p | .open.levels[] | [.level, .open, .to_30_days, .to_90_days,
	.to_365_days, .over_365_days, .age_unknown]]")" \
	'[["critical",1,0,0,1,0,0],["high",3,0,0,3,0,0],["medium",1,0,1,0,0,0],["unknown",3,0,0,1,0,2]]'
# Of the rejected ones NOISE is whole.
is "whole chains" "$(part "$p | .whole_chains")" '{"of":12,"whole":1,"unknown":2,"percent":8}'

is "what has no issue has a denominator of 0 and no share" "$(part '.products[] | select(.id == "NONE") |
	[.share_fixed, .time_to_triage, .open, .releases]')" \
	'[{"of":0,"fixed":0,"otherwise":0,"open":0,"unknown":0,"percent":null},{"of":0,"measured":0,"median_days":null,"nine_in_ten_days":null,"longest_days":null,"unknown":0},{"of":0,"unknown":0,"levels":[]},[]]'
is "a release that nothing affects, too" "$(part "$r | select(.id == \"P2\") | [.share_fixed.of, .whole_chains.percent]")" '[0,null]'
is "an issue of over a year" "$(part '.products[] | select(.id == "Q") | .open.levels')" \
	'[{"level":"none","open":1,"to_30_days":0,"to_90_days":0,"to_365_days":0,"over_365_days":1,"age_unknown":0}]'

dossierfs -C d cat --as-of 2024-04-30 metrics.md >m.md
says "the page has the same row" '^\| \[P\]\(.*\) \| all \| 11 \| 3 \| 27 % \| 2 \| 3 \| 3 \|$' m.md
says "and its release" '^\| \[P\]\(.*\) \| \[P1\]\(.*\) \| 11 \| 2 \| 18 % \|' m.md
says "and dashes where nothing is measured" '^\| \[NONE\]\(.*\) \| all \| 0 \| 0 \| – \| – \| – \| 0 \|$' m.md

# The day turns: 2024-05-01 identifies one more, 30 days later it is older.
json 2024-05-01 >m.json
is "identified on the day" "$(part "$p | .open.levels[0]")" \
	'{"level":"critical","open":2,"to_30_days":1,"to_90_days":0,"to_365_days":1,"over_365_days":0,"age_unknown":0}'
json 2024-05-31 >m.json
is "thirty days are thirty days" "$(part "$p | .open.levels[0].to_30_days")" 1
json 2024-06-01 >m.json
is "the next day they are over" "$(part "$p | .open.levels[0] | [.to_30_days, .to_90_days]")" '[0,1]'
is "before anything was recorded all is zero" "$(json 2024-04-09 | jq -c '[.share_fixed.of, .products]')" '[0,[]]'
finish
