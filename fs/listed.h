/* SPDX-License-Identifier: Apache-2.0 */
/*
 * listed - entries of folders that were found and not yet asked for.
 *
 * The kernel asks for a folder a buffer at a time, and once more to hear that
 * it ended, while to begin a listing costs as much as hundreds of its entries.
 * So more are found than fit, and the rest waits here for the next request;
 * until the tree moves, after which it may be wrong.
 */
#ifndef DOSSIERFS_FS_LISTED_H
#define DOSSIERFS_FS_LISTED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dossierfs/buf.h"
#include "dossierfs/tree.h"

enum { LISTED_FOLDERS = 8 };

struct listed_entry;

/* What comes behind one place of one folder. */
struct listed {
	uint64_t folder;    /* the node's id; 0: nothing is held */
	uint64_t cookie;    /* the place */
	uint64_t used;
	struct buf names;   /* each with its NUL */
	struct buf entries; /* of struct listed_entry */
	size_t next;        /* the entry behind the place */
	bool ended;         /* nothing comes behind the last entry */
	bool looked;        /* ahead, at what is kept of them */
};

struct listings {
	struct listed held[LISTED_FOLDERS];
	uint64_t uses;
};

/* What is held for this place, or an empty one to be filled. */
struct listed *listed_at(struct listings *all, uint64_t folder,
	uint64_t cookie);

/* Finds what comes behind the name `after` (NULL: from the start). */
int listed_fill(struct listed *l, struct tree *t,
	const struct tree_node *folder, const char *after);

/* They are about to be asked for their attributes: reads what is kept of
 * these, once. */
int listed_look_ahead(struct listed *l, struct tree *t, const char *folder);

/* The next entry: its name, and what it is in the folder of that path. false
 * when none is left. */
bool listed_next(const struct listed *l, const char *folder,
	const char **name, struct tree_node *out);

/* The same `ahead` entries further on. */
bool listed_later(const struct listed *l, size_t ahead, const char *folder,
	struct tree_node *out);

/* It was given, and the place behind it is this. */
void listed_gave(struct listed *l, uint64_t cookie);

/* Whether nothing comes behind what was found. */
bool listed_whole(const struct listed *l);

/* Whether more must be found before the next entry is known. */
bool listed_empty(const struct listed *l);

void listed_drop_all(struct listings *all);

#endif
