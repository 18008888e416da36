#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""run.py DOSSIERFS FILE…: judge the cases of each FILE and speak TAP.

A FILE is JSON: {"rule": "9.5-1", "base": [days], "cases": [case, …]}. All
cases of a file share one dossier, so ids differ between them. A case is
  {"what": a sentence, "on": {day: [record, …], …}, "as_of": {day: {member: verdict}}}
and the verdict of the constraint itself stands under the member "*"; "-" says
that the member is not there. "unknown until 2024-03-10" asks for the end of
the term, too, "not-met since 2024-03-11" for the day on which it began to fail
("since -": none can be told); "6.3-4:ISS" is the member of another rule; "!ISS" what must
stand in what is reported of it, or false for nothing. A day of "as_of" may go
on with a product, "2024-03-10 P", one of "on" be a time, 2024-03-10T23:59:59Z.
A case with "alone": true has its own dossier.

A record given again is laid over what it was: a field replaces, null removes,
{"id": …, "withdrawn": true} withdraws. {"template": "name"} starts from the
file's "templates". A document gets its file from "text": the bytes are what
is recorded, other ones with "broken": true, none with "absent": true.
"""
import base64
import calendar
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
FINE = ("met", "not-applicable")
ENV = dict(os.environ, GIT_CONFIG_NOSYSTEM="1", GIT_CONFIG_GLOBAL="/dev/null")


def canonical(v):
    return (json.dumps(v, ensure_ascii=False, sort_keys=True, indent=2) + "\n").encode()


def lay(old, new):
    out = dict(old)
    for k, v in new.items():
        if v is None:
            out.pop(k, None)
        else:
            out[k] = v
    return out


def record_files(record):
    """The record without the runner's own words, and {path: bytes or None}."""
    files = {}
    broken, absent = record.pop("broken", False), record.pop("absent", False)
    for name, text in record.pop("files", {}).items():
        data = base64.b64decode(text[7:]) if text.startswith("base64:") else text.encode()
        files["evidence/%s/%s" % (record["id"], name)] = data
    text = record.pop("text", None)
    if text is not None:
        name = record.pop("name", record["id"] + ".txt")
        data = text.encode()
        record["file"] = {"name": name, "sha256": hashlib.sha256(data).hexdigest(),
                          "size": len(data), "media_type": "text/plain"}
        data += b"changed" if broken else b""
        files["evidence/%s/%s" % (record["id"], name)] = None if absent else data
    lines = record.pop("findings", None)
    if lines is not None:
        files["findings/%s.jsonl" % record["id"]] = "".join(
            json.dumps(x, sort_keys=True, separators=(",", ":")) + "\n" for x in lines).encode()
    return files


def commits(days, templates):
    """[(day, deleted paths, {path: bytes})] in the order of days."""
    known = {}
    for day in sorted(days):
        put, gone = {}, []
        for r in days[day]:
            if r.get("withdrawn"):
                gone.append("records/%s/x/%s.json" % (known.pop(r["id"])["type"], r["id"]))
                continue
            r = lay(known.get(r["id"]) or templates.get(r.get("template"), {}), r)
            r.pop("template", None)
            files = record_files(r)
            r.setdefault("title", r["id"])
            known[r["id"]] = r
            put["records/%s/x/%s.json" % (r["type"], r["id"])] = canonical(r)
            put.update({p: b for p, b in files.items() if b is not None})
        yield day, gone, put


def repository(path, days, templates):
    out, n = bytearray(), 0
    for day, gone, put in commits(days, templates):
        n += 1
        at = calendar.timegm(time.strptime(day if "T" in day else day + "T12:00:00Z",
                                           "%Y-%m-%dT%H:%M:%SZ"))
        out += b"commit refs/heads/main\nmark :%d\n" % n
        # What an author's clock says counts for nothing: the committer's does.
        for who, when in ((b"author", at - 10 ** 8), (b"committer", at)):
            out += who + b" Test <test@example.invalid> %d +0000\n" % when
        out += b"data 5\nstep\n" + (b"from :%d\n" % (n - 1) if n > 1 else b"")
        for p in gone:
            out += b"D %s\n" % p.encode()
        for p, data in put.items():
            out += b'M 100644 inline "%s"\ndata %d\n' % (p.encode(), len(data)) + data + b"\n"
    run = lambda *a, **k: subprocess.run(a, check=True, env=ENV, **k)
    run("git", "init", "-q", "--bare", "--initial-branch=main", "--template=", path)
    run("git", "-C", path, "fast-import", "--quiet", input=bytes(out))


