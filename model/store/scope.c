/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The second connection. A narrow one stays, so its page cache is small: what
 * it reads the first one has read before, or the kernel has.
 */
#include "dossierfs/scope.h"

#include <errno.h>
#include <string.h>

#include "db.h"
#include "dossierfs/err.h"

/* What a dossier gathers; the types of which it has few stay whole. */
static const char *const narrow_types[] = {
	"issue", "update", "notification", "notice", "change", "review",
	"activity", "disposition", "surface", "document", "attestation",
};

bool store_is_narrow(const char *type)
{
	for (size_t i = 0; i < sizeof(narrow_types) / sizeof(*narrow_types); i++)
		if (!strcmp(type, narrow_types[i]))
			return true;
	return false;
}

/* Gives s, reading, unless what was done for it failed. */
static int begun(struct store **out, struct store *s, int rc)
{
	if (!rc)
		rc = read_begin(s);
	if (rc)
		store_close(s);
	else
		*out = s;
	return rc;
}

/* A connection with views that are not those of every store. */
static int open_scope(struct store **out, const struct store *st,
	enum views_of of, const char *settings)
{
	struct store *s;
	int rc = store_connect(&s, st->dir, STORE_READ);

	*out = NULL;
	if (rc)
		return rc;
	rc = db_script(s, settings);
	if (!rc)
		rc = views_make(s, of);
	return begun(out, s, rc);
}

/* It reads everything, often. What it would map of a large dossier counts as
 * the process's memory, once a connection, and saves no time: the kernel has
 * it. So it maps as little as any (open.c). */
static const char settings_whole[] =
	"pragma dossier.cache_size = -8192;"
	"pragma temp.cache_size = -16384;";

int store_whole_begin(struct store **out, const struct store *st)
{
	int rc = open_scope(out, st, VIEWS_OF_ALL, settings_whole);

	return rc ? rc : store_look_same(*out, st);
}

int store_whole(struct store **out, const struct store *st)
{
	int rc = store_whole_begin(out, st);

	return rc ? rc : views_find_defects(*out);
}

int store_find_defects(struct store *whole)
{
	return views_find_defects(whole);
}

int store_take_defects(struct store *whole, struct store *twin)
{
	return views_take_defects(whole, twin);
}

static int copy_temporary(struct store *to, struct store *from)
{
	sqlite3_backup *copy;
	int rc = store_renew(from, false); /* what is being written is not read */

	if (rc)
		return rc;
	copy = sqlite3_backup_init(to->db, "temp", from->db, "temp");
	if (!copy)
		return db_error(to, sqlite3_errcode(to->db), "copy");
	sqlite3_backup_step(copy, -1);
	rc = sqlite3_backup_finish(copy);
	return rc == SQLITE_OK ? 0 : db_error(to, rc, "copy");
}

int store_twin(struct store **out, struct store *whole)
{
	struct store *s;
	int rc = store_connect(&s, whole->dir, STORE_READ);

	*out = NULL;
	if (rc)
		return rc;
	s->day = whole->day;
	s->seq = whole->seq;
	memcpy(s->commit_id, whole->commit_id, sizeof(s->commit_id));
	rc = views_tell_seq(s);
	if (!rc)
		rc = copy_temporary(s, whole);
	if (!rc)
		rc = db_script(s, settings_whole);
	return begun(out, s, rc);
}

static int open_narrow(struct store *st)
{
	static const char focus[] =
		"pragma dossier.cache_size = -2048; pragma mmap_size = 0;"
		"create temp table focus (id text primary key,"
		" deep integer not null default 0) without rowid;";

	return open_scope(&st->narrow, st, VIEWS_OF_FOCUS, focus);
}

int store_narrow(struct store **out, struct store *st)
{
	static const char empty[] = "delete from temp.focus";
	int rc = st->narrow ? 0 : open_narrow(st);

	*out = st->narrow;
	if (!rc)
		rc = store_look_same(*out, st);
	return rc ? rc : query_run(*out, empty, "");
}

void store_narrow_take(struct store *st, struct store *other)
{
	if (st->narrow)
		return;
	st->narrow = other->narrow;
	other->narrow = NULL;
}

bool store_cache_shared(const struct store *st)
{
	const char *path = sqlite3_db_filename(st->db, "cache");

	return st->cached && path && *path;
}

int store_cache_look(struct store *st)
{
	int rc = read_end(st);

	return rc ? rc : read_begin(st);
}

/* A statement that changes nothing takes the lock all the same. */
static int look_and_take(struct store *st)
{
	static const char take[] = "delete from cache.made where 0";
	int rc = store_cache_look(st);

	return rc ? rc : store_run(st, take);
}

/* Who met damage has emptied it: what was read there may have been half of
 * what it was. It has a number once its first writer is done. */
static int is_the_same(struct store *st)
{
	if (!st->cache_made)
		st->cache_made = cache_made(st);
	if (!store_cache_shared(st) || cache_made(st) == st->cache_made)
		return 0;
	store_cache_free(st, false);
	st->missed = true;
	return fail(-EIO, "%s: the cache was emptied meanwhile; try again",
		st->dir);
}

/* Somebody may write between the look and the taking. */
int store_cache_take(struct store *st)
{
	enum { TRIES = 64 };
	int rc = store_cache(st);

	if (!rc)
		rc = look_and_take(st);
	for (int i = 0; rc == -EBUSY && i < TRIES &&
		sqlite3_extended_errcode(st->db) == SQLITE_BUSY_SNAPSHOT;
		i++) {
		err_clear();
		rc = look_and_take(st);
	}
	st->cache_taken = !rc;
	return rc ? rc : is_the_same(st);
}

int store_cache_free(struct store *st, bool keep)
{
	int rc;

	st->cache_taken = false;
	if (keep) {
		rc = read_end(st);
	} else {
		rc = store_run(st, "rollback");
		st->reading = false;
	}
	return rc ? rc : read_begin(st);
}
