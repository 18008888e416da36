/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rows of cache.db. A row holds for one state: the commit, the day and the
 * build of the program, which carries the rules; after a change those that
 * tree_changed did not name go on to the next state. Each bears a mark over
 * all that it says of its bytes, and these are compared with their digest.
 */
#include "tree-row.h"

#include <endian.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#include "dossierfs/err.h"
#include "dossierfs/query.h"

enum {
	AHEAD = 4, /* rows read an entry: what a folder holds comes behind it */
	SHORT = 160, /* bytes, of links rather than pages */
	BYTES_MAX = 64 << 20, /* more than any page has that is kept */
};

/* FNV-1a, 64 bits: a byte that differs always makes another mark, and the
 * cache is no place to defend against who can write to it. */
static uint64_t mix(uint64_t h, const void *bytes, size_t len)
{
	for (const unsigned char *p = bytes; len > 0; p++, len--)
		h = (h ^ *p) * 0x100000001b3;
	return h;
}

static int has_table(struct tree *t, const char *name)
{
	auto_query q = NULL;
	int rc = query_open(&q, t->store, "select 1 from cache.sqlite_schema"
		" where name = ?1", "s", name);

	return rc < 0 ? rc : query_next(q);
}

/* `line` is what rows hang on while the state that they hold for moves; `shown`
 * says what tree_shown was when they were made. */
static int make_tables(struct tree *t)
{
	int rc = store_cache(t->store);

	if (rc == 0)
		rc = has_table(t, "tree_kept");
	if (rc != 0)
		return rc < 0 ? rc : 0;
	rc = store_cache_make(t->store,
		"create table if not exists cache.tree_state ("
		" state text primary key, line integer not null unique,"
		" shown integer not null);"
		"create table if not exists cache.tree_kept ("
		" line integer not null, path text not null,"
		" size integer not null, mtime integer not null,"
		" sha256 text not null, mark integer not null,"
		" packed blob not null, unique (line, path));");
	return rc ? rc : store_cache_settle(t->store);
}

int kept_open(struct tree *t)
{
	int rc = make_tables(t);

	if (rc == 0)
		rc = has_table(t, "tree_kept");
	if (rc <= 0)
		return rc; /* another is writing: this once without */
	rc = tree_build(t->kept.build);
	if (rc < 0)
		return rc;
	t->kept.unpack = ZSTD_createDCtx();
	if (!t->kept.unpack)
		return fail(-ENOMEM, "tree: no memory");
	t->kept.seed = mix(0xcbf29ce484222325, t->kept.build,
		strlen(t->kept.build) + 1);
	snprintf(t->kept.of, sizeof(t->kept.of), "%d%d %s",
		store_is_live(t->store), t->asked, t->kept.build);
	t->kept.used = true;
	kept_look(t);
	return 0;
}

void kept_close(struct tree *t)
{
	ZSTD_freeDCtx(t->kept.unpack);
	names_forget(t);
	buf_free(&t->kept.noted);
}

void kept_look(struct tree *t)
{
	if (!t->kept.used)
		return;
	snprintf(t->kept.state, sizeof(t->kept.state), "%s %" PRId32 " %s",
		store_commit_id(t->store), store_day(t->store), t->kept.of);
	names_forget(t);
	buf_cut(&t->kept.noted, 0);
}

int64_t kept_mark(const struct tree *t, const char *path, uint64_t size,
	int64_t mtime, const char *sha256)
{
	const uint64_t numbers[] = { htole64(size), htole64((uint64_t)mtime) };
	uint64_t h = mix(t->kept.seed, numbers, sizeof(numbers));

	h = mix(h, sha256, strlen(sha256) + 1);
	return (int64_t)mix(h, path, strlen(path));
}

enum { PATH, SIZE, MTIME, SHA256, MARK, SHOWN, PACKED }; /* columns */

#define SQL_KEPT(more) \
	"select z.path, z.size, z.mtime, z.sha256, z.mark, s.shown" more \
	" from cache.tree_state s" \
	" cross join cache.tree_kept z on z.line = s.line" \
	" where s.state = ?1"
