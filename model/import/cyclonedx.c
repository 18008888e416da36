/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cyclonedx - a bill of materials as a document, and what a scanner wrote
 * into it as an activity.
 *
 * Scanners report in CycloneDX, too, and suppliers state in it what does and
 * does not concern them (VEX). Only the first is an activity of ours: a bill
 * with vulnerabilities becomes one when its metadata names the tool that
 * wrote it, with a finding for each pair of vulnerability and affected
 * component. Without a tool its vulnerabilities stay in the document, and
 * the report says so.
 */
#include "cyclonedx.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "dossierfs/change.h"
#include "dossierfs/date.h"
#include "dossierfs/err.h"
#include "dossierfs/store.h"
#include "intake.h"
#include "rating.h"
#include "scan.h"

static const char media_type[] = "application/vnd.cyclonedx+json";

static const char *filled(const struct json *j, const char *key)
{
	const char *s = json_text_at(j, key);

	return s && *s ? s : NULL;
}

/* Components in an array, nested ones too, to be found by bom-ref. */
struct part {
	const char *ref;
	const struct json *j;
};

struct parts {
	struct part *all;
	size_t n;
	size_t cap;
};

static int gather(struct parts *p, const struct json *list)
{
	int rc = 0;

	for (const struct json *c = json_first(list); c && rc == 0;
		c = json_next(c)) {
		const char *ref = json_text_at(c, "bom-ref");

		if (p->n == p->cap) {
			size_t cap = p->cap ? p->cap * 2 : 64;
			struct part *more = realloc(p->all, cap * sizeof *more);

			if (!more)
				return fail(-ENOMEM,
					"import: no memory for components");
			p->all = more;
			p->cap = cap;
		}
		p->all[p->n++] = (struct part){ .ref = ref ? ref : "", .j = c };
		rc = gather(p, json_get(c, "components"));
	}
	return rc;
}

static int by_ref(const void *a, const void *b)
{
	return strcmp(((const struct part *)a)->ref,
		((const struct part *)b)->ref);
}

static int count_purls(struct intake *in, const struct parts *p)
{
	const char **purls = calloc(p->n + 1, sizeof *purls);
	size_t n = 0, without_version = 0;

	if (!purls)
		return fail(-ENOMEM, "import: no memory for components");
	for (size_t i = 0; i < p->n; i++) {
		if (json_text_at(p->all[i].j, "purl"))
			purls[n++] = json_text_at(p->all[i].j, "purl");
		without_version += !filled(p->all[i].j, "version");
	}
	in->report->components = (int64_t)p->n;
	intake_held(in, "components", (int64_t)p->n);
	intake_held(in, "components without purl", (int64_t)(p->n - n));
	intake_held(in, "components without version", (int64_t)without_version);
	intake_distinct(in, "distinct purls", purls, n);
	free(purls);
	return 0;
}

/* What the bill is about; NULL where it does not say. */
static const struct json *subject_of(const struct json *root)
{
	return json_at(root, "/metadata/component");
}

/* metadata.tools is a list (1.4), or holds lists (1.5). The first is named. */
static const struct json *tool_of(const struct json *root)
{
	const struct json *tools = json_at(root, "/metadata/tools");
	const struct json *first = json_first(tools);

	if (json_kind(tools) == JSON_OBJECT) {
		first = json_first(json_get(tools, "components"));
		if (!first)
			first = json_first(json_get(tools, "services"));
	}
	return filled(first, "name") ? first : NULL;
}

/* An element of a BOM may be named from outside: urn:cdx:<serial>/<n>#<ref>. */
static const struct json *affected(const struct parts *p, const char *ref)
{
	struct part key = { .ref = ref };
	const struct part *found;

	if (strncmp(ref, "urn:cdx:", 8) == 0 && strchr(ref, '#'))
		key.ref = strchr(ref, '#') + 1;
	if (!p->n || !*key.ref)
		return NULL;
	found = bsearch(&key, p->all, p->n, sizeof *p->all, by_ref);
	return found ? found->j : NULL;
}

static void rate(struct rating *r, struct buf *level, const struct json *v)
{
	const struct json *list = json_get(v, "ratings");
	const char *severity = NULL;

	for (const struct json *j = json_first(list); j; j = json_next(j)) {
		if (!severity)
			severity = filled(j, "severity");
		rating_take(r, json_text_at(j, "vector"), json_get(j, "score"));
	}
	rating_level(level, severity);
}

