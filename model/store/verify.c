/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fsck: every digest computed again. A damage is told and the next thing is
 * looked at; only what keeps us from looking is a failure.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "changeset.h"
#include "commit.h"
#include "dossierfs/blob.h"
#include "dossierfs/change.h"
#include "dossierfs/derive.h"
#include "dossierfs/err.h"
#include "dossierfs/hash.h"
#include "repo.h"
#include "version.h"

struct verify {
	struct store *st;
	void (*found)(const char *what, void *arg);
	void *arg;
};

static void found(const struct verify *v, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static void found(const struct verify *v, const char *fmt, ...)
{
	auto_buf what = BUF_INIT;
	va_list ap;

	if (v->st->partial)
		return; /* what was compared is not what stands there */
	va_start(ap, fmt);
	buf_vprintf(&what, fmt, ap);
	va_end(ap);
	v->found(buf_text(&what), v->arg);
}

/* Damage that stopped one check does not stop the others. */
static int damage(const struct verify *v, int rc)
{
	int rest = query_partial(v->st);

	if (rest)
		return rest;
	if (rc != -EUCLEAN && rc != -ENOENT && rc != -EIO)
		return rc;
	found(v, "%s", err_sentence());
	err_clear();
	return 0;
}

static int check_pages(const struct verify *v)
{
	static const char sql[] = "pragma dossier.integrity_check(20)";
	auto_query q = NULL;
	int rc = query_open(&q, v->st, sql, "");

	while (!rc && (rc = query_next(q)) > 0) {
		rc = 0;
		if (strcmp(query_text(q, 0), "ok") != 0)
			found(v, "dossier.db: %s", query_text(q, 0));
	}
	return rc;
}

/* Tables, indexes and nothing else, as we make them: no trigger, no other
 * column. */
static int check_schema(const struct verify *v)
{
	static const char sql[] =
		"select sql from dossier.sqlite_master where sql is not null"
		" and name not like 'sqlite_%' order by type, name";
	char wanted[65], hex[HASH_HEX_MAX];
	auto_buf all = BUF_INIT;
	auto_query q = NULL;
	int rc = schema_digest(wanted);

	if (!rc)
		rc = query_open(&q, v->st, sql, "");
	while (!rc && (rc = query_next(q)) > 0) {
		buf_printf(&all, "%s\n", query_text(q, 0));
		rc = buf_done(&all);
	}
	if (!rc)
		rc = hash_bytes(hex, HASH_SHA256, buf_text(&all), all.len);
	if (!rc && strcmp(hex, wanted) != 0)
		found(v, "dossier.db: its tables are not those of a dossier");
	return rc;
}

static bool digest_is(const void *bytes, size_t len, const char *wanted)
{
	char hex[HASH_HEX_MAX];

	return wanted && !hash_bytes(hex, HASH_SHA256, bytes, len) &&
		!strcmp(hex, wanted);
}

/* The bytes that git holds, against every name that they have. */
static void check_bytes(const struct verify *v, struct query *q,
	const void *bytes, size_t len)
{
	const char *oid = query_text(q, 2);
	char hex[GIT_HEX];

	if (!digest_is(bytes, len, query_text(q, 3)) ||
	    (int64_t)len != query_int(q, 4))
		found(v, "%s: version %lld: the bytes are not those that were "
			"recorded", query_text(q, 1),
			(long long)query_int(q, 0));
	else if (repo_name(hex, bytes, len) || strcmp(hex, oid))
		found(v, "%s: version %lld: git's name is not that of the "
			"bytes", query_text(q, 1), (long long)query_int(q, 0));
}

static int check_version(const struct verify *v, struct query *q)
{
	auto_buf blob = BUF_INIT;
	const char *body;
	size_t len;
	int rc;

	body = query_bytes(q, 6, &len);
	if (query_int(q, 5)) { /* canonical: git holds the body */
		check_bytes(v, q, body, len);
		return 0;
	}
	if (!query_null(q, 6) && !digest_is(body, len, query_text(q, 7)))
		found(v, "%s: version %lld: the record is not the one that was "
			"recorded", query_text(q, 1),
			(long long)query_int(q, 0));
	rc = store_blob_read(v->st, &blob, query_text(q, 3), OBJECT_MAX);
	if (rc)
		return damage(v, rc == -EINVAL || rc == -EFBIG ? -EUCLEAN : rc);
	check_bytes(v, q, buf_text(&blob), blob.len);
	return 0;
}

static int check_versions(const struct verify *v)
{
	static const char sql[] =
		"select version, path, oid, sha256, size, canonical, body,"
		"       body_sha256"
		"  from dossier.version"
		" where oid is not null"
		" order by version";
	auto_query q = NULL;
	int rc = query_open(&q, v->st, sql, "");

	while (!rc && (rc = query_next(q)) > 0)
		rc = check_version(v, q);
	return rc;
}

static int load_row(struct changeset *row, struct query *q)
{
	*row = (struct changeset){
		.n = query_int(q, 0),
		.parent = { query_int(q, 3), query_int(q, 5) },
		.recorded = query_int(q, 7),
		.author = query_text(q, 8),
		.mail = query_text(q, 9),
		.reason = query_text(q, 10),
		.commit_id = query_text(q, 1),
	};
	row->raw = query_bytes(q, 11, &row->raw_len);
	for (int i = 0; i < 2; i++)
		if (row->parent[i])
			memcpy(row->parent_hash[i], query_text(q, 4 + 2 * i),
				65);
	return 0;
}

/* What the columns say of the commit is what the commit says. */
static bool row_is_commit(const struct changeset *row, const struct commit *c)
{
	return !strcmp(row->author, buf_text(&c->name)) &&
		!strcmp(row->mail, buf_text(&c->mail)) &&
		!strcmp(row->reason, buf_text(&c->reason)) &&
		row->recorded >= c->when &&
		c->parents == !!row->parent[0] + !!row->parent[1];
}

static int check_commit(const struct verify *v, const struct changeset *row)
{
	struct commit commit = { 0 };
	char hex[GIT_HEX];
	int rc = repo_commit_name(hex, row->raw, row->raw_len);
	bool named = !rc && !strcmp(hex, row->commit_id);

	if (named)
		rc = commit_read(&commit, row->raw, row->raw_len);
	bool agrees = !rc && row_is_commit(row, &commit);
	commit_free(&commit);
	if (rc == -ENOMEM)
		return rc;
	if (!named)
		found(v, "change-set %s: its commit is not the one that was "
			"recorded", row->commit_id);
	else if (!agrees)
		found(v, "change-set %s: it and its commit do not agree",
			row->commit_id);
	err_clear();
	return 0;
}

static int check_changeset(const struct verify *v, struct query *q)
{
	struct changeset row;
	char hash[65];
	int rc = load_row(&row, q);

	if (rc || (rc = changeset_hash(hash, v->st, &row)))
		return rc;
	if (strcmp(hash, query_text(q, 2)) != 0)
		found(v, "change-set %s: its hash is not that of what it adds",
			row.commit_id);
	return check_commit(v, &row);
}

static int check_changesets(const struct verify *v)
{
	static const char sql[] =
		"select c.n, c.commit_id, c.hash, p.n, p.hash, q.n, q.hash,"
		"       c.recorded, c.author, c.mail, c.reason, c.raw"
		"  from dossier.changeset c"
		"  left join dossier.changeset p on p.n = c.parent1"
		"  left join dossier.changeset q on q.n = c.parent2"
		" order by c.n";
	auto_query q = NULL;
	int rc = query_open(&q, v->st, sql, "");

	while (!rc && (rc = query_next(q)) > 0)
		rc = check_changeset(v, q);
	return rc;
}

/* With the repository told to check, publishing writes nothing: it asks git/
 * for every object that it would write. */
static int check_objects(const struct verify *v, struct repo *g)
{
	static const char sql[] =
		"select c.n, c.commit_id, coalesce(p.commit_id, ''), c.raw"
		"  from dossier.changeset c"
		"  left join dossier.changeset p on p.n = c.parent1"
		" order by c.n";
	auto_query q = NULL;
	int rc = query_open(&q, v->st, sql, "");

	while (!rc && (rc = query_next(q)) > 0) {
		char tree[GIT_HEX], hex[GIT_HEX];
		size_t len;
		const char *raw = query_bytes(q, 3, &len);

		rc = repo_commit(g, hex, raw, len);
		if (!rc)
			rc = publish_tree(v->st, query_int(q, 0),
				query_text(q, 2), tree, true);
		if (!rc && (len < 45 || strncmp(raw + 5, tree, 40)))
			found(v, "change-set %s: its files are not those of "
				"its commit", query_text(q, 1));
		rc = damage(v, rc);
	}
	return rc;
}

static int check_git(const struct verify *v)
{
	char main_id[GIT_HEX];
	struct head head;
	struct repo *g;
	int rc;

	if ((rc = repo_of(&g, v->st)) || (rc = repo_main(g, main_id)) ||
	    (rc = store_head(v->st, &head)))
		return rc;
	if (strcmp(main_id, head.commit_id) != 0)
		found(v, "git/: main is %s, the last change-set %s",
			*main_id ? main_id : "missing", head.commit_id);
	repo_check(g, true);
	rc = check_objects(v, g);
	repo_check(g, false);
	return rc;
}

/* One digest over a table's rows, in an order that does not depend on when
 * they were written. */
static int table_digest(struct store *st, const char *sql,
	char hex[HASH_HEX_MAX])
{
	auto_query q = NULL;
	struct hash *h;
	int rc = hash_begin(&h, HASH_SHA256);

	if (rc)
		return rc;
	rc = query_open_text(&q, st, sql, NULL);
	while (!rc && (rc = query_next(q)) > 0) {
		rc = 0;
		for (int i = 0; i < query_columns(q) && !rc; i++) {
			size_t len;
			const void *cell = query_bytes(q, i, &len);

			rc = hash_add(h, query_null(q, i) ? "\1" : "\2", 1);
			if (!rc)
				rc = hash_add(h, cell, len);
			if (!rc)
				rc = hash_add(h, "", 1);
		}
	}
	if (rc)
		hash_drop(h);
	return rc ? rc : hash_end(h, hex);
}

enum { TABLES_MAX = 128 };

struct digests {
	char hex[TABLES_MAX][HASH_HEX_MAX];
};

static const char *const other_tables[][2] = {
	{ "version", "select version, entry, canonical, defect"
		" from dossier.version order by version" },
	{ "span", "select version, entry, type, id, owner, safe, kind, year,"
		" withdrawn, defect, recorded, recorded_on, first_recorded, first_on,"
		" from_seq, to_seq from dossier.span"
		" order by version, from_seq, withdrawn" },
	{ "d_record", "select * from dossier.d_record order by 1" },
	{ "d_reference", "select * from dossier.d_reference order by 1, 2" },
	{ "d_finding", "select * from dossier.d_finding order by 1, 2" },
};

enum { OTHERS = sizeof(other_tables) / sizeof(*other_tables) };

static const char *table_name(size_t i)
{
	const struct derived_table *t;

	if (i < OTHERS)
		return other_tables[i][0];
	t = i < TABLES_MAX ? derived_table(i - OTHERS) : NULL;
	return t ? t->name : NULL;
}

static int all_digests(struct store *st, struct digests *out)
{
	int rc = 0;

	for (size_t i = 0; !rc && table_name(i); i++) {
		auto_buf sql = BUF_INIT;

		if (i < OTHERS)
			buf_printf(&sql, "%s", other_tables[i][1]);
		else
			buf_printf(&sql, "select * from dossier.\"%s\" order"
				" by %s", table_name(i),
				derived_table(i - OTHERS)->list ? "1, 2" : "1");
		rc = buf_done(&sql);
		if (!rc)
			rc = table_digest(st, sql.data, out->hex[i]);
	}
	return rc;
}

/* Derived tables are made anew in a transaction that is not kept. */
static int check_derived(const struct verify *v)
{
	struct digests *d = calloc(2, sizeof(*d));
	struct store *st = v->st;
	int rc = d ? 0 : fail(-ENOMEM, "no memory for digests");

	if (!rc)
		rc = db_script(st, "begin immediate");
	if (!rc) {
		rc = all_digests(st, &d[0]);
		if (!rc)
			rc = derive_anew(st);
		if (!rc)
			rc = all_digests(st, &d[1]);
		db_script(st, "rollback");
	}
	for (size_t i = 0; !rc && table_name(i); i++)
		if (strcmp(d[0].hex[i], d[1].hex[i]) != 0)
			found(v, "dossier.db: table %s does not say what the "
				"records say", table_name(i));
	free(d);
	return rc;
}

int store_verify(struct store *st, void (*tell)(const char *what, void *arg),
	void *arg)
{
	const struct verify v = { st, tell, arg };
	int rc;

	if ((rc = damage(&v, check_pages(&v))) ||
	    (rc = damage(&v, check_schema(&v))) ||
	    (rc = damage(&v, check_versions(&v))) ||
	    (rc = damage(&v, check_changesets(&v))) ||
	    (rc = damage(&v, check_git(&v))) || (rc = read_end(st)))
		return rc;
	if (st->mode == STORE_WRITE)
		rc = damage(&v, check_derived(&v));
	return rc ? rc : read_begin(st);
}
