#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# One dossier a constraint, made by the people who wrote the rules.
. "$(dirname "$0")/../lib.sh"

scenarios=$top/../shared/scenarios
if [ ! -x "$scenarios/check.py" ]; then
	echo "1..0 # SKIP no example dossiers here"
	exit 0
fi
ok "every expectation agrees" python3 "$scenarios/check.py" --run "$DOSSIERFS"
finish
