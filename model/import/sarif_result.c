/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sarif_result - one result of a run as a finding (SARIF 2.1.0, 3.27).
 *
 * A result's own fingerprint is written as
 *   sarif:<tool>:<rule>:<name>=<value>          from `fingerprints`, the
 *     greatest name, which is the newest version of one
 *   sarif:<tool>:<rule>:<path>:<name>=<value>   from `partialFingerprints`:
 *     primaryLocationLineHash where it is there, else the greatest name
 * The rule is in it because tools hash the line alone: a decision on one
 * rule's finding must not carry over to another's on the same line. A text
 * of more than 300 bytes is replaced by sarif:<SHA-256, 32 hex digits>.
 */
#include "sarif.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "intake.h"
#include "dossierfs/err.h"
#include "dossierfs/name.h"
#include "scan.h"

enum { OWN_MAX = 300, ARGUMENTS_MAX = 100 };

/* What a result is made of while it is read. */
struct reading {
	const struct sarif_run *run;
	const struct json *result;
	const struct json *rule; /* NULL: not described */
	const char *rule_id;     /* NULL: none */
	struct buf message;
	struct buf path;
	struct buf location;
	struct buf suppressed;
	struct buf own;
	struct buf vulnerability;
	char score[8];
};

static void reading_free(struct reading *r)
{
	buf_free(&r->message);
	buf_free(&r->path);
	buf_free(&r->location);
	buf_free(&r->suppressed);
	buf_free(&r->own);
	buf_free(&r->vulnerability);
}

static const struct json *rule_at(const struct sarif_run *run,
	const struct json *component, const struct json *index)
{
	int64_t c = -1, i;

	json_int(&c, json_get(component, "index"));
	if (!json_int(&i, index) || i < 0 || c < -1 ||
		c >= (int64_t)run->component_count - 1 ||
		i >= (int64_t)(run->first[c + 2] - run->first[c + 1]))
		return NULL;
	return run->rules[run->first[c + 1] + (size_t)i].j;
}

static int id_order(const void *key, const void *element)
{
	return strcmp(key, ((const struct sarif_rule *)element)->id);
}

/* An id may have further parts behind the rule's (SARIF 2.1.0, 3.5.4). */
static const struct json *rule_named(const struct sarif_run *run,
	const char *id)
{
	auto_buf part = BUF_INIT;
	const struct sarif_rule *found;
	char *slash;

	buf_puts(&part, id);
	while (part.data && run->rule_count) {
		found = bsearch(part.data, run->by_id, run->rule_count,
			sizeof *run->by_id, id_order);
		if (found)
			return found->j;
		slash = memrchr(part.data, '/', part.len);
		if (!slash)
			break;
		buf_cut(&part, (size_t)(slash - part.data));
		*slash = '\0';
	}
	return NULL;
}

static void find_rule(struct reading *r)
{
	const struct json *ref = json_get(r->result, "rule");

	r->rule_id = json_text_at(r->result, "ruleId");
	if (!r->rule_id)
		r->rule_id = json_text_at(ref, "id");
	r->rule = rule_at(r->run, json_get(ref, "toolComponent"),
		json_get(ref, "index"));
	if (!r->rule)
		r->rule = rule_at(r->run, json_get(ref, "toolComponent"),
			json_get(r->result, "ruleIndex"));
	if (!r->rule && r->rule_id)
		r->rule = rule_named(r->run, r->rule_id);
	if (!r->rule_id)
		r->rule_id = json_text_at(r->rule, "id");
}

/* Puts the arguments in the place of {0}, {1}, …; "{{" is a brace. */
static void fill_in(struct buf *out, const char *text,
	const struct json *arguments)
{
	for (; *text; text++) {
		const struct json *a = json_first(arguments);
		char *end;
		unsigned long n;

		if ((*text == '{' || *text == '}') && text[1] == *text)
			text++;
		else if (*text == '{' && isdigit((unsigned char)text[1])) {
			n = strtoul(text + 1, &end, 10);
			if (n >= ARGUMENTS_MAX)
				a = NULL;
			while (a && n--)
				a = json_next(a);
			if (*end == '}' && json_text(a)) {
				buf_puts(out, json_text(a));
				text = end;
				continue;
			}
		}
		buf_putc(out, *text);
	}
}

static const char *message_by_id(const struct reading *r, const char *id)
{
	const struct json *own = json_get(r->rule, "messageStrings");
	const struct json *all = json_get(r->run->driver,
		"globalMessageStrings");
	const struct json *m = json_get(own, id);

	if (!m)
		m = json_get(all, id);
	return json_text_at(m, "text");
}

static void read_message(struct reading *r)
{
	const struct json *m = json_get(r->result, "message");
	const char *id = json_text_at(m, "id");
	const char *text = json_text_at(m, "text");

	if (!text && id)
		text = message_by_id(r, id);
	if (!text)
		text = json_text_at(m, "markdown");
	if (text && json_first(json_get(m, "arguments"))) {
		fill_in(&r->message, text, json_get(m, "arguments"));
		return;
	}
	if (text) {
		/* Tools that give no arguments escape no braces, either. */
		buf_puts(&r->message, text);
		return;
	}
	text = json_text(json_at(r->rule, "/shortDescription/text"));
	if (!text)
		text = json_text(json_at(r->rule, "/fullDescription/text"));
	buf_puts(&r->message, text ? text : id ? id : "");
}

