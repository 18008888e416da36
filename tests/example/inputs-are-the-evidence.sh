#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The reports in mnt-example/inputs are, byte for byte, evidence of the
# example; only the demo's later report is not yet.
. "$(dirname "$0")/../lib.sh"
example=$top/mnt-example

find "$example/tree/evidence" -type f -exec sha256sum {} + |
	cut -d' ' -f1 | sort -u >evidence
for input in "$example"/inputs/*; do
	sum=$(sha256sum "$input" | cut -d' ' -f1)
	name=${input##*/}
	case $name in
	sast-later.sarif)
		not_ok "$name is left for the demo" grep -q "$sum" evidence ;;
	*)
		ok "$name is in the dossier" grep -q "$sum" evidence ;;
	esac
done
is "no input names a path of some machine" \
	"$(grep -lE 'file:/|"/(home|root|tmp|work)/' "$example"/inputs/*)" ""
finish
