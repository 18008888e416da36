/* SPDX-License-Identifier: Apache-2.0 */
/*
 * foreign - SQL that came from outside: the rules of a customer's catalogue.
 *
 * It reads what rules may read and nothing else. That is made sure of by
 * compiling it first against a database that has nothing else: a name that
 * leads elsewhere is no name there.
 */
#ifndef DOSSIERFS_FOREIGN_H
#define DOSSIERFS_FOREIGN_H

#include <stdbool.h>
#include <stdint.h>

#include "dossierfs/buf.h"

struct query;
struct store;

enum {
	FOREIGN_SQL = 128 << 10,    /* bytes of a rule */
	FOREIGN_STEPS = 100,        /* millions, of SQLite's machine */
	FOREIGN_SECONDS = 60,       /* of a processor's time */
	FOREIGN_DISK = 128,         /* MiB of temporary files */
	FOREIGN_ROWS = 200000,
	FOREIGN_BYTES = 64 << 20,   /* of all its rows */
	FOREIGN_TEXT = 256 << 10,   /* bytes of a text that it makes or reads */
};

/* Appends a script that makes empty tables with the names and columns of the
 * store's views and of what `scripts` (ended by NULL) make after them. */
int foreign_tables(struct buf *out, const char *const *scripts);

/* Refuses what does not compile, reads other tables than those that `tables`
 * makes, calls a function that is not known to be harmless, writes, asks for
 * the clock, or gives other columns than `first`, and, in a second statement,
 * `second` (both ended by NULL; a name that ends in `?` may be left out). *tail
 * gets what follows the first one. */
int foreign_check(const char *tables, const char *sql,
	const char *const *first, const char *const *second, const char **tail);

/* Whether a column (NULL: there is none) is the one that is named so. */
bool foreign_column(const char *column, const char *name);

/* query_open_text for SQL that was checked, with the bounds above: query_next
 * refuses when one is reached, with -ETIME when it is that of time, which
 * another machine might not reach. Its clock stands at the day looked at. */
int foreign_open(struct query **out, struct store *st, const char *sql);

/* The same with other bounds on what runs. */
struct foreign_bounds {
	int64_t steps;
	int64_t time; /* ns of a processor */
	int64_t disk; /* bytes of temporary files */
};
int foreign_open_within(struct query **out, struct store *st, const char *sql,
	const struct foreign_bounds *bounds);

#endif
