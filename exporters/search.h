/* SPDX-License-Identifier: Apache-2.0 */
/*
 * search - what search.c, which finds, and words.c, which says what to find
 * and shows it, tell each other.
 */
#ifndef EXPORTERS_SEARCH_H
#define EXPORTERS_SEARCH_H

#include "dossierfs/buf.h"

/* Writes the words as an FTS5 query: every term quoted. How many terms. */
int search_query(struct buf *out, const char *words);

#endif
