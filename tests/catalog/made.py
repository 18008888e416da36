# SPDX-License-Identifier: Apache-2.0
"""made.py FILE FIELD=VALUE…: writes an OSCAL catalogue of one clause with one
constraint. Fields: standard, clause, label, title, text, pattern, version,
oscal, aspect (its number, a blank, its words); and drop=/json/pointer leaves a
member out."""
import json
import sys

given = dict(a.split("=", 1) for a in sys.argv[2:])
get = lambda k, d: given.get(k, d)


def control(cls, id, title, text, props, controls=()):
    c = {"id": id, "class": cls, "title": title,
         "props": [{"name": k, "value": v} for k, v in props.items() if v],
         "parts": [{"id": id + "_smt", "name": "statement", "prose": text}]}
    if controls:
        c["controls"] = list(controls)
    return c


label = get("label", "own-1")
constraint = [] if label == "-" else [control(
    "constraint", "k-1", get("title", "Issues have owners"),
    "Each issue names its owner.", {"label": label, "judges": "issue"})]
catalogue = {"catalog": {
    "uuid": "0a1b2c3d-1111-4222-8333-444455556666",
    "metadata": {"title": get("title", "Our own rules"), "last-modified": "2026-01-01T00:00:00Z",
                 "version": get("version", "1"), "oscal-version": get("oscal", "1.1.2")},
    "groups": [{"id": get("standard", "acme"), "class": "standard", "title": "The rules of ACME",
                "controls": [control("clause", "c-1", get("title", "Owners"),
                                     get("text", "Somebody owns every issue."),
                                     {"label": get("clause", "1"), "file-exists": get("pattern", None)},
                                     constraint)]}]}}
if "aspect" in given:
    number, prose = given["aspect"].split(" ", 1)
    catalogue["catalog"]["groups"][0]["controls"][0]["parts"].append(
        {"id": "c-1_a", "name": "aspect", "props": [{"name": "label", "value": number}], "prose": prose})
if "drop" in given:
    at = catalogue
    *way, last = given["drop"].split("/")[1:]
    for k in way:
        at = at[int(k) if isinstance(at, list) else k]
    del at[int(last) if isinstance(at, list) else last]
json.dump(catalogue, open(sys.argv[1], "w"), indent=1)
