/* SPDX-License-Identifier: Apache-2.0 */
/*
 * job - something that takes long, made by a thread of its own: a day's tree,
 * the present state with its verdicts, or anew with another cache, a page of it.
 *
 * It shares nothing with who waits for it but the options of the mount. The
 * session's thread starts it and takes what was made.
 */
#ifndef DOSSIERFS_FS_JOB_H
#define DOSSIERFS_FS_JOB_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "tree-hurry.h"

struct mounted;
struct tree_day;

/* The tree at one committed state. */
struct moment {
	struct store *store;
	struct tree *tree;
	bool ready; /* to judge a change */
};

/* What is to be made. */
struct wish {
	unsigned parts; /* of the present state; 0: the day */
	int32_t day;
	char page[TREE_PATH_MAX]; /* for HURRY_PAGE, which is wished for alone */
};

struct job {
	struct mounted *m;
	bool busy;
	bool held;   /* a page that was made and that nobody has asked for yet */
	struct wish wish;
	struct tree_day *day;
	struct moment moment; /* for pages it stays open */
	bool anew;            /* but has become another */
	uint64_t shown;       /* by what is now */
	struct tree_given page;
	int rc;
	int made;             /* eventfd: it is, as rc says */
	pthread_t thread;
};

int job_open(struct job *j, struct mounted *m);
int job_start(struct job *j, const struct wish *wish);

/* It says that it was made. */
void job_join(struct job *j);

/* After that: what is now gets it. A page is only lent, until job_end. */
void job_give(struct job *j);
void job_end(struct job *j);

/* Nobody wishes for anything. */
void job_rest(struct job *j);
void job_close(struct job *j);

#endif
