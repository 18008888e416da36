/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fact - what links and lists say of a record.
 *
 * Pages name the same records again and again, so many thousand facts of the
 * state looked at are kept with the store. Once it looks at a later one, those
 * of records that changed are gone, at any other all of them; a store that is
 * changing keeps none.
 */
#ifndef DOSSIERFS_FACT_H
#define DOSSIERFS_FACT_H

#include <stdint.h>

struct store;

struct fact {
	const char *type;
	const char *year;  /* NULL: not filed by year */
	const char *kind;  /* an activity's folder, else NULL */
	const char *title;
	const char *recorded_on;
	const char *first_on; /* its first version was */
	int64_t recorded;
};

/* The facts of a present record, and its first defect or NULL. 1, 0 when there
 * is none, or negative. They stand until the next call for the same store. */
int fact_find(const struct fact **out, struct store *st, const char *id);
int fact_defect(const char **out, struct store *st, const char *id);

/* What a list shows beside, of the same version of the record and of nothing
 * else, as it was noted; NULL when it was not. It is kept like a fact. */
const char *fact_noted(struct store *st, const char *id);
void fact_note(struct store *st, const char *id, const char *text);

/* For the store: a state is looked at that came from the one numbered `seq`;
 * another one, or none any more. */
void fact_follow(struct store *st, int64_t seq);
void fact_drop_all(struct store *st);

#endif
