#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# `make install` with PREFIX and DESTDIR installs the program and both pages;
# `make uninstall` takes the same away.
. "$(dirname "$0")/../lib.sh"
unset MAKEFLAGS MAKELEVEL
build=$(dirname "$DOSSIERFS")

# The program is there already: it is not what is tested here.
make_in() {
	make -s -C "$top" -o "$build/dossierfs" B="$build" PREFIX=/usr \
		DESTDIR="$tmp/root dir" "$@"
}

ok "install" make_in install
is "what is installed" "$(cd "$tmp/root dir" && find . -type f | sort)" \
	"./usr/bin/dossierfs
./usr/share/man/man1/dossierfs.1
./usr/share/man/man5/dossier.5"
is "the program runs from there" \
	"$("$tmp/root dir/usr/bin/dossierfs" version)" "$(dossierfs version)"
ok "a page can be read from there" \
	mandoc "$tmp/root dir/usr/share/man/man1/dossierfs.1"
ok "uninstall" make_in uninstall
is "nothing is left" "$(cd "$tmp/root dir" && find . -type f)" ""
finish
