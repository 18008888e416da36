/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dossierfs show: a record for the eye, or as it is stored.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "dossierfs/err.h"
#include "dossierfs/json.h"
#include "dossierfs/record.h"
#include "writing.h"

static const struct option_row options[] = { OPTION_JSON, OPTION_AS_OF,
	OPTIONS_END };

const struct usage show_usage = {
	options,
	"  dossierfs show ISS-7\n"
	"  dossierfs show ISS-7 --json --as-of 2025-12-31\n",
};

enum { LABEL = 22 }; /* columns before a value */

static void put_value(struct buf *out, const struct json *j, int indent);

/* A text keeps its lines, each below the one before. */
static void put_text(struct buf *out, const char *s, int indent)
{
	size_t n;

	for (;; s += n + 1) {
		n = strcspn(s, "\n");
		buf_put(out, s, n);
		buf_putc(out, '\n');
		if (!s[n] || !s[n + 1])
			return;
		buf_printf(out, "%*s", indent, "");
	}
}

static void put_scalar(struct buf *out, const struct json *j, int indent)
{
	if (json_text(j)) {
		put_text(out, json_text(j), indent);
		return;
	}
	json_line(out, j);
	buf_putc(out, '\n');
}

static bool is_scalar(const struct json *j)
{
	return !json_first(j);
}

static void put_member(struct buf *out, const struct json *j, int indent)
{
	int width = LABEL - indent - (int)strlen(json_key(j));

	buf_printf(out, "%*s%s", indent, "", json_key(j));
	if (is_scalar(j)) {
		buf_printf(out, "%*s", width > 1 ? width : 1, "");
		put_scalar(out, j, LABEL);
		return;
	}
	buf_putc(out, '\n');
	put_value(out, j, indent + 2);
}

/* Members of an object, or the elements of a list with a dash each. */
static void put_value(struct buf *out, const struct json *j, int indent)
{
	const struct json *child;

	for (child = json_first(j); child; child = json_next(child)) {
		if (json_key(child)) {
			put_member(out, child, indent);
			continue;
		}
		buf_printf(out, "%*s-", indent, "");
		buf_putc(out, is_scalar(child) ? ' ' : '\n');
		if (is_scalar(child))
			put_scalar(out, child, indent + 2);
		else
			put_value(out, child, indent + 2);
	}
}

static bool is_head(const char *key)
{
	return !strcmp(key, "type") || !strcmp(key, "id") ||
	       !strcmp(key, "title");
}

/* Whether the table has the field at the record's top, and where first. */
static const struct field *top_field(const struct record_type *type,
	const char *key)
{
	size_t n = strlen(key);
	const struct field *f;

	for (f = type ? type->fields : NULL; f && f->path; f++)
		if (!strncmp(f->path, key, n) && strchr(".[", f->path[n]))
			return f;
	return NULL;
}

/* Fields in the order of the table, then those it does not know. */
static void put_fields(struct buf *out, const struct record_type *type,
	const struct json *record)
{
	const struct json *child, *value;
	char name[64];
	const struct field *f;

	for (f = type ? type->fields : NULL; f && f->path; f++) {
		snprintf(name, sizeof(name), "%.*s",
			(int)strcspn(f->path, ".["), f->path);
		value = json_get(record, name);
		if (value && top_field(type, name) == f)
			put_member(out, value, 0);
	}
	for (child = json_first(record); child; child = json_next(child))
		if (!is_head(json_key(child)) &&
			!top_field(type, json_key(child)))
			put_member(out, child, 0);
}

static int put_files(struct buf *out, struct store *st, const char *id)
{
	static const char sql[] =
		"select name, sha256, size"
		"  from evidence"
		" where id = ?1"
		" order by name";
	auto_query q = NULL;
	int rc = query_open(&q, st, sql, "s", id);

	while (!rc && (rc = query_next(q)) > 0) {
		buf_printf(out, "%-*s%s, %" PRId64 " bytes\n%*ssha256 %s\n",
			LABEL, "stored file", query_text(q, 0),
			query_int(q, 2), LABEL, "", query_text(q, 1));
		rc = 0;
	}
	return rc;
}

static int put_defect(struct buf *out, struct store *st, const char *id)
{
	static const char sql[] =
		"select defect, recorded_on, seq"
		"  from record"
		" where id = ?1";
	auto_query q = NULL;
	int rc = query_open(&q, st, sql, "s", id);

	if (rc || (rc = query_next(q)) <= 0)
		return rc;
	buf_printf(out, "%-*s%s (seq %" PRId64 ")\n", LABEL, "recorded",
		query_text(q, 1), query_int(q, 2));
	if (query_text(q, 0))
		buf_printf(out, "%-*s%s\n", LABEL, "DEFECT", query_text(q, 0));
	return 0;
}

static int put_record(struct buf *out, struct store *st, const char *id,
	const struct record_type *type, const struct json *record)
{
	const char *title = json_text_at(record, "title");
	int rc;

	buf_printf(out, "%s %s: %s\n\n", json_text_at(record, "type"), id,
		title ? title : "");
	put_fields(out, type, record);
	rc = put_files(out, st, id);
	return rc ? rc : put_defect(out, st, id);
}

static int show(struct call *c)
{
	const char *id = call_arg(c, 0);
	const struct record_type *type;
	auto_json record = NULL;
	auto_store st = NULL;
	auto_buf out = BUF_INIT, text = BUF_INIT;
	int rc;

	if (call_count(c) != 1)
		return refuse(-EINVAL, "show: expected one ID");
	rc = call_store(c, -1, STORE_READ, &st);
	if (!rc)
		rc = cmd_record(st, id, &text, &record, &type);
	if (!rc && call_has(c, "json"))
		buf_put(&out, buf_text(&text), text.len);
	else if (!rc)
		rc = put_record(&out, st, id, type, record);
	rc = rc ? rc : buf_done(&out);
	if (!rc)
		cmd_print(buf_text(&out), out.len);
	return rc;
}

int cmd_show(struct call *c)
{
	return cmd_status(show(c));
}
