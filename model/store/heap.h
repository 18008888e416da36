/* SPDX-License-Identifier: Apache-2.0 */
/*
 * heap - the memory that SQLite takes. Private to model/store.
 *
 * SQLite counts what it takes under one lock, for which threads that judge wait
 * as long as they work. Here a thread counts for itself, and only while it has
 * a bound.
 */
#ifndef DOSSIERFS_STORE_HEAP_H
#define DOSSIERFS_STORE_HEAP_H

#include <stddef.h>

/* From now on this thread takes at most so many bytes more than it gives back:
 * what is past them SQLite does not get (SQLITE_NOMEM). 0: no bound. */
void heap_bound(size_t bytes);

#endif
