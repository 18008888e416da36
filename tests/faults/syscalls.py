# SPDX-License-Identifier: Apache-2.0
"""syscalls.py PROGRAM DOSSIER TRIALS error|kill COMMAND…: runs the command on
a copy of the dossier with a system call on its files failing, or the process
killed there, each of them in turn (at most TRIALS of a kind). After each: the
dossier is the old or the new one, whole; git agrees; the next change works
and no lock was in its way. Prints what went wrong."""
import os
import re
import shutil
import subprocess
import sys
import tempfile

program, dossier, trials, way = sys.argv[1:5]
command = sys.argv[5:]
trials = int(trials)
CALLS = ["openat", "pread64", "read", "pwrite64", "write", "fdatasync", "fsync", "ftruncate",
         "rename", "link", "unlink", "mmap", "mkdir", "fstat", "newfstatat", "syncfs", "fcntl"]
ERRORS = ["EIO", "ENOSPC", "EINTR"] if way == "error" else ["KILL"]
AUTHOR = ["--author", "Ann Bell <ann@example.org>"]
os.environ["GIT_CONFIG_GLOBAL"] = "/dev/null"
work = tempfile.mkdtemp(dir=os.environ["TMPDIR"])
os.chdir(work)


def fresh():
    for name in os.listdir("."):
        shutil.rmtree(name) if os.path.isdir(name) else os.unlink(name)
    shutil.copytree(dossier, "d", symlinks=True)


def run(*args):
    return subprocess.run(args, timeout=120, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def places():
    """Which calls of each kind concern our files: their numbers. Numbers are
    counted for each process of its own; only the first is looked at."""
    fresh()
    run("strace", "-f", "-y", "-o", "trace", "-e", "trace=" + ",".join(CALLS), program, *command)
    seen, found, first = {}, {}, None
    for line in open("trace", errors="replace"):
        m = re.match(r"(\d+) +(\w+)\((.*)", line)
        if not m:
            continue
        first = first or m.group(1)
        if m.group(1) != first:
            continue
        call = m.group(2)
        seen[call] = seen.get(call, 0) + 1
        if work in m.group(3) or re.search(r'"(d|e|out|s\.zip)[/".]', m.group(3)):
            found.setdefault(call, []).append(seen[call])
    return found


def spread(all_places):
    return all_places if len(all_places) <= trials else all_places[::len(all_places) // trials + 1]


def fault(r, error):
    """What the command itself did wrong. The one killed may be a child."""
    if way == "kill" and r.returncode in (-9, 137):
        return None
    if r.returncode < 0 or r.returncode > 4:
        return "ended with %d" % r.returncode
    if r.returncode and b"dossierfs: " not in r.stderr:
        return "status %d without a sentence: %s" % (r.returncode, r.stderr.decode()[:200])
    return None


def damage():
    """What is wrong with what it left."""
    if not os.path.exists("d/dossier.db"):
        return "no dossier"
    r = run(program, "-C", "d", "add", "item", "id=AFTER", "title=After", "product=PUMP", *AUTHOR)
    if r.returncode:
        return "the next change: " + r.stderr.decode()
    r = run(program, "fsck", "d")
    if r.returncode:
        return "fsck: " + (r.stdout + r.stderr).decode()
    r = run("git", "-C", "d/git", "fsck", "--strict", "--no-dangling")
    if r.returncode:
        return "git fsck: " + (r.stdout + r.stderr).decode()
    return None


wrong = done = 0
for call, numbers in sorted(places().items()):
    for error in ERRORS:
        for k in spread(numbers):
            how = "signal=KILL" if way == "kill" else "error=" + error
            fresh()
            done += 1
            try:
                r = run("strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=" + call,
                        "-e", "inject=%s:%s:when=%d" % (call, how, k), program, *command)
                said = fault(r, error) or damage()
            except subprocess.TimeoutExpired:
                said = "hung"
            if said:
                wrong += 1
                print("%s: %s %d %s: %s" % (" ".join(command), call, k, error, said.strip()), flush=True)
os.chdir("/")
shutil.rmtree(work)
print("# %s: %d trials" % (" ".join(command), done), file=sys.stderr)
sys.exit(wrong > 0 or not done)
