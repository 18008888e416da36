/* SPDX-License-Identifier: Apache-2.0 */
/*
 * diff - what differs for a reader between two states of one dossier.
 *
 * The page's store looks at the later one, page.before at the earlier one.
 * What differs stands in temporary tables of the page's store:
 *
 *   diff_record   type, id, title, what (new, changed, withdrawn), old, new
 *                 (versions), recorded, and for records that are there now:
 *                 decided (route, disclosure or acceptance of an issue),
 *                 closed (an issue), replaced (a document's version or file)
 *   diff_verdict  constraint_id, place, old, new, why: where old is not new
 *   diff_member   constraint_id, id, old, new, why, record: likewise
 */
#ifndef EXPORTERS_DIFF_H
#define EXPORTERS_DIFF_H

#include "dossierfs/date.h"
#include "page.h"

/* One end: the word for it, its day, and where its tree is below at/. */
struct diff_end {
	const char *word;
	char date[DAY_TEXT];
	char below[32];
	struct store *store;
};

/* Fills the tables. */
int diff_fill(struct page *p);

/* The two ends of a page, which is borrowed. */
void diff_ends(const struct page *p, struct diff_end *from,
	struct diff_end *to);

#endif
