/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Storing one path of one change-set: the row, the bytes that are not a
 * canonical record in blobs/, the defects, and the derived rows. Nothing is
 * refused here; what must be, is refused before.
 */
#include "version.h"

#include <errno.h>
#include <string.h>

#include "blob.h"
#include "dossierfs/err.h"
#include "dossierfs/json.h"
#include "dossierfs/record.h"
#include "repo.h"

/* What became of the bytes. */
struct content {
	char oid[GIT_HEX];
	char sha256[SHA256_HEX];
	char body_sha256[SHA256_HEX];
	bool removed;
	bool canonical;
	bool fits;
	struct buf body;
	struct buf defect;
	struct json *record;
};

static void content_free(struct content *c)
{
	buf_free(&c->body);
	buf_free(&c->defect);
	json_free(c->record);
}

static int entry_find(int64_t *out, struct store *st, const struct claim *c)
{
	static const char find[] =
		"select entry from dossier.entry where type = ?1 and id = ?2";
	static const char add[] =
		"insert into dossier.entry (type, id, claim)"
		" values (?1, ?2, ?3)";
	const char *id = buf_text(&c->id);
	int rc = query_one(out, 0, st, find, "ss", c->entry_type, id);

	if (rc || *out)
		return rc;
	rc = query_run(st, add, "sss", c->entry_type, id, buf_text(&c->key));
	*out = sqlite3_last_insert_rowid(st->db);
	return rc;
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
static int stand_in(struct content *out, const struct claim *c,
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

static void check_is(struct content *out, const char *pointer,
	const char *found, const char *wanted)
{
	auto_buf expected = BUF_INIT;

	if (found && !strcmp(found, wanted))
		return;
	buf_printf(&expected, "%s, as its path says", wanted);
	defect_add(&out->defect, pointer, buf_text(&expected));
}

bool claim_fits(const struct json *record, const struct record_type *type,
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

static int read_record(struct content *out, const struct version *v,
	const struct claim *c)
{
	auto_buf why = BUF_INIT;
	int rc = json_parse(&out->record, v->bytes, v->len, 0);

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
	record_check(c->type, out->record, v->recorded_day, defect_found,
		&out->defect);
	return 0;
}

static int digest(char sha256[SHA256_HEX], const void *bytes, size_t len)
{
	char hex[HASH_HEX_MAX];
	int rc = hash_bytes(hex, HASH_SHA256, bytes, len);

	if (!rc)
		memcpy(sha256, hex, SHA256_HEX);
	return rc;
}

static int make_body(struct content *out, const struct version *v,
	const struct claim *c)
{
	int rc;

	record_canonical(&out->body, c->type, out->record);
	if ((rc = buf_done(&out->body)) ||
	    (rc = digest(out->body_sha256, out->body.data, out->body.len)))
		return rc;
	out->canonical = out->body.len == v->len &&
		!memcmp(out->body.data, v->bytes, v->len);
	return 0;
}

static int keep_bytes(struct store *st, struct content *out,
	const struct version *v, struct buf *made)
{
	bool new_blob;
	int rc;

	if (out->canonical) {
		memcpy(out->sha256, out->body_sha256, SHA256_HEX);
		return 0;
	}
	rc = blob_put(st, out->sha256, v->bytes, v->len, &new_blob);
	if (!rc && new_blob && made)
		buf_printf(made, "%s\n", out->sha256);
	return rc;
}

static int insert(struct store *st, const struct version *v, int64_t entry,
	const struct content *c)
{
	static const char set[] =
		"insert into dossier.version (changeset, entry, path, mode,"
		" oid, sha256, size, canonical, body_sha256, defect, body)"
		" values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
	static const char removed[] =
		"insert into dossier.version (changeset, entry, path, mode,"
		" canonical) values (?1, ?2, ?3, 0, 1)";
	bool has_body = c->body.len > 0;

	if (c->removed)
		return query_run(st, removed, "iis", v->changeset, entry,
			v->path);
	return query_run(st, set, "iisissiisst", v->changeset, entry, v->path,
		(int64_t)v->mode, c->oid, c->sha256, (int64_t)v->len,
		(int64_t)c->canonical,
		has_body && !c->canonical ? c->body_sha256 : NULL,
		c->defect.len ? buf_text(&c->defect) : NULL,
		has_body ? c->body.data : NULL, c->body.len);
}

static int derive(struct store *st, const struct version *v,
	const struct claim *claim, const struct content *c)
{
	int64_t version = sqlite3_last_insert_rowid(st->db);

	if (c->record)
		return derive_record(st, version, claim->type, c->record,
			buf_text(&claim->id), c->fits);
	if (!strcmp(claim->kind, "findings"))
		return derive_findings(st, c->sha256, v->bytes, v->len);
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

static int read_content(struct store *st, struct content *out,
	const struct version *v, const struct claim *c, struct buf *made)
{
	int rc = repo_name(out->oid, v->bytes, v->len);

	if (rc)
		return rc;
	buf_put(&out->defect, buf_text(&c->fault), c->fault.len);
	if (!strcmp(c->kind, "findings"))
		check_lines(&out->defect, v->bytes, v->len);
	if (!strcmp(c->kind, "record") &&
	    ((rc = read_record(out, v, c)) || (rc = make_body(out, v, c))))
		return rc;
	return keep_bytes(st, out, v, made);
}

int version_add(struct store *st, const struct version *v, struct buf *made)
{
	struct content content __attribute__((cleanup(content_free))) = {
		.removed = !v->bytes,
	};
	auto_claim claim = { 0 };
	int64_t entry;
	int rc = claim_read(&claim, v->path);

	if (rc || (rc = entry_find(&entry, st, &claim)))
		return rc;
	if (!content.removed &&
	    (rc = read_content(st, &content, v, &claim, made)))
		return rc;
	rc = insert(st, v, entry, &content);
	return rc || content.removed ? rc : derive(st, v, &claim, &content);
}

int version_remove(struct store *st, int64_t version)
{
	static const char sql[] =
		"delete from dossier.version where version = ?1";
	int rc = derive_remove(st, version);

	return rc ? rc : query_run(st, sql, "i", version);
}
