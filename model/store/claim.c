/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a path in git says of its file: the layout of MODEL.md, read with any
 * folder depth. It depends on the path alone, so a removed path is known, too.
 */
#include <errno.h>
#include <string.h>

#include "dossierfs/err.h"
#include "dossierfs/name.h"
#include "dossierfs/record.h"
#include "version.h"

/* The first two and the last two parts of a path; borrowed from it. */
struct parts {
	size_t count;
	const char *first_end; /* of the first part */
	const char *second;
	const char *second_end;
	const char *last;
	const char *before_last;
};

static void split(struct parts *out, const char *path)
{
	const char *slash;

	*out = (struct parts){ .count = 1, .last = path, .before_last = path };
	out->first_end = path + strcspn(path, "/");
	for (; (slash = strchr(out->last, '/')); out->count++) {
		out->before_last = out->last;
		out->last = slash + 1;
		if (out->count == 1) {
			out->second = out->last;
			out->second_end = out->last + strcspn(out->last, "/");
		}
	}
}

static bool first_is(const struct parts *p, const char *path, const char *word)
{
	size_t len = strlen(word);

	return (size_t)(p->first_end - path) == len &&
		!strncmp(path, word, len);
}

/* Appends the last part without its extension; false where it has another. */
static bool stem(struct buf *out, const char *last, const char *extension)
{
	size_t len = strlen(last), ext = strlen(extension);

	if (len <= ext || strcmp(last + len - ext, extension))
		return false;
	buf_put(out, last, len - ext);
	return true;
}

void claim_key(struct buf *out, const char *kind, const char *id,
	const char *name)
{
	buf_printf(out, "%s/", kind);
	name_fold(out, id);
	if (name) {
		buf_putc(out, '/');
		name_fold(out, name);
	}
}

static void other(struct claim *out, const char *kind, const char *path)
{
	out->kind = out->entry_type = kind;
	buf_cut(&out->id, 0);
	buf_printf(&out->id, "%s", path);
	buf_printf(&out->key, "%s/%s", kind, path);
}

static void unusable(struct claim *out, const char *path, const char *what,
	const char *fault)
{
	buf_printf(&out->fault, "/\t%s, found one that %s", what, fault);
	other(out, "defect", path);
}

static void claim_record(struct claim *out, const char *path,
	const struct parts *p)
{
	auto_buf type = BUF_INIT;
	const char *fault;

	buf_put(&type, p->second, (size_t)(p->second_end - p->second));
	out->type = record_type_find(buf_text(&type));
	if (!out->type) {
		buf_printf(&out->fault, "/type\ta record type, found the "
			"folder \"%s\"", buf_text(&type));
		other(out, "defect", path);
		return;
	}
	fault = id_fault(buf_text(&out->id));
	if (fault) {
		unusable(out, path, "a file named by its id", fault);
		return;
	}
	out->kind = "record";
	out->entry_type = out->type->name;
	claim_key(&out->key, "record", buf_text(&out->id), NULL);
}

static void claim_findings(struct claim *out, const char *path)
{
	const char *fault = id_fault(buf_text(&out->id));

	if (fault) {
		unusable(out, path, "a file named by its activity", fault);
		return;
	}
	out->kind = out->entry_type = "findings";
	claim_key(&out->key, "findings", buf_text(&out->id), NULL);
}

static void claim_evidence(struct claim *out, const char *path,
	const struct parts *p)
{
	const char *fault;

	buf_put(&out->id, p->before_last,
		(size_t)(p->last - p->before_last - 1));
	fault = id_fault(buf_text(&out->id));
	if (fault) {
		unusable(out, path, "a folder named by its record", fault);
		return;
	}
	fault = name_fault(p->last);
	if (fault) {
		unusable(out, path, "a file name", fault);
		return;
	}
	claim_key(&out->key, "evidence", buf_text(&out->id), p->last);
	buf_printf(&out->id, "/%s", p->last);
	out->kind = out->entry_type = "evidence";
}

int claim_read(struct claim *out, const char *path)
{
	struct parts p;

	*out = (struct claim){ 0 };
	split(&p, path);
	if (first_is(&p, path, "records") && p.count >= 3 &&
	    stem(&out->id, p.last, ".json"))
		claim_record(out, path, &p);
	else if (first_is(&p, path, "findings") && p.count >= 2 &&
		 stem(&out->id, p.last, ".jsonl"))
		claim_findings(out, path);
	else if (first_is(&p, path, "evidence") && p.count >= 3)
		claim_evidence(out, path, &p);
	else
		other(out, "foreign", path);
	if (out->id.err || out->key.err || out->fault.err) {
		claim_free(out);
		return fail(-ENOMEM, "no memory for a path");
	}
	return 0;
}

void claim_free(struct claim *c)
{
	buf_free(&c->id);
	buf_free(&c->key);
	buf_free(&c->fault);
}
