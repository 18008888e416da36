/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gap - what the pages of gaps share.
 */
#ifndef EXPORTERS_GAP_H
#define EXPORTERS_GAP_H

#include "clause.h"

/* The documents that come near to the procedure which is missing. */
void gap_candidates(struct buf *out, struct page *p, const char *clause);

/* The two common gaps: the chain of each issue, the channel of each update. */
void gap_chains(struct buf *out, struct page *p);
void gap_integrity(struct buf *out, struct page *p);

#endif