static int hex_digit(char c)
{
	const char *digits = "0123456789abcdef";
	const char *d = c ? strchr(digits, tolower((unsigned char)c)) : NULL;

	return d ? (int)(d - digits) : -1;
}

static void unescape(struct buf *out, const char *uri)
{
	for (; *uri; uri++) {
		int high = *uri == '%' ? hex_digit(uri[1]) : -1;
		int low = high >= 0 ? hex_digit(uri[2]) : -1;

		if (low < 0) {
			buf_putc(out, *uri);
			continue;
		}
		buf_putc(out, (char)(high * 16 + low));
		uri += 2;
	}
}

static bool is_plain(const struct buf *b)
{
	for (size_t i = 0; i < b->len; i++)
		if ((unsigned char)b->data[i] < 0x20 || b->data[i] == 0x7f)
			return false;
	return utf8_valid(buf_text(b), b->len);
}

void sarif_path(struct buf *out, const struct sarif_run *run, const char *uri)
{
	auto_buf plain = BUF_INIT;
	size_t longest = 0;
	const char *p;

	for (size_t i = 0; i < run->base_count; i++) {
		size_t n = strlen(run->bases[i]);

		if (n > longest && strncmp(uri, run->bases[i], n) == 0)
			longest = n;
	}
	unescape(&plain, uri + longest);
	p = is_plain(&plain) ? buf_text(&plain) : uri + longest;
	if (strncmp(p, "file://", 7) == 0)
		p += 7 + strcspn(p + 7, "/");
	else if (strncmp(p, "file:", 5) == 0)
		p += 5;
	while (strncmp(p, "./", 2) == 0 || *p == '/' || *p == '\\' ||
		(isalpha((unsigned char)p[0]) && p[1] == ':' &&
			(p[2] == '/' || p[2] == '\\')))
		p += *p == '/' || *p == '\\' ? 1 : 2;
	for (; *p; p++)
		buf_putc(out, *p == '\\' ? '/' : *p);
}

static const char *artifact_uri(const struct sarif_run *run,
	const struct json *artifact)
{
	const char *uri = json_text_at(artifact, "uri");
	int64_t i;

	if (uri || !json_int(&i, json_get(artifact, "index")) || i < 0 ||
		i >= (int64_t)run->artifact_count)
		return uri;
	return json_text(json_at(run->artifacts[i], "/location/uri"));
}

static void read_location(struct reading *r)
{
	const struct json *l = json_first(json_get(r->result, "locations"));
	const struct json *physical = json_get(l, "physicalLocation");
	const struct json *logical = json_first(json_get(l,
		"logicalLocations"));
	const char *uri = artifact_uri(r->run,
		json_get(physical, "artifactLocation"));
	const char *line = json_number(json_at(physical, "/region/startLine"));
	const char *name = json_text_at(logical, "fullyQualifiedName");

	if (!uri)
		uri = artifact_uri(r->run, json_get(r->result,
			"analysisTarget"));
	if (uri)
		sarif_path(&r->path, r->run, uri);
	else if (name || (name = json_text_at(logical, "name")))
		buf_puts(&r->path, name);
	buf_puts(&r->location, buf_text(&r->path));
	if (uri && line)
		buf_printf(&r->location, ":%.*s", (int)strcspn(line, "."),
			line);
}

static const char *read_text(const struct json *result)
{
	const struct json *l = json_first(json_get(result, "locations"));
	const char *text = json_text(json_at(l,
		"/physicalLocation/region/snippet/text"));

	return text ? text : json_text(json_at(l,
		"/physicalLocation/contextRegion/snippet/text"));
}

static const char *read_level(const struct reading *r)
{
	const char *level = json_text_at(r->result, "level");

	if (!level)
		level = json_text(json_at(r->rule,
			"/defaultConfiguration/level"));
	return level ? level : "warning";
}

/* Suppressed only when every suppression is accepted (SARIF, 3.35.3). */
static bool read_suppressed(struct reading *r)
{
	const struct json *list = json_get(r->result, "suppressions");
	const struct json *s;

	for (s = json_first(list); s; s = json_next(s)) {
		const char *status = json_text_at(s, "status");
		const char *why = json_text_at(s, "justification");
		const char *kind = json_text_at(s, "kind");

		if (status && strcmp(status, "accepted") != 0)
			return false;
		if (r->suppressed.len)
			buf_puts(&r->suppressed, "; ");
		buf_puts(&r->suppressed, kind && strcmp(kind, "external") == 0 ?
			"outside the source" : "in the source");
		if (why && *why)
			buf_printf(&r->suppressed, ": %s", why);
	}
	return r->suppressed.len > 0;
}

static const char *value_text(const struct json *v)
{
	const char *text = json_text(v);

	/* Black Duck writes numbers. */
	return text ? text : json_number(v);
}

