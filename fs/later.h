/* SPDX-License-Identifier: Apache-2.0 */
/*
 * later - requests that wait until a day was judged.
 *
 * All others go on meanwhile. What waits is the request as the kernel sent it,
 * which is then processed as if it had just come. Used by the session's thread
 * only; the day is made by one of its own.
 */
#ifndef DOSSIERFS_FS_LATER_H
#define DOSSIERFS_FS_LATER_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

struct fuse_buf;
struct mounted;
struct tree_day;
struct waiting;

struct later {
	struct waiting *first; /* as they came */
	struct tree_day *day;  /* being made, or NULL */
	int rc;                /* what came of it */
	int made;              /* eventfd: it is */
	pthread_t thread;
};

int later_open(struct later *l);

/* Whether the request waits; its bytes were copied then. */
bool later_put(struct mounted *m, const struct fuse_buf *request);

/* A day was made: answers who waited for it. */
void later_answer(struct mounted *m);

void later_close(struct later *l);

#endif
