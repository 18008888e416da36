/* SPDX-License-Identifier: Apache-2.0 */
/*
 * trivy - Trivy's JSON of schema version 2 as an activity.
 *
 * One report holds vulnerabilities, misconfigurations, secrets and licences;
 * each is a finding with its class.
 */
#include "intake.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "dossierfs/err.h"
#include "rating.h"
#include "scan.h"
#include "shape.h"

/* clang-format off */
static const struct shape text = { .kind = SHAPE_TEXT };
static const struct shape filled = { .kind = SHAPE_FILLED };
static const struct shape object = { .kind = SHAPE_OBJECT };
static const struct shape objects = { .kind = SHAPE_LIST, .element = &object };
static const struct shape texts = { .kind = SHAPE_LIST, .element = &text };

static const struct shape vulnerability = { .kind = SHAPE_OBJECT,
	.members = (const struct shape_member[]) {
	{ "VulnerabilityID", SHAPE_ALWAYS, &filled },
	{ "PkgName",         0, &text },
	{ "Severity",        0, &text },
	{ "VendorIDs",       0, &texts },
	{ NULL, 0, NULL } } };
static const struct shape vulnerabilities = { .kind = SHAPE_LIST, .element = &vulnerability };

static const struct shape misconfiguration = { .kind = SHAPE_OBJECT,
	.members = (const struct shape_member[]) {
	{ "ID",       SHAPE_ALWAYS, &text },
	{ "Severity", 0, &text },
	{ "Status",   0, &text },
	{ NULL, 0, NULL } } };
static const struct shape misconfigurations = { .kind = SHAPE_LIST, .element = &misconfiguration };

static const struct shape secret = { .kind = SHAPE_OBJECT,
	.members = (const struct shape_member[]) {
	{ "RuleID",   SHAPE_ALWAYS, &text },
	{ "Severity", 0, &text },
	{ NULL, 0, NULL } } };
static const struct shape secrets = { .kind = SHAPE_LIST, .element = &secret };

static const struct shape licence = { .kind = SHAPE_OBJECT,
	.members = (const struct shape_member[]) {
	{ "Name",     SHAPE_ALWAYS, &text },
	{ "Severity", 0, &text },
	{ NULL, 0, NULL } } };
static const struct shape licences = { .kind = SHAPE_LIST, .element = &licence };

static const struct shape result = { .kind = SHAPE_OBJECT,
	.members = (const struct shape_member[]) {
	{ "Target",            0, &text },
	{ "Class",             0, &text },
	{ "Vulnerabilities",   0, &vulnerabilities },
	{ "Misconfigurations", 0, &misconfigurations },
	{ "Secrets",           0, &secrets },
	{ "Licenses",          0, &licences },
	{ "ExperimentalModifiedFindings", 0, &objects },
	{ NULL, 0, NULL } } };
static const struct shape results = { .kind = SHAPE_LIST, .element = &result };

static const struct shape report_shape = { .kind = SHAPE_OBJECT,
	.members = (const struct shape_member[]) {
	{ "ArtifactName", 0, &text },
	{ "ArtifactType", 0, &text },
	{ "CreatedAt",    0, &text },
	{ "Results",      0, &results },
	{ NULL, 0, NULL } } };
/* clang-format on */

static const char *filled_text(const struct json *j, const char *key)
{
	const char *s = json_text_at(j, key);

	return s && *s ? s : NULL;
}

/* The texts that a finding is made of while it is added. */
struct words {
	struct buf message;
	struct buf location;
	struct buf level;
};

static void words_free(struct words *w)
{
	buf_free(&w->message);
	buf_free(&w->location);
	buf_free(&w->level);
}
#define auto_words __attribute__((cleanup(words_free))) struct words

static int add(struct scan *s, struct words *w, struct finding *f,
	const struct json *j, const char *why)
{
	rating_level(&w->level, json_text_at(j, "Severity"));
	f->level = w->level.len ? buf_text(&w->level) : NULL;
	f->message = w->message.len ? buf_text(&w->message) : NULL;
	f->location = w->location.len ? buf_text(&w->location) : NULL;
	f->suppressed = why;
	return scan_add(s, f);
}

static void rate_by(struct rating *r, const struct json *vendor)
{
	rating_take(r, json_text_at(vendor, "V40Vector"),
		json_get(vendor, "V40Score"));
	rating_take(r, json_text_at(vendor, "V3Vector"),
		json_get(vendor, "V3Score"));
	rating_take(r, json_text_at(vendor, "V2Vector"),
		json_get(vendor, "V2Score"));
}

