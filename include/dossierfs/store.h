/* SPDX-License-Identifier: Apache-2.0 */
/*
 * store - one dossier on disk, read as of a day.
 *
 * A store is one connection to dossier.db. It reads one committed state until
 * store_refresh moves it, and nothing it reads is ever half a change-set.
 * Writing is change.h's.
 *
 * What SQL may read are temporary views over the state looked at; rules,
 * pages and commands all use these and nothing else:
 *
 *   judged          as_of (YYYY-MM-DD), seq: one row
 *   record          id, type, title, path, sha256, body, version, seq,
 *                   recorded (epoch), recorded_on, first_on (day its first
 *                   version was recorded), first_recorded, year (folder name
 *                   or NULL), defect (NULL, or the first defect in words)
 *   record_history  the same for every version recorded by then, oldest
 *                   first by seq, and withdrawn (0/1), to_on (day the next
 *                   version was recorded, or NULL), to_seq
 *   reference       version, id, pointer, type, target, dangling (0/1): what
 *                   the present versions point at
 *   evidence        id (the owning record), name, safe (as the tree shows it),
 *                   sha256, size, version, recorded, recorded_on, lost (0/1:
 *                   the bytes are not in blobs/, as of the last store_lost)
 *   defective       path, sha256, size, version, recorded, recorded_on, defect:
 *                   files among the records that can be none (no id, the id
 *                   of another file)
 *   findings_file   activity, sha256, size, version, recorded
 *   finding         activity, line (from 1), fingerprint, class, rule, level,
 *                   message, location, purl, vulnerability, cvss, suppressed
 *   touched         seq, type, id, owner (of a file), withdrawn, version: what
 *                   each change-set of main's line set or withdrew; type is a
 *                   record type, evidence, findings or defect
 *   changeset       seq, n, commit_id, hash, author, mail, recorded,
 *                   recorded_on, reason, mainline
 *   <type>          id, title, version, recorded, recorded_on, first_on,
 *                   defect, and the columns of d_<type> (record.h)
 *   <type>_<list>   id (the owner), version, n, and the list's columns
 *   <type>_history, <type>_<list>_history
 *                   the same for every version recorded by then, with
 *                   from_on, to_on, seq, to_seq and, for the type, withdrawn
 *                   and learned_on (from_on, or the day before a merge on
 *                   which these bytes were recorded where they were written)
 *
 * The present views leave out withdrawn records. A defective record is in
 * them, with `defect` set.
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
void store_auto_close(struct store **st);
#define auto_store __attribute__((cleanup(store_auto_close))) struct store *

const char *store_dir(const struct store *st);

/* Looks at the last commit of main's first-parent line recorded by the end of
 * `day`; `live` says that the day is today rather than one asked for. */
int store_look(struct store *st, int32_t day, bool live);

/* Looks at another day as `other` sees it: at nothing that was committed behind
 * the commit that `other` looks at. */
int store_look_with(struct store *st, int32_t day, const struct store *other);

/* Moves to what was committed since and to `today`, if live. *moved is the
 * seq looked at before (-2: the dossier was empty), or -1 when no commit came;
 * the day may have turned all the same. */
int store_refresh(struct store *st, int32_t today, int64_t *moved);

/* Reads on at the same state by a new transaction; `empty` moves what is
 * committed from the write-ahead log into dossier.db before. A log can only
 * begin anew when no transaction from before that is open. */
int store_renew(struct store *st, bool empty);

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

/* Opens the bytes with this SHA-256 for reading: a descriptor, -ENOENT when
 * they are absent. The bytes are not checked. */
int store_blob_open(const struct store *st, const char sha256[65],
	uint64_t *size);

/* Appends the bytes, after checking them against their name: -EUCLEAN when
 * they hash otherwise. */
int store_blob_read(const struct store *st, struct buf *out,
	const char sha256[65], size_t max);

/* Looks which bytes that versions name are not in blobs/: from then on the view
 * `evidence` says so. mark gets a digest of what is lost, "" for nothing: a
 * part of the key under which anything that depends on it is kept. Costs a stat
 * of each folder of blobs/ where no name came or went since the last look. */
int store_lost(struct store *st, char mark[65]);

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

/* The catalogue that catalog.h keeps with the store, NULL at first; takes
 * another, which `drop` frees in its time. */
struct catalog;
struct catalog *store_catalog(const struct store *st);
void store_keep_catalog(struct store *st, struct catalog *c,
	void (*drop)(struct catalog *c));

/* Runs statements that give no rows: temporary tables and views. */
int store_run(struct store *st, const char *sql);

#endif
