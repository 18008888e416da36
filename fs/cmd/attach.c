/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dossierfs attach: the bytes of a file, stored with the record that names
 * it. Which field names it depends on the record's type.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "dossierfs/err.h"
#include "dossierfs/file.h"
#include "dossierfs/json.h"
#include "dossierfs/name.h"
#include "dossierfs/record.h"
#include "writing.h"

/* clang-format off */
static const struct option_row options[] = {
	{ "name", 0, "NAME", "call it NAME in the dossier" },
	{ "media-type", 0, "TYPE", "instead of the one that the name suggests" },
	{ "signature", 0, "[=ARTIFACT]", "it is the signature of an update's artifact, or of all" },
	{ "manifest", 0, "[=ARTIFACT]", "it is the manifest that names the artifact, or all" },
	OPTIONS_AUTHOR,
	OPTIONS_END,
};
/* clang-format on */

const struct usage attach_usage = {
	options,
	"  dossierfs attach SOP-63 out.pdf --name \"SOP-63 Advisories.pdf\"\n"
	"  dossierfs attach UPD-3 gateway.bin\n"
	"  dossierfs attach UPD-3 gateway.bin.minisig --signature=gateway.bin\n"
	"\nA document has one file, a notification or notice its content, a\n"
	"signer a key; an update has artifacts with signatures and manifests.\n",
};

enum { FILE_MAX = 512 << 20 };

/* A file on its way into the dossier. */
struct attached {
	const char *name;
	const char *media_type;
	struct buf bytes;
	char sha256[65];
};

