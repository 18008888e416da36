/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sbom - components of CycloneDX and SPDX bills, in one walk.
 *
 * Lenient: a bill that was taken in is read as far as it goes. Whether it is
 * valid is model/import's question.
 */
#include "dossierfs/sbom.h"

#include <errno.h>
#include <string.h>

#include "dossierfs/err.h"
#include "dossierfs/json.h"

/* clang-format off */
static const struct { const char *said, *format; } cyclonedx[] = {
	{ "1.2", "CycloneDX 1.2" }, { "1.3", "CycloneDX 1.3" },
	{ "1.4", "CycloneDX 1.4" }, { "1.5", "CycloneDX 1.5" },
	{ "1.6", "CycloneDX 1.6" },
}, spdx[] = {
	{ "SPDX-2.2", "SPDX 2.2" }, { "SPDX-2.3", "SPDX 2.3" },
};
/* clang-format on */

const char *sbom_format(const struct json *root)
{
	const char *format = json_text_at(root, "bomFormat");
	const char *version = json_text_at(root, "specVersion");
	const char *said = json_text_at(root, "spdxVersion");

	if (format && version && strcmp(format, "CycloneDX") == 0)
		for (size_t i = 0; i < sizeof cyclonedx / sizeof *cyclonedx;
			i++)
			if (strcmp(cyclonedx[i].said, version) == 0)
				return cyclonedx[i].format;
	if (said)
		for (size_t i = 0; i < sizeof spdx / sizeof *spdx; i++)
			if (strcmp(spdx[i].said, said) == 0)
				return spdx[i].format;
	return NULL;
}

struct walk {
	sbom_component_fn *fn;
	void *arg;
};

static const char *filled(const char *s)
{
	return s && *s ? s : NULL;
}

/* What one component is called while its purls are counted out. */
struct names {
	const char *name;
	const char *version;
	const char *first; /* the purl that was told already */
	bool told;
};

static int tell(const struct walk *w, struct names *n, const char *purl)
{
	if (!purl || (n->told && n->first && strcmp(purl, n->first) == 0))
		return 0;
	n->first = n->told ? n->first : purl;
	n->told = true;
	return w->fn(purl, n->name, n->version, w->arg);
}

/* evidence.identity is one object (1.5) or a list (1.6). */
static int tell_identities(const struct walk *w, struct names *n,
	const struct json *component)
{
	const struct json *id = json_at(component, "/evidence/identity");
	bool list = json_kind(id) == JSON_LIST;
	int rc = 0;

	for (id = list ? json_first(id) : id; id && rc == 0;
		id = list ? json_next(id) : NULL) {
		const char *field = json_text_at(id, "field");

		if (field && strcmp(field, "purl") == 0)
			rc = tell(w, n, filled(json_text_at(id,
				"concludedValue")));
	}
	return rc;
}

/* As deep as the file, which the gate bounds. */
static int walk_components(const struct walk *w, const struct json *list)
{
	int rc = 0;

	for (const struct json *c = json_first(list); c && rc == 0;
		c = json_next(c)) {
		struct names n = {
			.name = filled(json_text_at(c, "name")),
			.version = filled(json_text_at(c, "version")),
		};

		rc = tell(w, &n, filled(json_text_at(c, "purl")));
		if (rc == 0)
			rc = tell_identities(w, &n, c);
		if (rc == 0 && !n.told)
			rc = w->fn(NULL, n.name, n.version, w->arg);
		if (rc == 0)
			rc = walk_components(w, json_get(c, "components"));
	}
	return rc;
}

/* SPDX writes NOASSERTION for what it does not say (2.3, 7.3.2). */
static const char *asserted(const char *s)
{
	return s && *s && strcmp(s, "NOASSERTION") != 0 &&
		strcmp(s, "NONE") != 0 ? s : NULL;
}

static int walk_packages(const struct walk *w, const struct json *list)
{
	int rc = 0;

	for (const struct json *p = json_first(list); p && rc == 0;
		p = json_next(p)) {
		const struct json *refs = json_get(p, "externalRefs");
		struct names n = {
			.name = asserted(json_text_at(p, "name")),
			.version = asserted(json_text_at(p, "versionInfo")),
		};

		for (const struct json *r = json_first(refs); r && rc == 0;
			r = json_next(r)) {
			const char *type = json_text_at(r, "referenceType");

			if (type && strcmp(type, "purl") == 0)
				rc = tell(w, &n, asserted(json_text_at(r,
					"referenceLocator")));
		}
		if (rc == 0 && !n.told)
			rc = w->fn(NULL, n.name, n.version, w->arg);
	}
	return rc;
}

int sbom_walk(const struct json *bom, sbom_component_fn *fn, void *arg)
{
	const struct walk w = { .fn = fn, .arg = arg };
	const char *format = sbom_format(bom);

	if (!format)
		return refuse(-EINVAL,
			"/: expected a CycloneDX or SPDX bill of materials");
	if (*format == 'C')
		return walk_components(&w, json_get(bom, "components"));
	return walk_packages(&w, json_get(bom, "packages"));
}

/* A copy, where there is anything to replace in it. */
static int without_nul(struct buf *out, const char **bytes, size_t len)
{
	if (!memmem(*bytes, len, "\\u0000", 6))
		return 0;
	buf_put(out, *bytes, len);
	if (buf_done(out) < 0)
		return out->err;
	json_replace_nul(out->data, out->len);
	*bytes = out->data;
	return 0;
}

int sbom_components(const char *bytes, size_t len, sbom_component_fn *fn,
	void *arg)
{
	auto_buf copy = BUF_INIT;
	auto_json bom = NULL;
	int rc;

	if (len >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) {
		bytes += 3;
		len -= 3;
	}
	rc = without_nul(&copy, &bytes, len);
	if (rc == 0)
		rc = json_parse(&bom, bytes, len, JSON_DUPLICATES);
	return rc < 0 ? rc : sbom_walk(bom, fn, arg);
}

bool sbom_covers(const char *item, const char *purl)
{
	size_t len = strlen(item);

	return len && strncmp(item, purl, len) == 0 &&
		(!purl[len] || strchr("@?#/", purl[len]));
}
