/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sizes of pages that outlive a mount, in cache.db, so that the first listing
 * of the next one renders nothing. A row holds for one state: the commit, the
 * day and the build of the program, which carries the rules; after a change
 * those that tree_changed did not name go on to the next state. Each bears a
 * mark over all that it says. What is written is noted first, for another
 * thread.
 */
#include "tree-row.h"

#include <endian.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dossierfs/err.h"
#include "dossierfs/query.h"
#include "tree-at.h"

enum {
	NOTED_MAX = 16 << 20, /* bytes noted; more are rendered again */
	AHEAD = 2, /* rows read an entry: a folder's README.md is looked at */
};

/* States kept: of other days and builds, too. */
#define STATES_KEPT 8

#define STRINGIFY(x) #x
#define TEXT(x) STRINGIFY(x)

/* A page that was rendered; the path and a NUL follow. */
struct noted {
	uint64_t size;
	int64_t mtime;
	char sha256[SHA256_HEX];
	char path[];
};

/* FNV-1a, 64 bits: a byte that differs always makes another mark, and the
 * cache is no place to defend against who can write to it. */
static uint64_t mix(uint64_t h, const void *bytes, size_t len)
{
	for (const unsigned char *p = bytes; len > 0; p++, len--)
		h = (h ^ *p) * 0x100000001b3;
	return h;
}

static int has_tables(struct tree *t)
{
	auto_query q = NULL;
	int rc = query_open(&q, t->store, "select 1 from cache.sqlite_schema"
		" where name = 'tree_size'", "");

	return rc < 0 ? rc : query_next(q);
}

/* `line` is what rows hang on while the state that
 * they hold for moves; `shown` says what tree_shown was when they were made. */
static int make_tables(struct tree *t)
{
	int rc = store_cache(t->store);

	if (rc == 0)
		rc = has_tables(t);
	if (rc != 0)
		return rc < 0 ? rc : 0;
	rc = store_cache_make(t->store,
		"create table if not exists cache.tree_state ("
		" state text primary key, line integer not null unique,"
		" shown integer not null);"
		"create table if not exists cache.tree_size ("
		" line integer not null, path text not null,"
		" size integer not null, mtime integer not null,"
		" sha256 text not null, mark integer not null,"
		" primary key (line, path)) without rowid;");
	return rc ? rc : store_cache_settle(t->store);
}

int sizes_open(struct tree *t)
{
	int rc = make_tables(t);

	if (rc == 0)
		rc = has_tables(t);
	if (rc <= 0)
		return rc; /* another is writing: this once without */
	rc = tree_build(t->sizes.build);
	if (rc < 0)
		return rc;
	t->sizes.seed = mix(0xcbf29ce484222325, t->sizes.build,
		strlen(t->sizes.build) + 1);
	t->sizes.kept = true;
	sizes_look(t);
	return 0;
}

void sizes_look(struct tree *t)
{
	if (!t->sizes.kept)
		return;
	snprintf(t->sizes.state, sizeof(t->sizes.state),
		"%s %" PRId32 " %d %s", store_commit_id(t->store),
		store_day(t->store), store_is_live(t->store),
		t->sizes.build);
	buf_cut(&t->sizes.noted, 0);
	t->sizes.count = 0;
}

static int64_t mark_of(const struct tree *t, const char *path, uint64_t size,
	int64_t mtime, const char *sha256)
{
	const uint64_t numbers[] = { htole64(size), htole64((uint64_t)mtime) };
	uint64_t h = mix(t->sizes.seed, numbers, sizeof(numbers));

	h = mix(h, sha256, strlen(sha256) + 1);
	return (int64_t)mix(h, path, strlen(path));
}

/* A row that says path, size, mtime, sha256 and mark. */
static bool is_marked(const struct tree *t, struct query *q)
{
	return query_text(q, 0) && query_text(q, 3) && query_int(q, 1) >= 0 &&
		query_int(q, 4) == mark_of(t, query_text(q, 0),
			(uint64_t)query_int(q, 1), query_int(q, 2),
			query_text(q, 3));
}