/* States that say that there is nothing left to do (VEX). */
static bool is_settled(const char *state)
{
	return state && (strcmp(state, "not_affected") == 0 ||
		strcmp(state, "false_positive") == 0 ||
		strncmp(state, "resolved", 8) == 0);
}

static void settled(struct buf *out, const struct json *v)
{
	const struct json *a = json_get(v, "analysis");

	if (!is_settled(json_text_at(a, "state")))
		return;
	buf_puts(out, json_text_at(a, "state"));
	if (filled(a, "justification"))
		buf_printf(out, ": %s", filled(a, "justification"));
	if (filled(a, "detail"))
		buf_printf(out, ": %s", filled(a, "detail"));
}

static const char **alias_list(const struct json *v, size_t *n)
{
	const struct json *list = json_get(v, "references");
	const char **ids = calloc(json_count(list) + 1, sizeof *ids);

	*n = 0;
	for (const struct json *r = json_first(list); ids && r;
		r = json_next(r))
		if (filled(r, "id") && vulnerability_id(filled(r, "id")))
			ids[(*n)++] = filled(r, "id");
	return ids;
}

/* One vulnerability and its texts, while its findings are added. */
struct statement {
	struct finding f;
	struct buf level;
	struct buf why;
	struct rating rating;
	const char *what;
};

static int add_finding(struct scan *s, struct statement *v,
	const struct json *component, const char *ref)
{
	auto_buf message = BUF_INIT;
	const char *name = filled(component, "name");

	if (name)
		buf_printf(&message, "%s %s: ", name,
			filled(component, "version") ?
			filled(component, "version") : "of unknown version");
	buf_puts(&message, v->what);
	v->f.message = buf_text(&message);
	v->f.purl = filled(component, "purl");
	v->f.location = name ? name : ref;
	v->f.text = v->f.location;
	return scan_add(s, &v->f);
}

static int add_vulnerability(struct scan *s, const struct parts *p,
	const struct json *v)
{
	const struct json *affects = json_get(v, "affects");
	struct statement st = { .f = { .class = "vulnerability" } };
	const char **aliases = alias_list(v, &st.f.alias_count);
	int rc = aliases ? 0 :
		fail(-ENOMEM, "import: no memory for a vulnerability");

	rate(&st.rating, &st.level, v);
	settled(&st.why, v);
	st.f.aliases = aliases;
	st.f.rule = st.f.vulnerability = filled(v, "id");
	st.f.level = st.level.len ? buf_text(&st.level) : NULL;
	st.f.cvss = st.rating.vector;
	st.f.score = *st.rating.score ? st.rating.score : NULL;
	st.f.suppressed = st.why.len ? buf_text(&st.why) : NULL;
	st.what = filled(v, "description");
	if (!st.what)
		st.what = st.f.rule ? st.f.rule : "a vulnerability without id";
	if (rc == 0 && !json_first(affects))
		rc = add_finding(s, &st, NULL, NULL);
	for (const struct json *a = json_first(affects); a && rc == 0;
		a = json_next(a))
		rc = add_finding(s, &st, affected(p, json_text_at(a, "ref")),
			filled(a, "ref"));
	free(aliases);
	buf_free(&st.level);
	buf_free(&st.why);
	return rc;
}

static int add_scan(struct intake *in, const struct json *root,
	struct parts *p, struct buf *document)
{
	const struct json *list = json_get(root, "vulnerabilities");
	const struct json *tool = tool_of(root);
	const char *subject = filled(subject_of(root), "name");
	auto_scan s = {
		.in = in,
		.kind = "sbom_scan",
		.tool = filled(tool, "name"),
		.version = filled(tool, "version"),
		.media_type = media_type,
	};
	int rc = 0;

	/* Without components there is no array: qsort takes no null pointer,
	 * even to sort nothing. */
	if (p->n)
		qsort(p->all, p->n, sizeof *p->all, by_ref);
	if (subject)
		buf_puts(&s.scope, subject);
	s.dated = report_day(&s.day, json_text(json_at(root,
		"/metadata/timestamp")));
	for (const struct json *v = json_first(list); v && rc == 0;
		v = json_next(v))
		rc = add_vulnerability(&s, p, v);
	return rc < 0 ? rc : scan_end(&s, 1, document);
}

