/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The methods of a file begin its struct shm, which is how a call finds
 * SQLite's own.
 */
#include "shm.h"

#include <errno.h>
#include <stddef.h>
#include <sys/mman.h>

/* A kernel that cannot say it (before 5.14) is believed. */
static int map(sqlite3_file *f, int region, int size, int extend,
	void volatile **memory)
{
	const struct shm *s = (const struct shm *)f->pMethods;
	int rc = s->own->xShmMap(f, region, size, extend, memory);

	if (rc != SQLITE_OK || !*memory ||
		!madvise((void *)*memory, (size_t)size, MADV_POPULATE_WRITE) ||
		errno != EFAULT)
		return rc;
	*memory = NULL; /* what is given is taken for good */
	return SQLITE_FULL;
}

void shm_guard(struct shm *place, sqlite3_file *f)
{
	if (!f->pMethods || f->pMethods->iVersion < 2 || !f->pMethods->xShmMap)
		return;
	place->methods = *f->pMethods;
	place->methods.xShmMap = map;
	place->own = f->pMethods;
	f->pMethods = &place->methods;
}
