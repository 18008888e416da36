/* SPDX-License-Identifier: Apache-2.0 */
/*
 * document - any file as it is, as evidence.
 */
#include "intake.h"

#include <errno.h>
#include <string.h>

#include "dossierfs/date.h"
#include "dossierfs/err.h"
#include "dossierfs/name.h"
#include "dossierfs/store.h"

static bool ends_in(const char *s, const char *end)
{
	size_t len = strlen(s), n = strlen(end);

	return len > n && strcasecmp(s + len - n, end) == 0;
}

static const char *media_type(const struct intake *in)
{
	/* clang-format off */
	static const struct { const char *start; size_t len; const char *type; } types[] = {
		{ "%PDF-",       5, "application/pdf" },
		{ "PK\x03\x04",  4, "application/zip" },
		{ "\x1f\x8b",    2, "application/gzip" },
		{ "\x89PNG",     4, "image/png" },
		{ "\xff\xd8\xff", 3, "image/jpeg" },
		{ "<?xml",       5, "application/xml" },
		{ "<!DOCTYPE html", 14, "text/html" },
		{ "<html",       5, "text/html" },
	};
	/* clang-format on */

	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (in->len >= types[i].len && memcmp(in->bytes, types[i].start,
			types[i].len) == 0)
			return types[i].type;
	if (!utf8_valid(in->bytes, in->len) || memchr(in->bytes, 0, in->len))
		return "application/octet-stream";
	if (in->len && strchr("{[", in->bytes[0]) &&
		json_check(in->bytes, in->len, JSON_DUPLICATES) == 0)
		return "application/json";
	err_clear();
	return ends_in(in->name, ".md") ? "text/markdown" : "text/plain";
}

/* A new version of a document is attached to it, with its other fields. */
static int refuse_there(struct intake *in, const char *id)
{
	auto_buf text = BUF_INIT;
	int rc = store_record(in->store, id, &text);

	if (rc == 0)
		return refuse(-EEXIST, "--id %s: there is a record of this id;"
			" attach gives it another file", id);
	if (rc == -ENOENT)
		err_clear();
	return rc == -ENOENT ? 0 : rc;
}

int document_import(struct intake *in)
{
	const struct import_options *opt = in->opt;
	const char *kind = opt->doc_kind ? opt->doc_kind : "other";
	const char *type = media_type(in), *from;
	auto_buf id = BUF_INIT;
	char text[DAY_TEXT];
	int32_t day;
	int rc = intake_day(in, NULL, &day, &from);

	if (rc == 0 && opt->id)
		rc = refuse_there(in, opt->id);
	if (rc < 0)
		return rc;
	strcpy(in->report->format, "document");
	day_format(text, day);
	if (opt->id)
		buf_puts(&id, opt->id);
	else
		buf_printf(&id, "%s-%.4s%.2s%.2s-%s", kind, text, text + 5,
			text + 8, in->mark);
	return intake_document(in, buf_text(&id), kind,
		opt->title ? opt->title : in->name, type, opt->on);
}
