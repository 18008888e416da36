#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# RULES: every rule, each reading, the last day in time and the first day over.
. "$(dirname "$0")/../lib.sh"

cases=$(ls "$here"/[69].*.json)
exec python3 "$here/run.py" "$DOSSIERFS" $cases
