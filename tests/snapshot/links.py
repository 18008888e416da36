# SPDX-License-Identifier: Apache-2.0
# Prints "FILE: TARGET" for each relative link in a Markdown page below the
# folder argv[1] that leads nowhere or out of it, then the number of links.
# Recorded files are other people's pages: those under argv[2:] are left out.
import os
import re
import sys
import urllib.parse

root = os.path.realpath(sys.argv[1])
skip = tuple(os.path.join(root, s) for s in sys.argv[2:])
links = 0
for folder, _, names in os.walk(root):
    for name in names:
        path = os.path.join(folder, name)
        if not name.endswith(".md") or path.startswith(skip):
            continue
        text = open(path, encoding="utf-8").read()
        text = re.sub(r"^(```+).*?^\1", "", text, flags=re.S | re.M)
        text = re.sub(r"(`+)[^`].*?\1", "", text)
        for target in re.findall(r"(?<!\\)\]\(<?([^)\s>]+)>?\)", text):
            if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|#", target):
                continue
            target = urllib.parse.unquote(target.split("#")[0])
            to = os.path.realpath(os.path.join(folder, target))
            links += 1
            if not os.path.exists(to) or not to.startswith(root + os.sep):
                print(f"{os.path.relpath(path, root)}: {target}")
print(links, "links", file=sys.stderr)
