/* SPDX-License-Identifier: Apache-2.0 */
/*
 * guess - the page that is read next, taken into memory while nobody asks.
 *
 * Who reads a folder's pages reads them in the order in which they were listed,
 * or against it, and nodes got their ids in that order. While a reader looks at
 * one page the session has nothing to do: what is kept of the next is read then,
 * and his next request need not wait for it.
 */
#ifndef DOSSIERFS_FS_GUESS_H
#define DOSSIERFS_FS_GUESS_H

#include <stdbool.h>
#include <sys/types.h>

struct mounted;
struct node;

/* Under the lock: the thread was given all of this page. */
void guess_after(struct mounted *m, pid_t thread, const struct node *n);

/* Takes the lock. False when there was nothing to do. */
bool guess_make(struct mounted *m);

#endif
