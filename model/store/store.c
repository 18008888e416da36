/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One dossier: made, opened, looked at.
 *
 * What a reader sees hangs on `judged.seq`, not on the transaction: rows are
 * only ever added, so a later snapshot shows the same state. The long read
 * transaction is there for speed.
 */
#include "dossierfs/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "db.h"
#include "dossierfs/date.h"
#include "dossierfs/err.h"
#include "dossierfs/fact.h"
#include "repo.h"
#include "version.h"

void store_path(struct buf *out, const struct store *st, const char *below)
{
	buf_printf(out, "%s/%s", st->dir, below);
}

const char *store_dir(const struct store *st)
{
	return st->dir;
}

int32_t store_day(const struct store *st)
{
	return st->day;
}

bool store_is_live(const struct store *st)
{
	return st->live;
}

int64_t store_seq(const struct store *st)
{
	return st->seq;
}

const char *store_commit_id(const struct store *st)
{
	return st->commit_id;
}

int store_run(struct store *st, const char *sql)
{
	return db_script(st, sql);
}

struct catalog *store_catalog(const struct store *st)
{
	return st->catalog;
}

void store_keep_catalog(struct store *st, struct catalog *c,
	void (*drop)(struct catalog *c))
{
	if (st->catalog && st->catalog != c)
		st->catalog_drop(st->catalog);
	st->catalog = c;
	st->catalog_drop = drop;
}

int read_begin(struct store *st)
{
	static const char sql[] = "begin";
	int rc = st->reading || st->writing ? 0 : query_run(st, sql, "");

	st->cache_writes = 0;
	if (!rc)
		st->reading = !st->writing;
	return rc;
}

int read_end(struct store *st)
{
	static const char sql[] = "commit";
	int rc;

	if (!st->reading)
		return 0;
	rc = query_run(st, sql, "");
	if (rc)
		sqlite3_exec(st->db, "rollback", NULL, NULL, NULL);
	st->reading = false;
	return rc;
}

int store_head(struct store *st, struct head *out)
{
	static const char sql[] =
		"select n, seq, recorded, commit_id, hash"
		"  from dossier.changeset"
		" where mainline = 1"
		" order by seq desc"
		" limit 1";
	auto_query q = NULL;
	int rc = query_open(&q, st, sql, "");

	*out = (struct head){ .seq = -1, .recorded = INT64_MIN };
	if (rc || (rc = query_next(q)) <= 0)
		return rc;
	out->n = query_int(q, 0);
	out->seq = query_int(q, 1);
	out->recorded = query_int(q, 2);
	snprintf(out->commit_id, sizeof(out->commit_id), "%s",
		query_text(q, 3));
	snprintf(out->hash, sizeof(out->hash), "%s", query_text(q, 4));
	return 0;
}

/* Whether the state that was looked at is a part of what the one numbered
 * `seq` came from. */
static bool leads_to(struct store *st, int64_t seq)
{
	static const char sql[] =
		"select count(*) from dossier.changeset"
		" where seq = ?1 and commit_id = ?2 and mainline = 1";
	int64_t there;

	if (st->seq < 0 || st->seq > seq)
		return false;
	if (!query_one(&there, 0, st, sql, "is", st->seq, st->commit_id))
		return there;
	err_clear(); /* whatever it is, who asks next meets it */
	return false;
}

static int judge(struct store *st, int64_t seq, const char *commit_id)
{
	static const char sql[] = "update judged set as_of = ?1, seq = ?2";
	int64_t before = leads_to(st, seq) ? st->seq : -1;
	char day[DAY_TEXT];
	int rc;

	if (before < 0)
		fact_drop_all(st);
	st->seq = seq;
	snprintf(st->commit_id, sizeof(st->commit_id), "%s", commit_id);
	rc = query_run(st, sql, "si", day_format(day, st->day), seq);
	if (rc == 0 && before >= 0)
		fact_follow(st, before);
	return rc;
}

/* Today never lies before the head: another machine's clock may be ahead. */
static int look_live(struct store *st)
{
	struct head head;
	int rc = store_head(st, &head);

	if (rc)
		return rc;
	if (head.n && day_of(head.recorded) > st->day)
		st->day = day_of(head.recorded);
	return judge(st, head.seq, head.commit_id);
}

