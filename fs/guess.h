/* SPDX-License-Identifier: Apache-2.0 */
/*
 * guess - what is read next, taken into memory while nobody asks.
 *
 * Who reads the pages of a folder, or goes into one folder after another, does
 * so in the order in which they were listed, or against it, and nodes got their
 * ids in that order. While a reader looks at what he was given the session has
 * nothing to do: what is kept of the next is read then, and his next request
 * need not wait for it.
 */
#ifndef DOSSIERFS_FS_GUESS_H
#define DOSSIERFS_FS_GUESS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "dossierfs/tree.h"
#include "reader.h"

struct mounted;
struct node;

struct guess {
	uint64_t next; /* a node's id; 0: none */
	enum reader_looks looks; /* of a folder: its reader, at what is named */
	char first_long[TREE_PATH_MAX]; /* page of its folder that takes long */
};

/* Under the lock: the thread was given all of a page; all names of a folder. */
void guess_page(struct mounted *m, pid_t thread, const struct node *n);
void guess_folder(struct mounted *m, pid_t thread, enum reader_looks looks);

/* Takes the lock. False when there was nothing to do. */
bool guess_make(struct mounted *m);

/* Takes the lock. A page is waited for that takes long: which such page will be
 * next. False when that is not known. */
bool guess_long(struct mounted *m, const char *page, char next[TREE_PATH_MAX]);

#endif
