/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pack - the tree, walked once and poured into a package.
 */
#ifndef CMD_PACK_H
#define CMD_PACK_H

#include "dossierfs/package.h"
#include "dossierfs/tree.h"

/* Gives every folder, file and link of the tree, its path after `before`
 * ("tree/" or ""). `what` names the work while it goes on. */
int pack_tree(struct package *p, struct tree *t, const char *before,
	const char *what);

#endif
