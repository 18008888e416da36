/* SPDX-License-Identifier: Apache-2.0 */
/*
 * temporary - the temporary files that SQLite makes, and the clock that it
 * reads, while SQL from outside runs. Private to model/store.
 */
#ifndef DOSSIERFS_STORE_TEMPORARY_H
#define DOSSIERFS_STORE_TEMPORARY_H

#include <stdint.h>

/* What a thread's files may still take, and the day that its clock shows. */
struct temporary {
	int64_t left; /* bytes */
	int32_t day;
};

/* The name under which SQLite opens files by this module; NULL when it could
 * not be made known. */
const char *temporary_vfs(void);

/* Until the next call temporary files that the thread writes grow by no more
 * than that, and `now` is the beginning of that day. NULL: no bound. */
void temporary_bound(struct temporary *t);

#endif
