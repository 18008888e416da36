#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The shipped catalogue is an OSCAL 1.1 catalogue, by NIST's schemas.
. "$(dirname "$0")/../lib.sh"
need_corpus schemas

if ! python3 -c 'import jsonschema' 2>/dev/null; then
	echo "1..0 # SKIP no python3-jsonschema here"
	exit 0
fi
for version in 1.1.2 1.1.3; do
	# Python's regular expressions have no \p{L} and \p{N}.
	ok "valid by OSCAL $version" python3 - \
		"$CORPUS/schemas/oscal-$version/oscal_catalog_schema.json" \
		"$top/model/catalog/catalog.json" <<'EOF'
import json, sys, jsonschema
text = open(sys.argv[1], encoding="utf-8").read()
text = text.replace("\\\\p{L}", "[^\\\\W\\\\d_]").replace("\\\\p{N}", "\\\\d")
schema = json.loads(text)
catalogue = json.load(open(sys.argv[2], encoding="utf-8"))
jsonschema.validators.validator_for(schema)(schema).validate(catalogue)
catalogue["catalog"]["metadata"].pop("version")
try:
    jsonschema.validators.validator_for(schema)(schema).validate(catalogue)
except jsonschema.ValidationError:
    sys.exit(0)
sys.exit("the schema does not refuse a catalogue without version")
EOF
done
finish
