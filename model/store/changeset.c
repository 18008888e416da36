/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The row of a change-set. Its hash covers the hashes of its parents and what
 * it adds, so no past can be rewritten without changing every hash after it.
 */
#include "changeset.h"

#include <string.h>

#include "dossierfs/date.h"
#include "dossierfs/hash.h"

static void put_text(struct buf *out, const char *s)
{
	buf_printf(out, "%zu:%s\n", strlen(s), s);
}

static void put_head(struct buf *out, const struct changeset *c)
{
	buf_puts(out, "dossierfs change-set 1\n");
	for (int i = 0; i < 2; i++)
		if (c->parent[i])
			buf_printf(out, "parent %s\n", c->parent_hash[i]);
	buf_puts(out, "author ");
	put_text(out, c->author);
	buf_puts(out, "mail ");
	put_text(out, c->mail);
	buf_printf(out, "recorded %lld\n", (long long)c->recorded);
	buf_puts(out, "reason ");
	put_text(out, c->reason);
}

static int hash_versions(struct hash *h, struct store *st, int64_t n)
{
	static const char sql[] =
		"select mode, coalesce(sha256, '-'), path"
		"  from dossier.version"
		" where changeset = ?1"
		" order by path";
	auto_query q = NULL;
	auto_buf line = BUF_INIT;
	int rc = query_open(&q, st, sql, "i", n);

	while (!rc && (rc = query_next(q)) > 0) {
		buf_cut(&line, 0);
		buf_printf(&line, "%o %s ", (unsigned)query_int(q, 0),
			query_text(q, 1));
		put_text(&line, query_text(q, 2));
		rc = buf_done(&line);
		if (!rc)
			rc = hash_add(h, line.data, line.len);
	}
	return rc;
}

int changeset_hash(char hash[65], struct store *st, const struct changeset *c)
{
	char hex[HASH_HEX_MAX];
	auto_buf head = BUF_INIT;
	struct hash *h;
	int rc;

	put_head(&head, c);
	if ((rc = buf_done(&head)) || (rc = hash_begin(&h, HASH_SHA256)))
		return rc;
	if ((rc = hash_add(h, head.data, head.len)) ||
	    (rc = hash_versions(h, st, c->n))) {
		hash_drop(h);
		return rc;
	}
	rc = hash_end(h, hex);
	memcpy(hash, hex, 65);
	return rc;
}

int changeset_next(struct store *st, int64_t *n)
{
	static const char sql[] =
		"select coalesce(max(n), 0) + 1 from dossier.changeset";

	return query_one(n, 1, st, sql, "");
}

int changeset_add(struct store *st, const struct changeset *c)
{
	static const char sql[] =
		"insert into dossier.changeset (n, commit_id, hash, parent1,"
		" parent2, seq, mainline, main_seq, author, mail, recorded,"
		" recorded_on, reason, raw)"
		" values (?1, ?2, ?3, nullif(?4, 0), nullif(?5, 0), ?6, ?7,"
		" iif(?7, ?6, null), ?8, ?9, ?10, ?11, ?12, ?13)";
	char day[DAY_TEXT], hash[65];
	int rc = changeset_hash(hash, st, c);

	if (rc)
		return rc;
	return query_run(st, sql, "issiiiississb", c->n, c->commit_id, hash,
		c->parent[0], c->parent[1], c->seq, (int64_t)c->mainline,
		c->author, c->mail, c->recorded,
		day_format(day, day_of(c->recorded)), c->reason, c->raw,
		c->raw_len);
}
