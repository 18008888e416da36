/* SPDX-License-Identifier: Apache-2.0 */
/*
 * assess - rules + records + a day -> verdicts.
 *
 * Judges the state that a store looks at. The result stands in temporary
 * tables of that connection, which pages and commands query:
 *
 *   verdict   constraint_id, place (in the catalogue), clause
 *             ("iec-81001-5-1/9.5"), verdict, rule, why, met, partly, not_met,
 *             unknown, not_applicable (counts)
 *   member    constraint_id, id, verdict, why, until (or NULL), product (or
 *             NULL; of several, with blanks between), record and type (the
 *             record the member is of), since (the day on which it began to
 *             fail, or NULL)
 *   reported  constraint_id, id, what
 *   judged_record  clause, folder (of the tree), id: the records that the
 *             verdicts of the clause judge, and the documents that those name;
 *             of all products only; judged_record_of to look one up by id
 *   standing  name, id: "verdict=…", the worst over an issue unless one member
 *             is not met, and "state=…" unless that is closed; of all products
 *             only
 *   gap       clause, file (name without .md), constraint_id (or NULL), title,
 *             why, mend (what closes it), command (that would)
 *   signal    clause ("iec-81001-5-1/6.3" or …/9.5), document, name (that was
 *             found), result (draft, approved, unfilled, stale, unreadable),
 *             near (1: a near miss); no row is `absent`
 */
#ifndef DOSSIERFS_ASSESS_H
#define DOSSIERFS_ASSESS_H

#include <stdint.h>

#include "dossierfs/buf.h"

struct constraint;
struct store;

/* Judges unless the tables hold this state and day already; product may be
 * NULL for all. Verdicts are kept in cache.db by commit, day and rules. */
int assess(struct store *st, const char *product);

/* The last change-set, up to the state looked at, that can have changed what is
 * judged, and when it was recorded: those are passed over that set nothing but
 * what no rule reads. The same for whoever looks at that state; nothing on
 * record: -1, at 0. `recorded` may be NULL. */
int assess_moved(int64_t *seq, int64_t *recorded, struct store *st);

/* A query for the records whose members differ between two generations of the
 * line in which verdicts are kept: ?1 the line, ?2 and ?3 the generations. */
#define ASSESS_DIFFERING \
	"select record from cache.judged_member where line = ?1" \
	"  and to_gen > ?2 and to_gen <= ?3" \
	"  and to_gen < 9223372036854775807 and record is not null" \
	" union select record from cache.judged_member where line = ?1" \
	"  and from_gen > ?2 and from_gen <= ?3 and from_gen > 1" \
	"  and record is not null"

/* The tables of cache.db in which judging from nothing keeps how many records
 * there are in each folder ("": no kind, no year) and which are defective, for
 * others to go on from. One row says of which state, or none. */
#define ASSESS_COUNTED \
	"create table if not exists cache.record_count_state (" \
	" seq integer not null, commit_id text not null);" \
	"create table if not exists cache.record_count (type text, kind text," \
	" year text, n integer, defective integer);" \
	"create table if not exists cache.record_defect (id text, type text," \
	" kind text, year text);"

/* Whether the verdicts of all products are kept for this state and day: then
 * the tables hold them. 1, 0, or negative. */
int assess_kept(struct store *st);

/* Judges all products, where verdicts are kept on which these can be
 * made; else it leaves that to who asks for them. After a change: it costs
 * what the change can touch. */
int assess_next(struct store *st);

/* The same, with the members alone that concern one release: dossierfs(1),
 * "check". Refuses a release that is not on record. */
int assess_release(struct store *st, const char *release);

/* Makes ready what judging a change takes, so that the first change after this
 * is judged as fast as the next: for who has nothing else to do. */
int assess_ready(struct store *st);

/* Writes RULES.md's JSON of what was judged: status.json, check --json. */
int assess_json(struct buf *out, struct store *st);

/* Verdicts of one clause and its parts only ("iec-81001-5-1/6.3"). */
int assess_clause_json(struct buf *out, struct store *st, const char *clause);

/* Writes the script with which sqlite3, on a copy of dossier.db, gives the
 * members of one constraint. Refuses one that has no rule yet. */
int assess_sql(struct buf *out, struct store *st, const struct constraint *c);

/* Refuses a rule from outside that could not be run. */
int assess_rule_check(const struct constraint *c);

/* Fills the temporary tables `component` (sha256, purl, name, version) and
 * `bill` (sha256, readable: 0 or 1) from the files of the documents that
 * releases name as their SBOM, or did. */
int assess_components(struct store *st);

#endif
