/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is rendered is noted as it is, and packed and written by another
 * thread. Old states make room for new ones.
 */
#include "tree-row.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#include "dossierfs/err.h"
#include "dossierfs/query.h"
#include "tree-at.h"
#include "tree-hurry.h"

enum {
	NOTED_MAX = 16 << 20, /* bytes noted; what is more is rendered again */
	LONG = 8 << 20,       /* of a longer page its length is kept alone */
	STATES_KEPT = 8,      /* of other days and builds, too */
	LEVEL = 1,            /* of zstd: faster than the pages are written */
};

/* cache.db may grow so large, or as large as dossier.db, before pages of old
 * states go, and before no more are kept. */
static const int64_t file_least = INT64_C(1) << 30;

/* A page; the path, a NUL and the bytes follow, or of a long one its digest. */
struct noted {
	uint64_t size;
	int64_t mtime;
	uint64_t follow; /* so many */
	char path[];
};

static size_t padded(size_t len)
{
	return (len + sizeof(uint64_t) - 1) & ~(sizeof(uint64_t) - 1);
}

static void note(struct buf *all, const struct noted *n, const char *path,
	const char *follows)
{
	static const char fill[sizeof(uint64_t)];
	size_t len = strlen(path) + 1;

	if (all->len + sizeof(*n) + len + n->follow > NOTED_MAX)
		return;
	buf_put(all, n, offsetof(struct noted, path));
	buf_put(all, path, len);
	buf_put(all, follows, n->follow);
	buf_put(all, fill, padded(all->len) - all->len);
	if (!all->err)
		return;
	err_clear(); /* it is rendered again */
	buf_free(all);
}

/* Who gives a page has taken the time. */
static int digest(const struct tree *t, const char *path,
	const struct buf *bytes, char hex[HASH_HEX_MAX])
{
	if (!t->given || strcmp(t->given->path, path) != 0)
		return hash_bytes(hex, HASH_SHA256, buf_text(bytes),
			bytes->len);
	strcpy(hex, t->given->sha256);
	return 0;
}

void kept_note(struct tree *t, const char *path, const struct buf *bytes,
	int64_t mtime)
{
	struct noted n = { .size = bytes->len, .mtime = mtime,
		.follow = bytes->len };
	const char *follows = buf_text(bytes);
	char hex[HASH_HEX_MAX];

	if (!t->kept.used)
		return;
	if (n.size > LONG) {
		if (digest(t, path, bytes, hex) < 0) {
			err_clear();
			return;
		}
		follows = hex;
		n.follow = SHA256_HEX;
	}
	note(&t->kept.noted, &n, path, follows);
}

size_t tree_noted(const struct tree *t)
{
	const struct tree *other = t->kept.noted.len ? NULL : at_noted(t);

	return other ? other->kept.noted.len : t->kept.noted.len;
}

void tree_take_noted(struct tree *t, struct tree_noted *out)
{
	struct tree *other = t->kept.noted.len ? NULL : at_noted(t);

	if (other)
		t = other;
	out->pages = t->kept.noted;
	out->shown = (int64_t)shown_here(t);
	memcpy(out->state, t->kept.state, sizeof(out->state));
	t->kept.noted = BUF_INIT;
}

struct packer {
	ZSTD_CCtx *zstd;
	void *room;
	size_t size;
};

static void packer_close(struct packer *p)
{
	ZSTD_freeCCtx(p->zstd);
	free(p->room);
}

static int make_room(struct packer *p, size_t len)
{
	void *room;

	if (!p->zstd)
		p->zstd = ZSTD_createCCtx();
	if (p->zstd && p->size >= ZSTD_compressBound(len))
		return 0;
	room = p->zstd ? realloc(p->room, ZSTD_compressBound(len)) : NULL;
	if (!room)
		return fail(-ENOMEM, "tree: no memory");
	p->room = room;
	p->size = ZSTD_compressBound(len);
	return 0;
}

/* Its digest, and its bytes as they are kept. */
static int pack(struct packer *p, const struct noted *n,
	char hex[HASH_HEX_MAX], size_t *len)
{
	const char *follows = n->path + strlen(n->path) + 1;
	int rc = make_room(p, n->size > LONG ? 0 : n->size);

	*len = 0;
	if (rc < 0)
		return rc;
	if (n->size > LONG) {
		memcpy(hex, follows, SHA256_HEX);
		return 0;
	}
	*len = ZSTD_compressCCtx(p->zstd, p->room, p->size, follows, n->size,
		LEVEL);
	if (ZSTD_isError(*len))
		return fail(-EIO, "tree: %s", ZSTD_getErrorName(*len));
	return hash_bytes(hex, HASH_SHA256, follows, n->size);
}