/* The source that the severity is from, else the NVD, else the first. */
static void rate(struct rating *r, const struct json *v)
{
	const struct json *all = json_get(v, "CVSS");
	const char *source = json_text_at(v, "SeveritySource");

	if (source)
		rate_by(r, json_get(all, source));
	if (!r->version)
		rate_by(r, json_get(all, "nvd"));
	if (!r->version)
		rate_by(r, json_first(all));
}

static const char **vendor_ids(const struct json *v, size_t *n)
{
	const struct json *list = json_get(v, "VendorIDs");
	const char **ids = calloc(json_count(list) + 1, sizeof *ids);

	*n = 0;
	for (const struct json *j = json_first(list); ids && j;
		j = json_next(j))
		ids[(*n)++] = json_text(j);
	return ids;
}

static int add_vulnerability(struct scan *s, const char *target,
	const struct json *v, const char *why)
{
	const char *title = filled_text(v, "Title");
	const char *fixed = filled_text(v, "FixedVersion");
	const char *path = filled_text(v, "PkgPath");
	auto_words w = { .message = BUF_INIT };
	struct rating r = { 0 };
	struct finding f = { .class = "vulnerability" };
	const char **ids = vendor_ids(v, &f.alias_count);
	int rc;

	if (!ids)
		return fail(-ENOMEM, "import: no memory for a vulnerability");
	f.rule = f.vulnerability = json_text_at(v, "VulnerabilityID");
	f.aliases = ids;
	f.text = filled_text(v, "PkgName");
	f.purl = filled_text(json_get(v, "PkgIdentifier"), "PURL");
	f.file = path ? path : target;
	if (!title)
		title = filled_text(v, "Description");
	buf_printf(&w.message, "%s %s: ", f.text ? f.text : "package",
		filled_text(v, "InstalledVersion") ?
		filled_text(v, "InstalledVersion") : "of unknown version");
	buf_puts(&w.message, title ? title : f.rule);
	if (fixed)
		buf_printf(&w.message, " Fixed in %s", fixed);
	buf_printf(&w.location, "%s%s%s", target, path ? ": " : "",
		path ? path : "");
	rate(&r, v);
	f.cvss = r.vector;
	f.score = *r.score ? r.score : NULL;
	rc = add(s, &w, &f, v, why);
	free(ids);
	return rc;
}

static void place(struct buf *out, const char *target, const struct json *line)
{
	int64_t n;

	buf_puts(out, target);
	if (json_int(&n, line) && n > 0)
		buf_printf(out, ":%lld", (long long)n);
}

static int add_misconfiguration(struct scan *s, const char *target,
	const struct json *m, const char *why)
{
	const struct json *cause = json_get(m, "CauseMetadata");
	const char *status = json_text_at(m, "Status");
	const char *title = filled_text(m, "Title");
	const char *said = filled_text(m, "Message");
	auto_words w = { .message = BUF_INIT };
	struct finding f = { .class = "misconfiguration" };

	if (status && strcmp(status, "PASS") == 0) {
		s->in->report->skipped++;
		intake_held(s->in, "misconfiguration checks passed", 1);
		return 0;
	}
	if (!why && status && strcmp(status, "EXCEPTION") == 0)
		why = "excepted by the scanner's configuration";
	f.rule = json_text_at(m, "ID");
	f.file = target;
	f.text = filled_text(cause, "Resource");
	buf_printf(&w.message, "%s%s%s", title ? title : "",
		title && said ? ": " : "", said ? said : "");
	place(&w.location, target, json_get(cause, "StartLine"));
	return add(s, &w, &f, m, why);
}

static int add_secret(struct scan *s, const char *target,
	const struct json *j, const char *why)
{
	auto_words w = { .message = BUF_INIT };
	struct finding f = { .class = "secret" };

	f.rule = json_text_at(j, "RuleID");
	f.file = target;
	f.text = filled_text(j, "Match"); /* Trivy masks the secret */
	if (filled_text(j, "Title"))
		buf_puts(&w.message, filled_text(j, "Title"));
	place(&w.location, target, json_get(j, "StartLine"));
	return add(s, &w, &f, j, why);
}

static int add_licence(struct scan *s, const char *target,
	const struct json *j, const char *why)
{
	const char *package = filled_text(j, "PkgName");
	const char *category = filled_text(j, "Category");
	auto_words w = { .message = BUF_INIT };
	struct finding f = { .class = "licence" };

	f.rule = json_text_at(j, "Name");
	f.text = package;
	f.file = filled_text(j, "FilePath");
	if (!f.file)
		f.file = target;
	buf_printf(&w.message, "%s%s%s", package ? package : "",
		package ? ": " : "", f.rule);
	if (category)
		buf_printf(&w.message, " (%s)", category);
	buf_puts(&w.location, f.file);
	return add(s, &w, &f, j, why);
}

