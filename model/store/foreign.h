/* SPDX-License-Identifier: Apache-2.0 */
/*
 * foreign - what the connection does while SQL from outside is compiled or
 * runs. Private to model/store.
 */
#ifndef DOSSIERFS_STORE_FOREIGN_H
#define DOSSIERFS_STORE_FOREIGN_H

#include <stdbool.h>

struct query;
struct store;

/* SQLite's authorizer for such SQL; `published` says that all it may read is
 * in the schema temp. */
int foreign_authorize(int action, const char *a, const char *b,
	const char *schema, const char *inside, bool published);

/* Before the first step of a query: nothing is used up. */
void foreign_begin(struct store *st);

/* Whether it was ended for the time that it took. */
bool foreign_is_late(const struct store *st);

/* Around each step of it. */
void foreign_enter(struct store *st);
void foreign_leave(struct store *st);

/* Marks a query as such; its steps are counted from now on. */
void query_set_foreign(struct query *q);

#endif
