# SPDX-License-Identifier: Apache-2.0
# snapshot and export never write over what is there unless told, and leave
# nothing behind when they cannot do their work.
. "$(dirname "$0")/../lib.sh"
. "$here/sample.inc"
sample

mkdir work && cd work || exit 1
echo mine >there.zip
exits "a file in the way" 2 dossierfs snapshot ../d -o there.zip
is "keeps its bytes" "$(cat there.zip)" mine
ok "--force replaces it" dossierfs snapshot ../d -o there.zip --force
ok "by a snapshot" unzip -tq there.zip
rm there.zip
mkdir folder
ln -s nowhere dangling
exits "a folder in the way" 2 dossierfs snapshot ../d -o folder --force
exits "a link in the way" 2 dossierfs snapshot ../d -o dangling --force
exits "a folder that is not there" 2 dossierfs snapshot ../d -o no/s.zip
is "is named as it was asked for" "$(dossierfs snapshot ../d -o no/s.zip 2>&1)" \
	"dossierfs: no/s.zip: No such file or directory"
exits "no file named" 2 dossierfs snapshot ../d
exits "no dossier" 2 dossierfs snapshot folder -o s.zip
is "nothing was written" "$(ls -A | tr '\n' ' ')" "dangling folder "

exits "export without a folder" 2 dossierfs export ../d
exits "export over a link" 2 dossierfs export ../d --tree dangling
exits "export to a folder that is not there" 2 dossierfs export ../d --tree no/t
echo mine >folder/mine
exits "export to a folder in use" 2 dossierfs export ../d --tree folder
is "which stays as it is" "$(cat folder/mine)" mine
is "nothing else was written" "$(ls -A | tr '\n' ' ')" "dangling folder "
mkdir empty
ok "export to an empty folder" dossierfs export ../d --tree empty/
ok "fills it" test -f empty/README.md
finish
