#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# dossierfs(1), COMMANDS: synopses and options are those of the program's
# tables, in both directions. Each side becomes lines: "add TYPE FIELD=VALUE..."
# for a command and "add --json FILE" for an option.
. "$(dirname "$0")/../lib.sh"

# Of `dossierfs COMMAND --help`: the usage line, then the options up to the
# next empty line.
from_help() {
	dossierfs "$1" --help | awk -v name="$1" '
	NR == 1 {
		sub(/^usage: dossierfs /, "")
		sub(/ \[OPTIONS\]/, "")
		print
		next
	}
	/^  (-., )?--/ {
		in_list = 1
		match($0, /^  (-., )?--[^ ]+( ([A-Z<][^ ]*|document|f[|]d[|]l))*/)
		option = substr($0, 3, RLENGTH - 2)
		print name " " option
		next
	}
	in_list { exit }'
}

# Of the page: .Ss lines, and .It lines that begin with Fl below them.
from_page() {
	awk '
	/^\.Sh / { on = $2 == "COMMANDS" }
	!on { next }
	/^\.Ss / {
		sub(/^\.Ss /, "")
		gsub(/"|\\&/, "")
		name = $1
		print
	}
	/^\.It Fl / {
		sub(/^\.It /, "")
		gsub(/ , /, ", ")
		gsub(/Fl /, "-")
		if (sub(/ Ns Op /, "["))
			$0 = $0 "]"
		gsub(/ ?Ar /, " ")
		gsub(/\\\[u2026\]/, "…")
		print name " " $0
	}' "$top/fs/dossierfs.1"
}

dossierfs help | sed -n 's/^  \([a-z]*\) .*/\1/p' >names
while read -r name; do
	from_help "$name"
done <names >wanted
from_page >got

ok "the program lists its commands" grep -qx mount names
ok "it lists their options" grep -q '^add -m, --message REASON' wanted
ok "commands, arguments and options are in the manual" diff -u got wanted

# Arguments beyond the usage line are refused by what it says.
while read -r name; do
	usage=$(dossierfs "$name" --help | head -1)
	case $usage in *...*) continue ;; esac
	dossierfs "$name" a b c d e 2>said
	[ $? = 2 ] && grep -qE 'expected' said || echo "$name: $(cat said)"
done <names >over
is "no command ignores an argument" "$(cat over)" ''

grep -vxE 'help|version' names | while read -r name; do
	grep -qF "\`$name\`" "$top/README.md" || echo "$name"
done >unnamed
is "README.md names every command" "$(cat unnamed)" ''

# Words of mount -o: those of the program's table.
sed -n 's/[[:blank:]]*{ "\([a-z_]*=*\)", *[A-Z_]* },*/\1\n/gp' \
	"$top/fs/mount-options.c" | grep -xE '[a-z_]+=?' | sort >taken
awk '/^\.Sh / { on = /MOUNT OPTIONS/ } on && /(^\.| )Cm / {
	gsub(/^\.(It )?Cm | Ns Ar .*| No .*| [,.;]/, ""); gsub(/ /, "\n"); print
}' "$top/fs/dossierfs.1" | sort -u >told
ok "every word of mount -o is in the manual" diff -u told taken
ok "there are such words" grep -qx as_of= taken

# What the program says when it ends is in the manual, too.
mandoc -T ascii "$top/fs/dossierfs.1" 2>/dev/null |
	sed "s/.$(printf '\b')//g" | tr -s ' \n' ' ' >page
for phrase in "the answer is no" "refused" "the system failed" \
	"damage that can be repaired" XDG_CACHE_HOME DOSSIERFS_DIR EDITOR; do
	ok "the manual has: $phrase" grep -qF -- "$phrase" page
done
finish