#define SQL_KEPT \
	"select z.path, z.size, z.mtime, z.sha256, z.mark" \
	" from cache.tree_state s" \
	" cross join cache.tree_size z on z.line = s.line" \
	" where s.state = ?1"
static const char sql_find[] = SQL_KEPT " and z.path = ?2";
static const char sql_ahead[] = SQL_KEPT
	" and z.path between ?2 and ?3 || '0' limit ?4";

/* A change of verdicts may change what was told, though this tree has read
 * none. */
static int find_row(struct tree *t, struct query **q, const char *path)
{
	int rc;

	if (!t->sizes.kept)
		return 0;
	rc = query_open(q, t->store, sql_find, "ss", t->sizes.state, path);
	if (rc == 0)
		rc = query_next(*q);
	if (rc <= 0 || !is_marked(t, *q))
		return rc < 0 ? rc : 0;
	t->sizes.promised = true;
	return 1;
}

int sizes_find(struct tree *t, const char *path, uint64_t *size, int64_t *mtime)
{
	auto_query q = NULL;
	int rc = find_row(t, &q, path);

	if (rc <= 0)
		return rc;
	*size = (uint64_t)query_int(q, 1);
	*mtime = query_int(q, 2);
	return 1;
}

int sizes_digest(struct tree *t, const char *path, char sha256[SHA256_HEX])
{
	auto_query q = NULL;
	int rc = find_row(t, &q, path);

	if (rc <= 0)
		return rc;
	snprintf(sha256, SHA256_HEX, "%s", query_text(q, 3));
	return 1;
}

int tree_look_ahead(struct tree *t, const char *first, const char *last,
	size_t entries)
{
	auto_query q = NULL;
	uint64_t size;
	int64_t mtime;
	int rc;

	if (!t->sizes.kept || cache_size(t->cache,
			cache_key(t->cache, first), &size, &mtime))
		return 0;
	rc = query_open(&q, t->store, sql_ahead, "sssi", t->sizes.state, first,
		last, (int64_t)(AHEAD * entries));
	while (rc == 0 && (rc = query_next(q)) == 1) {
		rc = 0;
		if (!is_marked(t, q))
			continue;
		cache_note(t->cache, cache_key(t->cache, query_text(q, 0)),
			(uint64_t)query_int(q, 1), query_int(q, 2));
		t->sizes.promised = true;
	}
	return rc < 0 ? rc : 0;
}

void sizes_note(struct tree *t, const char *path, const struct buf *bytes,
	int64_t mtime)
{
	struct noted n = { .size = bytes->len, .mtime = mtime };
	struct buf *all = &t->sizes.noted;
	static const char fill[8];
	char hex[HASH_HEX_MAX];
	size_t start = all->len;
	size_t len = strlen(path) + 1;

	if (!t->sizes.kept || start + sizeof(n) + len > NOTED_MAX ||
		hash_bytes(hex, HASH_SHA256, buf_text(bytes), bytes->len) < 0)
		return;
	memcpy(n.sha256, hex, sizeof(n.sha256));
	buf_put(all, &n, offsetof(struct noted, path));
	buf_put(all, path, len);
	buf_put(all, fill, (sizeof(n.size) - all->len) % sizeof(n.size));
	if (all->err) {
		err_clear(); /* it is rendered again */
		buf_free(all);
		t->sizes.count = 0;
		return;
	}
	t->sizes.count++;
}

size_t tree_noted(const struct tree *t)
{
	const struct tree *other = t->sizes.count ? NULL : at_noted(t);

	return other ? other->sizes.count : t->sizes.count;
}

void tree_take_noted(struct tree *t, struct tree_noted *out)
{
	struct tree *other = t->sizes.count ? NULL : at_noted(t);

	if (other)
		t = other;
	out->sizes = t->sizes.noted;
	out->shown = (int64_t)shown_here(t);
	memcpy(out->state, t->sizes.state, sizeof(out->state));
	t->sizes.noted = BUF_INIT;
	t->sizes.count = 0;
}

