/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Signatures of artifacts, verified over the stored bytes. What an answer
 * depends on are the hashes of the files and the scheme, so that it is looked
 * for once and kept in cache.db.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "dossierfs/blob.h"
#include "dossierfs/err.h"
#include "dossierfs/query.h"
#include "dossierfs/seal.h"
#include "judge.h"

/* A signature over more bytes is not looked at. */
enum { MESSAGE_MAX = 512 << 20 };

/* One artifact with means of verification; text is borrowed from the row. */
struct claim {
	const char *id;
	int64_t n;
	const char *name, *sha256;
	const char *scheme;
	bool manifest;          /* method signed_manifest */
	const char *stored, *signature, *list, *key; /* digests, or NULL */
	const char *signature_file, *manifest_file, *key_id;
};

static const char claims[] =
	"select a.id, a.n, a.name, a.sha256, a.integrity_scheme,"
	" a.integrity_method = 'signed_manifest', e.sha256, s.sha256,"
	" m.sha256, case p.state when 'whole' then k.file_sha256 end,"
	" a.integrity_signature_file, a.integrity_manifest_file,"
	" a.integrity_key"
	"  from security_update u"
	"  join update_artifacts a on a.id = u.id"
	"  join evidence e on e.id = a.id and e.name = a.name"
	"  left join evidence s"
	"    on s.id = a.id and s.name = a.integrity_signature_file"
	"  left join evidence m"
	"    on m.id = a.id and m.name = a.integrity_manifest_file"
	"  left join document k on k.id = a.integrity_key"
	"  left join proof p on p.document = a.integrity_key"
	" where a.integrity_method in ('signature', 'signed_manifest')"
	"   and u.defect is null and a.sha256 = e.sha256";

static void claim_read(struct claim *c, struct query *q)
{
	c->id = query_text(q, 0);
	c->n = query_int(q, 1);
	c->name = query_text(q, 2);
	c->sha256 = query_text(q, 3);
	c->scheme = query_text(q, 4);
	c->manifest = query_int(q, 5);
	c->stored = query_text(q, 6);
	c->signature = query_text(q, 7);
	c->list = query_text(q, 8);
	c->key = query_text(q, 9);
	c->signature_file = query_text(q, 10);
	c->manifest_file = query_text(q, 11);
	c->key_id = query_text(q, 12);
}

static const char *answer_word(enum seal_answer a)
{
	switch (a) {
	case SEAL_VALID: return "valid";
	case SEAL_INVALID: return "invalid";
	default: return "unknown";
	}
}

/* What can be said without looking at bytes; true when that is all. */
static bool claim_lacks(enum seal_answer *out, const struct claim *c,
	struct buf *why)
{
	*out = SEAL_INVALID;
	if (!c->signature_file)
		buf_puts(why, "no signature file is named");
	else if (!c->signature)
		buf_printf(why, "the bytes of the signature file %s are absent",
			c->signature_file);
	else if (c->manifest && !c->manifest_file)
		buf_puts(why, "no manifest file is named");
	else if (c->manifest && !c->list)
		buf_printf(why, "the bytes of the manifest file %s are absent",
			c->manifest_file);
	if (why->len)
		return true;
	*out = SEAL_UNKNOWN;
	if (!c->scheme)
		buf_puts(why, "no scheme is named");
	else if (!c->key_id)
		buf_puts(why, "no key is named");
	else if (!c->key)
		buf_printf(why, "the key %s has no file", c->key_id);
	return why->len > 0;
}

/* Bytes by their digest. *lost says that they are absent or damaged. */
static int bytes_read(bool *lost, struct store *st, struct buf *out,
	const char *sha256)
{
	int rc = store_blob_read(st, out, sha256, MESSAGE_MAX);

	if (rc == -ENOENT || rc == -EUCLEAN) {
		*lost = true;
		err_clear();
		return 0;
	}
	return rc;
}

