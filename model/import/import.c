/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import - one file from its path to the reader that takes it.
 */
#include "dossierfs/import.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "dossierfs/date.h"
#include "dossierfs/err.h"
#include "dossierfs/file.h"
#include "dossierfs/name.h"
#include "intake.h"

/* The last name of the path, made safe where nobody may be called that. */
static int file_name(struct buf *out, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;

	if (strcmp(path, "-") == 0)
		buf_puts(out, "standard-input");
	else if (name_fault(name))
		name_safe(out, name);
	else
		buf_puts(out, name);
	return buf_done(out);
}

/* The last eight digits of ids made here (MODEL.md, ids). */
static int mark(struct intake *in)
{
	auto_buf b = BUF_INIT;
	char hex[HASH_HEX_MAX];
	int rc;

	buf_printf(&b, "%s\n%s\n%s", in->sha256, in->product,
		in->opt->release ? in->opt->release : "");
	rc = buf_done(&b);
	if (rc == 0)
		rc = hash_bytes(hex, HASH_SHA256, b.data, b.len);
	if (rc == 0)
		snprintf(in->mark, sizeof in->mark, "%.*s", MARK_LEN, hex);
	return rc;
}

static int for_product(struct intake *in, const struct json *root,
	reader_fn *reader)
{
	auto_buf product = BUF_INIT;
	bool known;
	int rc = intake_product(in, &product);

	if (rc < 0)
		return rc;
	in->product = buf_text(&product);
	rc = mark(in);
	if (rc == 0)
		rc = intake_known(in, &known);
	if (rc < 0)
		return rc;
	if (known) {
		in->report->known = true;
		return 0;
	}
	return reader(in, root);
}

static int document_reader(struct intake *in, const struct json *root)
{
	(void)root;
	return document_import(in);
}

/* Parses a foreign report: by its mark from UTF-16, repeated keys taken, a
 * \u0000 in a text read as U+FFFD. */
static int parse(struct json **root, struct intake *in)
{
	auto_buf text = BUF_INIT;
	const char *bytes = in->bytes;
	size_t len = in->len, nul = 0;
	int rc = utf8_from(&text, bytes, len);

	if (rc < 0)
		return rc;
	if (rc == 0 && memmem(bytes, len, "\\u0000", 6)) {
		buf_put(&text, bytes, len);
		rc = buf_done(&text);
		if (rc < 0)
			return rc;
		rc = 1;
	}
	if (rc == 1) {
		bytes = buf_text(&text);
		len = text.len;
		nul = len ? json_replace_nul(text.data, len) : 0;
	}
	if (recognise_bytes(bytes, len))
		return refuse(-EINVAL, "byte 0: %s; expected JSON (--as"
			" document keeps any file as evidence)",
			recognise_bytes(bytes, len));
	rc = json_parse(root, bytes, len, JSON_DUPLICATES);
	if (rc == 0 && nul)
		intake_note(in, "%zu times \\u0000 in a text, read as U+FFFD",
			nul);
	return rc;
}

static int read_report(struct intake *in)
{
	auto_json root = NULL;
	reader_fn *reader;
	int rc;

	if (in->opt->as && strcmp(in->opt->as, "document") == 0)
		return for_product(in, NULL, document_reader);
	if (in->opt->as)
		return refuse(-EINVAL, "--as %s: expected document",
			in->opt->as);
	rc = parse(&root, in);
	if (rc == 0)
		rc = recognise(&reader, in, root);
	if (rc < 0)
		return rc;
	if (reader == record_import)
		return reader(in, root);
	return for_product(in, root, reader);
}

static int read_file(struct intake *in, const struct stat *st)
{
	auto_buf bytes = BUF_INIT;
	auto_buf name = BUF_INIT;
	int rc = file_read(&bytes, in->path, INTAKE_MAX);

	/* That sentence names the path already. */
	if (rc < 0)
		return rc;
	rc = file_name(&name, in->path);
	if (rc == 0)
		rc = hash_bytes(in->sha256, HASH_SHA256, buf_text(&bytes),
			bytes.len);
	if (rc < 0)
		return rc;
	in->bytes = buf_text(&bytes);
	in->len = bytes.len;
	in->name = buf_text(&name);
	in->file_day = st ? day_of(st->st_mtime) : in->opt->today;
	rc = read_report(in);
	return rc < 0 ? err_in(rc, "%s", in->path) : 0;
}

int import_file(struct change *c, struct store *st, const char *path,
	const struct import_options *opt, struct import_report *report)
{
	struct intake in = {
		.change = c, .store = st, .opt = opt, .report = report,
		.path = path,
	};
	struct stat file;

	if (strcmp(path, "-") == 0)
		return read_file(&in, NULL);
	if (stat(path, &file) < 0)
		return refuse(-errno, "%s: %s", path, strerror(errno));
	if (S_ISDIR(file.st_mode) && opt->as)
		return refuse(-EISDIR, "%s: is a folder, expected a file",
			path);
	if (S_ISDIR(file.st_mode)) {
		snprintf(report->format, sizeof report->format, "records");
		return records_import(&in, path);
	}
	return read_file(&in, &file);
}
