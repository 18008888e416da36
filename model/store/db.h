/* SPDX-License-Identifier: Apache-2.0 */
/*
 * db - the connection under a store.
 *
 * `main` of the connection is empty and in memory; dossier.db is attached as
 * `dossier` and cache.db as `cache`, so that a reader can write temporary
 * tables and the cache and nothing else. Private to model/store.
 */
#ifndef DOSSIERFS_STORE_DB_H
#define DOSSIERFS_STORE_DB_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

#include "dossierfs/buf.h"
#include "dossierfs/foreign.h"
#include "dossierfs/query.h"
#include "dossierfs/store.h"
#include "temporary.h"

enum {
	STORE_APPLICATION = 0x646f7372, /* "dosr", in dossier.db's header */
	STORE_VERSION = 1,              /* user_version: the schema's */
	STORE_WAIT = 5000,              /* ms that a writer waits for another */
};

#define SEQ_OPEN "9223372036854775807"
#define OBJECT_MAX (512u << 20) /* bytes of one file */

struct derive_row;
struct repo;
struct kept;
struct facts;
struct lost;
struct taking;

struct store {
	sqlite3 *db;
	char *dir;
	enum store_mode mode;
	struct kept *kept;   /* prepared statements, by address of their SQL */
	struct facts *facts; /* of the state looked at; fact.h's */
	bool guarded;        /* SQL of a rule is being prepared */
	bool foreign;        /* SQL from outside is compiled or runs */
	struct foreign_bounds foreign_bounds;
	int64_t foreign_looks; /* at the query that runs */
	int64_t foreign_spent, foreign_since; /* ns of a processor */
	struct temporary foreign_files;
	int length;          /* SQLite's bound on texts before it ran */
	bool impatient;      /* a lock that is held means: leave it */
	bool partial;        /* a row was given without a cell */
	bool reading;        /* inside the long read transaction */
	bool writing;        /* inside a change-set */
	bool cached;         /* cache.db is attached */
	int64_t cache_made;  /* tells it from one that is made anew */
	bool missed;         /* a table was not there */
	bool doubted;        /* it or dossier.db is damaged */
	bool certain;        /* it is, as only its FTS5 tables can be */
	bool cleared;        /* whether cache.db is was looked at */
	int busy;            /* how often it could not be, for who writes there */
	bool renewed;        /* and it was */
	bool cache_taken;    /* what is written there goes in at once */
	int cache_writes;    /* since the transaction began */
	int32_t day;
	int32_t today;       /* as it was told: no later than a live day */
	bool live;
	int64_t seq;
	char commit_id[65];
	int64_t data_version;
	struct stat at;      /* dossier.db as it was opened, */
	bool frozen;         /* as one that nobody writes to */
	struct repo *repo;   /* opened when first needed */
	int lock;            /* descriptor of the writers' lock, -1 */
	struct derive_row *rows; /* inserts into the derived tables */
	size_t row_count;
	struct taking *taking;
	struct lost *lost;       /* of the last look at blobs/, or NULL */
	struct store *narrow; /* scope.h's */
	struct catalog *catalog; /* of the state looked at; catalog.h's */
	void (*catalog_drop)(struct catalog *c);
};

/* Whether SQLite met bytes that are not those of a database. */
bool is_spoilt(int rc);

/* Waits for the turn to open a cache or throw it away, and ends it. */
int cache_turn(const struct store *st);
void cache_turn_end(int turn);

/* Which cache was attached, by its number, 0: none; and whether it is certain
 * that it is damaged. */
struct cache_doubt {
	int64_t made;
	bool certain;
};

/* In its turn: looks at the cache that lies there, and empties or removes it if
 * it is damaged: then 1, as when it is another than was attached; else 0, or
 * -EBUSY while that cannot be told. And removes one that was cut down to
 * nothing. */
int cache_renew(const char *path, const struct cache_doubt *doubt);
void cache_remove_cut(const char *path);

/* Before the connection is closed. */
void cache_leave(struct store *st);

/* The number of the cache that is attached, or 0. */
int64_t cache_made(struct store *st);

/* The sentence for a result of SQLite. */
int db_error(struct store *st, int rc, const char *what);

/* The connection, with dossier.db attached in the store's mode. */
int db_open(struct store *st);

/* A store that is connected and nothing else: no views, no transaction. */
int store_connect(struct store **out, const char *dir, enum store_mode mode);

/* Runs a script. */
int db_script(struct store *st, const char *sql);

/* Statements kept by query_open. */
void query_drop_all(struct store *st);

/* The read transaction that a reader stays in. */
int read_begin(struct store *st);
int read_end(struct store *st);

/* The newest change-set of main's first-parent line; n is 0 when empty. */
struct head {
	int64_t n;
	int64_t seq;
	int64_t recorded;
	char commit_id[65];
	char hash[65];
};
int store_head(struct store *st, struct head *out);

/* The writers' lock: a flock on git/dossierfs.lock. */
int store_lock(struct store *st);
void store_unlock(struct store *st);

/* A descriptor of the writers' lock, for the caller to close, or negative.
 * O_CREAT makes one that is not there. */
int lock_open(const struct store *st, int flags);

/* After a change: back to reading, at the newest state. */
int store_settle(struct store *st);

/* What meta has as number: it tells this dossier.db from any other. */
#define META_NUMBER "lower(hex(randomblob(8)))"

/* Makes the views, and the function by which they ask for the seq looked at:
 * for whoever asks for a few records; over the temporary table `focus`; or for
 * who asks for all of one state, where views_find_defects must come before the
 * first that asks for a defect, or they are taken from where that was done. */
#define VIEWS_NOW "judged_seq"
enum views_of { VIEWS_OF_ANY, VIEWS_OF_FOCUS, VIEWS_OF_ALL };
int views_make(struct store *st, enum views_of of);
int views_find_defects(struct store *st);
int views_take_defects(struct store *st, struct store *from);

/* The function alone, for who has a copy of the views. */
int views_tell_seq(struct store *st);

/* A function of a version that says what the view `told` (version, defect) has,
 * which is there for it: with VIEWS_OF_FOCUS. */
#define VIEWS_DEFECT "defect_of"
int views_tell_defect(struct store *st);

/* Looks at the state that `other` looks at. */
int store_look_same(struct store *st, const struct store *other);

/* Path of something in the dossier. */
void store_path(struct buf *out, const struct store *st, const char *below);

#endif
