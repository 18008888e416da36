/* SPDX-License-Identifier: Apache-2.0 */
/*
 * keep - what a mount leaves for the next one.
 */
#ifndef DOSSIERFS_FS_KEEP_H
#define DOSSIERFS_FS_KEEP_H

#include <stdbool.h>

struct mounted;

/* Tells the watch of pages that were noted: of the first, and when they are
 * many. For the session; the lock is held. */
void keep_ask(struct mounted *m);

/* Something failed, or memory is short: it looks at once what it can do. */
void keep_wake(const struct mounted *m);

/* Whether the watch was told of no more than a few. */
bool keep_can_wait(struct mounted *m);

/* Writes the pages that were noted. Called by the watch only. */
void keep_pages(struct mounted *m);

/* The same when nothing comes after it. */
void keep_last(struct mounted *m);

#endif
