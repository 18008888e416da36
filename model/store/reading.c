/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading the bytes of one file. A record is read as its path's type asks;
 * what is wrong with it is kept as its defect, and what is no record at all
 * is stood in for by its path's id and type.
 */
#include "reading.h"

#include <errno.h>
#include <string.h>

#include "dossierfs/err.h"
#include "dossierfs/json.h"
#include "dossierfs/record.h"

void reading_free(struct reading *c)
{
	buf_free(&c->body);
	buf_free(&c->defect);
	json_free(c->record);
}

static void defect_add(struct buf *out, const char *pointer,
	const char *expected)
{
	if (out->len)
		buf_putc(out, '\n');
	buf_printf(out, "%s\t%s", *pointer ? pointer : "/", expected);
}

static int defect_found(const char *pointer, const char *expected, void *arg)
{
	struct buf *defect = arg;

	defect_add(defect, pointer, expected);
	return defect->len > 65536; /* enough to see what is wrong */
}

/* What can be said of a record whose file is none: its path's id and type. */
static int stand_in(struct reading *out, const struct claim *c,
	const char *why)
{
	int rc;

	defect_add(&out->defect, "", why);
	out->record = json_object();
	if (!out->record)
		return fail(-ENOMEM, "no memory for a record");
	rc = json_set_text(out->record, "id", buf_text(&c->id));
	if (!rc)
		rc = json_set_text(out->record, "type", c->type->name);
	return rc ? rc : json_set_text(out->record, "title",
		buf_text(&c->id));
}

static void check_is(struct reading *out, const char *pointer,
	const char *found, const char *wanted)
{
	auto_buf expected = BUF_INIT;

	if (found && !strcmp(found, wanted))
		return;
	buf_printf(&expected, "%s, as its path says", wanted);
	defect_add(&out->defect, pointer, buf_text(&expected));
}

/* Whether id and type in a record are those that its path claims. */
static bool claim_fits(const struct json *record, const struct record_type *type,
	const char *id)
{
	const char *has_id = json_text_at(record, "id");
	const char *has_type = json_text_at(record, "type");

	return has_id && !strcmp(has_id, id) && has_type &&
		!strcmp(has_type, type->name);
}

/* The sentence of the gate becomes a part of the defect. */
static void not_json(struct buf *out)
{
	buf_printf(out, "JSON (%s)", err_sentence());
	err_clear();
}

static int read_record(struct reading *out, const struct claim *c,
	int32_t recorded_day, const void *bytes, size_t len)
{
	auto_buf why = BUF_INIT;
	int rc = json_parse(&out->record, bytes, len, 0);

	out->fits = true;
	if (rc == -ENOMEM)
		return rc;
	if (rc) {
		not_json(&why);
		return stand_in(out, c, buf_text(&why));
	}
	if (json_kind(out->record) != JSON_OBJECT) {
		json_free(out->record);
		out->record = NULL;
		return stand_in(out, c, "an object");
	}
	check_is(out, "/id", json_text_at(out->record, "id"),
		buf_text(&c->id));
	check_is(out, "/type", json_text_at(out->record, "type"),
		c->type->name);
	out->fits = claim_fits(out->record, c->type, buf_text(&c->id));
	record_check(c->type, out->record, recorded_day, defect_found,
		&out->defect);
	return 0;
}

static int make_body(struct reading *out, const struct claim *c,
	const void *bytes, size_t len)
{
	int rc;

	record_canonical(&out->body, c->type, out->record);
	if ((rc = buf_done(&out->body)))
		return rc;
	out->canonical = out->body.len == len &&
		!memcmp(out->body.data, bytes, len);
	return 0;
}

/* Findings that are no JSON are kept like every other file. */
static void check_lines(struct buf *defect, const char *lines, size_t len)
{
	const char *end = lines + len;
	unsigned line = 1;

	for (; lines < end && !defect->len; line++) {
		const char *next = memchr(lines, '\n', (size_t)(end - lines));
		size_t n = (size_t)((next ? next : end) - lines);

		if (json_check(lines, n, 0)) {
			auto_buf why = BUF_INIT;

			err_in(-EINVAL, "line %u", line);
			not_json(&why);
			defect_add(defect, "", buf_text(&why));
		}
		lines += n + 1;
	}
}

int reading_take(struct reading *out, const struct claim *c,
	int32_t recorded_day, const void *bytes, size_t len)
{
	int rc;

	*out = (struct reading){ 0 };
	buf_put(&out->defect, buf_text(&c->fault), c->fault.len);
	if (!strcmp(c->kind, "findings"))
		check_lines(&out->defect, bytes, len);
	if (strcmp(c->kind, "record") != 0)
		return buf_done(&out->defect);
	rc = read_record(out, c, recorded_day, bytes, len);
	return rc ? rc : make_body(out, c, bytes, len);
}
