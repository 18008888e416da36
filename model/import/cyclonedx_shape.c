/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cyclonedx_shape - what the CycloneDX 1.4 to 1.6 schemas ask of the parts
 * that say what a product is made of.
 *
 * Licence ids are SPDX's. Its list grows with every month, so that a closed
 * copy of it would refuse good bills; the families below are those whose
 * versions people get wrong, and only their ids are looked at.
 */
#include "cyclonedx.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "dossierfs/buf.h"
#include "dossierfs/date.h"
#include "dossierfs/err.h"
#include "dossierfs/json.h"
#include "shape.h"

static bool is_hex(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!isxdigit((unsigned char)s[i]))
			return false;
	return true;
}

/* MD5, SHA-1, SHA-256, SHA-384 and SHA-512 in hex. */
static int is_digest(const struct json *j, unsigned edition,
	const struct place *at)
{
	const char *s = json_text(j);
	size_t len = strlen(s);

	(void)edition;
	if ((len == 32 || len == 40 || len == 64 || len == 96 || len == 128) &&
		is_hex(s, len))
		return 0;
	return misplaced(at, "a hash in hex");
}

/* urn:uuid: and 8-4-4-4-12 hex digits in lower case. */
static int is_serial(const struct json *j, unsigned edition,
	const struct place *at)
{
	static const char form[] = "urn:uuid:"
		"hhhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh";
	const char *s = json_text(j);
	size_t i = 0;

	(void)edition;
	while (form[i] && (form[i] == 'h' && i > 8 ?
		s[i] && strchr("0123456789abcdef", s[i]) != NULL :
		s[i] == form[i]))
		i++;
	return !form[i] && !s[i] ? 0 : misplaced(at, "urn:uuid: and a UUID");
}

static int is_time(const struct json *j, unsigned edition,
	const struct place *at)
{
	int64_t t;

	(void)edition;
	return time_parse(&t, json_text(j)) ? 0 :
		misplaced(at, "a time as RFC 3339 has it");
}

static bool has(const struct json *j, const char *key)
{
	return json_kind(json_get(j, key)) != JSON_NULL;
}

/* clang-format off */
static const struct { const char *family, *versions; } licences[] = {
	{ "Apache", "1.0|1.1|2.0" },
	{ "GPL",  "1.0|2.0|3.0" },
	{ "LGPL", "2.0|2.1|3.0" },
	{ "AGPL", "1.0|3.0" },
	{ "MPL",  "1.0|1.1|2.0" },
	{ "EPL",  "1.0|2.0" },
	{ "EUPL", "1.0|1.1|1.2" },
	{ "CDDL", "1.0|1.1" },
	{ "BSL",  "1.0" },
};
/* clang-format on */

/* Whether `version` is one of the words, alone or with "-only", "+", … */
static bool has_version(const char *words, const char *version)
{
	while (*words) {
		size_t n = strcspn(words, "|");

		if (strncmp(words, version, n) == 0 &&
			(!version[n] || version[n] == '-' || version[n] == '+'))
			return true;
		words += n + (words[n] == '|');
	}
	return false;
}

static bool is_licence_id(const char *id)
{
	for (size_t i = 0; i < sizeof licences / sizeof *licences; i++) {
		size_t n = strlen(licences[i].family);

		if (strncmp(id, licences[i].family, n) != 0)
			continue;
		if (!id[n] || (id[n] == '-' &&
			isdigit((unsigned char)id[n + 1]) &&
			!has_version(licences[i].versions, id + n + 1)))
			return false;
	}
	return *id != '\0';
}

static int is_licence(const struct json *j, unsigned edition,
	const struct place *at)
{
	const char *id = json_text_at(j, "id");

	(void)edition;
	if (has(j, "id") == has(j, "name"))
		return misplaced(at, "either \"id\" or \"name\"");
	if (id && !is_licence_id(id))
		return misplaced(at, "an SPDX licence id as \"id\"");
	return 0;
}

/* A licence or an expression; since 1.5 a list with an expression has no
 * other element. */
static int is_choice(const struct json *j, unsigned edition,
	const struct place *at)
{
	if (has(j, "license") == has(j, "expression"))
		return misplaced(at, "either \"license\" or \"expression\"");
	if (edition >= 15 && has(j, "expression") &&
		(at->index > 0 || json_next(j)))
		return misplaced(at, "no other licence beside an expression");
	return 0;
}

static int by_names(const void *a, const void *b)
{
	static const char *const keys[] = { "name", "version", "bom-ref" };
	const struct json *const *x = a, *const *y = b;
	int order = 0;

	for (size_t i = 0; i < 3 && !order; i++) {
		const char *s = json_text_at(*x, keys[i]);
		const char *t = json_text_at(*y, keys[i]);

		order = strcmp(s ? s : "", t ? t : "");
	}
	return order;
}

static bool is_same(const struct json *a, const struct json *b)
{
	auto_buf x = BUF_INIT;
	auto_buf y = BUF_INIT;

	json_line(&x, a);
	json_line(&y, b);
	return x.len == y.len && memcmp(buf_text(&x), buf_text(&y), x.len) == 0;
}

