/* SPDX-License-Identifier: Apache-2.0 */
/*
 * store - one dossier on disk, read as of a day.
 *
 * A store is one connection to dossier.db. It reads one committed state until
 * store_refresh moves it, and nothing it reads is ever half a change-set.
 * Writing is change.h's; what SQL may read stands in query.h.
 */
#ifndef DOSSIERFS_STORE_H
#define DOSSIERFS_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "dossierfs/buf.h"
#include "dossierfs/query.h"

struct store;

/* Makes an empty dossier in a folder that does not exist or is empty. */
int store_init(const char *dir);

enum store_mode { STORE_READ, STORE_WRITE };

/* Opens. A missing change to git/ (a crash after the commit to SQLite) is
 * made up for in STORE_WRITE. Refuses, with the reason, what is no dossier,
 * comes from a later version, or is no regular file. */
int store_open(struct store **out, const char *dir, enum store_mode mode);
void store_close(struct store *st); /* NULL is allowed */

/* Lets go of what can be read again: pages of the database, and facts of
 * records (fact.h), of which none may be borrowed. */
void store_let_go(struct store *st);
void store_auto_close(struct store **st);
#define auto_store __attribute__((cleanup(store_auto_close))) struct store *

const char *store_dir(const struct store *st);

/* Looks at the last commit of main's first-parent line recorded by the end of
 * `day`; `live` says that the day is today rather than one asked for. */
int store_look(struct store *st, int32_t day, bool live);

/* Looks at another day as a store that looks at `seq` sees it: at nothing that
 * was committed behind that commit. */
int store_look_with(struct store *st, int32_t day, int64_t seq);

/* A live store looks at what it would have seen on that day behind that commit;
 * store_refresh brings it back. */
int store_go_back(struct store *st, int32_t day, int64_t seq);

/* Moves to what was committed since and to `today`, if live. *moved is the
 * seq looked at before (-2: the dossier was empty), or -1 when no commit came;
 * the day may have turned all the same. */
int store_refresh(struct store *st, int32_t today, int64_t *moved);

/* Whether store_refresh would find anything new: 1, 0 or negative. */
int store_is_behind(struct store *st, int32_t today);

/* Reads on at the same state by a new transaction, which begins with the next
 * query; `empty` moves what is committed from the write-ahead logs into
 * dossier.db and cache.db before. A log can only begin anew when no transaction
 * from before that is open. */
int store_renew(struct store *st, bool empty);

/* Bytes of the longer of these logs. */
int64_t store_log_size(const struct store *st);

int32_t store_day(const struct store *st);
bool store_is_live(const struct store *st);

/* Appends the canonical JSON of a present record (store_record: by its id) or
 * of any version, after checking it against its digest: -EUCLEAN when it is
 * damaged, -ENOENT when there is none. */
int store_record(struct store *st, const char *id, struct buf *out);
int store_version(struct store *st, int64_t version, struct buf *out);

/* Appends the script that makes the views above in the sqlite3 shell, over
 * dossier.db as `main`. */
void store_views_sql(struct buf *out, const char *as_of, int64_t seq);

/* Number of ancestors of the commit looked at; -1 for an empty dossier. */
int64_t store_seq(const struct store *st);
const char *store_commit_id(const struct store *st); /* "" when empty */

/* Attaches cache.db as schema `cache`: beside dossier.db, or under
 * $XDG_CACHE_HOME where that cannot be written, or in memory. What stands in
 * it can be thrown away. Called by whoever keeps something there; twice is
 * once. */
int store_cache(struct store *st);

/* Makes tables there, apart from what the reader sees: another process that
 * writes to the cache is waited for. */
int store_cache_make(struct store *st, const char *sql);

/* Commits what a reader wrote there: until then other processes cannot write
 * to the cache. Whoever wrote what belongs together calls it behind that. */
int store_cache_settle(struct store *st);

/* The same where nothing was written, too: a reader that began before others
 * wrote cannot write any more. */
int store_cache_anew(struct store *st);

/* Whether there is something to commit. Not behind a write that was left out,
 * as another process was writing. */
bool store_cache_written(const struct store *st);

/* Makes two functions that say of a row that an FTS5 query found: match_within
 * (table, n), whether each of its phrases stands in the first n columns, and
 * match_times (table, column), how often any stands in that one. */
int store_match(struct store *st);

/* The seq of the latest state, this one or before it, of which cache.db holds
 * everything of the kind; or -1. And that it holds everything of this one: what
 * came since a known state has been added to it. */
int store_known(int64_t *seq, struct store *st, const char *what);
int store_know(struct store *st, const char *what);

/* Whether another dossier.db lies there than was opened; or, where who reads may
 * not write and SQLite took it for one that nobody writes to, somebody has. The
 * store is of no more use then. */
bool store_is_another(const struct store *st);

/* After an error: whether store_renew_cache has something to look at. */
bool store_doubts_cache(const struct store *st);

/* After an error: whether cache.db was found to be damaged, and is empty now,
 * which err.h's sentence says once, or was emptied by another process. The
 * store is of no more use then. Closing a store looks for damage, too. */
bool store_renew_cache(struct store *st);

/* The catalogue that catalog.h keeps with the store, NULL at first; takes
 * another, which `drop` frees in its time. */
struct catalog;
struct catalog *store_catalog(const struct store *st);
void store_keep_catalog(struct store *st, struct catalog *c,
	void (*drop)(struct catalog *c));

/* Runs statements that give no rows: temporary tables and views. */
int store_run(struct store *st, const char *sql);

#endif
