/* SPDX-License-Identifier: Apache-2.0 */
/*
 * look - what ls, cat and find share: the tree, and the path asked for.
 */
#ifndef CMD_LOOK_H
#define CMD_LOOK_H

#include "cmd.h"
#include "dossierfs/tree.h"

struct look {
	struct store *store;
	struct tree *tree;
};

#define auto_look __attribute__((cleanup(look_close))) struct look

/* The dossier of the call, as of its date, and its tree. */
int look_open(struct look *l, struct call *c);
void look_close(struct look *l);

/* What the path names, written as a person writes it: "./issues/", "". */
int look_find(struct look *l, struct tree_node *out, const char *path);

#endif
