/* SPDX-License-Identifier: Apache-2.0 */
/*
 * search - what search.c, which finds, and words.c, which says what to find
 * and shows it, tell each other.
 */
#ifndef EXPORTERS_SEARCH_H
#define EXPORTERS_SEARCH_H

#include <stdint.h>

#include "dossierfs/buf.h"

struct store;

/* Writes the words as an FTS5 query: every term quoted. How many terms. */
int search_query(struct buf *out, const char *words);

/* Appends what the text of a record says where it is found, with \002 and
 * \003 around that. */
int search_passage(struct buf *out, struct store *st, const char *query,
	int64_t version);

#endif
