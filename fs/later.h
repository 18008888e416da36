/* SPDX-License-Identifier: Apache-2.0 */
/*
 * later - requests that wait for what takes long: that a day is judged, or the
 * present state, or that metrics or texts are there, or a long page.
 *
 * All others go on meanwhile. What waits is the request as the kernel sent it,
 * which is then processed as if it had just come. Used by the session's thread
 * only; what is waited for are jobs, pages apart from all that takes longer.
 * While one page is waited for, the next that will be is made, too.
 */
#ifndef DOSSIERFS_FS_LATER_H
#define DOSSIERFS_FS_LATER_H

#include <stdbool.h>

#include "job.h"

struct fuse_buf;
struct mounted;
struct waiting;

enum { LATER_ALL, LATER_PAGES, LATER_JOBS = LATER_PAGES + 2 };

struct later {
	struct waiting *first; /* as they came */
	struct wish wish;      /* of the request that is processed */
	bool again;            /* and it has waited before */
	struct job jobs[LATER_JOBS];
};

int later_open(struct mounted *m);

/* Whether the request waits; its bytes were copied then. */
bool later_put(struct mounted *m, const struct fuse_buf *request);

/* Has it answered, or wait when that turns out to take long. */
void later_process(struct mounted *m, const struct fuse_buf *request);

/* Something was made: answers who waited for it. */
void later_answer(struct mounted *m, struct job *made);

/* How long the session may sleep, in ms, or -1; it has slept so long, or
 * memory is short. */
int later_wait(const struct later *l);
void later_rest(struct later *l);

void later_close(struct later *l);

#endif
