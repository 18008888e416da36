/* SPDX-License-Identifier: Apache-2.0 */
/*
 * share - pages that two threads write.
 *
 * Where a folder is listed of which nothing is known, every size in it asks
 * for a page to be written. The session takes them from the front, and the
 * watch, which has a tree of its own, helps from the back: whatever else it
 * does can wait. The session waits for the page that the watch has in hand, and
 * for nothing more.
 */
#ifndef DOSSIERFS_FS_SHARE_H
#define DOSSIERFS_FS_SHARE_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dossierfs/buf.h"
#include "dossierfs/tree.h"

struct mounted;

enum { SHARE_MAX = 128 };

struct share {
	int wanted;              /* eventfd: the watch may help */
	pthread_mutex_t lock;
	pthread_cond_t made;     /* the watch has its page */
	struct tree_node *nodes; /* to be written; room for SHARE_MAX */
	struct buf *pages;       /* by the watch, by the same numbers */
	int64_t *mtimes;
	size_t count;
	size_t front;            /* the first that nobody took */
	size_t back;             /* and behind the last */
	bool in_hand;
	uint64_t shown;          /* by the watch's tree */
	char commit[65];         /* the state that they are of, */
	int32_t day;             /* and its day */
};

int share_open(struct share *s);
void share_close(struct share *s);

/* Adds a node that will be listed; false when there is no room for more. For
 * the session, as is what follows; the mount's lock is held. */
bool share_add(struct mounted *m, const struct tree_node *node);

/* Whether what is written can wait until it is kept: where too much does, some
 * of it would have to be written again. */
bool share_has_room(const struct mounted *m);

/* Writes what was added, with the watch's help. */
void share_write(struct mounted *m);

/* For the watch, without the lock: helps if it was asked to. And taking the
 * lock, which the session may hold for as long as it writes pages. */
void share_help(struct mounted *m);
void share_lock(struct mounted *m);

#endif
