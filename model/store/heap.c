/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SQLite's memory is malloc's. Its size stands before each piece, in as many
 * bytes as SQLite wants pieces to be aligned to.
 */
#include "heap.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

enum { HEAD = 8 };

static _Thread_local int64_t bound, taken; /* bound 0: nobody counts */

void heap_bound(size_t bytes)
{
	bound = (int64_t)bytes;
	taken = 0;
}

static int piece_size(void *p)
{
	return (int)*(int64_t *)(void *)((char *)p - HEAD);
}

/* Whether the thread may have so much more. */
static bool fits(int64_t more)
{
	if (!bound)
		return true;
	if (taken + more > bound)
		return false;
	taken += more;
	return true;
}

static void *piece_new(int size)
{
	int64_t *p;

	if (!fits(size))
		return NULL;
	p = malloc((size_t)size + HEAD);
	if (!p)
		return NULL;
	*p = size;
	return (char *)p + HEAD;
}

static void piece_free(void *p)
{
	if (bound)
		taken -= piece_size(p);
	free((char *)p - HEAD);
}

static void *piece_resize(void *old, int size)
{
	int64_t *p;

	if (!fits(size - (int64_t)piece_size(old)))
		return NULL;
	p = realloc((char *)old - HEAD, (size_t)size + HEAD);
	if (!p)
		return NULL;
	*p = size;
	return (char *)p + HEAD;
}

static int piece_round(int size)
{
	return (size + HEAD - 1) & ~(HEAD - 1);
}

static int begin(void *arg)
{
	(void)arg;
	return SQLITE_OK;
}

static void end(void *arg)
{
	(void)arg;
}

/* SQLite takes this before its first use only. */
__attribute__((constructor)) static void heap_ours(void)
{
	static const sqlite3_mem_methods methods = {
		.xMalloc = piece_new,
		.xFree = piece_free,
		.xRealloc = piece_resize,
		.xSize = piece_size,
		.xRoundup = piece_round,
		.xInit = begin,
		.xShutdown = end,
	};
	static const char said[] = "dossierfs: SQLite was begun by another\n";
	ssize_t written;

	if (sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0) == SQLITE_OK &&
	    sqlite3_config(SQLITE_CONFIG_MALLOC, &methods) == SQLITE_OK)
		return;
	written = write(STDERR_FILENO, said, sizeof(said) - 1);
	(void)written; /* there is nobody else to tell */
	_exit(3);
}
