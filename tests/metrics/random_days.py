#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""random_days.py SEED: r.git, a repository of random issues, releases, updates,
installations and products, a commit a day, some of them defective or withdrawn;
and days, from the first to some behind the last."""
import datetime
import os
import random
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../verdicts"))
sys.dont_write_bytecode = True
import run  # noqa: E402

r = random.Random(int(sys.argv[1]))
first = datetime.date(2024, 1, 1)


def day(i, past=60, ahead=0):
    return (first + datetime.timedelta(i - r.randrange(past) + r.randrange(ahead + 1))).isoformat()


def some(kind, n, most=2):
    return ["%s%d" % (kind, r.randrange(n)) for _ in range(1 + r.randrange(most))]


def rare(value, of=6):
    return value if r.randrange(of) == 0 else None


def issue(i):
    state = r.choice(("new confirmed resolved closed accepted rejected " * 3 + "nonsense").split())
    return {"type": "issue", "id": "I%d" % r.randrange(30), "product": r.choice(("P0 P1 P2 " * 4 + "P3").split()),
        "identified_on": r.choice([day(i)] * 6 + [day(i, 5, 20), None]), "state": state,
        "confirmed_on": r.choice([day(i), None]),
        "rejected_reason": rare("not reachable in the product", 2), "affected": r.choice([some("R", 6), None]),
        "fixed_in": r.choice([some("R", 6), None]), "duplicate_of": rare("I0", 12),
        "severity": r.choice([{"level": r.choice(["low", "high", "critical"])}, {"score": r.randrange(100) / 10}, {},
            {"cvss": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:%s/A:H" % r.choice("HLN")}]),
        "route": r.choice([{"way": ["environment"]}, {"way": ["resolution"]}, None]),
        "acceptance": {"residual_risk": "low", "criterion": "C", "by": "Zoe", "on": day(i),
                       "expires_on": day(i, 10, 30)} if state == "accepted" else None}


def release(i):
    return {"type": "release", "id": "R%d" % r.randrange(6), "product": r.choice("P0 P0 P1 P2".split()),
        "version": "1", "released_on": rare("soon", 8) or day(i)}


def update(i):
    return {"type": "update", "id": "U%d" % r.randrange(6), "product": "P0", "security": True,
        "fixes": r.choice([some("I", 30, 6), None]), "applies_to": r.choice([some("R", 6), None]),
        "available_on": rare("soon", 8) or day(i)}


def installed(i):
    return {"type": "install_base", "id": "B%d" % r.randrange(6), "release": "R%d" % r.randrange(6),
        "on": rare("soon", 8) or day(i, 20), "count": r.choice([0, 3, 3, 3])}


def product(i):
    return {"type": "product", "id": "P%d" % r.randrange(3), "supported_from": "2023-01-01"}


days, there = {}, set()
start = {x["id"]: x for make in [product] * 12 + [release] * 30 + [update] * 9 + [issue] * 60 for x in [make(0)]}
days[first.isoformat()] = list(start.values())
there |= set(start)
for i in range(1, 90):
    if r.randrange(4) == 0:
        continue
    made = {}
    for _ in range(r.choice([1, 1, 2])):
        x = r.choice([issue, release, release, update, update, installed, installed, product])(i)
        if x["id"] in there and r.randrange(10) == 0:
            x = {"id": x["id"], "withdrawn": True}
        made[x["id"]] = x
    there |= set(made)
    there -= {k for k, x in made.items() if "withdrawn" in x}
    days[(first + datetime.timedelta(i)).isoformat()] = list(made.values())
run.repository("r.git", {d: x for d, x in days.items() if x}, {})
open("days", "w").write("".join((first + datetime.timedelta(i)).isoformat() + "\n" for i in range(95)))
