/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scan - findings become lines, a tool's run becomes an activity.
 *
 * A finding's line is written straight into the file, as json_line would: a
 * report has hundreds of thousands, and a tree for each would cost more than
 * reading the report.
 */
#include "scan.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "dossierfs/change.h"
#include "dossierfs/date.h"
#include "dossierfs/err.h"
#include "intake.h"

static void member(struct buf *b, const char *key, const char *value)
{
	if (!value)
		return;
	buf_puts(b, b->data[b->len - 1] == '{' ? "\"" : ",\"");
	buf_puts(b, key);
	buf_puts(b, "\":");
	json_string(b, value);
}

static void aliases(struct buf *b, const struct finding *f)
{
	if (!f->alias_count)
		return;
	buf_puts(b, "\"aliases\":[");
	for (size_t i = 0; i < f->alias_count; i++) {
		if (i)
			buf_putc(b, ',');
		json_string(b, f->aliases[i]);
	}
	buf_putc(b, ']');
}

/* Keys in order: what json_line prints of the same finding. */
static void line(struct buf *b, const struct finding *f, const char *print)
{
	buf_putc(b, '{');
	aliases(b, f);
	member(b, "class", f->class);
	member(b, "cvss", f->cvss);
	member(b, "fingerprint", print);
	member(b, "level", f->level);
	member(b, "location", f->location);
	member(b, "message", f->message);
	member(b, "purl", f->purl);
	member(b, "rule", f->rule);
	if (f->score)
		buf_printf(b, ",\"score\":%s", f->score);
	member(b, "suppressed", f->suppressed);
	member(b, "vulnerability", f->vulnerability);
	buf_puts(b, "}\n");
}

int scan_add(struct scan *s, const struct finding *f)
{
	struct import_report *r = s->in->report;
	char level[sizeof r->levels[0].name];
	auto_buf print = BUF_INIT;
	int rc = fingerprint(&print, f, s->tool, &s->seen);

	if (rc < 0)
		return rc;
	line(&s->lines, f, buf_text(&print));
	s->findings++;
	r->findings++;
	r->suppressed += f->suppressed != NULL;
	snprintf(level, sizeof level, "%s %.24s", f->class,
		f->level && strlen(f->level) <= 24 ? f->level : "other");
	intake_count(r->levels, level, 1);
	return buf_done(&s->lines);
}

static int tool_object(struct json *activity, const struct scan *s)
{
	struct json *tool = json_object();
	int rc = json_set_text(tool, "name", s->tool);

	if (rc == 0)
		rc = json_set_text(tool, "version", s->version);
	if (rc == 0 && s->ruleset.len)
		rc = json_set_text(tool, "ruleset", buf_text(&s->ruleset));
	if (rc < 0 || !json_first(tool)) {
		json_free(tool);
		return rc;
	}
	return json_set(activity, "tool", tool);
}

static int set_day(struct json *record, const char *key, int32_t day)
{
	char text[DAY_TEXT];

	return json_set_text(record, key, day_format(text, day));
}

/* "Grype 0.74.1, alpine.json": what a list of activities shows. */
static int set_title(struct json *record, const struct scan *s,
	const char *before)
{
	auto_buf title = BUF_INIT;

	buf_puts(&title, before);
	buf_printf(&title, "%s", s->tool ? s->tool : "unnamed tool");
	if (s->version)
		buf_printf(&title, " %s", s->version);
	buf_printf(&title, ", %s", s->in->name);
	return json_set_text(record, "title", buf_text(&title));
}

static int activity_fields(struct json *a, const struct scan *s,
	const char *id, const char *report, const char *from, int32_t day)
{
	const struct import_options *opt = s->in->opt;
	int rc = json_set_text(a, "type", "activity");

	if (rc == 0)
		rc = json_set_text(a, "id", id);
	if (rc == 0)
		rc = set_title(a, s, "");
	if (rc == 0)
		rc = json_set_text(a, "kind", opt->kind ? opt->kind : s->kind);
	if (rc == 0)
		rc = json_set_text(a, "product", s->in->product);
	if (rc == 0)
		rc = json_set_text(a, "release", opt->release);
	if (rc == 0)
		rc = json_set_text(a, "commit", s->commit);
	if (rc == 0)
		rc = tool_object(a, s);
	if (rc == 0 && s->scope.len)
		rc = json_set_text(a, "scope", buf_text(&s->scope));
	if (rc == 0)
		rc = set_day(a, "performed_on", day);
	if (rc == 0)
		rc = json_set_text(a, "date_from", from);
	if (rc == 0 && s->has_database)
		rc = set_day(a, "database_on", s->database_day);
	if (rc == 0)
		rc = json_set_text(a, "result", report);
	if (rc == 0 && !s->uncounted)
		rc = json_set_int(a, "findings_total", s->findings);
	return rc;
}

static int put_activity(struct scan *s, const char *id, const char *report,
	const char *from, int32_t day)
{
	auto_json a = json_object();
	int rc = activity_fields(a, s, id, report, from, day);

	if (rc == 0)
		rc = intake_put(s->in, a);
	if (rc == 0)
		rc = change_put_findings(s->in->change, id,
			buf_text(&s->lines), s->lines.len);
	return rc;
}

static int put_report(struct scan *s, const char *activity, struct buf *report)
{
	auto_buf title = BUF_INIT;

	if (report->len)
		return 0;
	buf_printf(report, "%s-report", activity);
	buf_printf(&title, "Report of %s%s%s, %s", s->tool ? s->tool :
		"an unnamed tool", s->version ? " " : "",
		s->version ? s->version : "", s->in->name);
	return intake_document(s->in, buf_text(report), "report",
		buf_text(&title), s->media_type, NULL);
}

static void notes(struct scan *s, const char *from, int32_t day)
{
	char text[DAY_TEXT];

	day_format(text, day);
	if (strcmp(from, "option") == 0)
		intake_note(s->in, "the report names no date: performed on %s,"
			" as --on says", text);
	else if (strcmp(from, "file") == 0)
		intake_note(s->in, "the report names no date: performed on %s,"
			" when the file was last changed", text);
	if (s->failed)
		intake_note(s->in, "%s says that it did not get through: there"
			" may be more to find", s->tool ? s->tool : "the tool");
	if (s->uncounted)
		intake_note(s->in, "a run gives no results (not even an empty"
			" list): findings_total is left out");
}

int scan_end(struct scan *s, int n, struct buf *report)
{
	const char *kind = s->in->opt->kind ? s->in->opt->kind : s->kind;
	auto_buf id = BUF_INIT;
	char text[DAY_TEXT];
	const char *from;
	int32_t day;
	int rc = intake_day(s->in, s->dated ? &s->day : NULL, &day, &from);

	if (rc < 0)
		return rc;
	day_format(text, day);
	buf_printf(&id, "%s-%.4s%.2s%.2s-%s", kind, text, text + 5, text + 8,
		s->in->mark);
	if (n > 1)
		buf_printf(&id, "-%d", n);
	rc = put_report(s, buf_text(&id), report);
	if (rc == 0)
		rc = put_activity(s, buf_text(&id), buf_text(report), from,
			day);
	if (rc == 0)
		notes(s, from, day);
	return rc;
}

void scan_free(struct scan *s)
{
	buf_free(&s->ruleset);
	buf_free(&s->scope);
	buf_free(&s->lines);
	ordinals_free(&s->seen);
}