static int look_at(struct store *st, int64_t last)
{
	static const char sql[] =
		"select seq, commit_id"
		"  from dossier.changeset"
		" where mainline = 1"
		"   and recorded < ?1 and seq <= ?2"
		" order by recorded desc, seq desc"
		" limit 1";
	auto_query q = NULL;
	int rc = query_open(&q, st, sql, "ii", ((int64_t)st->day + 1) * 86400,
		last);

	if (rc || (rc = query_next(q)) < 0)
		return rc;
	return rc ? judge(st, query_int(q, 0), query_text(q, 1)) :
		judge(st, -1, "");
}

/* A new transaction sees what was committed since the last. */
static int look_anew(struct store *st, int32_t day, bool live)
{
	int rc;

	if ((rc = read_end(st)) || (rc = read_begin(st)))
		return rc;
	st->day = st->today = day;
	st->live = live;
	return 0;
}

int store_look(struct store *st, int32_t day, bool live)
{
	int rc = look_anew(st, day, live);

	if (rc)
		return rc;
	return live ? look_live(st) : look_at(st, INT64_MAX);
}

int store_look_with(struct store *st, int32_t day, int64_t seq)
{
	int rc = look_anew(st, day, false);

	return rc ? rc : look_at(st, seq);
}

int store_go_back(struct store *st, int32_t day, int64_t seq)
{
	int rc = look_anew(st, day, true);

	st->data_version = -1;
	return rc ? rc : look_at(st, seq);
}

int store_look_same(struct store *st, const struct store *other)
{
	int rc = look_anew(st, other->day, false);

	return rc ? rc : judge(st, other->seq, other->commit_id);
}

static int data_version(struct store *st, int64_t *out)
{
	static const char sql[] = "pragma dossier.data_version";

	return query_one(out, 0, st, sql, "");
}

int store_is_behind(struct store *st, int32_t today)
{
	int64_t version;
	int rc;

	if ((rc = read_end(st)) || (rc = data_version(st, &version)) ||
	    (rc = read_begin(st)))
		return rc;
	return version != st->data_version || (st->live && today != st->today);
}

int store_refresh(struct store *st, int32_t today, int64_t *moved)
{
	int32_t day = st->live ? today : st->day;
	int64_t before = st->seq;
	char commit_id[sizeof(st->commit_id)];
	int64_t version;
	int rc;

	*moved = -1;
	memcpy(commit_id, st->commit_id, sizeof(commit_id));
	if ((rc = read_end(st)) || (rc = data_version(st, &version)))
		return rc;
	if (version == st->data_version && (!st->live || today == st->today))
		return read_begin(st);
	rc = store_look(st, day, st->live);
	if (!rc)
		st->data_version = version;
	if (!rc && strcmp(commit_id, st->commit_id))
		*moved = before < 0 ? -2 : before;
	return rc;
}

int store_renew(struct store *st, bool empty)
{
	static const char *const sql[] = {
		"pragma dossier.wal_checkpoint(passive)",
		"pragma cache.wal_checkpoint(passive)",
	};
	int rc = read_end(st);

	for (int i = 0; !rc && empty && i < 2; i++)
		if (store_run(st, sql[i]))
			err_clear(); /* who may not write leaves it to others */
	return rc ? rc : read_begin(st);
}

int64_t store_log_size(const struct store *st)
{
	static const char *const names[] = { "dossier", "cache" };
	int64_t size = 0;
	struct stat log;

	for (int i = 0; i < 2; i++) {
		const char *db = sqlite3_db_filename(st->db, names[i]);

		if (db && *db && !stat(sqlite3_filename_wal(db), &log) &&
			log.st_size > size)
			size = log.st_size;
	}
	return size;
}

int store_settle(struct store *st)
{
	st->writing = false;
	store_unlock(st);
	return store_look(st, st->day, st->live);
}

