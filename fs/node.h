/* SPDX-License-Identifier: Apache-2.0 */
/*
 * node - what the kernel knows of the tree.
 *
 * A nodeid stands for one version of one file. When a file changes, its node
 * leaves the index of paths and keeps its bytes for who has it open; the path
 * gets a node with a new id on the next lookup. Ids are never used twice. A
 * folder keeps its node through changes of its names.
 *
 * Links that say the same share one node, so that the kernel asks once where
 * they lead. Its path is that of the first; where else it lies are folders, in
 * which it has the same name.
 */
#ifndef DOSSIERFS_FS_NODE_H
#define DOSSIERFS_FS_NODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dossierfs/tree.h"

struct cookies;
struct places;

enum node_standing {
	NODE_PRESENT, /* what its path is now */
	NODE_PAST,    /* superseded; its bytes are the past state's to give */
	NODE_PINNED,  /* superseded; it holds its bytes itself */
	NODE_LOST,    /* superseded; its bytes could not be had */
};

struct node {
	uint64_t id;
	uint64_t lookups;     /* that the kernel has not taken back */
	struct node *by_id;   /* chains of the table */
	struct node *by_path;
	struct node *by_ino;  /* of links alone */
	struct node *newer;   /* list of texts, of past or of resting nodes */
	struct node *older;
	const struct tree_row *row;
	uint64_t size;
	int64_t mtime;
	uint64_t ino;
	char *text;           /* rendered bytes of a text or link, or NULL */
	union {               /* or NULL */
		struct cookies *cookies; /* of a folder that was listed */
		struct places *places; /* of a link: where else it lies */
	};
	unsigned char kind;   /* enum tree_kind */
	unsigned char standing; /* enum node_standing */
	bool listed;          /* is in the list of texts or of past nodes */
	bool resting;         /* the kernel has forgotten it */
	bool stale;           /* a folder whose attributes may have changed,
			       * a text whose attributes are not known yet */
	bool stays;           /* and it is there in the next state, too */
	bool dear;            /* its bytes take long to make */
	char path[];          /* after its NUL: the digest of a blob */
};

struct nodes; /* the table; not locked: its owner's lock covers it */

enum { NODE_ROOT = 1 };

int nodes_open(struct nodes **out);
void nodes_close(struct nodes *t); /* NULL is allowed */

struct node *nodes_by_id(const struct nodes *t, uint64_t id);
struct node *nodes_by_path(const struct nodes *t, const char *path);

/* The same for the folder that `path` lies in. */
struct node *nodes_by_folder(const struct nodes *t, const char *path);

/* The present link that says the same and is as old; NULL: there is none. */
struct node *nodes_same_link(const struct nodes *t,
	const struct tree_node *what, const struct tree_stat *stat);

/* It lies in that folder, too. False when there is no memory. */
bool node_add_place(struct node *link, const struct node *folder);

/* The n-th folder where else it lies, by its id; 0 behind the last. */
uint64_t node_place(const struct node *n, size_t i);

/* Adds a node with a new id; the first is the root. */
int nodes_add(struct nodes *t, struct node **out,
	const struct tree_node *what, const struct tree_stat *stat);

/* It is no longer what its path is, and not found by that. */
void nodes_hide(struct nodes *t, struct node *n);

/* Takes it out of the table and frees it. Its list is the caller's to mend. */
void nodes_remove(struct nodes *t, struct node *n);

/* Whether most of the nodes that there were are gone; the table is smaller
 * then. */
bool nodes_shrink(struct nodes *t);

/* What the tree needs to read the node again. */
void node_what(const struct node *n, struct tree_node *out);

/* Every node, in no order. fn may not add or remove any. */
void nodes_each(const struct nodes *t, void (*fn)(struct node *n, void *arg),
	void *arg);

/* The same for answers (tree_is_answer) and folders that are told of
 * (tree_is_told) alone. */
void nodes_each_asked(struct nodes *t, void (*fn)(struct node *n, void *arg),
	void *arg);

#endif
