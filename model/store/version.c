/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Storing one path of one change-set: the row, the bytes that are not a
 * canonical record in blobs/, and the derived rows. Nothing is refused here;
 * what must be, is refused before.
 */
#include "version.h"

#include <errno.h>
#include <string.h>

#include "blob.h"
#include "reading.h"
#include "dossierfs/err.h"
#include "dossierfs/hash.h"
#include "repo.h"

/* What the bytes are called. */
struct names {
	char oid[GIT_HEX];
	char sha256[SHA256_HEX];
	char body_sha256[SHA256_HEX];
};

int claim_entry(int64_t *out, struct store *st, const struct claim *c)
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

static int digest(char sha256[SHA256_HEX], const void *bytes, size_t len)
{
	char hex[HASH_HEX_MAX];
	int rc = hash_bytes(hex, HASH_SHA256, bytes, len);

	if (!rc)
		memcpy(sha256, hex, SHA256_HEX);
	return rc;
}

static int keep_bytes(struct store *st, struct names *names,
	const struct reading *c, const struct version *v, struct buf *made)
{
	bool new_blob;
	int rc = repo_name(names->oid, v->bytes, v->len);

	if (!rc && c->body.len)
		rc = digest(names->body_sha256, c->body.data, c->body.len);
	if (rc)
		return rc;
	if (c->canonical) {
		memcpy(names->sha256, names->body_sha256, SHA256_HEX);
		return 0;
	}
	rc = blob_put(st, names->sha256, v->bytes, v->len, &new_blob);
	if (!rc && new_blob && made)
		buf_printf(made, "%s\n", names->sha256);
	return rc;
}

static int insert_removed(struct store *st, const struct version *v,
	int64_t entry)
{
	static const char sql[] =
		"insert into dossier.version (changeset, entry, path, mode,"
		" canonical) values (?1, ?2, ?3, 0, 1)";

	return query_run(st, sql, "iis", v->changeset, entry, v->path);
}

static int insert(struct store *st, const struct version *v, int64_t entry,
	const struct names *names, const struct reading *c)
{
	static const char sql[] =
		"insert into dossier.version (changeset, entry, path, mode,"
		" oid, sha256, size, canonical, body_sha256, defect, body)"
		" values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
	bool has_body = c->body.len > 0;

	return query_run(st, sql, "iisissiisst", v->changeset, entry, v->path,
		(int64_t)v->mode, names->oid, names->sha256, (int64_t)v->len,
		(int64_t)c->canonical,
		has_body && !c->canonical ? names->body_sha256 : NULL,
		c->defect.len ? buf_text(&c->defect) : NULL,
		has_body ? c->body.data : NULL, c->body.len);
}

static int derive(struct store *st, const struct version *v,
	const struct claim *claim, const struct names *names,
	const struct reading *c)
{
	int64_t version = sqlite3_last_insert_rowid(st->db);

	if (c->record)
		return derive_record(st, version, claim->type, c->record,
			buf_text(&claim->id), c->fits);
	if (!strcmp(claim->kind, "findings"))
		return derive_findings(st, names->sha256, v->bytes, v->len);
	return 0;
}

int version_add(struct store *st, const struct version *v, struct buf *made)
{
	auto_reading reading = { 0 };
	auto_claim claim = { 0 };
	struct names names;
	int64_t entry;
	int rc = claim_read(&claim, v->path);

	if (rc || (rc = claim_entry(&entry, st, &claim)))
		return rc;
	if (!v->bytes)
		return insert_removed(st, v, entry);
	if ((rc = reading_take(&reading, &claim, v->recorded_day, v->bytes,
		     v->len)) ||
	    (rc = keep_bytes(st, &names, &reading, v, made)) ||
	    (rc = insert(st, v, entry, &names, &reading)))
		return rc;
	return derive(st, v, &claim, &names, &reading);
}

static int update(struct store *st, int64_t version,
	const struct reading *c, const char *body_sha256)
{
	static const char sql[] =
		"update dossier.version set canonical = ?2, body_sha256 = ?3,"
		" defect = ?4, body = ?5 where version = ?1";

	return query_run(st, sql, "iisst", version, (int64_t)c->canonical,
		c->canonical ? NULL : body_sha256,
		c->defect.len ? buf_text(&c->defect) : NULL, c->body.data,
		c->body.len);
}

int version_restate(struct store *st, int64_t version,
	const struct version *v, const struct version_was *was)
{
	auto_reading reading = { 0 };
	auto_claim claim = { 0 };
	struct names names;
	int rc = claim_read(&claim, v->path);

	if (rc)
		return rc;
	if (!claim.type)
		return refuse(-EINVAL, "%s: made by a later version of "
			"dossierfs, which knows more record types", v->path);
	if ((rc = reading_take(&reading, &claim, v->recorded_day, v->bytes,
		     v->len)))
		return rc;
	if (reading.canonical != was->canonical ||
	    strcmp(buf_text(&reading.defect), was->defect) != 0 ||
	    reading.body.len != was->body_len ||
	    memcmp(reading.body.data, was->body, was->body_len) != 0) {
		rc = keep_bytes(st, &names, &reading, v, NULL);
		if (!rc)
			rc = update(st, version, &reading, names.body_sha256);
	}
	return rc ? rc : derive_record(st, version, claim.type, reading.record,
		buf_text(&claim.id), reading.fits);
}

int version_remove(struct store *st, int64_t version)
{
	static const char sql[] =
		"delete from dossier.version where version = ?1";
	int rc = derive_remove(st, version);

	return rc ? rc : query_run(st, sql, "i", version);
}