static const struct json *newest(const struct json *prints, const char *wanted)
{
	const struct json *best = NULL, *p;

	for (p = json_first(prints); p; p = json_next(p)) {
		const char *text = value_text(p);

		if (!text || !*text)
			continue;
		if (strcmp(json_key(p), wanted) == 0)
			return p;
		if (!best || strcmp(json_key(p), json_key(best)) > 0)
			best = p;
	}
	return best;
}

static int read_own(struct reading *r)
{
	const struct json *p = newest(json_get(r->result, "fingerprints"), "");
	const struct json *partial = p ? NULL : newest(json_get(r->result,
		"partialFingerprints"), "primaryLocationLineHash");
	char hex[HASH_HEX_MAX];
	int rc;

	if (!p && !partial)
		return 0;
	buf_printf(&r->own, "sarif:%s:%s:", r->run->tool,
		r->rule_id ? r->rule_id : "");
	if (partial)
		buf_printf(&r->own, "%s:", buf_text(&r->path));
	p = p ? p : partial;
	buf_printf(&r->own, "%s=%s", json_key(p), value_text(p));
	if (r->own.len <= OWN_MAX)
		return buf_done(&r->own);
	rc = hash_bytes(hex, HASH_SHA256, r->own.data, r->own.len);
	buf_cut(&r->own, 0);
	buf_printf(&r->own, "sarif:%.32s", rc == 0 ? hex : "");
	return rc;
}

static bool has_tag(const struct json *rule, const char *tag)
{
	const struct json *tags = json_at(rule, "/properties/tags");

	for (const struct json *t = json_first(tags); t; t = json_next(t))
		if (json_text(t) && strcasecmp(json_text(t), tag) == 0)
			return true;
	return false;
}

/* Scanners of packages write SARIF, too, and say so by the rule's id or tag. */
static const char *read_class(struct reading *r)
{
	size_t n = r->rule_id ? vulnerability_id(r->rule_id) : 0;

	if (n) {
		buf_put(&r->vulnerability, r->rule_id, n);
		return "vulnerability";
	}
	if (has_tag(r->rule, "secret"))
		return "secret";
	if (has_tag(r->rule, "misconfiguration"))
		return "misconfiguration";
	if (has_tag(r->rule, "license"))
		return "licence";
	return "code";
}

static void read_score(struct reading *r)
{
	const char *s = value_text(json_at(r->rule,
		"/properties/security-severity"));
	char *end;
	double d = s ? strtod(s, &end) : -1;

	if (s && *s && !*end && d > 0 && d <= 10)
		snprintf(r->score, sizeof r->score, "%.1f", d);
}

/* The package, where the rule speaks of exactly one. */
static const char *read_purl(const struct reading *r)
{
	const struct json *purls = json_at(r->rule, "/properties/purls");

	return json_count(purls) == 1 ? json_text(json_first(purls)) : NULL;
}

static int add(struct scan *s, struct reading *r)
{
	struct finding f = { 0 };
	int rc;

	find_rule(r);
	read_message(r);
	read_location(r);
	read_score(r);
	rc = read_own(r);
	if (rc < 0)
		return rc;
	f.class = read_class(r);
	f.rule = r->rule_id;
	f.level = read_level(r);
	f.message = r->message.len ? buf_text(&r->message) : NULL;
	f.location = r->location.len ? buf_text(&r->location) : NULL;
	f.purl = read_purl(r);
	f.vulnerability = r->vulnerability.len ?
		buf_text(&r->vulnerability) : NULL;
	f.score = *r->score ? r->score : NULL;
	f.suppressed = read_suppressed(r) ? buf_text(&r->suppressed) : NULL;
	f.own = r->own.len ? buf_text(&r->own) : NULL;
	f.file = buf_text(&r->path);
	f.text = read_text(r->result);
	return scan_add(s, &f);
}

static void count(struct intake *in, const struct json *result)
{
	intake_held(in, "results", 1);
	if (json_count(json_get(result, "suppressions")))
		intake_held(in, "results with suppressions", 1);
	if (json_kind(json_get(result, "level")) == JSON_NULL)
		intake_held(in, "results without level", 1);
	if (!json_count(json_get(result, "locations")))
		intake_held(in, "results without location", 1);
	if (json_kind(json_get(result, "ruleId")) == JSON_NULL &&
		json_kind(json_get(result, "rule")) == JSON_NULL)
		intake_held(in, "results without rule", 1);
}

int sarif_result(struct scan *s, const struct sarif_run *run,
	const struct json *result)
{
	struct reading r = { .run = run, .result = result };
	const char *baseline = json_text_at(result, "baselineState");
	const char *kind = json_text_at(result, "kind");
	bool absent = baseline && strcmp(baseline, "absent") == 0;
	bool other = kind && strcmp(kind, "fail") != 0;
	int rc;

	count(s->in, result);
	if (absent)
		intake_held(s->in, "results absent (fixed)", 1);
	if (other)
		intake_held(s->in, "results of another kind than fail", 1);
	if (absent || other) {
		s->in->report->skipped++;
		return 0;
	}
	rc = add(s, &r);
	reading_free(&r);
	return rc;
}
