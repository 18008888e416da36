/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sarif - a log of static analysis (OASIS SARIF 2.1.0) as activities.
 *
 * The runs of one tool become one activity. Logs that real tools write
 * violate the schema where nobody looks: only what is read here is checked.
 */
#include "sarif.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "dossierfs/err.h"
#include "intake.h"
#include "scan.h"
#include "shape.h"

/* clang-format off */
static const struct shape text = { .kind = SHAPE_TEXT };
static const struct shape whole = { .kind = SHAPE_WHOLE };
static const struct shape object = { .kind = SHAPE_OBJECT };
static const struct shape objects = { .kind = SHAPE_LIST, .element = &object };

static const struct shape region = { .kind = SHAPE_OBJECT,
	.members = (const struct shape_member[]) {
	{ "startLine", 0, &whole },
	{ "snippet",   0, &object },
	{ NULL, 0, NULL } } };

static const struct shape artifact_location = { .kind = SHAPE_OBJECT,
	.members = (const struct shape_member[]) {
	{ "uri", 0, &text },
	{ NULL, 0, NULL } } };

static const struct shape physical_location = { .kind = SHAPE_OBJECT,
	.members = (const struct shape_member[]) {
	{ "artifactLocation", 0, &artifact_location },
	{ "region",           0, &region },
	{ "contextRegion",    0, &region },
	{ NULL, 0, NULL } } };

static const struct shape location = { .kind = SHAPE_OBJECT,
	.members = (const struct shape_member[]) {
	{ "physicalLocation", 0, &physical_location },
	{ "logicalLocations", 0, &objects },
	{ NULL, 0, NULL } } };
static const struct shape locations = { .kind = SHAPE_LIST, .element = &location };

static const struct shape message = { .kind = SHAPE_OBJECT,
	.members = (const struct shape_member[]) {
	{ "text", 0, &text },
	{ "id",   0, &text },
	{ NULL, 0, NULL } } };

static const struct shape level = { .kind = SHAPE_CHOICE,
	.words = "none|note|warning|error" };
static const struct shape result_kind = { .kind = SHAPE_CHOICE,
	.words = "notApplicable|pass|fail|review|open|informational" };

static const struct shape result = { .kind = SHAPE_OBJECT,
	.members = (const struct shape_member[]) {
	{ "ruleId",              0, &text },
	{ "rule",                0, &object },
	{ "kind",                0, &result_kind },
	{ "level",               0, &level },
	{ "message",             0, &message },
	{ "locations",           0, &locations },
	{ "suppressions",        0, &objects },
	{ "baselineState",       0, &text },
	{ "fingerprints",        0, &object },
	{ "partialFingerprints", 0, &object },
	{ NULL, 0, NULL } } };
static const struct shape results = { .kind = SHAPE_LIST, .element = &result };

static const struct shape tool_component = { .kind = SHAPE_OBJECT,
	.members = (const struct shape_member[]) {
	{ "name",    0, &text },
	{ "version", 0, &text },
	{ "rules",   0, &objects },
	{ NULL, 0, NULL } } };
static const struct shape tool_components = { .kind = SHAPE_LIST,
	.element = &tool_component };

static const struct shape tool = { .kind = SHAPE_OBJECT,
	.members = (const struct shape_member[]) {
	{ "driver",     SHAPE_ALWAYS, &tool_component },
	{ "extensions", 0,            &tool_components },
	{ NULL, 0, NULL } } };

static const struct shape run_shape = { .kind = SHAPE_OBJECT,
	.members = (const struct shape_member[]) {
	{ "tool",        SHAPE_ALWAYS, &tool },
	{ "results",     0, &results },
	{ "artifacts",   0, &objects },
	{ "invocations", 0, &objects },
	{ "versionControlProvenance", 0, &objects },
	{ NULL, 0, NULL } } };
static const struct shape runs_shape = { .kind = SHAPE_LIST, .element = &run_shape };

static const struct shape version_shape = { .kind = SHAPE_CHOICE, .words = "2.1.0" };
static const struct shape log_shape = { .kind = SHAPE_OBJECT,
	.members = (const struct shape_member[]) {
	{ "version", SHAPE_ALWAYS, &version_shape },
	{ "runs",    0,            &runs_shape },
	{ NULL, 0, NULL } } };

/* Tools that are no static analysers, by how their name begins. */
static const struct { const char *tool, *kind; } kinds[] = {
	{ "Grype",            "sbom_scan" },
	{ "Trivy",            "sbom_scan" },
	{ "Snyk Container",   "sbom_scan" },
	{ "Snyk Open Source", "sbom_scan" },
	{ "osv-scanner",      "sbom_scan" },
	{ "dependency-check", "sbom_scan" },
	{ "ZAP",              "dast" },
	{ "OWASP ZAP",        "dast" },
	{ "Nuclei",           "dast" },
	{ "Burp",             "dast" },
};
/* clang-format on */

/* A run and the first run of the same tool. */
struct entry {
	const struct json *run;
	const char *name;
	const char *version;
	size_t index;
	size_t first;
};

static const char *driver_text(const struct json *run, const char *key)
{
	const char *s = json_text_at(json_at(run, "/tool/driver"), key);

	return s && *s ? s : NULL;
}

static const char *tool_version(const struct json *run)
{
	const char *v = driver_text(run, "version");

	if (!v)
		v = driver_text(run, "semanticVersion");
	return v ? v : driver_text(run, "dottedQuadFileVersion");
}

