/* SPDX-License-Identifier: Apache-2.0 */
/*
 * grype - Grype's JSON (its own format, 0.7 to 0.9x) as an activity.
 *
 * Members came and went over the versions; what is asked for is only that
 * matches name a vulnerability and an artifact.
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

static const struct shape vulnerability = { .kind = SHAPE_OBJECT,
	.members = (const struct shape_member[]) {
	{ "id",       SHAPE_ALWAYS, &filled },
	{ "severity", 0, &text },
	{ "cvss",     0, &objects },
	{ NULL, 0, NULL } } };

static const struct shape related = { .kind = SHAPE_OBJECT,
	.members = (const struct shape_member[]) {
	{ "id",   SHAPE_ALWAYS, &filled },
	{ "cvss", 0, &objects },
	{ NULL, 0, NULL } } };
static const struct shape relateds = { .kind = SHAPE_LIST, .element = &related };

static const struct shape artifact = { .kind = SHAPE_OBJECT,
	.members = (const struct shape_member[]) {
	{ "name",      SHAPE_ALWAYS, &text },
	{ "version",   0, &text },
	{ "purl",      0, &text },
	{ "locations", 0, &objects },
	{ NULL, 0, NULL } } };

static const struct shape match = { .kind = SHAPE_OBJECT,
	.members = (const struct shape_member[]) {
	{ "vulnerability",          SHAPE_ALWAYS, &vulnerability },
	{ "relatedVulnerabilities", 0, &relateds },
	{ "artifact",               SHAPE_ALWAYS, &artifact },
	{ "appliedIgnoreRules",     0, &objects },
	{ NULL, 0, NULL } } };
static const struct shape matches = { .kind = SHAPE_LIST, .element = &match };

static const struct shape descriptor = { .kind = SHAPE_OBJECT,
	.members = (const struct shape_member[]) {
	{ "name",    0, &text },
	{ "version", 0, &text },
	{ NULL, 0, NULL } } };

static const struct shape report = { .kind = SHAPE_OBJECT,
	.members = (const struct shape_member[]) {
	{ "matches",        SHAPE_ALWAYS, &matches },
	{ "ignoredMatches", 0, &matches },
	{ "descriptor",     0, &descriptor },
	{ NULL, 0, NULL } } };
/* clang-format on */

static const char *filled_text(const struct json *j, const char *key)
{
	const char *s = json_text_at(j, key);

	return s && *s ? s : NULL;
}

static void rate(struct rating *out, const struct json *v)
{
	const struct json *list = json_get(v, "cvss");

	for (const struct json *c = json_first(list); c; c = json_next(c))
		rating_take(out, json_text_at(c, "vector"),
			json_at(c, "/metrics/baseScore"));
	/* Before 0.10 each version had a member of its own. */
	rating_take(out, json_text(json_at(v, "/cvssV3/vector")),
		json_at(v, "/cvssV3/baseScore"));
	rating_take(out, json_text(json_at(v, "/cvssV2/vector")),
		json_at(v, "/cvssV2/baseScore"));
}

static void message(struct buf *out, const struct json *m)
{
	const struct json *a = json_get(m, "artifact");
	const struct json *v = json_get(m, "vulnerability");
	const struct json *fixed = json_at(v, "/fix/versions");
	const char *what = filled_text(v, "description");

	if (!what)
		what = filled_text(json_first(json_get(m,
			"relatedVulnerabilities")), "description");
	buf_printf(out, "%s %s: ", json_text_at(a, "name"),
		filled_text(a, "version") ? filled_text(a, "version") :
		"of unknown version");
	buf_puts(out, what ? what : json_text_at(v, "id"));
	for (const struct json *f = json_first(fixed); f; f = json_next(f))
		if (json_text(f))
			buf_printf(out, "%s%s", f == json_first(fixed) ?
				" Fixed in " : ", ", json_text(f));
}

/* Why Grype left a match out: what its rule says. */
static void ignored(struct buf *out, const struct json *m)
{
	static const char *const said[] = {
		"reason", "vex-status", "vex-justification", "fix-state",
		"namespace", "vulnerability",
	};
	const struct json *list = json_get(m, "appliedIgnoreRules");

	buf_puts(out, "ignored by the scanner's rules");
	for (const struct json *r = json_first(list); r; r = json_next(r))
		for (size_t i = 0; i < sizeof said / sizeof *said; i++)
			if (filled_text(r, said[i]))
				buf_printf(out, "; %s: %s", said[i],
					filled_text(r, said[i]));
}

