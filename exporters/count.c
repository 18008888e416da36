/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How many records there are, and which of them are defective: what points at
 * nothing is found only by looking at every reference. So it is looked for
 * once, at the latest by who judges from nothing, kept in cache.db, and
 * followed from state to state by what changed.
 */
#include "dossierfs/assess.h"
#include "dossierfs/err.h"
#include "dossierfs/scope.h"
#include "page.h"

enum { FAR = 1000 }; /* records on from what is kept: it is kept anew */
enum { LISTED = 1, UNLISTED };

/* The state that the tables show: one row, or none. "" is no kind, no year. */
static const char sql_make[] =
	"create temp table if not exists page_count_state ("
	" seq integer not null, commit_id text not null);"
	"create temp table if not exists page_count (type text not null,"
	" kind text not null, year text not null, n integer not null,"
	" defective integer not null, primary key (type, kind, year))"
	" without rowid;"
	"create temp table if not exists page_defect (id text primary key,"
	" type text not null, kind text not null, year text not null)"
	" without rowid;"
	"create index if not exists temp.page_defect_of"
	" on page_defect (type, kind, year);"
	"create temp table if not exists page_hit (id text primary key)"
	" without rowid;";

#define PLACE(r) r ".type, coalesce(" r ".kind, ''), coalesce(" r ".year, '')"
#define DEFECTIVE \
	"update temp.page_count set defective = (select count(*)" \
	" from temp.page_defect d where d.type = page_count.type" \
	"  and d.kind = page_count.kind and d.year = page_count.year)"
#define EMPTY \
	"delete from temp.page_count", "delete from temp.page_defect"

static const char *const sql_all[] = {
	EMPTY,
	"insert into temp.page_count select " PLACE("r") ", count(*), 0"
	" from record r group by 1, 2, 3",
	"insert into temp.page_defect select r.id, " PLACE("r")
	" from record r where r.defect is not null",
	DEFECTIVE, NULL,
};

/* What points at a record is wrong unless that is there, of its type. */
static const char sql_hit[] =
	"insert or ignore into temp.page_hit"
	" select coalesce(owner, id) from touched where seq > ?1";
static const char sql_pointing[] =
	"insert or ignore into temp.page_hit select f.id from reference f"
	" where f.target in (select id from temp.page_hit)"
	"  and (select r.type from record r where r.id = f.target) is not"
	"   (select h.type from record_history h where h.id = f.target"
	"    and h.withdrawn = 0 and h.seq <= ?1 and h.to_seq > ?1)";
static const char sql_before[] =
	"insert into temp.page_count select " PLACE("h") ", 0, 0"
	" from temp.page_hit x cross join record_history h on h.id = x.id"
	" where h.withdrawn = 0 and h.seq <= ?1 and h.to_seq > ?1"
	" on conflict (type, kind, year) do update set n = n - 1";
static const char *const sql_after[] = {
	"insert into temp.page_count select " PLACE("r") ", 1, 0"
	" from temp.page_hit x cross join record r on r.id = x.id"
	" where true on conflict (type, kind, year) do update set n = n + 1",
	"delete from temp.page_count where n = 0",
	"delete from temp.page_defect where id in"
	" (select id from temp.page_hit)",
	"insert into temp.page_defect select r.id, " PLACE("r")
	" from temp.page_hit x cross join record r on r.id = x.id"
	" where r.defect is not null",
	DEFECTIVE, NULL,
};

/* Where they stand, if that is a state before this one. */
#define STANDS(table) \
	"select k.seq from " table " k" \
	" where k.seq <= ?1 and exists (select 1 from dossier.changeset c" \
	"  where c.seq = k.seq and c.mainline = 1" \
	"  and c.commit_id = k.commit_id)"
static const char sql_stands[] = STANDS("temp.page_count_state");
static const char sql_kept[] = STANDS("cache.record_count_state");
static const char *const sql_load[] = {
	EMPTY,
	"insert into temp.page_count select * from cache.record_count",
	"insert into temp.page_defect select * from cache.record_defect",
	NULL,
};
static const char *const sql_keep[] = {
	"delete from cache.record_count",
	"delete from cache.record_defect",
	"delete from cache.record_count_state",
	"insert into cache.record_count select * from temp.page_count",
	"insert into cache.record_defect select * from temp.page_defect",
	NULL,
};

