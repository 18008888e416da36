#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# RULES, "Verdicts" 1 and 2, applicability, and the cap of a missing procedure.
. "$(dirname "$0")/../lib.sh"

exec python3 "$here/run.py" "$DOSSIERFS" "$here"/fold*.json
