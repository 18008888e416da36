/* SPDX-License-Identifier: Apache-2.0 */
/*
 * record - catalogues on record. Private to model/catalog.
 */
#ifndef CATALOG_RECORD_H
#define CATALOG_RECORD_H

#include "content.h"

struct store;

/* Appends a line for each catalogue record of the state that a store looks
 * at; the same lines are the same catalogues. */
int catalog_records(struct buf *out, struct store *st);

/* Reads all of them, by their ids. What cannot be read becomes a source with
 * a fault. The digest is that of the shipped catalogue and of these. */
int content_read_records(struct content *c, struct store *st);

/* The same as they would be read beside `made`. Refuses replaces of `made`
 * that name nothing. */
int content_read_others(struct content *c, struct store *st,
	const struct catalog_new *made);

#endif
