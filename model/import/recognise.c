/* SPDX-License-Identifier: Apache-2.0 */
/*
 * recognise - what a file is, by what it holds.
 *
 * The whole file is parsed before anyone looks: clang writes `version` after
 * half a megabyte of runs. What is known but not taken is refused by its
 * name, so that nobody has to guess.
 */
#include "intake.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "dossierfs/err.h"
#include "dossierfs/record.h"
#include "dossierfs/sbom.h"

/* clang-format off */
const struct import_format import_formats[] = {
	{ "SARIF",     "2.1.0",       "an activity a tool, and its findings" },
	{ "CycloneDX", "1.4 to 1.6, JSON", "a document of kind sbom; where a tool names vulnerabilities, an activity, too" },
	{ "Grype",     "0.7 and later, JSON", "an activity and its findings" },
	{ "Trivy",     "schema version 2, JSON", "an activity and its findings" },
	{ "records",   "dossier(5)",  "records, findings and evidence, from a file or a folder" },
	{ NULL, NULL, NULL }
};
/* clang-format on */

static bool has(const struct json *root, const char *key)
{
	return json_get(root, key) != NULL;
}

static bool has_list(const struct json *root, const char *key)
{
	return json_kind(json_get(root, key)) == JSON_LIST;
}

static bool mentions(const struct json *root, const char *key, const char *word)
{
	const char *s = json_text_at(root, key);

	return s && strcasestr(s, word);
}

static bool is_sarif(const struct json *root)
{
	return has(root, "runs") || mentions(root, "$schema", "sarif");
}

static bool is_cyclonedx(const struct json *root)
{
	return has(root, "bomFormat") || mentions(root, "$schema", "cyclonedx");
}

static bool is_grype(const struct json *root)
{
	const struct json *first = json_first(json_get(root, "matches"));
	const char *name = json_text(json_at(root, "/descriptor/name"));

	return has_list(root, "matches") &&
		((name && strcmp(name, "grype") == 0) ||
		(has(first, "vulnerability") && has(first, "artifact")));
}

static bool is_trivy(const struct json *root)
{
	return has(root, "SchemaVersion") &&
		(has(root, "ArtifactName") || has(root, "Results"));
}

static bool looks_like_record(const struct json *root)
{
	return json_text_at(root, "type") && json_text_at(root, "id");
}

static bool is_record(const struct json *root)
{
	return looks_like_record(root) &&
		record_type_find(json_text_at(root, "type"));
}

/* A list of Trivy's results, as its first versions wrote. */
static bool is_trivy_1(const struct json *root)
{
	const struct json *first = json_kind(root) == JSON_LIST ?
		json_first(root) : NULL;

	return has(first, "Target") && (has(first, "Vulnerabilities") ||
		has(first, "Type") || has(first, "Misconfigurations"));
}

static bool is_trivy_kubernetes(const struct json *root)
{
	return has(root, "ClusterName") && has(root, "Resources");
}

static bool is_spdx_2(const struct json *root)
{
	return has(root, "spdxVersion") || has(root, "SPDXID");
}

static bool is_spdx_3(const struct json *root)
{
	return mentions(root, "@context", "spdx.org");
}

static bool is_csaf(const struct json *root)
{
	return json_at(root, "/document/csaf_version") != NULL;
}

static bool is_openvex(const struct json *root)
{
	return mentions(root, "@context", "openvex") ||
		(has_list(root, "statements") && has(root, "author"));
}

static bool is_osv(const struct json *root)
{
	return has(root, "id") && has(root, "modified") &&
		(has(root, "affected") || has(root, "schema_version") ||
			has(root, "withdrawn"));
}

static bool is_osv_scanner(const struct json *root)
{
	const struct json *first = json_first(json_get(root, "results"));

	return has_list(root, "results") && (has(root, "experimental_config") ||
		has_list(first, "packages"));
}

static bool is_zap(const struct json *root)
{
	return has(root, "site") && (has(root, "@generated") ||
		has(root, "@version") || has(root, "@programName"));
}

static bool is_cve(const struct json *root)
{
	return mentions(root, "dataType", "CVE_RECORD");
}

static bool is_dependency_check(const struct json *root)
{
	return has(root, "reportSchema") && has(root, "dependencies");
}

static bool is_oscal(const struct json *root)
{
	return json_at(json_first(root), "/metadata/oscal-version") != NULL;
}

