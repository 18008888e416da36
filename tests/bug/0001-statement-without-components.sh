#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ISS-2026-0001 of mnt-example: a CycloneDX file with vulnerabilities and no
# components sorted a null pointer. Only the sanitizer sees it: the test fails
# under `make check-asan`.
. "$(dirname "$0")/../lib.sh"

new_dossier d
dossierfs -C d add product id=GW title=Gateway supported_from=2026-01-01 \
	--author "Ann <ann@example.org>" >/dev/null
cat >statement.json <<'JSON'
{"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
 "metadata": {"timestamp": "2026-11-20T08:00:00Z",
  "tools": [{"name": "scanner", "version": "1"}]},
 "vulnerabilities": [{"id": "CVE-2026-0001", "ratings": [{"severity": "high"}],
  "affects": [{"ref": "pkg:deb/debian/x@1"}]}]}
JSON
ok "it is taken" dossierfs -C d import --author "Ann <ann@example.org>" \
	statement.json
is "with its finding" \
	"$(git -C d/git ls-tree -r --name-only main findings | wc -l)" 1
finish
