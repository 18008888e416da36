# SPDX-License-Identifier: Apache-2.0
"""malloc.py PROGRAM SHIM DOSSIER TRIALS COMMAND…: runs the command with each
allocation failing in turn that comes from another place (at most TRIALS of
them), once and from there on. Prints what went wrong: a signal, a hang, a
failure that is not said, damage, or another output than the whole one."""
import os
import shutil
import subprocess
import sys
import tempfile

program, shim, dossier, trials = sys.argv[1:5]
command = sys.argv[5:]
trials = int(trials)
work = tempfile.mkdtemp(dir=os.environ["TMPDIR"])
os.chdir(work)


def run(env, *args):
    full = dict(os.environ, **env)
    return subprocess.run([program, *args], env=full, timeout=60, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def fresh():
    for name in os.listdir("."):
        shutil.rmtree(name) if os.path.isdir(name) else os.unlink(name)
    shutil.copytree(dossier, "d", symlinks=True)


def spread(sites):
    return sites if len(sites) <= trials else sites[::len(sites) // trials + 1]


fresh()
whole = run({"LD_PRELOAD": shim, "OOM_SITES": work + "/sites"}, *command)
if whole.returncode not in (0, 1):
    sys.exit("%s: %s" % (" ".join(command), whole.stderr.decode()))
sites = [int(n) for n in open(work + "/sites")]
wrong = failed = 0
for how in ("once", "from there on"):
    for at in spread(sites):
        env = {"LD_PRELOAD": shim, "OOM_AT": str(at)}
        if how != "once":
            env["OOM_FOREVER"] = "1"
        fresh()
        said = None
        try:
            r = run(env, *command)
            if r.returncode < 0 or r.returncode > 4:
                said = "ended with %d" % r.returncode
            elif r.returncode == whole.returncode:
                if r.stdout != whole.stdout and not os.environ.get("VARIES"):
                    said = "another output"
            elif not r.stderr.startswith(b"dossierfs: "):
                said = "status %d without a sentence" % r.returncode
            failed += r.returncode != whole.returncode
        except subprocess.TimeoutExpired:
            said = "hung"
        if not said and os.path.exists("d/dossier.db"):
            after = run({}, "fsck", "d")
            if after.returncode:
                said = "fsck: " + after.stderr.decode() + after.stdout.decode()
        if said:
            wrong += 1
            print("%s: allocation %d %s: %s" % (" ".join(command), at, how, said.strip()))
shutil.rmtree(work)
print("# %s: %d places, %d trials, %d failed as they should" % (
    " ".join(command), len(sites), 2 * len(spread(sites)), failed), file=sys.stderr)
sys.exit(wrong > 0)
