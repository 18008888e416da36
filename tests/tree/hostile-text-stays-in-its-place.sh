# SPDX-License-Identifier: Apache-2.0
# Titles, descriptions and names of files from outside make no line, cell,
# heading, link or path of their own.
. "$(dirname "$0")/../lib.sh"
new_dossier d
A='--author=Ann <ann@example.org>'
{
	cat <<'END'
[{"type": "product", "id": "P1", "title": "P | x\n# y", "supported_from": "2024-01-01"},
 {"type": "document", "id": "DOC-1", "title": "](javascript:alert(1))", "kind": "report"},
 {"type": "issue", "id": "ISS-1", "product": "P1", "identified_on": "2024-02-01",
  "state": "new", "title": "a\n# HOSTILE\n| x | y |\n<script>alert(1)</script>",
  "description": "---\ntitle: x\n---\n# HOSTILE\n\n```\n| HOSTILE |\n<!-- ",
  "references": ["javascript:alert(1)", "https://ok.example/a", "<b>"],
  "owner": {"name": "**HOSTILE**", "role": "[x](y)"},
  "unknown | field": {"a\nb": "<img src=x>"}}]
END
} >in.json
ok "they are recorded" dossierfs -C d add --json in.json "$A" -m "x

# HOSTILE reason"
printf 'x' >'-rf $(id) "q".txt'
ok "a strange file is attached" dossierfs -C d attach "$A" DOC-1 \
	"./-rf \$(id) \"q\".txt"
dossierfs -C d export --tree out d >/dev/null
is "no heading, row or line begins with it" "$(grep -rlE \
	'^(# *HOSTILE|\| *HOSTILE|---$|```$|<)' out/issues out/evidence \
	out/products --include '*.md')" ""
is "no tag, script or image is left as one" "$(grep -rnE \
	'(^|[^\\])<(script|img|b>|!--)' out --include '*.md')" ""
is "no link runs a script" "$(grep -rn '](javascript' out --include '*.md' |
	grep -v '\\\](javascript')" ""
says "a web address is one" '<https://ok.example/a>' out/issues/2024/ISS-1.md
is "every name is a plain one" \
	"$(find out | grep -v '^[A-Za-z0-9._+=/-]*$')" ""
ok "the strange file has its bytes" sh -c \
	'[ "$(cat out/evidence/DOC-1/*.txt)" = x ]'
ok "every index is JSON" sh -c \
	'find out -name "*.json" -exec jq -e . {} + >/dev/null'
finish