/* Every statement asks for the state anew: another process may move it on. */
static int write_one(struct tree *t, struct packer *p,
	const struct tree_noted *from, const struct noted *n)
{
	char hex[HASH_HEX_MAX];
	size_t len;
	int rc = pack(p, n, hex, &len);

	if (rc < 0)
		return rc;
	return query_run(t->store,
		"insert or replace into cache.tree_kept"
		" select line, ?2, ?3, ?4, ?5, ?6, ?8 from cache.tree_state"
		" where state = ?1 and shown & ?7 = ?7", "ssiisiib",
		from->state, n->path, (int64_t)n->size, n->mtime, hex,
		kept_mark(t, n->path, n->size, n->mtime, hex), from->shown,
		p->room, len);
}

static int write_pages(struct tree *t, const struct tree_noted *from,
	void (*pause)(void *arg), void *arg)
{
	__attribute__((cleanup(packer_close))) struct packer p = { 0 };
	size_t at = 0;
	int rc = 0;

	while (rc == 0 && at < from->pages.len) {
		const struct noted *n = (const void *)(from->pages.data + at);

		pause(arg);
		rc = write_one(t, &p, from, n);
		at = padded(at + offsetof(struct noted, path) +
			strlen(n->path) + 1 + n->follow);
	}
	return rc;
}

static const char sql_begin[] =
	"insert into cache.tree_state"
	" select ?1, (select coalesce(max(line), 0) + 1"
	"  from cache.tree_state), ?2 where true"
	" on conflict (state) do update set shown = shown | excluded.shown";

/* All but the newest ?1 states, and the one that is written to. */
#define SQL_OLD \
	" where state <> ?2 and line <= (select max(line)" \
	"  from cache.tree_state) - ?1"
static const char sql_forget_pages[] =
	"delete from cache.tree_kept where line in"
	" (select line from cache.tree_state" SQL_OLD ")";
static const char sql_forget_states[] =
	"delete from cache.tree_state" SQL_OLD;

static int forget_old(struct tree *t, const char *state, int64_t states)
{
	int rc = query_run(t->store, sql_forget_pages, "is", states, state);

	return rc ? rc : query_run(t->store, sql_forget_states, "is", states,
		state);
}

static const char sql_recorded[] =
	"select n.page_count * s.page_size from pragma_page_count('dossier') n,"
	" pragma_page_size('dossier') s";

static int is_full(struct tree *t)
{
	int64_t pages, free, size, recorded;
	int rc = query_one(&pages, 0, t->store, "pragma cache.page_count", "");

	if (rc == 0)
		rc = query_one(&free, 0, t->store,
			"pragma cache.freelist_count", "");
	if (rc == 0)
		rc = query_one(&size, 0, t->store, "pragma cache.page_size",
			"");
	if (rc == 0)
		rc = query_one(&recorded, 0, t->store, sql_recorded, "");
	if (rc < 0)
		return rc;
	return (pages - free) * size >
		(recorded > file_least ? recorded : file_least);
}

/* Whether there is any: 1, 0 or negative. */
static int has_room(struct tree *t, const char *state)
{
	int full = is_full(t);
	int rc = full < 0 ? full : forget_old(t, state, full ? 0 : STATES_KEPT);

	if (rc == 0 && full)
		full = is_full(t);
	return rc < 0 ? rc : full < 0 ? full : !full;
}

int tree_write_noted(struct tree *t, const struct tree_noted *from,
	void (*pause)(void *arg), void *arg)
{
	int rc;

	if (!t->kept.used || !from->pages.len)
		return 0;
	rc = store_renew(t->store, false);
	if (rc == 0)
		rc = query_run(t->store, sql_begin, "si", from->state,
			from->shown);
	if (rc == 0 && !store_cache_written(t->store))
		return 1;
	if (rc == 0)
		rc = has_room(t, from->state);
	if (rc == 1)
		rc = write_pages(t, from, pause, arg);
	return rc ? rc : store_cache_settle(t->store);
}
