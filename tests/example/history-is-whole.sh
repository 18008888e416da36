#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# mnt-example/history.fi is a history that git takes, and the dossier made of
# it has the same commits, no defect, and every digest right.
. "$(dirname "$0")/../lib.sh"
stream=$top/mnt-example/history.fi

git init -q --bare --initial-branch=main by-git.git
git -C by-git.git fast-import --quiet <"$stream"
ok "git finds nothing wrong" git -C by-git.git fsck --strict
dossierfs clone "$stream" example.dossier >said
is "the dossier has the same head" \
	"$(git -C example.dossier/git rev-parse main)" \
	"$(git -C by-git.git rev-parse main)"
ok "every digest is right" dossierfs fsck example.dossier
is "no record is defective" \
	"$(find "$top/mnt-example/tree" -name '*ERROR*')" ""

git -C by-git.git log --format=%ct main >times
is "times rise along the history" "$(sort -rn times)" "$(cat times)"
finish
