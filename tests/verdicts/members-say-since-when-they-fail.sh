#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# dossier(5), "What a rule gives": since is the day on which a member began to
# fail as the records stand, the day after its term or the day it went out,
# and not the one on which somebody wrote it down.
. "$(dirname "$0")/../lib.sh"

exec python3 "$here/run.py" "$DOSSIERFS" "$here/since.json"