/* clang-format off */
static const struct {
	bool (*is)(const struct json *root);
	reader_fn *reader; /* NULL: known, and not taken */
	const char *what;
} formats[] = {
	{ is_record,           record_import,    NULL },
	{ is_sarif,            sarif_import,     NULL },
	{ is_cyclonedx,        cyclonedx_import, NULL },
	{ is_grype,            grype_import,     NULL },
	{ is_trivy_kubernetes, NULL, "a Trivy report on a Kubernetes cluster" },
	{ is_trivy,            trivy_import,     NULL },
	{ is_trivy_1,          NULL, "a Trivy report of schema version 1 (a list)" },
	{ is_spdx_2,           NULL, "an SPDX 2 document" },
	{ is_spdx_3,           NULL, "an SPDX 3 document" },
	{ is_csaf,             NULL, "a CSAF advisory" },
	{ is_openvex,          NULL, "an OpenVEX document" },
	{ is_osv,              NULL, "an OSV entry" },
	{ is_osv_scanner,      NULL, "an OSV-Scanner report" },
	{ is_zap,              NULL, "a ZAP report" },
	{ is_cve,              NULL, "a CVE record" },
	{ is_dependency_check, NULL, "a Dependency-Check report" },
	{ is_oscal,            NULL, "an OSCAL document" },
	{ looks_like_record,   record_import,    NULL },
};
/* clang-format on */

/* Names the format in the report; refuses versions that are not taken. */
static int name_format(struct intake *in, reader_fn *reader,
	const struct json *root)
{
	char *format = in->report->format;
	const size_t size = sizeof in->report->format;
	const struct json *v = NULL;
	int64_t n;

	if (reader == sarif_import) {
		v = json_get(root, "version");
		if (!json_text(v) || strcmp(json_text(v), "2.1.0") != 0)
			return refuse(-EINVAL, "/version: expected \"2.1.0\","
				" the one version of SARIF that is taken");
		snprintf(format, size, "SARIF 2.1.0");
	} else if (reader == cyclonedx_import) {
		const char *said = sbom_format(root);

		if (!said && !json_text_at(root, "bomFormat"))
			return refuse(-EINVAL, "/: expected a member"
				" \"bomFormat\"");
		if (strcmp(json_text_at(root, "bomFormat"), "CycloneDX") != 0)
			return refuse(-EINVAL,
				"/bomFormat: expected CycloneDX");
		if (!said || said[12] < '4')
			return refuse(-EINVAL, "/specVersion: expected \"1.4\","
				" \"1.5\" or \"1.6\"");
		snprintf(format, size, "%s", said);
	} else if (reader == trivy_import) {
		if (!json_int(&n, json_get(root, "SchemaVersion")) || n != 2)
			return refuse(-EINVAL, "/SchemaVersion: expected 2");
		snprintf(format, size, "Trivy schema 2");
	} else {
		snprintf(format, size, "%s",
			reader == grype_import ? "Grype" : "record");
	}
	return 0;
}

int recognise(reader_fn **reader, struct intake *in, const struct json *root)
{
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
		if (!formats[i].is(root))
			continue;
		if (!formats[i].reader)
			return refuse(-EINVAL, "%s; not taken yet (--as"
				" document keeps it as evidence)",
				formats[i].what);
		*reader = formats[i].reader;
		return name_format(in, *reader, root);
	}
	return refuse(-EINVAL, "/: expected a SARIF, CycloneDX, Grype or Trivy"
		" report or a record (--as document keeps any file as"
		" evidence)");
}

const char *recognise_bytes(const char *bytes, size_t len)
{
	/* clang-format off */
	static const struct { const char *start; size_t len; const char *what; } kinds[] = {
		{ "<",            1, "an XML or HTML file" },
		{ "%PDF-",        5, "a PDF file" },
		{ "PK\x03\x04",   4, "a zip archive" },
		{ "\x1f\x8b",     2, "a gzip archive" },
		{ "SPDXVersion:", 12, "an SPDX tag-value document" },
	};
	/* clang-format on */
	size_t blank = 0;

	while (blank < len && memchr(" \t\r\n", bytes[blank], 4))
		blank++;
	if (blank == len)
		return "an empty file";
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (len - blank >= kinds[i].len && memcmp(bytes + blank,
			kinds[i].start, kinds[i].len) == 0)
			return kinds[i].what;
	return len > 1 && (!bytes[0] || !bytes[1]) ?
		"UTF-16 without a byte order mark" : NULL;
}
