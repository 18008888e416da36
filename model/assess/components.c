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

static const char tables[] =
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
	" on bill_component (reader, purl);"
	"drop table if exists temp.bill; drop table if exists temp.component;"
	"create temp table bill (sha256 text primary key, readable integer);"
	"create temp table component (sha256 text, purl text, name text,"
	" version text);"
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
		"insert into temp.component values (?1, ?2, ?3, ?4)";
	struct bill *b = arg;

	return query_run(b->st, sql, "ssss", b->sha256, purl, name, version);
}

/* Brings a bill that was read before; 1 when there was one. */
static int kept_bill(struct store *st, const char *sha256)
{
	static const char find[] =
		"select b.readable from cache.bill b"
		" where b.sha256 = ?1 and b.reader = ?2 and b.components ="
		" (select count(*) from cache.bill_component c"
		"   where c.sha256 = b.sha256 and c.reader = b.reader)";
	static const char load[] =
		"insert into temp.component select sha256, purl, name, version"
		" from cache.bill_component where sha256 = ?1 and reader = ?2";
	static const char put[] = "insert into temp.bill values (?1, ?2)";
	auto_query q = NULL;
	int rc = query_open(&q, st, find, "ss", sha256, SBOM_READER);

	if (!rc)
		rc = query_next(q);
	if (rc <= 0)
		return rc;
	rc = query_run(st, load, "ss", sha256, SBOM_READER);
	if (!rc)
		rc = query_run(st, put, "si", sha256, query_int(q, 0));
	return rc ? rc : 1;
}

static int keep_bill(struct store *st, const char *sha256, bool readable)
{
	static const char *const sql[] = {
		"insert into temp.bill values (?1, ?3 + 0 * length(?2))",
		"delete from cache.bill_component"
		" where sha256 = ?1 and reader = ?2 and ?3 is not null",
		"insert into cache.bill_component select sha256, ?2, purl,"
		" name, version from temp.component"
		" where sha256 = ?1 and ?3 is not null",
		"insert or replace into cache.bill select ?1, ?2, ?3,"
		" (select count(*) from temp.component where sha256 = ?1)",
	};
	int rc = 0;

	for (size_t i = 0; i < sizeof(sql) / sizeof(*sql) && !rc; i++)
		rc = query_run(st, sql[i], "ssi", sha256, SBOM_READER,
			(int64_t)readable);
	return rc;
}

static int read_bill(struct store *st, const char *sha256)
{
	static const char drop[] =
		"delete from temp.component where sha256 = ?1";
	struct bill b = { st, sha256 };
	auto_buf bytes = BUF_INIT;
	int rc = kept_bill(st, sha256);

	if (rc)
		return rc < 0 ? rc : 0;
	rc = store_blob_read(st, &bytes, sha256, BILL_MAX);
	if (!rc)
		rc = sbom_components(buf_text(&bytes), bytes.len,
			put_component, &b);
	if (!rc)
		return keep_bill(st, sha256, true);
	if (err_status() == 3 && rc != -ENOENT && rc != -EUCLEAN)
		return rc;
	err_clear();
	rc = query_run(st, drop, "s", sha256);
	return rc ? rc : keep_bill(st, sha256, false);
}

int assess_components(struct store *st)
{
	static const char bills[] =
		"select distinct d.file_sha256 from document_history d"
		" where d.file_sha256 is not null and d.id in"
		" (select sbom from release_history where sbom is not null)";
	auto_query q = NULL;
	int rc = store_cache(st);

	if (!rc)
		rc = store_cache_make(st, tables);
	if (!rc)
		rc = query_open(&q, st, bills, "");
	while (!rc && (rc = query_next(q)) > 0)
		rc = read_bill(st, query_text(q, 0));
	return rc;
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
