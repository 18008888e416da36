/* SPDX-License-Identifier: Apache-2.0 */
/*
 * judge - the steps of judging, in the order in which assess() takes them.
 * Private to model/assess.
 */
#ifndef ASSESS_JUDGE_H
#define ASSESS_JUDGE_H

#include <pthread.h>
#include <stdbool.h>

#include "dossierfs/buf.h"
#include "dossierfs/catalog.h"
#include "dossierfs/store.h"

struct query;

/* Another version of the program's part in judging: what is kept is stale. */
#define ASSESS_VERSION "4"

/* One state as it is judged: generation `gen` of a line (judged.sql). */
struct judging {
	struct store *st;  /* looks at the state, and keeps what comes out */
	struct store *at;  /* a scope of it: has the terms, runs the rules */
	const struct catalog *catalog;
	const char *product; /* whose members these are; NULL: of all */
	int64_t line, gen;
	bool next;           /* only on another: never from nothing */
	bool part;           /* what the generation before has is there */
	int64_t since;       /* then: the change-set which that was of */
	pthread_mutex_t *turn; /* NULL, or st is written to by turns */
};

/* Around each use of j->st where rules run: nothing where one thread does. */
void turn_take(const struct judging *j);
void turn_give(const struct judging *j);

/* Members by verdict; waiting: those with a day until which. */
struct counts {
	int64_t met, partly, not_met, unknown, not_applicable, waiting;
};

/* Runs an embedded script of model/assess. */
int assess_script(struct store *st, const char *path);

/* The same, unless what the probe asks for is there: every page asks, and a
 * statement that is kept costs nothing. */
int assess_make(struct store *st, const char *probe, const char *path);

/* The same, by statements that the connection keeps: for scripts that are run
 * often. */
int script_run(struct store *st, const char *path);

/* Prepares statements that are run later, or that fill anew what the script
 * made; they stay prepared. */
int script_prepare(struct store *st, const char *path, bool fill);
int statement_prepare(struct store *st, const char *sql);

/* Fills the tables anew that the script makes by a query, or one of them. */
int script_fill(struct store *st, const char *path);
int script_fill_table(struct store *st, const char *path, const char *table);

/* Past the first statement of a text: "" when it is the last. */
const char *script_rest(const char *sql);

/* The scripts of the terms, in the order in which they run; NULL past the
 * last. */
const char *terms_text(size_t i);

/* Makes their tables and what they stand on; in a narrow scope those that are
 * there are filled anew. */
int terms_make_whole(struct store *at);
int terms_make_narrow(struct store *at);

/* The same for the rule on reviews, which reads few of them. */
int terms_make_reviews(struct store *at);

/* Prepares what fills them anew. */
int terms_prepare(struct store *at);

/* The same in steps, before assess_signatures: what no defect counts for; the
 * terms but those on findings; and these; or, on another connection, these with
 * all else that rules on findings read. */
int terms_begin(struct store *at);
int terms_make(struct store *at);
int terms_make_findings(struct store *at);
int terms_make_apart(struct store *at);

/* Makes the frame, or takes the one that is kept; makes it anew unless it
 * stands; and keeps one that was made, at the end, for others to take. */
int frame_make(struct store *at);
int frame_take(struct store *at);
bool frame_is_made(struct store *at);
int frame_renew(struct store *at);
int frame_keep(struct store *at);

/* Fills the temporary table cvss_score from the vectors of the issues: of all
 * there ever were, or of those in focus. */
int assess_scores(struct store *st, bool whole);

/* Makes the tables in which components are kept; makes component and bill views
 * over what assess_components kept there; keeps what SBOMs that changed name
 * (temp.hit). */
int components_ready(struct store *st);
int components_view(struct store *at);
int components_keep(struct store *st);

/* Fills the temporary table signature_check; verified once for the hashes of
 * the files, kept in cache.db. */
int assess_signatures(struct store *st);

/* Fills the temporary tables signal, and signal_asked (clause): the clauses
 * for which it is asked. */
int assess_signals(struct store *st, const struct catalog *catalog);

/* Runs one rule: its members and what it reports. One from outside that cannot
 * be run leaves a row in rule_fault instead. */
int rule_run(const struct judging *j, const struct constraint *c);

/* Judges from nothing, as a new line. */
int judge_all(struct judging *j);

/* Runs every rule from nothing, those on findings where terms_make_apart made
 * their terms, and takes the chain from where chain_find left it, which is the
 * same; the cache is taken, and is free for others in between. */
int rules_run(const struct judging *j, struct store *early);

/* Runs both at once, the first on a thread of its own, and returns when both
 * have; what either said is said. */
int beside(int (*there)(void *), void *a, int (*here)(void *), void *b);

/* Runs the first statement of a shipped rule (its members), or the second. */
int rule_members(const struct judging *j, const struct constraint *c);
int rule_reported(const struct judging *j, const struct constraint *c);

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
int verdict_fold(const struct judging *j, const struct constraint *c,
	int place, const struct counts *n);

