/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Components of the SBOMs that releases name. A file is read once; what it
 * names is kept in cache.db by its hash and the reader's version.
 */
#include <errno.h>

#include "dossierfs/assess.h"
#include "dossierfs/blob.h"
#include "dossierfs/err.h"
#include "dossierfs/query.h"
#include "dossierfs/sbom.h"
#include "dossierfs/scope.h"
#include "judge.h"

enum { BILL_MAX = 256 << 20 };

static const char kept_tables[] =
	"create table if not exists cache.bill ("
	" sha256 text not null, reader text not null,"
	" readable integer not null, components integer not null,"
	" primary key (sha256, reader));"
	"create table if not exists cache.bill_component ("
	" sha256 text not null, reader text not null, purl text, name text,"
	" version text);"
	"create index if not exists cache.bill_component_of"
	" on bill_component (sha256, reader);"
	"create index if not exists cache.bill_component_purl"
	" on bill_component (reader, purl);";

static const char tables[] =
	"drop table if exists temp.bill; drop table if exists temp.component;"
	"create temp table bill (sha256 text primary key, readable integer);"
	"create temp table component (sha256 text, purl text, name text,"
	" version text);";

/* Made when all is there: in order rather than row by row. */
static const char indexes[] =
	"create index temp.component_purl on component (purl);"
	"create index temp.component_bill on component (sha256);";

/* What was read because it is not kept. */
static const char read_tables[] =
	"create temp table if not exists bill_read ("
	" sha256 text primary key, readable integer not null);"
	"create temp table if not exists bill_read_component ("
	" sha256 text not null, purl text, name text, version text);"
	"delete from temp.bill_read; delete from temp.bill_read_component;";

/* One bill as it is read. */
struct bill {
	struct store *st;
	const char *sha256;
};

static int put_component(const char *purl, const char *name,
	const char *version, void *arg)
{
	static const char sql[] = "insert into temp.bill_read_component"
		" values (?1, ?2, ?3, ?4)";
	struct bill *b = arg;

	return query_run(b->st, sql, "ssss", b->sha256, purl, name, version);
}

static int is_kept(struct store *st, const char *sha256)
{
	static const char sql[] =
		"select 1 from cache.bill b"
		" where b.sha256 = ?1 and b.reader = ?2 and b.components ="
		" (select count(*) from cache.bill_component c"
		"   where c.sha256 = b.sha256 and c.reader = b.reader)";
	auto_query q = NULL;
	int rc = query_open(&q, st, sql, "ss", sha256, SBOM_READER);

	return rc ? rc : query_next(q);
}

/* 1 when it can be read, 0 when it is none. */
static int read_components(struct store *st, const char *sha256,
	const struct buf *bytes)
{
	struct bill b = { st, sha256 };
	int rc = sbom_components(buf_text(bytes), bytes->len, put_component,
		&b);

	if (!rc)
		return 1;
	if (err_status() == 3)
		return rc;
	err_clear();
	return query_run(st, "delete from temp.bill_read_component"
		" where sha256 = ?1", "s", sha256);
}

/* Unless it is kept. Lost bytes may come back. */
static int read_bill(struct store *st, const char *sha256)
{
	static const char sql[] = "insert into temp.bill_read values (?1, ?2)";
	auto_buf bytes = BUF_INIT;
	int rc = is_kept(st, sha256);

	if (rc)
		return rc < 0 ? rc : 0;
	rc = store_blob_read(st, &bytes, sha256, BILL_MAX);
	if (rc == -ENOENT || rc == -EUCLEAN)
		return (err_clear(), 0);
	if (rc && err_status() == 3)
		return rc;
	err_clear();
	rc = rc ? 0 : read_components(st, sha256, &bytes);
	return rc < 0 ? rc : query_run(st, sql, "si", sha256, (int64_t)rc);
}