int lock_open(const struct store *st, int flags)
{
	auto_buf path = BUF_INIT;

	store_path(&path, st, "git/dossierfs.lock");
	if (path.err)
		return buf_done(&path);
	int fd = open(path.data, O_RDWR | O_CLOEXEC | O_NOFOLLOW | flags,
		0666);
	return fd < 0 ? fail(-errno, "%s: %s", path.data, strerror(errno)) : fd;
}

int store_lock(struct store *st)
{
	const struct timespec pause = { .tv_nsec = 10 * 1000 * 1000 };

	if (st->lock < 0 && (st->lock = lock_open(st, O_CREAT)) < 0)
		return st->lock;
	for (int waited = 0; flock(st->lock, LOCK_EX | LOCK_NB); waited += 10) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			return fail(-errno, "%s: cannot lock: %s", st->dir,
				strerror(errno));
		if (waited >= STORE_WAIT)
			return fail(-EBUSY, "%s: another command is writing; "
				"try again", st->dir);
		nanosleep(&pause, NULL);
	}
	return 0;
}

void store_unlock(struct store *st)
{
	if (st->lock >= 0)
		flock(st->lock, LOCK_UN);
}

static int open_parts(struct store *st)
{
	int rc;

	if ((rc = renew_if_old(st)) ||
	    (rc = data_version(st, &st->data_version)) ||
	    (rc = views_make(st, VIEWS_OF_ANY)) ||
	    (st->mode == STORE_WRITE && (rc = publish_missing(st))))
		return rc;
	return read_begin(st);
}

int store_connect(struct store **out, const char *dir, enum store_mode mode)
{
	struct store *st = calloc(1, sizeof(*st));
	int rc;

	*out = NULL;
	if (!st || !(st->dir = strdup(dir))) {
		free(st);
		return fail(-ENOMEM, "no memory for a dossier");
	}
	st->mode = mode;
	st->lock = -1;
	st->seq = -1;
	rc = db_open(st);
	if (rc)
		store_close(st);
	else
		*out = st;
	return rc;
}

int store_open(struct store **out, const char *dir, enum store_mode mode)
{
	struct store *st;
	int rc = store_connect(&st, dir, mode);

	*out = NULL;
	if (!rc && (rc = open_parts(st)))
		store_close(st);
	else
		*out = st;
	return rc;
}

enum { BUSY_MAX = 40 }; /* looks at a cache that others write to */

/* After damage was met, once. */
static bool renew_cache(struct store *st)
{
	const struct cache_doubt doubt = { st->cache_made, st->certain };
	const char *path = st->doubted && !st->cleared ?
		sqlite3_db_filename(st->db, "cache") : NULL;

	st->cleared = st->doubted;
	if (!path || !*path)
		return false;
	int turn = cache_turn(st);
	int rc = cache_renew(path, &doubt);
	cache_turn_end(turn);
	st->cleared = rc != -EBUSY || ++st->busy > BUSY_MAX;
	st->renewed = rc == 1;
	if (st->renewed)
		fail(-EUCLEAN, "%s: was damaged, and is empty now; try again",
			path);
	return st->renewed;
}

bool store_doubts_cache(const struct store *st)
{
	return st->renewed || st->missed || (st->doubted && !st->cleared);
}

bool store_renew_cache(struct store *st)
{
	/* Another process may have emptied it: our own SQL misses tables. */
	bool another = (st->missed || st->doubted) && st->cached &&
		cache_made(st) != st->cache_made;

	st->missed = false;
	return st->renewed || renew_cache(st) || another;
}

void store_let_go(struct store *st)
{
	fact_drop_all(st);
	sqlite3_db_release_memory(st->db);
}

void store_close(struct store *st)
{
	if (!st)
		return;
	if (st->reading)
		read_end(st);
	renew_cache(st);
	store_close(st->narrow);
	fact_drop_all(st);
	query_drop_all(st);
	derive_drop_all(st);
	store_keep_catalog(st, NULL, NULL);
	cache_leave(st);
	sqlite3_close_v2(st->db);
	repo_close(st->repo);
	if (st->lock >= 0)
		close(st->lock);
	free(st->lost);
	free(st->dir);
	free(st);
}

void store_auto_close(struct store **st)
{
	store_close(*st);
}
