/* SPDX-License-Identifier: Apache-2.0 */
/*
 * judge - the steps of judging, in the order in which assess() takes them.
 * Private to model/assess.
 */
#ifndef ASSESS_JUDGE_H
#define ASSESS_JUDGE_H

#include <stdbool.h>

#include "dossierfs/buf.h"
#include "dossierfs/catalog.h"
#include "dossierfs/store.h"

struct query;

/* Another version of the program's part in judging: what is kept is stale. */
#define ASSESS_VERSION "2"

/* Runs an embedded script of model/assess. */
int assess_script(struct store *st, const char *path);

/* The same, unless what the probe asks for is there: every page asks, and a
 * statement that is kept costs nothing. */
int assess_make(struct store *st, const char *probe, const char *path);

/* Fills the temporary table cvss_score from the vectors of the issues. */
int assess_scores(struct store *st);

/* Fills the temporary table signature_check; verified once for the hashes of
 * the files, kept in cache.db. */
int assess_signatures(struct store *st);

/* Fills the temporary tables signal, and signal_asked (clause): the clauses
 * for which it is asked. */
int assess_signals(struct store *st, const struct catalog *catalog);

/* Runs one rule: its members and what it reports, of `product` or of all. One
 * from outside that cannot be run leaves a row in rule_fault instead. */
int rule_run(struct store *st, const struct constraint *c,
	const char *product);

/* Compiles a rule from outside against what rules may read; *tail gets what
 * follows its first statement. It must give the columns named, as foreign.h
 * has it. */
int outside_compile(const char *sql, const char *const *members,
	const char *const *reported, const char **tail);
int rule_compile(const struct constraint *c, const char **tail);

/* What the rows of such a rule come to so far. */
struct outside_sum {
	int rows;
	size_t bytes;
};

/* Whether its next row is one that pages can show, and not one too many. */
int outside_check(struct query *q, const struct constraint *c,
	struct outside_sum *sum);

/* Folds the members of one constraint into its verdict and gap. */
int verdict_fold(struct store *st, const struct constraint *c, int place,
	const char *product);

/* The product of a release on record; refuses one that is none. */
int release_product(struct buf *out, struct store *st, const char *release);

/* Fills the temporary table concern (record): what is of the release or
 * affects it. Needs the terms. */
int release_concerns(struct store *st, const char *release,
	const char *product);

/* Leaves the members and reports of a constraint that concern the release. */
int release_narrow(struct store *st, const char *constraint,
	const char *release);

/* The gaps of clauses that have no procedure. */
int gap_procedures(struct store *st, const struct catalog *catalog);

/* Brings the kept verdicts of a state; *found says whether there were any. */
int kept_load(bool *found, struct store *st, const char *state);
int kept_save(struct store *st, const char *state);

#endif