/* All that was read, or nothing: half a bill would be taken for a whole one. */
static int keep_read(struct store *st)
{
	static const char *const sql[] = {
		"delete from cache.bill_component where reader = ?1"
		" and sha256 in (select sha256 from temp.bill_read)",
		"insert into cache.bill_component"
		" select sha256, ?1, purl, name, version"
		" from temp.bill_read_component",
		"insert or replace into cache.bill select b.sha256, ?1,"
		" b.readable, (select count(*) from cache.bill_component c"
		"  where c.sha256 = b.sha256 and c.reader = ?1)"
		" from temp.bill_read b",
	};
	int64_t any = 0;
	int rc = query_one(&any, 0, st,
		"select exists (select 1 from temp.bill_read)", "");

	if (!rc && any)
		rc = store_cache_take(st);
	if (rc || !any)
		return rc;
	for (size_t i = 0; !rc && i < sizeof(sql) / sizeof(*sql); i++)
		rc = query_run(st, sql[i], "s", SBOM_READER);
	return rc ? (store_cache_free(st, false), rc) :
		store_cache_free(st, true);
}

static int load_bill(struct store *st, const char *sha256)
{
	static const char *const sql[] = {
		"insert into temp.component select sha256, purl, name, version"
		" from temp.bill_read_component where sha256 = ?1"
		"  and ?2 is not null",
		"insert into temp.component select sha256, purl, name, version"
		" from cache.bill_component where sha256 = ?1 and reader = ?2"
		"  and not exists (select 1 from temp.bill_read"
		"   where sha256 = ?1)",
		"insert into temp.bill select ?1, coalesce((select readable"
		"  from temp.bill_read where sha256 = ?1), (select readable"
		"  from cache.bill where sha256 = ?1 and reader = ?2), 0)",
	};
	int rc = 0;

	for (size_t i = 0; !rc && i < sizeof(sql) / sizeof(*sql); i++)
		rc = query_run(st, sql[i], "ss", sha256, SBOM_READER);
	return rc;
}

int components_ready(struct store *st)
{
	int rc = store_cache(st);

	return rc ? rc : store_cache_make(st, kept_tables);
}

int assess_components(struct store *st)
{
	static const char bills[] =
		"select distinct d.file_sha256 from document_history d"
		" where d.file_sha256 is not null and d.id in"
		" (select sbom from release_history where sbom is not null)";
	auto_query q = NULL;
	int rc = components_ready(st);

	if (!rc)
		rc = store_run(st, tables);
	if (!rc)
		rc = store_run(st, read_tables);
	if (!rc)
		rc = query_open(&q, st, bills, "");
	while (!rc && (rc = query_next(q)) > 0) {
		rc = read_bill(st, query_text(q, 0));
		if (!rc)
			rc = load_bill(st, query_text(q, 0));
	}
	query_auto_close(&q);
	q = NULL;
	if (!rc)
		rc = keep_read(st);
	return rc ? rc : store_run(st, indexes);
}

int components_keep(struct store *st)
{
	static const char bills[] =
		"select d.file_sha256"
		"  from temp.hit h"
		"  cross join dossier.span s on s.id = h.id"
		"  cross join dossier.d_document d on d.version = s.version"
		" where h.type = 'document' and d.file_sha256 is not null"
		"   and h.id in (select r.sbom from dossier.d_release r"
		"                 where r.sbom is not null)"
		" union"
		" select d.file_sha256"
		"  from temp.hit h"
		"  cross join dossier.span s on s.id = h.id"
		"  cross join dossier.d_release r on r.version = s.version"
		"  cross join dossier.span t on t.id = r.sbom"
		"  cross join dossier.d_document d on d.version = t.version"
		" where h.type = 'release' and d.file_sha256 is not null";
	auto_query q = NULL;
	int rc = store_run(st, read_tables);

	if (!rc)
		rc = query_open(&q, st, bills, "");
	while (!rc && (rc = query_next(q)) > 0)
		rc = read_bill(st, query_text(q, 0));
	query_auto_close(&q);
	q = NULL;
	return rc ? rc : keep_read(st);
}

int components_view(struct store *at)
{
	static const char views[] =
		"create temp view if not exists bill as"
		" select sha256, readable from cache.bill"
		"  where reader = '" SBOM_READER "';"
		"create temp view if not exists component as"
		" select sha256, purl, name, version from cache.bill_component"
		"  where reader = '" SBOM_READER "';";
	int rc = store_cache(at);

	return rc ? rc : store_run(at, views);
}
