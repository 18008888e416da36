/* SPDX-License-Identifier: Apache-2.0 */
/*
 * intake - what every reader does with a file: which product it is for,
 * whether it is known, which day counts, and what goes into the report.
 */
#include "intake.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dossierfs/change.h"
#include "dossierfs/date.h"
#include "dossierfs/err.h"
#include "dossierfs/query.h"
#include "dossierfs/store.h"

void import_report_free(struct import_report *r)
{
	buf_free(&r->ids);
	buf_free(&r->notes);
}

void intake_count(struct import_count *counts, const char *name, int64_t n)
{
	struct import_count *c = counts;

	while (c < counts + IMPORT_COUNTS - 1 && *c->name &&
		strcmp(c->name, name) != 0)
		c++;
	if (!*c->name)
		snprintf(c->name, sizeof c->name, "%s",
			c == counts + IMPORT_COUNTS - 1 ? "other" : name);
	c->n += n;
}

void intake_held(struct intake *in, const char *name, int64_t n)
{
	intake_count(in->report->held, name, n);
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void intake_distinct(struct intake *in, const char *name, const char **texts,
	size_t n)
{
	int64_t distinct = 0;

	if (n)
		qsort(texts, n, sizeof *texts, by_text);
	for (size_t i = 0; i < n; i++)
		distinct += !i || strcmp(texts[i], texts[i - 1]) != 0;
	intake_held(in, name, distinct);
}

void intake_note(struct intake *in, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	buf_vprintf(&in->report->notes, fmt, ap);
	va_end(ap);
	buf_putc(&in->report->notes, '\n');
}

int intake_put(struct intake *in, const struct json *record)
{
	int rc = change_put(in->change, record);

	if (rc < 0)
		return rc;
	buf_printf(&in->report->ids, "%s %s\n", json_text_at(record, "type"),
		json_text_at(record, "id"));
	return buf_done(&in->report->ids);
}

static struct json *file_object(const struct intake *in, const char *sha256,
	const char *media_type)
{
	struct json *file = json_object();

	if (json_set_text(file, "name", in->name) == 0 &&
		json_set_text(file, "sha256", sha256) == 0 &&
		json_set_int(file, "size", (int64_t)in->len) == 0 &&
		json_set_text(file, "media_type", media_type) == 0)
		return file;
	json_free(file);
	return NULL;
}

int intake_document(struct intake *in, const char *id, const char *kind,
	const char *title, const char *media_type, const char *valid_on)
{
	auto_json doc = json_object();
	char sha256[SHA256_HEX];
	int rc = json_set_text(doc, "type", "document");

	if (rc == 0)
		rc = json_set_text(doc, "id", id);
	if (rc == 0)
		rc = json_set_text(doc, "title", title);
	if (rc == 0)
		rc = json_set_text(doc, "kind", kind);
	if (rc == 0)
		rc = json_set_text(doc, "valid_on", valid_on);
	if (rc == 0)
		rc = change_put_file(in->change, id, in->name, in->bytes,
			in->len, sha256);
	if (rc == 0)
		rc = json_set(doc, "file", file_object(in, sha256, media_type));
	if (rc == 0)
		rc = intake_put(in, doc);
	return rc;
}

int intake_product(struct intake *in, struct buf *out)
{
	static const char sql[] =
		"select id"
		"  from product"
		" order by id"
		" limit 2";
	auto_query q = NULL;
	int rc;

	if (in->opt->product) {
		buf_puts(out, in->opt->product);
		return buf_done(out);
	}
	rc = query_open(&q, in->store, sql, "");
	if (rc == 0)
		rc = query_next(q);
	if (rc < 0)
		return rc;
	if (rc == 0)
		return refuse(-EINVAL,
			"the dossier has no product yet: add one first");
	buf_puts(out, query_text(q, 0));
	rc = query_next(q);
	if (rc > 0)
		return refuse(-EINVAL,
			"the dossier has several products: say --product ID");
	return rc < 0 ? rc : buf_done(out);
}

/* What this command took already stands in no view yet. */
static bool taken_now(struct intake *in)
{
	struct buf *taken = in->opt->taken;
	auto_buf key = BUF_INIT;
	bool there;

	if (!taken)
		return false;
	buf_printf(&key, "file %s %s\n", in->sha256, in->mark);
	there = strstr(buf_text(taken), buf_text(&key)) != NULL;
	if (!there)
		buf_puts(taken, buf_text(&key));
	return there;
}

int intake_known(struct intake *in, bool *known)
{
	static const char sql[] =
		"select id"
		"  from document"
		" where file_sha256 = ?1"
		"   and id glob '*-' || ?2 || '*'";
	auto_query q = NULL;
	int rc = query_open(&q, in->store, sql, "ss", in->sha256, in->mark);

	if (rc == 0)
		rc = query_next(q);
	if (rc < 0)
		return rc;
	*known = rc > 0;
	if (*known)
		intake_note(in, "known: this file is %s", query_text(q, 0));
	else if (taken_now(in)) {
		*known = true;
		intake_note(in, "known: the same file was named before");
	}
	return 0;
}

bool report_day(int32_t *out, const char *text)
{
	char day[DAY_TEXT];
	int64_t t;

	if (!text)
		return false;
	if (time_parse(&t, text)) {
		*out = day_of(t);
	} else {
		if (strlen(text) < 10 || (text[10] && !strchr("T ", text[10])))
			return false;
		memcpy(day, text, 10);
		day[10] = '\0';
		if (!day_parse(out, day))
			return false;
	}
	return *out >= 7305; /* 1990-01-01 */
}

int intake_day(const struct intake *in, const int32_t *reported, int32_t *day,
	const char **from)
{
	*from = reported ? "report" : in->opt->on ? "option" : "file";
	*day = reported ? *reported : in->file_day;
	if (!reported && in->opt->on && !day_parse(day, in->opt->on))
		return refuse(-EINVAL, "--on %s: expected YYYY-MM-DD",
			in->opt->on);
	return 0;
}
