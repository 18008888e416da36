/* SPDX-License-Identifier: Apache-2.0 */
/*
 * asked - the views of what stands in the tree by name only: other dates (at/),
 * what changed between two (diff/), issues by their fields (by/), records and
 * documents by words (search/).
 *
 * What is asked for may be anything: functions here say whether it stands for
 * something, and fill temporary tables of the state that the store looks at.
 */
#ifndef DOSSIERFS_ASKED_H
#define DOSSIERFS_ASKED_H

#include "dossierfs/view.h"

/* at/: its page, the target of a link. And the day that a date, a month or a
 * release stands for: -ENOENT, without a sentence, for what stands for none
 * or for one before the first change-set or behind the day judged. */
view_fn view_dates, view_date_link;
int view_moment(int32_t *day, struct store *st, const char *word);

/* diff/: its page; and what changed from page.before, which looks at the day
 * of page.from, to page.store at the day of page.to. */
view_fn view_diffs, view_diff, view_diff_json;

/* A release by whose id no day is asked for: it looks like a date or a month,
 * or is that of a page of at/. */
#define VIEW_DIGITS "[0-9][0-9]"
#define VIEW_NO_MOMENT(id) \
	"(" id " glob '" VIEW_DIGITS VIEW_DIGITS "-" VIEW_DIGITS "'" \
	" or " id " glob '" VIEW_DIGITS VIEW_DIGITS "-" VIEW_DIGITS "-" \
	VIEW_DIGITS "' or " id " in ('README.md', 'index.json'))"

/* The words that at/ lists: word, day, month (0 or 1). A month that is not
 * over is none of them. */
#define VIEW_MOMENTS \
	"with recursive began(day) as" \
	" (select min(recorded_on) from changeset where mainline = 1)," \
	" month(day) as (select date(day, 'start of month', '+1 month'," \
	"  '-1 day') from began union all" \
	"  select date(day, '+1 day', '+1 month', '-1 day') from month" \
	"  where day < (select as_of from judged))" \
	" select r.id as word, r.released_on as day, 0 as month" \
	"  from release r where r.released_on >= (select day from began)" \
	"   and r.released_on <= (select as_of from judged)" \
	"   and not " VIEW_NO_MOMENT("r.id") \
	" union all select substr(day, 1, 7), day, 1 from month" \
	"  where day <= (select as_of from judged)"

/* Issues by the values of their fields; what words are found in. */
view_fn view_fields, view_filtered, view_words, view_found, view_passages;

/* Fills the temporary table filter (name: "state=new", id, recorded) for the
 * issues of this state and day, unless it holds them: all that have the one
 * name, or under all names, "state=new/level=high", those that have each; more
 * of them may follow in `more`, or NULL, as may both (none). */
int view_filter_of(struct store *st, const char *names, const char *more);

/* Whether an issue of this state and day has the one name, whose field is
 * known: 1, 0 or negative. Not all of its rows need be in the table then. */
int view_filter_has(struct store *st, const char *name);

/* The table from the state before: rows of the issues in filter_again (id,
 * changed: 0 when only its class or verdicts may differ). */
int view_filter_again(struct store *st);

/* Fills the temporary table filter_told (name, id) with what may differ then:
 * the names that these issues have or may have had. */
int view_filter_told(struct store *st);

/* Fills the temporary table filter_name with the names that are there. */
int view_filter_names(struct store *st);

/* Whether it is "field=value", and issues are shown by the field. */
bool view_filter_knows(const char *name);

/* Whether something can be searched for by a name in search/. */
bool view_words_valid(const char *words);

/* Indexes the words of the records of this state in cache.db; the next, where a
 * state before this one was indexed, and else leaves it to who searches. */
int view_index(struct store *st);
int view_index_next(struct store *st);

/* Searches, and fills the temporary table found (words, place, id) with the
 * records that the words are found in, the best first; keeps the latest few
 * searches of this state. */
int view_search(struct store *st, const char *words);

/* Whether that would take long: 1, 0 or negative. */
int view_search_is_long(struct store *st, const char *words);

/* Appends what it found, for another store of the same state, which then need
 * not search. */
int view_search_give(struct buf *out, struct store *st, const char *words);
int view_search_take(struct store *st, const char *found);

#endif