static const char sql_find[] = SQL_KEPT("") " and z.path = ?2";
static const char sql_bytes[] = SQL_KEPT(", z.packed") " and z.path = ?2";
static const char sql_ahead[] = SQL_KEPT(", z.packed")
	" and z.path between ?2 and ?3 || '0' limit ?4";

/* What is taken counts as shown here. */
static bool is_good(struct tree *t, struct query *q)
{
	if (!query_text(q, PATH) || !query_text(q, SHA256) ||
		query_int(q, SIZE) < 0 ||
		query_int(q, MARK) != kept_mark(t, query_text(q, PATH),
			(uint64_t)query_int(q, SIZE), query_int(q, MTIME),
			query_text(q, SHA256)))
		return false;
	t->kept.shown |= (uint64_t)query_int(q, SHOWN);
	return true;
}

static int find_row(struct tree *t, struct query **q, const char *sql,
	const char *path)
{
	int rc;

	if (!t->kept.used)
		return 0;
	rc = query_open(q, t->store, sql, "ss", t->kept.state, path);
	if (rc == 0)
		rc = query_next(*q);
	return rc <= 0 ? rc : is_good(t, *q);
}

static void tell(struct query *q, struct tree_stat *out)
{
	out->size = (uint64_t)query_int(q, SIZE);
	out->mtime = query_int(q, MTIME);
}

int kept_find(struct tree *t, const char *path, struct tree_stat *out)
{
	auto_query q = NULL;
	int rc = find_row(t, &q, sql_find, path);

	if (rc == 1)
		tell(q, out);
	return rc;
}

int kept_digest(struct tree *t, const char *path, char sha256[SHA256_HEX])
{
	auto_query q = NULL;
	int rc = find_row(t, &q, sql_find, path);

	if (rc <= 0)
		return rc;
	snprintf(sha256, SHA256_HEX, "%s", query_text(q, SHA256));
	return 1;
}

/* 1, 0 when they are not what they should be or not there, or negative. */
static int unpack(struct tree *t, struct query *q, struct buf *out)
{
	size_t size = (size_t)query_int(q, SIZE);
	auto_text bytes = NULL;
	char hex[HASH_HEX_MAX];
	size_t len;
	const void *packed = query_bytes(q, PACKED, &len);

	if (!len || size > BYTES_MAX)
		return 0;
	bytes = malloc(size + 1);
	if (!bytes)
		return fail(-ENOMEM, "tree: no memory");
	if (ZSTD_decompressDCtx(t->kept.unpack, bytes, size, packed, len) !=
		size)
		return 0;
	int rc = hash_bytes(hex, HASH_SHA256, bytes, size);
	if (rc < 0 || strcmp(hex, query_text(q, SHA256)) != 0)
		return rc < 0 ? rc : 0;
	buf_put(out, bytes, size);
	return out->err ? buf_done(out) : 1;
}

int kept_bytes(struct tree *t, const char *path, struct buf *out,
	struct tree_stat *stat)
{
	auto_query q = NULL;
	int rc = find_row(t, &q, sql_bytes, path);

	if (rc <= 0)
		return rc;
	tell(q, stat);
	return unpack(t, q, out);
}

/* The target of a link is as short as what is said of it, and who looks at a
 * link mostly reads it. */
static int take_row(struct tree *t, struct query *q)
{
	uint64_t key = cache_key(t->cache, query_text(q, PATH));
	uint64_t size = (uint64_t)query_int(q, SIZE);
	auto_buf bytes = BUF_INIT;
	int rc = 0;

	cache_note(t->cache, key, size, query_int(q, MTIME));
	if (size > 0 && size < SHORT)
		rc = unpack(t, q, &bytes);
	if (rc == 1)
		cache_keep(t->cache, key, &bytes);
	return rc < 0 ? rc : 0;
}

static bool is_noted(struct tree *t, const char *path)
{
	uint64_t size;
	int64_t mtime;

	return cache_size(t->cache, cache_key(t->cache, path), &size, &mtime);
}