/* Every statement asks for the state anew: another process may move it on. */
static int write_one(struct tree *t, const struct tree_noted *from,
	const struct noted *n)
{
	int64_t mark = mark_of(t, n->path, n->size, n->mtime, n->sha256);

	return query_run(t->store,
		"insert or replace into cache.tree_size"
		" select line, ?2, ?3, ?4, ?5, ?6 from cache.tree_state"
		" where state = ?1 and shown & ?7 = ?7", "ssiisii", from->state,
		n->path, (int64_t)n->size, n->mtime, n->sha256, mark,
		from->shown);
}

static const char sql_begin[] =
	"insert into cache.tree_state"
	" select ?1, (select coalesce(max(line), 0) + 1"
	"  from cache.tree_state), ?2 where true"
	" on conflict (state) do update set shown = shown | excluded.shown";
#define SQL_OLD " where line <= (select max(line) from cache.tree_state) - " \
	TEXT(STATES_KEPT)
static const char sql_forget_sizes[] =
	"delete from cache.tree_size where line in"
	" (select line from cache.tree_state" SQL_OLD ")";
static const char sql_forget_states[] =
	"delete from cache.tree_state" SQL_OLD;

int tree_write_noted(struct tree *t, const struct tree_noted *from)
{
	size_t at = 0;
	int rc;

	if (!t->sizes.kept || !from->sizes.len)
		return 0;
	rc = store_renew(t->store, false);
	if (rc == 0)
		rc = query_run(t->store, sql_begin, "si", from->state,
			from->shown);
	while (rc == 0 && at < from->sizes.len) {
		const struct noted *n = (const void *)(from->sizes.data + at);

		rc = write_one(t, from, n);
		at += offsetof(struct noted, path) + strlen(n->path) + 1;
		at = (at + sizeof(n->size) - 1) & ~(sizeof(n->size) - 1);
	}
	if (rc == 0)
		rc = query_run(t->store, sql_forget_sizes, "");
	if (rc == 0)
		rc = query_run(t->store, sql_forget_states, "");
	return rc ? rc : store_cache_settle(t->store);
}

static const char sql_drop_named[] =
	"delete from cache.tree_size where line ="
	" (select line from cache.tree_state where state = ?1)"
	" and path in (select path from temp.tree_named)";

/* A statement that met another writer was left out, so this one looks at
 * what stands there. Rows that were made with more shown than is compared
 * now may differ unnamed, and any may after a change of rules. */
static const char sql_move[] =
	"update or ignore cache.tree_state set state = ?2"
	" where state = ?1 and shown & ~?3 = 0 and not exists"
	"  (select 1 from temp.tree_named n cross join cache.tree_size z"
	"    on z.line = tree_state.line and z.path = n.path)"
	" and not exists (select 1 from temp.tree_delta d"
	"  cross join record_history h on h.id = d.id"
	"  where h.type = 'catalog')";

int sizes_move(struct tree *t, const char *before, uint64_t shown)
{
	int rc;

	if (!t->sizes.kept || !strcmp(before, t->sizes.state))
		return 0;
	rc = query_run(t->store, sql_drop_named, "s", before);
	if (rc == 0)
		rc = query_run(t->store, sql_move, "ssi", before,
			t->sizes.state, (int64_t)shown);
	return rc ? rc : store_cache_settle(t->store);
}

static const char sql_drop_all[] =
	"delete from cache.tree_size where line ="
	" (select line from cache.tree_state where state = ?1)";

void tree_doubt(struct tree *t)
{
	if (t->sizes.kept && query_run(t->store, sql_drop_all, "s",
			t->sizes.state) == 0)
		store_cache_settle(t->store);
	err_clear();
	t->sizes.kept = false;
	cache_clear(t->cache);
}