def judge(program, days, templates, asked):
    """{day: {constraint: (verdict, {member: (verdict, why)})}}"""
    tmp = tempfile.mkdtemp(prefix="dossierfs-verdicts.")
    try:
        repo, dossier = os.path.join(tmp, "r.git"), os.path.join(tmp, "d.dossier")
        repository(repo, days, templates)
        subprocess.run([program, "clone", repo, dossier], check=True, stdout=subprocess.DEVNULL)
        got = {}
        for day in asked:
            date, _, product = day.partition(" ")
            p = subprocess.run([program, "check", dossier, "--as-of", date, "--json"]
                               + (["--product", product] if product else []),
                               check=True, stdout=subprocess.PIPE)
            got[day] = {c["id"]: c for c in json.loads(p.stdout)["constraints"]}
        return got
    finally:
        shutil.rmtree(tmp)


def merged(base, cases):
    days = {}
    for part in [base] + [c["on"] for c in cases]:
        for day, records in part.items():
            days.setdefault(day, []).extend(records)
    return days


def ill_formed(constraint, date):
    """What RULES.md asks of every answer, whatever the case."""
    ids = [m["id"] for m in constraint["members"]]
    if ids != sorted(set(ids)):
        yield "members unsorted or twice: %s" % ids
    for m in [constraint] + constraint["members"]:
        if not m["why"]:
            yield "%s: no why" % m["id"]
        if m.get("until", date) < date or ("until" in m and m["verdict"] != "unknown"):
            yield "%s: %s until %s" % (m["id"], m["verdict"], m["until"])
        if "since" in m and (m["since"] > date or "until" in m or m["verdict"] in FINE):
            yield "%s: %s since %s" % (m["id"], m["verdict"], m["since"])
        # What fails for a term that ended has a day.
        if "term ended on" in m["why"] and "members" not in m and \
                m["verdict"] not in FINE + ("unknown",) and "since" not in m:
            yield "%s: %s, without since" % (m["id"], m["why"])


def asked_of(rule, name, answers):
    """(the constraint, its member): "6.3-4:ISS" is of another rule."""
    other, colon, member = name.partition(":")
    return (answers[other], member) if colon and other in answers else (answers[rule], name)


def look(constraint, member):
    if member == "*":
        return constraint
    here = [m for m in constraint["members"] if m["id"] == member]
    return here[0] if here else {"verdict": "-", "why": "no member"}


def compare(case, rule, got):
    """The complaints about one case."""
    for day, members in case["as_of"].items():
        for name, wanted in members.items():
            constraint, member = asked_of(case.get("rule", rule), name, got[day])
            if member.startswith("!"):
                said = [r["what"] for r in constraint["reported"] if r["id"] == member[1:]]
                if not any(wanted in what for what in said) if wanted else said:
                    yield "%s as of %s: reported %s, expected %s" % (name, day, said, wanted)
                continue
            is_now = look(constraint, member)
            verdict, _, more = wanted.partition(" ")
            what, _, term = more.partition(" ")
            if is_now["verdict"] != verdict or (what and is_now.get(what, "-") != term):
                yield "%s as of %s: %s until %s since %s (%s), expected %s" % (
                    name, day, is_now["verdict"], is_now.get("until", "-"),
                    is_now.get("since", "-"), is_now["why"], wanted)


class Tap:
    count = bad = 0

    def result(self, name, complaints):
        self.count += 1
        self.bad += bool(complaints)
        print("%sok %d - %s" % ("not " if complaints else "", self.count, name))
        for c in complaints:
            print("# " + c)


def main():
    program, tap = sys.argv[1], Tap()
    for path in sys.argv[2:]:
        f = json.load(open(path, encoding="utf-8"))
        templates, base = f.get("templates", {}), f.get("base", {})
        shared = [c for c in f["cases"] if not c.get("alone")]
        for group in [shared] * bool(shared) + [[c] for c in f["cases"] if c.get("alone")]:
            asked = sorted({d for c in group for d in c["as_of"]})
            got = judge(program, merged(base, group), templates, asked)
            wrong = [w for day in asked for c in got[day].values() for w in ill_formed(c, day[:10])]
            tap.result("%s: members in order, each with a reason" % f["rule"], wrong)
            for c in group:
                tap.result("%s: %s" % (f["rule"], c["what"]), list(compare(c, f["rule"], got)))
    print("1..%d" % tap.count)
    return tap.bad > 0


if __name__ == "__main__":
    sys.exit(main())