/* What a result lists, under which name, and what Trivy calls one of them. */
static const struct kind {
	const char *list;
	const char *type;
	const char *held;
	const struct shape *one;
	int (*add)(struct scan *s, const char *target, const struct json *j,
		const char *why);
} kinds[] = {
	{ "Vulnerabilities", "vulnerability", "vulnerabilities",
		&vulnerability, add_vulnerability },
	{ "Misconfigurations", "misconfiguration", "misconfigurations",
		&misconfiguration, add_misconfiguration },
	{ "Secrets", "secret", "secrets", &secret, add_secret },
	{ "Licenses", "license", "licences", &licence, add_licence },
};
enum { KINDS = sizeof kinds / sizeof *kinds };

/* What the user's ignore file or VEX took out, shown on request (0.50 on). */
static int add_modified(struct scan *s, const char *target,
	const struct json *m)
{
	const char *type = json_text_at(m, "Type");
	const char *status = filled_text(m, "Status");
	const char *said = filled_text(m, "Statement");
	const char *source = filled_text(m, "Source");
	const struct json *found = json_get(m, "Finding");
	auto_buf why = BUF_INIT;
	int rc;

	buf_puts(&why, status ? status : "ignored");
	if (said)
		buf_printf(&why, ": %s", said);
	if (source)
		buf_printf(&why, " (%s)", source);
	for (int i = 0; type && i < KINDS; i++) {
		if (strcmp(type, kinds[i].type) != 0)
			continue;
		rc = shape_check(found, kinds[i].one, SHAPE_ALWAYS,
			&(struct place){ .key = "Finding" });
		return rc < 0 ? rc : kinds[i].add(s, target, found,
			buf_text(&why));
	}
	s->in->report->skipped++;
	intake_note(s->in, "a modified finding of unknown type is skipped");
	return 0;
}

static int add_result(struct scan *s, const struct json *r)
{
	const char *target = json_text_at(r, "Target");
	const struct json *list, *j;
	int rc = 0;

	target = target ? target : "";
	for (int i = 0; i < KINDS && rc == 0; i++) {
		list = json_get(r, kinds[i].list);
		intake_held(s->in, kinds[i].held, (int64_t)json_count(list));
		for (j = json_first(list); j && rc == 0; j = json_next(j))
			rc = kinds[i].add(s, target, j, NULL);
	}
	list = json_get(r, "ExperimentalModifiedFindings");
	intake_held(s->in, "modified findings", (int64_t)json_count(list));
	for (j = json_first(list); j && rc == 0; j = json_next(j))
		rc = add_modified(s, target, j);
	return rc;
}

/* A scan of configuration or for secrets alone is static analysis. */
static const char *kind_of(const struct json *root)
{
	const struct json *list = json_get(root, "Results");
	bool other = false;

	for (const struct json *r = json_first(list); r; r = json_next(r)) {
		const char *class = json_text_at(r, "Class");

		if (json_first(json_get(r, "Vulnerabilities")) || (class &&
			(strcmp(class, "os-pkgs") == 0 ||
				strcmp(class, "lang-pkgs") == 0)))
			return "sbom_scan";
		other |= class && (strcmp(class, "config") == 0 ||
			strcmp(class, "secret") == 0);
	}
	return other ? "sast" : "sbom_scan";
}

int trivy_import(struct intake *in, const struct json *root)
{
	const char *name = filled_text(root, "ArtifactName");
	const char *type = filled_text(root, "ArtifactType");
	const struct json *list = json_get(root, "Results");
	auto_buf report = BUF_INIT;
	auto_scan s = {
		.in = in,
		.kind = kind_of(root),
		.tool = "Trivy",
		.version = filled_text(json_get(root, "Trivy"), "Version"),
		.media_type = "application/json",
	};
	int rc = shape_check(root, &report_shape, SHAPE_ALWAYS, NULL);

	if (rc < 0)
		return rc;
	if (name)
		buf_printf(&s.scope, "%s%s%s", type ? type : "",
			type ? " " : "", name);
	s.dated = report_day(&s.day, json_text_at(root, "CreatedAt"));
	for (const struct json *r = json_first(list); r && rc == 0;
		r = json_next(r))
		rc = add_result(&s, r);
	return rc < 0 ? rc : scan_end(&s, 1, &report);
}
