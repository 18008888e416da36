/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where cache.db lies, and records read with their digest. The cache holds
 * nothing that cannot be made anew: one that is damaged is, one that cannot be
 * opened is left alone and another place is taken.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "db.h"
#include "dossierfs/err.h"
#include "dossierfs/hash.h"

int64_t cache_made(struct store *st)
{
	int64_t made = 0;

	query_one(&made, 0, st, "select number from cache.made", "");
	err_clear();
	return made;
}

/* Whether SQLite took it for one with a write-ahead log, as all are. */
static bool has_log(struct store *st)
{
	auto_query q = NULL;
	const char *mode = NULL;

	if (!query_open(&q, st, "pragma cache.journal_mode", "") &&
		query_next(q) == 1)
		mode = query_text(q, 0);
	err_clear();
	return mode && !strcmp(mode, "wal");
}

/* It is not mapped: anybody may throw it away, also by cutting it short. */
static int try_attach(struct store *st, const char *path)
{
	static const char attach[] = "attach ?1 as cache";
	static const char settings[] =
		"pragma cache.mmap_size = 0;"
		"pragma cache.journal_mode = wal;"
		"pragma cache.journal_size_limit = 8388608;"
		"pragma cache.synchronous = off;"
		"create table if not exists cache.made (number integer);"
		"insert into cache.made select random() >> 1 | 1"
		" where not exists (select 1 from cache.made);";
	int rc = query_run(st, attach, "s", path);

	if (rc)
		return rc;
	st->impatient = true;
	rc = sqlite3_exec(st->db, settings, NULL, NULL, NULL);
	st->impatient = false;
	if (rc == SQLITE_OK || (rc == SQLITE_BUSY && has_log(st))) {
		st->cache_made = cache_made(st);
		return 0;
	}
	sqlite3_exec(st->db, "detach cache", NULL, NULL, NULL);
	return is_spoilt(rc) ? -EUCLEAN : -EIO;
}

/* One that was damaged is empty the second time. */
static int attach(struct store *st, const char *path)
{
	const struct cache_doubt doubt = { 0 };
	int turn = cache_turn(st);

	cache_remove_cut(path);
	int rc = try_attach(st, path);
	if (rc == -EUCLEAN && cache_renew(path, &doubt) == 1)
		rc = try_attach(st, path);
	cache_turn_end(turn);
	return rc;
}

/* $XDG_CACHE_HOME/dossierfs/<digest of the dossier's path>.db */
static int cache_home(struct buf *out, struct store *st)
{
	const char *home = getenv("XDG_CACHE_HOME");
	char hex[HASH_HEX_MAX];
	char *real;
	int rc;

	if (!home || *home != '/')
		return -ENOENT;
	real = realpath(st->dir, NULL);
	if (!real)
		return -errno;
	rc = hash_bytes(hex, HASH_SHA256, real, strlen(real));
	free(real);
	buf_printf(out, "%s/dossierfs", home);
	if (rc || out->err)
		return -ENOMEM;
	mkdir(home, 0700);
	mkdir(buf_text(out), 0700);
	buf_printf(out, "/%s.db", hex);
	return out->err;
}

static bool is_plain(const char *path)
{
	struct stat sb;

	return lstat(path, &sb) ? errno == ENOENT : S_ISREG(sb.st_mode);
}

int store_cache(struct store *st)
{
	auto_buf beside = BUF_INIT;
	auto_buf home = BUF_INIT;
	bool inside = st->writing;
	int rc;

	if (st->cached || inside)
		return 0;
	if ((rc = read_end(st)))
		return rc;
	store_path(&beside, st, "cache.db");
	rc = -EROFS;
	if (!beside.err && !access(st->dir, W_OK) && is_plain(beside.data))
		rc = attach(st, beside.data);
	if (rc && !cache_home(&home, st) && is_plain(buf_text(&home)))
		rc = attach(st, buf_text(&home));
	if (rc)
		rc = try_attach(st, ":memory:");
	st->cached = !rc;
	err_clear();
	return rc ? fail(rc, "%s: no place for a cache", st->dir) :
		read_begin(st);
}

int store_cache_make(struct store *st, const char *sql)
{
	int rc;

	if (!st->reading)
		return store_run(st, sql);
	rc = read_end(st);
	if (!rc)
		rc = store_run(st, sql);
	if (rc) {
		read_begin(st);
		return rc;
	}
	return read_begin(st);
}

bool store_cache_written(const struct store *st)
{
	return st->cached &&
		sqlite3_txn_state(st->db, "cache") == SQLITE_TXN_WRITE;
}

int store_cache_anew(struct store *st)
{
	int rc;

	if (st->writing || st->cache_taken || !st->reading)
		return 0;
	rc = read_end(st);
	return rc ? rc : read_begin(st);
}

int store_cache_settle(struct store *st)
{
	return store_cache_written(st) ? store_cache_anew(st) : 0;
}

static int read_body(struct query *q, struct buf *out)
{
	const char *wanted = query_text(q, 1);
	char hex[HASH_HEX_MAX];
	const char *body;
	size_t len;
	int rc;

	body = query_bytes(q, 0, &len);
	if (!wanted || query_null(q, 0))
		return fail(-EUCLEAN, "version %lld: has no body",
			(long long)query_int(q, 2));
	if ((rc = hash_bytes(hex, HASH_SHA256, body, len)))
		return rc;
	if (strcmp(hex, wanted))
		return fail(-EUCLEAN, "%s: damaged: the bytes are not those "
			"that were recorded; run fsck", query_text(q, 3));
	buf_put(out, body, len);
	return buf_done(out);
}

int store_record(struct store *st, const char *id, struct buf *out)
{
	static const char sql[] =
		"select v.body, coalesce(v.body_sha256, v.sha256), v.version,"
		"       v.path"
		"  from record r"
		"  join dossier.version v on v.version = r.version"
		" where r.id = ?1";
	auto_query q = NULL;
	int rc = query_open(&q, st, sql, "s", id);

	if (rc || (rc = query_next(q)) < 0)
		return rc;
	return rc ? read_body(q, out) :
		refuse(-ENOENT, "%s: there is no such record", id);
}

int store_version(struct store *st, int64_t version, struct buf *out)
{
	static const char sql[] =
		"select body, coalesce(body_sha256, sha256), version, path"
		"  from dossier.version"
		" where version = ?1";
	auto_query q = NULL;
	int rc = query_open(&q, st, sql, "i", version);

	if (rc || (rc = query_next(q)) < 0)
		return rc;
	return rc ? read_body(q, out) :
		refuse(-ENOENT, "version %lld: there is none",
			(long long)version);
}