static int by_tool(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	if (!order)
		order = strcmp(x->version, y->version);
	return order ? order : (x->index > y->index) - (x->index < y->index);
}

static int by_first(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int order = (x->first > y->first) - (x->first < y->first);

	return order ? order : (x->index > y->index) - (x->index < y->index);
}

/* Runs of one tool side by side, tools in the order of their first run. */
static void group(struct entry *e, size_t n)
{
	qsort(e, n, sizeof *e, by_tool);
	for (size_t i = 0; i < n; i++)
		e[i].first = i && strcmp(e[i].name, e[i - 1].name) == 0 &&
			strcmp(e[i].version, e[i - 1].version) == 0 ?
			e[i - 1].first : e[i].index;
	qsort(e, n, sizeof *e, by_first);
}

static const char *kind_of(const char *name)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (strncasecmp(name, kinds[i].tool,
			strlen(kinds[i].tool)) == 0)
			return kinds[i].kind;
	return "sast";
}

static void later(struct scan *s, const char *time)
{
	int32_t day;

	if (!report_day(&day, time) || (s->dated && day <= s->day))
		return;
	s->day = day;
	s->dated = true;
}

static void date(struct scan *s, const struct json *run)
{
	const struct json *calls = json_get(run, "invocations");

	for (const struct json *j = json_first(calls); j; j = json_next(j)) {
		const char *end = json_text_at(j, "endTimeUtc");

		later(s, end ? end : json_text_at(j, "startTimeUtc"));
		s->failed |= json_kind(json_get(j, "executionSuccessful")) ==
			JSON_BOOL && !json_true(json_get(j,
			"executionSuccessful"));
	}
}

static void ruleset(struct scan *s, const struct json *run)
{
	const struct json *list = json_at(run, "/tool/extensions");
	size_t n = json_count(json_at(run, "/tool/driver/rules"));

	if (s->ruleset.len)
		return;
	for (const struct json *j = json_first(list); j; j = json_next(j)) {
		const char *name = json_text_at(j, "name");
		const char *version = json_text_at(j, "version");

		if (!version)
			version = json_text_at(j, "semanticVersion");
		if (name && *name)
			buf_printf(&s->ruleset, "%s%s%s%s",
				s->ruleset.len ? ", " : "", name,
				version ? " " : "", version ? version : "");
	}
	if (n)
		buf_printf(&s->ruleset, "%s%zu rule%s", s->ruleset.len ?
			", " : "", n, n == 1 ? "" : "s");
}

/* What was looked at: repository, image, and the name the run gave itself. */
static void scope(struct scan *s, const struct json *run)
{
	static const char *const places[] = {
		"/versionControlProvenance/0/repositoryUri",
		"/properties/imageName", "/automationDetails/id",
	};
	const char *commit = json_text(json_at(run,
		"/versionControlProvenance/0/revisionId"));

	if (!s->commit && commit && *commit)
		s->commit = commit;
	for (size_t i = 0; !s->scope.len && i < 3; i++) {
		const char *t = json_text(json_at(run, places[i]));

		if (t && *t)
			buf_puts(&s->scope, t);
	}
}

static int read_run(struct scan *s, const struct json *run)
{
	auto_sarif_run r = { 0 };
	const struct json *list = json_get(run, "results");
	int rc = sarif_run_open(&r, run);

	date(s, run);
	ruleset(s, run);
	scope(s, run);
	intake_held(s->in, "rules", (int64_t)json_count(json_at(run,
		"/tool/driver/rules")));
	s->uncounted |= json_kind(list) != JSON_LIST;
	for (const struct json *j = json_first(list); j && rc == 0;
		j = json_next(j))
		rc = sarif_result(s, &r, j);
	return rc;
}

static int read_tool(struct intake *in, const struct entry *e, size_t n,
	int nth, struct buf *report)
{
	auto_scan s = {
		.in = in,
		.kind = kind_of(e->name),
		.tool = *e->name ? e->name : NULL,
		.version = *e->version ? e->version : NULL,
		.media_type = "application/sarif+json",
	};
	int rc = 0;

	for (size_t i = 0; i < n && rc == 0; i++)
		rc = read_run(&s, e[i].run);
	return rc < 0 ? rc : scan_end(&s, nth, report);
}

static int read_runs(struct intake *in, struct entry *e, size_t n)
{
	auto_buf report = BUF_INIT;
	int nth = 0, rc = 0;

	for (size_t i = 0, end; i < n && rc == 0; i = end) {
		end = i + 1;
		while (end < n && e[end].first == e[i].first)
			end++;
		rc = read_tool(in, e + i, end - i, ++nth, &report);
	}
	return rc;
}

int sarif_import(struct intake *in, const struct json *root)
{
	const struct json *runs = json_get(root, "runs");
	size_t n = json_count(runs), i = 0;
	struct entry *e;
	int rc = shape_check(root, &log_shape, SHAPE_ALWAYS, NULL);

	if (rc < 0)
		return rc;
	intake_held(in, "runs", (int64_t)n);
	if (!n)
		intake_note(in, "the log has no runs: nothing to record");
	e = calloc(n + 1, sizeof *e);
	if (!e)
		return fail(-ENOMEM, "import: no memory for the runs");
	for (const struct json *j = json_first(runs); j;
		j = json_next(j), i++) {
		const char *name = driver_text(j, "name");
		const char *version = tool_version(j);

		e[i] = (struct entry){ .run = j, .name = name ? name : "",
			.version = version ? version : "", .index = i };
	}
	group(e, n);
	rc = read_runs(in, e, n);
	free(e);
	return rc;
}
