/* SPDX-License-Identifier: Apache-2.0 */
/*
 * later - requests that wait for what takes long: that a day is judged, or the
 * present state, or that metrics or texts are there.
 *
 * All others go on meanwhile. What waits is the request as the kernel sent it,
 * which is then processed as if it had just come. Used by the session's thread
 * only; what is waited for is made by one of its own.
 */
#ifndef DOSSIERFS_FS_LATER_H
#define DOSSIERFS_FS_LATER_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

struct fuse_buf;
struct mounted;
struct tree_day;
struct waiting;

/* The tree at one committed state. */
struct moment {
	struct store *store;
	struct tree *tree;
	bool ready; /* to judge a change */
};

struct later {
	struct waiting *first; /* as they came */
	unsigned lacked;       /* by the request that is processed */
	bool again;            /* and it has waited before */
	bool busy;             /* something is being made: */
	struct tree_day *day;  /* a day; or, when this is NULL, */
	struct moment moment;  /* what is now, with these parts */
	unsigned parts;
	uint64_t shown;
	int rc;                /* what came of it */
	int made;              /* eventfd: it is made */
	pthread_t thread;
};

int later_open(struct later *l);

/* Whether the request waits; its bytes were copied then. */
bool later_put(struct mounted *m, const struct fuse_buf *request);

/* Has it answered, or wait when that turns out to take long. */
void later_process(struct mounted *m, const struct fuse_buf *request);

/* Something was made: answers who waited for it. */
void later_answer(struct mounted *m);

void later_close(struct later *l);

#endif
