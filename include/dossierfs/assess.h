/* SPDX-License-Identifier: Apache-2.0 */
/*
 * assess - rules + records + a day -> verdicts.
 *
 * Judges the state that a store looks at. The result stands in temporary
 * tables of that connection, which pages and commands query:
 *
 *   verdict   constraint_id, clause ("iec-81001-5-1/9.5"), verdict, rule, why,
 *             met, partly, not_met, unknown, not_applicable (counts)
 *   member    constraint_id, id, verdict, why, until (or NULL), product (or
 *             NULL), type and record (the record the member is of)
 *   reported  constraint_id, id, what
 *   gap       clause, file (name without .md), constraint_id, title, why
 */
#ifndef DOSSIERFS_ASSESS_H
#define DOSSIERFS_ASSESS_H

#include <stdbool.h>

#include "dossierfs/buf.h"

struct store;

/* Judges unless the tables hold this state and day already; product may be
 * NULL for all. Verdicts are kept in cache.db by commit, day and rules. */
int assess(struct store *st, const char *product);

/* Writes RULES.md's JSON of what was judged: status.json, check --json. */
int assess_json(struct buf *out, struct store *st);

/* Verdicts of one clause only ("iec-81001-5-1/9.5"). */
int assess_clause_json(struct buf *out, struct store *st, const char *clause);

/* Readers of SBOMs: fills the temporary table `component` (document, purl,
 * name, version) for the documents of kind sbom. */
int assess_components(struct store *st);

#endif