/* No component twice, word by word. */
static int are_different(const struct json *j, unsigned edition,
	const struct place *at)
{
	size_t n = json_count(j), i = 0;
	const struct json **all = calloc(n + 1, sizeof *all);
	bool twice = false;

	(void)edition;
	if (!all)
		return fail(-ENOMEM, "import: no memory for components");
	for (const struct json *c = json_first(j); c; c = json_next(c))
		all[i++] = c;
	qsort(all, n, sizeof *all, by_names);
	for (i = 1; i < n && !twice; i++)
		twice = by_names(&all[i], &all[i - 1]) == 0 &&
			is_same(all[i], all[i - 1]);
	free(all);
	return twice ? misplaced(at, "no component twice") : 0;
}

/* clang-format off */
static const struct shape text = { .kind = SHAPE_TEXT };
static const struct shape filled = { .kind = SHAPE_FILLED };
static const struct shape whole = { .kind = SHAPE_WHOLE };
static const struct shape number = { .kind = SHAPE_NUMBER };
static const struct shape time_ = { .kind = SHAPE_TEXT, .also = is_time };
static const struct shape serial = { .kind = SHAPE_TEXT, .also = is_serial };
static const struct shape digest = { .kind = SHAPE_TEXT, .also = is_digest };
static const struct shape references = { .kind = SHAPE_LIST, .element = &filled };

static const struct shape property = { .kind = SHAPE_OBJECT,
	.members = (const struct shape_member[]) {
	{ "name",  16, &text },
	{ "value", 0,  &text },
	{ NULL, 0, NULL } } };
static const struct shape properties = { .kind = SHAPE_LIST, .element = &property };

static const struct shape encoding = { .kind = SHAPE_CHOICE, .words = "base64" };
static const struct shape attachment = { .kind = SHAPE_OBJECT,
	.members = (const struct shape_member[]) {
	{ "encoding", 0,            &encoding },
	{ "content",  SHAPE_ALWAYS, &text },
	{ NULL, 0, NULL } } };

static const struct shape licence = { .kind = SHAPE_OBJECT, .also = is_licence,
	.members = (const struct shape_member[]) {
	{ "id",         0, &text },
	{ "name",       0, &text },
	{ "text",       0, &attachment },
	{ "properties", 0, &properties },
	{ NULL, 0, NULL } } };
static const struct shape licence_choice = { .kind = SHAPE_OBJECT, .also = is_choice,
	.members = (const struct shape_member[]) {
	{ "license",    0, &licence },
	{ "expression", 0, &text },
	{ NULL, 0, NULL } } };
static const struct shape licences_shape = { .kind = SHAPE_LIST, .element = &licence_choice };

static const struct shape algorithm = { .kind = SHAPE_CHOICE,
	.words = "MD5|SHA-1|SHA-256|SHA-384|SHA-512|SHA3-256|SHA3-384|SHA3-512"
		"|BLAKE2b-256|BLAKE2b-384|BLAKE2b-512|BLAKE3" };
static const struct shape hash = { .kind = SHAPE_OBJECT,
	.members = (const struct shape_member[]) {
	{ "alg",     SHAPE_ALWAYS, &algorithm },
	{ "content", SHAPE_ALWAYS, &digest },
	{ NULL, 0, NULL } } };
static const struct shape hashes = { .kind = SHAPE_LIST, .element = &hash };

static const struct shape issue_type = { .kind = SHAPE_CHOICE,
	.words = "defect|enhancement|security" };
static const struct shape issue = { .kind = SHAPE_OBJECT,
	.members = (const struct shape_member[]) {
	{ "type", SHAPE_ALWAYS, &issue_type },
	{ NULL, 0, NULL } } };
static const struct shape issues = { .kind = SHAPE_LIST, .element = &issue };

static const struct shape patch_type = { .kind = SHAPE_CHOICE,
	.words = "unofficial|monkey|backport|cherry-pick" };
static const struct shape patch = { .kind = SHAPE_OBJECT,
	.members = (const struct shape_member[]) {
	{ "type",     SHAPE_ALWAYS, &patch_type },
	{ "resolves", 0, &issues },
	{ NULL, 0, NULL } } };
static const struct shape patches = { .kind = SHAPE_LIST, .element = &patch };

static const struct shape components, relatives;
static const struct shape pedigree = { .kind = SHAPE_OBJECT,
	.members = (const struct shape_member[]) {
	{ "ancestors",   0, &relatives },
	{ "descendants", 0, &relatives },
	{ "variants",    0, &relatives },
	{ "patches",     0, &patches },
	{ NULL, 0, NULL } } };

static const struct shape swid = { .kind = SHAPE_OBJECT,
	.members = (const struct shape_member[]) {
	{ "tagId", SHAPE_ALWAYS, &text },
	{ "name",  SHAPE_ALWAYS, &text },
	{ NULL, 0, NULL } } };

static const struct shape component_type = { .kind = SHAPE_CHOICE,
	.words = "application|framework|library|container|platform"
		"|operating-system|device|device-driver|firmware|file"
		"|machine-learning-model|data|cryptographic-asset" };
