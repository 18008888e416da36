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

/* One bill as it is read. */
struct bill {
	struct store *st;
	const char *sha256;
};

static int put_component(const char *purl, const char *name,
	const char *version, void *arg)
{
	static const char sql[] =
		"insert into cache.bill_component"
		" values (?1, ?2, ?3, ?4, ?5)";
	struct bill *b = arg;

	return query_run(b->st, sql, "sssss", b->sha256, SBOM_READER, purl,
		name, version);
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

static int drop_components(struct store *st, const char *sha256)
{
	static const char sql[] =
		"delete from cache.bill_component"
		" where sha256 = ?1 and reader = ?2";

	return query_run(st, sql, "ss", sha256, SBOM_READER);
}

/* 1 when it can be read, 0 when it is none. */
static int read_components(struct store *st, const char *sha256,
	const struct buf *bytes)
{
	struct bill b = { st, sha256 };
	int rc = drop_components(st, sha256);

	if (!rc)
		rc = sbom_components(buf_text(bytes), bytes->len,
			put_component, &b);
	if (!rc)
		return 1;
	if (err_status() == 3)
		return rc;
	err_clear();
	return drop_components(st, sha256);
}

/* Keeps what a bill names, unless it is kept; lost bytes may come back. */
static int keep_bill(struct store *st, const char *sha256)
{
	static const char sql[] =
		"insert or replace into cache.bill select ?1, ?2, ?3,"
		" (select count(*) from cache.bill_component"
		"   where sha256 = ?1 and reader = ?2)";
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
	return rc < 0 ? rc : query_run(st, sql, "ssi", sha256, SBOM_READER,
		(int64_t)rc);
}

static int load_bill(struct store *st, const char *sha256)
{
	static const char components[] =
		"insert into temp.component select sha256, purl, name, version"
		" from cache.bill_component where sha256 = ?1 and reader = ?2";
	static const char bill[] =
		"insert into temp.bill select ?1, coalesce((select readable"
		" from cache.bill where sha256 = ?1 and reader = ?2), 0)";
	int rc = query_run(st, components, "ss", sha256, SBOM_READER);

	return rc ? rc : query_run(st, bill, "ss", sha256, SBOM_READER);
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
		rc = query_open(&q, st, bills, "");
	while (!rc && (rc = query_next(q)) > 0) {
		rc = keep_bill(st, query_text(q, 0));
		if (!rc)
			rc = load_bill(st, query_text(q, 0));
	}
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
	int rc = query_open(&q, st, bills, "");

	while (!rc && (rc = query_next(q)) > 0)
		rc = keep_bill(st, query_text(q, 0));
	query_auto_close(&q);
	return rc ? rc : store_cache_settle(st);
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