static const char *media_type(const char *name)
{
	/* clang-format off */
	static const char *const known[][2] = {
		{ ".pdf", "application/pdf" },
		{ ".json", "application/json" },
		{ ".sarif", "application/sarif+json" },
		{ ".xml", "application/xml" },
		{ ".html", "text/html" },
		{ ".md", "text/markdown" },
		{ ".txt", "text/plain" },
		{ ".log", "text/plain" },
		{ ".csv", "text/csv" },
		{ ".eml", "message/rfc822" },
		{ ".png", "image/png" },
		{ ".jpg", "image/jpeg" },
		{ ".pem", "application/x-pem-file" },
		{ ".zip", "application/zip" },
		{ ".gz", "application/gzip" },
		{ ".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document" },
		{ ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" },
	};
	/* clang-format on */
	const char *dot = strrchr(name, '.');
	size_t i;

	for (i = 0; dot && i < sizeof(known) / sizeof(*known); i++)
		if (!strcasecmp(dot, known[i][0]))
			return known[i][1];
	return "application/octet-stream";
}

/* The record is the command's to change, and so is what is found in it. */
static struct json *own(const struct json *j)
{
	return (struct json *)(uintptr_t)j;
}

static int set_file(struct json *record, const char *field,
	const struct attached *a)
{
	struct json *file = json_object();
	int rc;

	if (!file)
		return fail(-ENOMEM, "no memory left");
	rc = json_set_text(file, "name", a->name);
	if (!rc)
		rc = json_set_text(file, "sha256", a->sha256);
	if (!rc)
		rc = json_set_int(file, "size", (int64_t)a->bytes.len);
	if (!rc)
		rc = json_set_text(file, "media_type", a->media_type);
	if (!rc)
		return json_set(record, field, file);
	json_free(file);
	return rc;
}

/* The list's element that has this name; NULL when none has. */
static struct json *named(const struct json *list, const char *name)
{
	const struct json *e;

	for (e = json_first(list); e; e = json_next(e))
		if (json_text_at(e, "name") &&
			!strcmp(json_text_at(e, "name"), name))
			return own(e);
	return NULL;
}

static int enter(struct json **out, struct json *owner, const char *key,
	struct json *(*make)(void))
{
	int rc = json_get(owner, key) ? 0 : json_set(owner, key, make());

	*out = own(json_get(owner, key));
	return rc;
}

/* Digest and size of an element of artifacts or rules, made if it lacks. */
static int set_element(struct json *record, const char *list_name,
	const struct attached *a)
{
	struct json *list, *e;
	int rc = enter(&list, record, list_name, json_list);

	if (rc)
		return rc;
	if (!named(list, a->name)) {
		rc = json_append(list, json_object());
		for (e = own(json_first(list)); e && json_next(e);)
			e = own(json_next(e));
		if (!rc)
			rc = json_set_text(e, "name", a->name);
		if (rc)
			return rc;
	}
	e = named(list, a->name);
	rc = json_set_text(e, "sha256", a->sha256);
	return rc ? rc : json_set_int(e, "size", (int64_t)a->bytes.len);
}

static int set_integrity(struct json *artifact, const char *option,
	const struct attached *a)
{
	bool signature = !strcmp(option, "signature");
	struct json *integrity;
	int rc = enter(&integrity, artifact, "integrity", json_object);

	if (!rc)
		rc = json_set_text(integrity,
			signature ? "signature_file" : "manifest_file",
			a->name);
	if (rc || json_get(integrity, "method"))
		return rc;
	return json_set_text(integrity, "method",
		signature ? "signature" : "signed_manifest");
}

/* A signature or manifest: of one artifact, or of all that lack one. */
static int set_signature(struct json *record, const char *option,
	const char *artifact, const struct attached *a)
{
	const struct json *list = json_get(record, "artifacts"), *e;
	const struct json *one = *artifact ? named(list, artifact) : NULL;
	int rc = 0;

	if (!json_first(list))
		return refuse(-ENOENT, "%s: the update has no artifacts yet",
			json_text_at(record, "id"));
	if (*artifact && !one)
		return refuse(-ENOENT,
			"%.120s: the update has no such artifact", artifact);
	for (e = json_first(list); e && !rc; e = json_next(e))
		if (!one || e == one)
			rc = set_integrity(own(e), option, a);
	return rc;
}

static int name_in_update(struct call *c, struct json *record,
	const struct attached *a)
{
	if (call_has(c, "signature"))
		return set_signature(record, "signature",
			call_option(c, "signature"), a);
	if (call_has(c, "manifest"))
		return set_signature(record, "manifest",
			call_option(c, "manifest"), a);
	return set_element(record, "artifacts", a);
}

/* Names the file in the record. */
static int name_in_record(struct call *c, const struct record_type *type,
	struct json *record, const struct attached *a)
{
	const struct field *f;

	if (!strcmp(type->name, "update"))
		return name_in_update(c, record, a);
	if (call_has(c, "signature") || call_has(c, "manifest"))
		return refuse(-EINVAL,
			"%s: only an update has signatures and manifests",
			json_text_at(record, "id"));
	if (!strcmp(type->name, "catalog") && strstr(a->name, ".sql"))
		return set_element(record, "rules", a);
	for (f = type->fields; f->path; f++)
		if (f->kind == FIELD_FILE)
			return set_file(record, f->path, a);
	return refuse(-EINVAL,
		"%s: %s has no file of its own; attach it to a document",
		json_text_at(record, "id"), type->name);
}

static int read_attached(struct call *c, struct attached *a)
{
	const char *path = call_arg(c, 1), *slash = strrchr(path, '/');
	const char *fault;

	a->name = call_option(c, "name");
	if (!a->name)
		a->name = slash ? slash + 1 : path;
	fault = name_fault(a->name);
	if (fault)
		return refuse(-EINVAL,
			"%.120s: the name %s; give another with --name",
			a->name, fault);
	a->media_type = call_option(c, "media-type");
	if (!a->media_type)
		a->media_type = media_type(a->name);
	return file_read(&a->bytes, path, FILE_MAX);
}

static int store_attached(struct call *c, struct attached *a)
{
	const char *id = call_arg(c, 0);
	auto_writing w = { 0 };
	auto_buf plain = BUF_INIT;
	int rc;

	buf_printf(&plain, "attach %s to %s", a->name, id);
	rc = buf_done(&plain);
	if (!rc)
		rc = writing_begin(&w, c, buf_text(&plain));
	if (!rc)
		rc = writing_find(&w, id);
	if (!rc)
		rc = change_put_file(w.change, id, a->name,
			buf_text(&a->bytes), a->bytes.len, a->sha256);
	if (!rc)
		rc = name_in_record(c, w.type, w.record, a);
	if (!rc)
		rc = writing_put(&w, w.record);
	return rc ? rc : writing_commit(&w);
}

static int attach(struct call *c)
{
	struct attached a = { .bytes = BUF_INIT };
	int rc;

	if (call_count(c) != 2)
		return refuse(-EINVAL, "attach: expected ID FILE");
	rc = read_attached(c, &a);
	if (!rc)
		rc = store_attached(c, &a);
	buf_free(&a.bytes);
	return rc;
}

int cmd_attach(struct call *c)
{
	return cmd_status(attach(c));
}