static int run(struct store *st, const char *const *sql)
{
	int rc = 0;

	for (; *sql && rc == 0; sql++)
		rc = query_run(st, *sql, "");
	return rc;
}

/* Where there is no kept state the tables are not there, either. */
static int find_kept(int64_t *seq, struct store *st)
{
	int rc = store_cache(st);

	*seq = -1;
	if (rc == 0 && query_ready(st, sql_kept) &&
		query_one(seq, -1, st, sql_kept, "i", store_seq(st)) < 0)
		err_clear();
	return rc;
}

static int load(int64_t *seq, struct store *st)
{
	int rc = find_kept(seq, st);

	return rc || *seq < 0 ? rc : run(st, sql_load);
}

static int follow(int64_t *hit, struct store *st, int64_t seq)
{
	int rc = query_run(st, "delete from temp.page_hit", "");

	if (rc == 0)
		rc = query_run(st, sql_hit, "i", seq);
	if (rc == 0)
		rc = query_run(st, sql_pointing, "i", seq);
	if (rc == 0)
		rc = query_run(st, sql_before, "i", seq);
	if (rc == 0)
		rc = run(st, sql_after);
	return rc ? rc : query_one(hit, -1, st,
		"select count(*) from temp.page_hit", "");
}

static int keep(struct store *st)
{
	int rc = store_cache_make(st, ASSESS_COUNTED);

	if (rc == 0)
		rc = store_cache_take(st);
	if (rc != 0)
		return rc;
	rc = run(st, sql_keep);
	if (rc == 0)
		rc = query_run(st, "insert into cache.record_count_state"
			" values (?1, ?2)", "is", store_seq(st),
			store_commit_id(st));
	return rc ? (store_cache_free(st, false), rc) :
		store_cache_free(st, true);
}

/* Goes on from the state before, or from what is kept; or begins. */
static int move(struct store *st, int64_t seq)
{
	int64_t hit = 0;
	int rc = query_run(st, "delete from temp.page_count_state", "");

	if (rc == 0 && seq < 0)
		rc = load(&seq, st);
	if (rc == 0)
		rc = seq < 0 ? run(st, sql_all) : follow(&hit, st, seq);
	if (rc == 0)
		rc = query_run(st, "insert into temp.page_count_state"
			" values (?1, ?2)", "is", store_seq(st),
			store_commit_id(st));
	if (rc == 0 && (seq < 0 || hit >= FAR) && store_is_live(st) &&
		store_seq(st) >= 0)
		rc = keep(st);
	return rc;
}

/* The tables are made when they are first asked for. */
static int stands(int64_t *seq, struct store *st)
{
	*seq = -1;
	if (!query_ready(st, sql_stands))
		return store_run(st, sql_make);
	return query_one(seq, -1, st, sql_stands, "i", store_seq(st));
}

void page_counts(struct buf *out, struct page *p)
{
	int64_t seq;
	int rc;

	if (out->err)
		return;
	rc = stands(&seq, p->store);
	if (rc == 0 && (seq < 0 || seq != store_seq(p->store)))
		rc = move(p->store, seq);
	page_fail(out, rc);
}

int view_defective(struct store *st)
{
	int64_t seq, kept = -1;
	int rc = stands(&seq, st);

	if (rc == 0 && seq >= 0 && seq == store_seq(st))
		return 1;
	if (rc == 0 && seq < 0)
		rc = find_kept(&kept, st);
	if (rc == 0 && seq < 0 && kept < 0)
		return 0;
	if (rc == 0)
		rc = move(st, seq);
	return rc ? rc : 1;
}

static int is_listed(struct store *st, const char *id)
{
	auto_query q = NULL;
	int rc = query_open(&q, st,
		"select 1 from temp.page_defect where id = ?1", "s", id);

	return rc < 0 ? rc : query_next(q);
}

const char *page_defect(struct buf *out, struct page *p, const char *id)
{
	const char *defect = NULL;
	int rc = 0;

	if (!p->defects && (rc = view_defective(p->store)) >= 0)
		p->defects = rc == 1 ? LISTED : UNLISTED;
	if (rc >= 0)
		rc = p->defects == LISTED ? is_listed(p->store, id) : 1;
	if (rc == 1)
		rc = fact_defect(&defect, p->store, id);
	page_fail(out, rc);
	return defect;
}
