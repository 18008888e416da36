#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The disk is full: the change is refused with a sentence, what was recorded
# stands, and after making room the next change works (FAULTS.md, F6).
if [ "${ALONE:-}" != yes ]; then
	unshare -m true 2>/dev/null ||
		{ echo '1..0 # SKIP takes root and mount namespaces'; exit; }
	ALONE=yes exec unshare -m sh "$0"
fi
. "$(dirname "$0")/../lib.sh"
TRIALS=${TRIALS:-4}
me='--author=Ann <ann@example.org>'
head -c 4096 /dev/urandom | od -An -tx1 | tr -d ' \n' >"$tmp/text"

# disk KIND MEGABYTES: an empty file system at full/.
disk() {
	mkdir -p full
	case $1 in
	tmpfs) mount -t tmpfs -o "size=$2m" none full ;;
	ext4)
		truncate -s "$2M" image && mkfs.ext4 -q -F -m 0 image &&
			mount -o loop image full
		;;
	esac
}
start() {
	disk "$1" 8 && dossierfs init full/d >/dev/null &&
		dossierfs -C full/d add product id=P title=P \
			supported_from=2024-01-01 "$me" >/dev/null
}
fill() {
	n=0
	while dossierfs -C full/d add issue "id=ISS-$n" title=Issue product=P \
		state=new identified_on=2024-02-01 "description=$(cat text)$n" \
		"$me" >/dev/null 2>said; do
		n=$((n + 1))
		[ $n -lt 2000 ] || return 1
	done
}
trial() {
	head -c "$2" /dev/zero >full/ballast
	ok "the disk fills up ($1, $2)" fill
	says '  which is said' '[Nn]o space|disk is full' said
	is '  in one sentence' "$(wc -l <said)" 1
	is '  by a call that failed, no signal' \
		"$(grep -c 'a page of a file' said)" 0
	rm full/ballast
	grep -q '^dossierfs: recorded, but' said && n=$((n + 1))
	is '  what was recorded stands' "$(sqlite3 full/d/dossier.db \
		"select count(*) from entry where type = 'issue'")" "$n"
	ok '  with room again a change works' dossierfs -C full/d \
		set P title=After "$me"
	ok '  and all is whole' dossierfs fsck full/d
	ok '  git too' git -C full/d/git fsck --strict --no-dangling
}
for kind in tmpfs ext4; do
	i=0
	while [ $i -lt "$TRIALS" ]; do
		i=$((i + 1))
		if ! start $kind; then
			echo "# no $kind here"
			break
		fi
		trial $kind $((4000000 + 70001 * i))
		umount full
	done
done
finish