int tree_look_ahead(struct tree *t, const char *first, const char *last,
	size_t entries)
{
	auto_query q = NULL;
	int rc;

	if (!t->kept.used || (is_noted(t, first) && is_noted(t, last)))
		return 0;
	rc = query_open(&q, t->store, sql_ahead, "sssi", t->kept.state, first,
		last, (int64_t)(AHEAD * entries));
	while (rc == 0 && (rc = query_next(q)) == 1) {
		rc = 0;
		if (is_good(t, q))
			rc = take_row(t, q);
	}
	return rc < 0 ? rc : 0;
}

/* Of that state the verdicts must be known, too: they are compared. */
static const char sql_last[] =
	"select c.seq, j.day, s.shown from (select commit_id,"
	"  cast(julianday(as_of) - 2440587.5 as integer) as day"
	"  from cache.judged) j"
	" join changeset c on c.commit_id = j.commit_id and c.mainline = 1"
	" join cache.tree_state s"
	"  on s.state = j.commit_id || ' ' || j.day || ' ' || ?1"
	" where j.day <= ?3 and not exists"
	"  (select 1 from cache.tree_state n where n.state = ?2)"
	" order by c.seq desc, j.day desc limit 1";

int tree_kept_last(struct tree *t, int64_t *seq, int32_t *day)
{
	auto_query q = NULL;
	int rc;

	if (!t->kept.used || !store_is_live(t->store))
		return 0;
	rc = has_table(t, "judged");
	if (rc <= 0)
		return rc;
	rc = query_open(&q, t->store, sql_last, "ssi", t->kept.of,
		t->kept.state, (int64_t)t->day);
	if (rc == 0)
		rc = query_next(q);
	if (rc <= 0)
		return rc;
	*seq = query_int(q, 0);
	*day = (int32_t)query_int(q, 1);
	t->kept.shown |= (uint64_t)query_int(q, 2);
	return 1;
}

/* What stands at a path that is named, and the parts of a folder's names. */
#define SQL_NAMED \
	" cross join cache.tree_kept z on z.line = s.line and z.path = n.path"
#define SQL_PARTS \
	" cross join cache.tree_kept z on z.line = s.line" \
	"  and z.path between '/' || n.path || '//' and '/' || n.path || '/0'"
#define SQL_DROP(which) \
	"delete from cache.tree_kept where rowid in (select z.rowid" \
	" from cache.tree_state s cross join temp.tree_named n" which \
	" where s.state = ?1)"
#define SQL_NONE(which) \
	" and not exists (select 1 from temp.tree_named n" which ")"

static const char sql_drop_named[] = SQL_DROP(SQL_NAMED);
static const char sql_drop_parts[] = SQL_DROP(SQL_PARTS);

/* A statement that met another writer was left out, so this one looks at
 * what stands there. Rows that were made with more shown than is compared
 * now may differ unnamed, and any may after a change of rules. */
static const char sql_move[] =
	"update or ignore cache.tree_state as s set state = ?2"
	" where state = ?1 and shown & ~?3 = 0"
	SQL_NONE(SQL_NAMED) SQL_NONE(SQL_PARTS)
	" and not exists (select 1 from temp.tree_delta d"
	"  cross join record_history h on h.id = d.id"
	"  where h.type = 'catalog')";

int kept_move(struct tree *t, const char *before, uint64_t shown)
{
	int rc;

	if (!t->kept.used || !strcmp(before, t->kept.state))
		return 0;
	rc = query_run(t->store, sql_drop_named, "s", before);
	if (rc == 0)
		rc = query_run(t->store, sql_drop_parts, "s", before);
	if (rc == 0)
		rc = query_run(t->store, sql_move, "ssi", before,
			t->kept.state, (int64_t)shown);
	return rc ? rc : store_cache_settle(t->store);
}

static const char sql_drop_all[] =
	"delete from cache.tree_kept where line ="
	" (select line from cache.tree_state where state = ?1)";

void tree_doubt(struct tree *t)
{
	if (t->kept.used && query_run(t->store, sql_drop_all, "s",
			t->kept.state) == 0)
		store_cache_settle(t->store);
	err_clear();
	t->kept.used = false;
	cache_clear(t->cache);
}
