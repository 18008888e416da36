# SPDX-License-Identifier: Apache-2.0
# Forty names that have hurt other programs: as an id each is refused, as a
# title each is kept as text, and no path ever holds one. (That every record
# type refuses them is tests/unit/record.c's.)
. "$(dirname "$0")/../lib.sh"

new_dossier d
export who='Ann <ann@example.org>'
"$DOSSIERFS" -C d add --author "$who" product id=GW title=Gateway \
	supported_from=2024-01-01 >/dev/null

cat >corpus.py <<'P'
import json, os, subprocess, sys

names = ["../../etc/passwd", "/", "", ".", "..", "a" * 256, "a/b", "-rf",
         "$(id)", "`id`", "a\nb", "\x1b[2J", "\u202egnp.exe", "a\x00b",
         "e\u0301", "\u00e9", "CON", "con", "NUL.txt", "COM1", "LPT9.log",
         "x.", "x ", " x", "a:b", "a\\b", "a*b", "a?b", "a|b", "\"", "'",
         "<script>", "README", "index", "undated", "ISS-1.history",
         "ISS-1.findings", "ISS-1.ERROR", ".git", "\u3000"]
dossierfs = sys.argv[1]
common = {"title": "t", "product": "GW", "state": "new", "kind": "other",
          "identified_on": "2024-01-01", "supported_from": "2024-01-01"}


def add(record):
    r = subprocess.run(
        [dossierfs, "-C", "d", "add", "--author", os.environ["who"], "--json",
         "-"], input=json.dumps(record).encode(), capture_output=True)
    return r.returncode, r.stdout.decode(), r.stderr.decode()


def head():
    return subprocess.run(["git", "-C", "d/git", "rev-parse", "main"],
                          capture_output=True).stdout


if sys.argv[2] == "count":
    print(len(names), len(set(names)))
elif sys.argv[2] == "ids":
    for name in names:
        before = head()
        rc, out, err = add(dict(common, type=sys.argv[3], id=name))
        if rc != 2 or out or err.count("\n") != 1 or head() != before:
            print(repr(name), rc, out, err)
        if any(ord(c) < 32 for c in err.rstrip("\n")):
            print(repr(name), "moves the cursor")
elif sys.argv[2] == "titles":
    for n, name in enumerate(names):
        rc, out, err = add(dict(common, type="issue", id="T-%d" % n,
                                title=name))
        empty = not name.strip(" \t\r\n") or "\x00" in name
        if rc != (2 if empty else 0):
            print(repr(name), rc, out, err)
        if rc:
            continue
        shown = subprocess.run([dossierfs, "-C", "d", "show", "--json",
                                "T-%d" % n], capture_output=True).stdout
        if json.loads(shown)["title"] != name:
            print(repr(name), "is not kept")
P

is "there are forty names" "$(python3 corpus.py x count)" "40 40"
for type in issue document; do
	is "no $type has such an id" "$(python3 corpus.py "$DOSSIERFS" ids $type)" ""
done
is "as a title each is kept as it is" \
	"$(python3 corpus.py "$DOSSIERFS" titles)" ""
is "git's paths are made of safe characters" \
	"$(git -C d/git ls-tree -r -z --name-only main | tr '\0' '\n' |
		grep -vE '^records/(issue|product)/[0-9a-f]{2}/[A-Za-z0-9.-]+\.json$')" ""
ok "git is whole" git -C d/git fsck --strict --no-dangling
finish
