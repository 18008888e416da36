#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# packages.sh NAME…: installs the Debian packages that are missing, as root or
# through sudo; on other systems it names them and stops.
set -eu

missing=
if command -v dpkg-query >/dev/null 2>&1; then
	for p in "$@"; do
		dpkg-query -W -f '${Status}' "$p" 2>/dev/null |
			grep -q 'ok installed' || missing="$missing $p"
	done
else
	for t in "${CC:-cc}" pkg-config git; do
		command -v "$t" >/dev/null || missing="$*"
	done
	pkg-config --exists fuse3 sqlite3 libcjson libgit2 libcrypto \
		libarchive libcmark-gfm libzstd 2>/dev/null || missing="$*"
	[ -z "$missing" ] && exit 0
	echo "dossierfs needs what Debian calls: $missing" >&2
	exit 1
fi
[ -z "$missing" ] && exit 0

echo "installing:$missing"
as=
[ "$(id -u)" = 0 ] || as=sudo
if ! command -v ${as:-true} >/dev/null; then
	echo "cannot install without root or sudo; missing:$missing" >&2
	exit 1
fi
# Programs are wanted and no services: Debian starts none where this says 101.
policy=/usr/sbin/policy-rc.d
if [ -d "${policy%/*}" ] && [ ! -e $policy ]; then
	trap '$as rm -f $policy' EXIT
	printf '#!/bin/sh\nexit 101\n' | $as tee $policy >/dev/null
	$as chmod 755 $policy
fi
$as apt-get update -qq
# shellcheck disable=SC2086 # a list of names
$as env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
	--no-install-recommends $missing >/dev/null
