# SPDX-License-Identifier: Apache-2.0
"""damage.py PROGRAM DOSSIER TRIALS SEED db|git: damages a copy of the dossier
(a bit, 4 KiB of zeros, a cut) and looks what is shown of it. Prints what went
wrong: a crash, a hang, other bytes than were recorded that fsck does not
name, a record whose text is another and is shown."""
import collections
import filecmp
import os
import random
import shutil
import subprocess
import sys
import tempfile

program, dossier, trials, seed, what = sys.argv[1:6]
rnd = random.Random(int(seed))
work = tempfile.mkdtemp(dir=os.environ["TMPDIR"])
os.chdir(work)
count = collections.Counter()


def run(*args):
    return subprocess.run([program, *args], timeout=60, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def victim():
    if what == "db":
        return "d/dossier.db"
    files = [os.path.join(at, f) for at, _, names in os.walk("d/git") for f in names
             if os.path.getsize(os.path.join(at, f)) and "/hooks/" not in at
             and f not in ("description", "exclude")]
    return rnd.choice(sorted(files))


def damage(path):
    with open(path, "rb") as f:
        b = bytearray(f.read())
    kind = rnd.choices(["bit", "zeros", "cut"], [20, 2, 1])[0]
    at = rnd.randrange(len(b))
    if kind == "bit":
        b[at] ^= 1 << rnd.randrange(8)
    elif kind == "zeros":
        at -= at % 4096
        b[at:at + 4096] = bytes(len(b[at:at + 4096]))
    else:
        del b[at - at % 512:]
    os.chmod(path, 0o644)
    with open(path, "wb") as f:
        f.write(b)
    return "%s at %d of %s" % (kind, at, path[2:])


def differing(a, b):
    """Files of folder a that b has with other bytes."""
    for at, _, names in os.walk(b):
        for name in names:
            there = os.path.join(at, name)
            ours = os.path.join(a, os.path.relpath(there, b))
            if not os.path.islink(there) and not (
                    os.path.isfile(ours) and filecmp.cmp(ours, there, False)):
                yield os.path.relpath(there, b)


def trial():
    shutil.rmtree("d", True)
    shutil.rmtree("out", True)
    shutil.copytree(dossier, "d", symlinks=True)
    how = damage(victim())
    check = run("fsck", "d")
    show = run("export", "d", "--tree", "out")
    for r, name in ((check, "fsck"), (show, "export")):
        if r.returncode < 0 or r.returncode > 4:
            return "%s: %s ended with %d" % (how, name, r.returncode)
        if r.returncode and not r.stderr and not r.stdout:
            return "%s: %s: status %d without a word" % (how, name, r.returncode)
    named = check.returncode != 0
    other = list(differing("whole", "out")) if show.returncode == 0 else []
    count["named" if named else "harmless"] += 1
    count["other pages shown"] += bool(other)
    if other and not named:
        return "%s: shown and not named: %s" % (how, other[:3])
    # A record's own text is its JSON.
    text = [f for f in other if f.endswith(".json") and not f.endswith(
        ("index.json", "status.json", "metrics.json", "signals.json")) and not f.startswith("clauses")]
    if text:
        return "%s: a changed record is shown: %s" % (how, text[:3])
    return None


run("export", dossier, "--tree", "whole")
wrong = 0
for i in range(int(trials)):
    try:
        said = trial()
    except subprocess.TimeoutExpired:
        said = "hung"
    if said:
        wrong += 1
        print("trial %d: %s" % (i, said), flush=True)
os.chdir("/")
shutil.rmtree(work)
print("# %s: %s" % (what, ", ".join("%d %s" % (n, k) for k, n in sorted(count.items()))), file=sys.stderr)
sys.exit(wrong > 0)