static const char **alias_list(const struct json *m, size_t *n)
{
	const struct json *list = json_get(m, "relatedVulnerabilities");
	const char *id = json_text(json_at(m, "/vulnerability/id"));
	const char **aliases = calloc(json_count(list) + 1, sizeof *aliases);

	*n = 0;
	for (const struct json *r = json_first(list); aliases && r;
		r = json_next(r))
		if (strcmp(json_text_at(r, "id"), id) != 0)
			aliases[(*n)++] = json_text_at(r, "id");
	return aliases;
}

static int add_match(struct scan *s, const struct json *m, bool left_out)
{
	const struct json *v = json_get(m, "vulnerability");
	const struct json *a = json_get(m, "artifact");
	auto_buf said = BUF_INIT;
	auto_buf why = BUF_INIT;
	auto_buf level = BUF_INIT;
	struct rating r = { 0 };
	struct finding f = { .class = "vulnerability" };
	const char **aliases = alias_list(m, &f.alias_count);
	int rc;

	if (!aliases)
		return fail(-ENOMEM, "import: no memory for a match");
	message(&said, m);
	rating_level(&level, json_text_at(v, "severity"));
	rate(&r, v);
	if (!r.score[0] && !r.vector)
		rate(&r, json_first(json_get(m, "relatedVulnerabilities")));
	if (left_out)
		ignored(&why, m);
	f.rule = f.vulnerability = json_text_at(v, "id");
	f.aliases = aliases;
	f.level = level.len ? buf_text(&level) : NULL;
	f.message = buf_text(&said);
	f.location = filled_text(json_first(json_get(a, "locations")), "path");
	f.purl = filled_text(a, "purl");
	f.cvss = r.vector;
	f.score = r.score[0] ? r.score : NULL;
	f.suppressed = left_out ? buf_text(&why) : NULL;
	f.file = f.location;
	f.text = json_text_at(a, "name");
	rc = scan_add(s, &f);
	free(aliases);
	return rc;
}

static int add_matches(struct scan *s, const struct json *list, bool left_out)
{
	int rc = 0;

	for (const struct json *m = json_first(list); m && rc == 0;
		m = json_next(m))
		rc = add_match(s, m, left_out);
	return rc;
}

static void scope(struct scan *s, const struct json *root)
{
	const struct json *source = json_get(root, "source");
	const char *type = filled_text(source, "type");
	const char *target = filled_text(source, "target");

	if (!target)
		target = filled_text(json_get(source, "target"), "userInput");
	if (!target)
		target = filled_text(source, "name");
	if (target)
		buf_printf(&s->scope, "%s%s%s", type ? type : "",
			type ? " " : "", target);
}

static void dates(struct scan *s, const struct json *root)
{
	const char *built = json_text(json_at(root, "/descriptor/db/built"));

	if (!built)
		built = json_text(json_at(root, "/descriptor/db/status/built"));
	s->has_database = report_day(&s->database_day, built);
	s->dated = report_day(&s->day,
		json_text(json_at(root, "/descriptor/timestamp")));
}

static int count(struct intake *in, const struct json *root)
{
	const struct json *list = json_get(root, "matches");
	const char **ids = calloc(json_count(list) + 1, sizeof *ids);
	size_t n = 0;

	if (!ids)
		return fail(-ENOMEM, "import: no memory for the matches");
	for (const struct json *m = json_first(list); m; m = json_next(m))
		ids[n++] = json_text(json_at(m, "/vulnerability/id"));
	intake_held(in, "matches", (int64_t)n);
	intake_held(in, "ignored matches",
		(int64_t)json_count(json_get(root, "ignoredMatches")));
	intake_distinct(in, "distinct vulnerabilities", ids, n);
	free(ids);
	return 0;
}

int grype_import(struct intake *in, const struct json *root)
{
	const struct json *d = json_get(root, "descriptor");
	auto_buf document = BUF_INIT;
	auto_scan s = {
		.in = in,
		.kind = "sbom_scan",
		.tool = "Grype",
		.version = filled_text(d, "version"),
		.media_type = "application/json",
	};
	int rc = shape_check(root, &report, SHAPE_ALWAYS, NULL);

	if (rc < 0)
		return rc;
	scope(&s, root);
	dates(&s, root);
	rc = count(in, root);
	if (rc == 0)
		rc = add_matches(&s, json_get(root, "matches"), false);
	if (rc == 0)
		rc = add_matches(&s, json_get(root, "ignoredMatches"), true);
	return rc < 0 ? rc : scan_end(&s, 1, &document);
}