/* The product of a release on record; refuses one that is none. */
int release_product(struct buf *out, struct store *st, const char *release);

/* Copies what concerns j->product, or a release, from a line that is of all:
 * of a release, members and reports whose records are in the temporary table
 * `again`. */
int narrow_copy(const struct judging *j, const char *release, int64_t line,
	int64_t gen);

/* Fills the temporary table concern (record): what is of the release or
 * affects it. Needs the terms. */
int release_concerns(struct store *at, const char *release,
	const char *product);

/* Finds where the chain of each issue lacks its first link, and keeps what was
 * found; judges a part: those that are judged again; or copies those of a
 * product. */
int chain_find(struct store *at);
int chain_keep(const struct judging *j, struct store *at);
int chain_judge(const struct judging *j);
int chain_prepare(struct store *at);
int chain_copy(const struct judging *j, int64_t line, int64_t gen);

/* Finds which records the verdicts of each clause judge, when these are there;
 * or which do now, where the generation before is there. */
int subjects_find(const struct judging *j);
int subjects_judge(const struct judging *j);

/* Where each issue stands, likewise: after subjects, which say in subject_near
 * what is looked for again. */
int standing_find(const struct judging *j);
int standing_judge(const struct judging *j);

/* Makes the tables of ASSESS_COUNTED; keeps there what j->at found. */
int counts_ready(struct store *st);
int counts_keep(const struct judging *j);

/* The gaps of clauses that have no procedure, and those of the chain and of
 * integrity. */
int gap_procedures(const struct judging *j);
int gap_common(const struct judging *j);

/* What is kept in cache.db. ------------------------------------------------ */

/* Makes the tables there and the views over them. */
int judged_ready(struct store *st);

/* Whether what is shown was asked for in these words a moment ago; notes that
 * it was. */
int judged_shown(bool *out, struct store *st, const char *asked);
int judged_asked(struct store *st, const char *asked);

/* The line and the generation that are shown; nothing is set where none is. */
int judged_line(struct store *st, int64_t *line, int64_t *gen);

/* Shows the state if it is kept; *found says whether. */
int judged_find(bool *found, struct store *st, const char *state);

/* The newest state with these rules, on which the state looked at can be made:
 * an earlier one of main's line, the last of its own. */
struct base {
	int64_t line, gen;
	int64_t seq;
	char day[16];
};
int judged_base(bool *found, struct base *out, struct store *st,
	const char *rules);

/* Begins a line, or a generation on another. The views show it, empty or as
 * the one before, until it is kept. */
int judged_begin(struct judging *j);
int judged_follow(struct judging *j, const struct base *base);

/* Shows what was judged before as that of this state, and keeps it so. */
int judged_again(struct judging *j, const struct base *base,
	const char *state, const char *rules);

/* Keeps it by its state, and lets go of what nobody asked for lately. */
int judged_keep(const struct judging *j, const char *state, const char *rules);

/* What a change or a day can touch. ----------------------------------------- */

/* Parts of a product that are looked at as a whole: bits of whole.part. Or all
 * of a constraint, or what hangs on records, or on reviews of releases. */
enum { PART_REVIEWS = 1, PART_TESTS = 2, PART_SILENT = 4, PART_ALL = 8,
	PART_RELEASES = 16, PART_RECORDS = 0 };

/* What a rule gives hangs on records of one type and what is near to each; or
 * on all that a product has of a part. With both it is what is reported of the
 * records that hangs on them alone. */
struct reach_of {
	const char *constraint;
	const char *type;
	int parts;
};

/* NULL where a constraint is judged whole. */
const struct reach_of *scope_reach_of(const struct constraint *c);

/* Exchanges what is fresh (temp.fresh_member, temp.fresh_reported) for what
 * was kept of the same parts. `n` counts the members. */
int replace_members(const struct judging *j, const struct constraint *c,
	int parts, struct counts *n);
int replace_reported(const struct judging *j, const struct constraint *c,
	int parts);

enum reach {
	REACH_NONE,    /* judging sees nothing new */
	REACH_NOTHING, /* verdicts are folded anew */
	REACH_PART,
	REACH_ALL,     /* or nearly: from nothing is as quick */
};
int scope_find(enum reach *out, struct store *st, const struct base *base);

/* Adds the records that the days after `base` woke: those whose members can
 * differ for nothing but the day. Part of scope_find. */
int scope_wake(struct store *st, const struct base *base);

/* Gives j->at, with what a query (id, deep) names in focus, and terms. */
int scope_look(struct judging *j, const char *seen,
	int (*terms)(struct store *at));

/* The narrow scope of a state with nothing in focus but the terms made. */
int scope_terms(struct store **at, struct store *st);

/* Judges what was found, as j->part. `n` has the counts of each constraint of
 * the catalogue before, and after. */
int scope_judge(struct judging *j, enum reach reach, struct counts *n);

/* Gives j->at for a part of what is judged already: of all, or of a release,
 * with the records that concern it in the temporary table `again`. */
int scope_exemptions(struct judging *j);
int scope_release(struct judging *j, const char *release);

#endif