/* The release gets this bill unless it has one. */
static int set_release(struct intake *in, const char *document)
{
	const char *id = in->opt->release;
	auto_buf key = BUF_INIT;
	auto_buf text = BUF_INIT;
	auto_json release = NULL;
	int rc = store_record(in->store, id, &text);

	if (rc == -ENOENT)
		return refuse(-EINVAL, "--release %s: there is no such release",
			id);
	if (rc == 0)
		rc = json_parse(&release, buf_text(&text), text.len, 0);
	if (rc < 0)
		return rc;
	buf_printf(&key, "sbom of %s\n", id);
	if (filled(release, "sbom") || (in->opt->taken &&
		strstr(buf_text(in->opt->taken), buf_text(&key)))) {
		intake_note(in, "release %s has an SBOM already, which stays",
			id);
		return 0;
	}
	if (in->opt->taken)
		buf_puts(in->opt->taken, buf_text(&key));
	rc = json_set_text(release, "sbom", document);
	if (rc == 0)
		rc = intake_put(in, release);
	if (rc == 0)
		intake_note(in, "release %s: sbom is set to %s", id, document);
	return rc;
}

static int add_document(struct intake *in, const struct json *root,
	const struct parts *p, struct buf *id)
{
	const char *subject = filled(subject_of(root), "name");
	const char *version = filled(subject_of(root), "version");
	const char *kind = p->n || !json_first(json_get(root,
		"vulnerabilities")) ? "sbom" : "report";
	char text[DAY_TEXT];
	auto_buf title = BUF_INIT;
	const char *from;
	int32_t day, said;
	int rc = intake_day(in, report_day(&said, json_text(json_at(root,
		"/metadata/timestamp"))) ? &said : NULL, &day, &from);

	if (rc < 0)
		return rc;
	day_format(text, day);
	buf_printf(id, "%s-%.4s%.2s%.2s-%s", *kind == 's' ? "sbom" : "vex",
		text, text + 5, text + 8, in->mark);
	buf_printf(&title, "%s of %s%s%s, %s", *kind == 's' ? "SBOM" :
		"Vulnerability statement",
		subject ? subject : "unnamed software",
		version ? " " : "", version ? version : "", in->name);
	rc = intake_document(in, buf_text(id), kind, buf_text(&title),
		media_type, *from == 'r' ? text : NULL);
	if (rc == 0 && *kind == 's' && in->opt->release)
		rc = set_release(in, buf_text(id));
	return rc;
}

static int count_vulnerabilities(struct intake *in, const struct json *root)
{
	const struct json *list = json_get(root, "vulnerabilities");
	const char **ids = calloc(json_count(list) + 1, sizeof *ids);
	int64_t affects = 0, analysed = 0;
	size_t n = 0;

	if (!ids)
		return fail(-ENOMEM, "import: no memory for vulnerabilities");

	for (const struct json *v = json_first(list); v; v = json_next(v)) {
		const char *id = json_text_at(v, "id");

		ids[n++] = id ? id : "";
		affects += (int64_t)json_count(json_get(v, "affects"));
		analysed += json_text(json_at(v, "/analysis/state")) != NULL;
	}
	intake_held(in, "vulnerabilities", (int64_t)json_count(list));
	intake_held(in, "affected components", affects);
	intake_held(in, "vulnerabilities with analysis", analysed);
	intake_distinct(in, "distinct vulnerabilities", ids, n);
	free(ids);
	return 0;
}

static int take(struct intake *in, const struct json *root, struct parts *p)
{
	const struct json *vulnerabilities = json_get(root, "vulnerabilities");
	auto_buf document = BUF_INIT;
	int rc = gather(p, json_get(root, "components"));

	if (rc == 0)
		rc = count_purls(in, p);
	if (rc == 0)
		rc = add_document(in, root, p, &document);
	if (rc == 0)
		rc = count_vulnerabilities(in, root);
	if (rc < 0)
		return rc;
	if (!json_first(vulnerabilities))
		return 0;
	if (tool_of(root))
		return add_scan(in, root, p, &document);
	in->report->skipped += (int64_t)json_count(vulnerabilities);
	intake_note(in, "%zu vulnerabilities stay in the document: the file"
		" names no tool that looked for them, so they are no findings",
		json_count(vulnerabilities));
	return 0;
}

int cyclonedx_import(struct intake *in, const struct json *root)
{
	const char *version = json_text_at(root, "specVersion");
	struct parts p = { 0 };
	int rc = cyclonedx_check(root, 10 + (unsigned)(version[2] - '0'));

	if (rc == 0)
		rc = take(in, root, &p);
	free(p.all);
	return rc;
}
