#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# RULES, 9.5: every rule, each reading, the last day in time and the first
# day over.
. "$(dirname "$0")/../lib.sh"

exec python3 "$here/run.py" "$DOSSIERFS" "$here"/9.5-*.json