static int claim_verify(enum seal_answer *out, struct store *st,
	const struct claim *c, struct buf *why)
{
	auto_buf message = BUF_INIT, signature = BUF_INIT, key = BUF_INIT;
	struct seal_input in = { .scheme = c->scheme };
	bool lost = false;
	int rc = bytes_read(&lost, st, &message,
		c->manifest ? c->list : c->stored);

	if (!rc)
		rc = bytes_read(&lost, st, &signature, c->signature);
	if (!rc)
		rc = bytes_read(&lost, st, &key, c->key);
	if (rc)
		return rc;
	if (lost) {
		*out = SEAL_INVALID;
		buf_puts(why, "stored bytes are absent or damaged");
		return 0;
	}
	in.message = buf_text(&message);
	in.message_len = message.len;
	in.signature = buf_text(&signature);
	in.signature_len = signature.len;
	in.key = buf_text(&key);
	in.key_len = key.len;
	rc = seal_verify(out, &in, why);
	if (rc || !c->manifest || *out != SEAL_VALID)
		return rc;
	buf_cut(why, 0);
	return seal_manifest(out, in.message, in.message_len, c->name,
		c->sha256, why);
}

/* The parts that decide the answer. */
static void claim_key(struct buf *out, const struct claim *c)
{
	buf_printf(out, "%s %s %s %s %s %s %s", SEAL_VERSION, c->scheme,
		c->stored, c->signature, c->manifest ? c->list : "-", c->key,
		c->manifest ? c->name : "-");
}

static int kept_answer(enum seal_answer *out, struct store *st,
	const char *key, struct buf *why)
{
	static const char sql[] = "select answer, why from cache.signature"
		" where parts = ?1";
	auto_query q = NULL;
	int rc = query_open(&q, st, sql, "s", key);

	if (!rc)
		rc = query_next(q);
	if (rc <= 0)
		return rc;
	*out = (enum seal_answer)query_int(q, 0);
	buf_printf(why, "%s", query_text(q, 1));
	return 1;
}

static int claim_look(enum seal_answer *out, struct store *st,
	const struct claim *c, struct buf *why)
{
	static const char save[] = "insert or replace into cache.signature"
		" values (?1, ?2, ?3)";
	auto_buf key = BUF_INIT;
	int rc;

	claim_key(&key, c);
	if (key.err)
		return buf_done(&key);
	rc = kept_answer(out, st, buf_text(&key), why);
	if (rc)
		return rc < 0 ? rc : 0;
	rc = claim_verify(out, st, c, why);
	if (rc || why->err)
		return rc ? rc : buf_done(why);
	/* What cannot be told here may be told once gpgv is installed. */
	if (*out == SEAL_UNKNOWN || *out == SEAL_UNABLE)
		return 0;
	return query_run(st, save, "sis", buf_text(&key), (int64_t)*out,
		buf_text(why));
}

static int claim_answer(struct store *st, struct query *q)
{
	static const char sql[] = "insert into temp.signature_check"
		" values (?1, ?2, ?3, ?4)";
	enum seal_answer answer = SEAL_UNKNOWN;
	auto_buf why = BUF_INIT;
	struct claim c;
	int rc = 0;

	claim_read(&c, q);
	if (!claim_lacks(&answer, &c, &why))
		rc = claim_look(&answer, st, &c, &why);
	if (rc || why.err)
		return rc ? rc : buf_done(&why);
	return query_run(st, sql, "siss", c.id, c.n, answer_word(answer),
		buf_text(&why));
}

int assess_signatures(struct store *st)
{
	auto_query q = NULL;
	int rc = store_cache(st);

	if (!rc)
		rc = store_cache_make(st,
			"create table if not exists cache.signature ("
			" parts text primary key, answer integer not null,"
			" why text not null);"
			"create temp table if not exists signature_check ("
			" id text not null, n integer not null,"
			" answer text not null, why text not null,"
			" primary key (id, n));"
			"delete from temp.signature_check;");
	if (!rc)
		rc = query_open(&q, st, claims, "");
	while (!rc && (rc = query_next(q)) > 0)
		rc = claim_answer(st, q);
	return rc;
}
