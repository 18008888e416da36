/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What stands near a change. The records that changed after a state go to the
 * temporary table tree_delta; those that they name or named, and those that
 * name them, to tree_near.
 */
#ifndef TREE_NEAR_H
#define TREE_NEAR_H

#include <stdint.h>

struct tree;

/* Fills both. `before` is the sequence number of the state before. */
int near_find(struct tree *t, int64_t before);

/* Queries over both: the products (id) and the releases (product, id, and
 * whether it changed itself) of which a summary may show something that
 * changed. */
extern const char near_products[];
extern const char near_releases[];

#endif