static const struct shape component_scope = { .kind = SHAPE_CHOICE,
	.words = "required|optional|excluded" };
static const struct shape component = { .kind = SHAPE_OBJECT,
	.members = (const struct shape_member[]) {
	{ "type",       SHAPE_ALWAYS, &component_type },
	{ "name",       SHAPE_ALWAYS, &text },
	{ "version",    0, &text },
	{ "bom-ref",    0, &filled },
	{ "purl",       0, &text },
	{ "scope",      0, &component_scope },
	{ "hashes",     0, &hashes },
	{ "licenses",   0, &licences_shape },
	{ "swid",       0, &swid },
	{ "pedigree",   0, &pedigree },
	{ "properties", 0, &properties },
	{ "components", 0, &components },
	{ NULL, 0, NULL } } };
static const struct shape components = { .kind = SHAPE_LIST, .element = &component,
	.also = are_different };
static const struct shape relatives = { .kind = SHAPE_LIST, .element = &component };

static const struct shape flow = { .kind = SHAPE_CHOICE,
	.words = "inbound|outbound|bi-directional|unknown" };
static const struct shape service_datum = { .kind = SHAPE_OBJECT,
	.members = (const struct shape_member[]) {
	{ "flow",           SHAPE_ALWAYS, &flow },
	{ "classification", SHAPE_ALWAYS, &text },
	{ NULL, 0, NULL } } };
static const struct shape service_data = { .kind = SHAPE_LIST, .element = &service_datum };
static const struct shape services;
static const struct shape service = { .kind = SHAPE_OBJECT,
	.members = (const struct shape_member[]) {
	{ "name",       SHAPE_ALWAYS, &text },
	{ "bom-ref",    0, &filled },
	{ "data",       0, &service_data },
	{ "licenses",   0, &licences_shape },
	{ "properties", 0, &properties },
	{ "services",   0, &services },
	{ NULL, 0, NULL } } };
static const struct shape services = { .kind = SHAPE_LIST, .element = &service };

static const struct shape metadata = { .kind = SHAPE_OBJECT,
	.members = (const struct shape_member[]) {
	{ "timestamp",  0, &time_ },
	{ "component",  0, &component },
	{ "licenses",   0, &licences_shape },
	{ "properties", 0, &properties },
	{ NULL, 0, NULL } } };

static const struct shape dependency = { .kind = SHAPE_OBJECT,
	.members = (const struct shape_member[]) {
	{ "ref",       SHAPE_ALWAYS, &filled },
	{ "dependsOn", 0, &references },
	{ NULL, 0, NULL } } };
static const struct shape dependencies = { .kind = SHAPE_LIST, .element = &dependency };

static const struct shape severity = { .kind = SHAPE_CHOICE,
	.words = "critical|high|medium|low|info|none|unknown" };
static const struct shape rating = { .kind = SHAPE_OBJECT,
	.members = (const struct shape_member[]) {
	{ "score",    0, &number },
	{ "severity", 0, &severity },
	{ "vector",   0, &text },
	{ NULL, 0, NULL } } };
static const struct shape ratings = { .kind = SHAPE_LIST, .element = &rating };

static const struct shape affect = { .kind = SHAPE_OBJECT,
	.members = (const struct shape_member[]) {
	{ "ref", SHAPE_ALWAYS, &text },
	{ NULL, 0, NULL } } };
static const struct shape affects = { .kind = SHAPE_LIST, .element = &affect };

static const struct shape analysis_state = { .kind = SHAPE_CHOICE,
	.words = "resolved|resolved_with_pedigree|exploitable|in_triage"
		"|false_positive|not_affected" };
static const struct shape analysis = { .kind = SHAPE_OBJECT,
	.members = (const struct shape_member[]) {
	{ "state",         0, &analysis_state },
	{ "justification", 0, &text },
	{ "detail",        0, &text },
	{ NULL, 0, NULL } } };

static const struct shape vulnerability = { .kind = SHAPE_OBJECT,
	.members = (const struct shape_member[]) {
	{ "id",          0, &text },
	{ "description", 0, &text },
	{ "ratings",     0, &ratings },
	{ "affects",     0, &affects },
	{ "analysis",    0, &analysis },
	{ NULL, 0, NULL } } };
static const struct shape vulnerabilities = { .kind = SHAPE_LIST, .element = &vulnerability };

static const struct shape bill = { .kind = SHAPE_OBJECT,
	.members = (const struct shape_member[]) {
	{ "serialNumber",    0, &serial },
	{ "version",         0, &whole },
	{ "metadata",        0, &metadata },
	{ "components",      0, &components },
	{ "services",        0, &services },
	{ "dependencies",    0, &dependencies },
	{ "vulnerabilities", 0, &vulnerabilities },
	{ "properties",      0, &properties },
	{ NULL, 0, NULL } } };
/* clang-format on */

int cyclonedx_check(const struct json *root, unsigned edition)
{
	return shape_check(root, &bill, edition, NULL);
}
