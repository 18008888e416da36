/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gap - what the pages of gaps share.
 */
#ifndef EXPORTERS_GAP_H
#define EXPORTERS_GAP_H

#include "clause.h"

/* Writes the command with the id in the place of the word for its type
 * ("ISSUE"), and the product's in that of "PRODUCT" (may be NULL). */
void gap_command(struct buf *out, const char *command, const char *type,
	const char *id, const char *product);

/* The documents that come near to the procedure which is missing. */
void gap_candidates(struct buf *out, struct page *p, const char *clause);

/* The two common gaps: the chain of each issue, the channel of each update. */
void gap_chains(struct buf *out, struct page *p);
void gap_integrity(struct buf *out, struct page *p);

#endif
