# SPDX-License-Identifier: Apache-2.0
# From `dossierfs help types` the part of dossier(5) that lists the fields:
#   dossierfs help types | awk -f tests/manual/types.awk

function guard(s) {
	gsub(/\\/, "\\e", s)
	gsub(/\|/, ", ", s)
	sub(/^[.']/, "\\\\\\&&", s)
	return s
}

function close_list() {
	if (open)
		print ".El"
	open = 0
}

# Lines of the page have at most eighty characters.
function print_lines(text,    words, n, i, line) {
	n = split(text, words, " ")
	line = words[1]
	for (i = 2; i <= n; i++)
		if (length(line " " words[i]) > 80) {
			print line
			line = words[i]
		} else
			line = line " " words[i]
	print line
}

/^[a-z_]+: / {
	close_list()
	type = substr($1, 1, length($1) - 1)
	print ".Ss " type
	print guard(substr($0, length($1) + 2))
	print ".Bl -tag -compact -width \"supported_until\""
	open = 1
	next
}

/^  [ *][^ ]/ {
	path = $1
	star = sub(/^\*/, "", path)
	text = substr($0, index($0, path) + length(path))
	sub(/^ +/, "", text)
	print ".It Va " path (star ? " Ns *" : "")
	print_lines(guard(text))
}

END { close_list() }
