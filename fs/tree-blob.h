/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tree-blob - blobs that another thread hashes, wished for like long pages.
 */
#ifndef TREE_BLOB_H
#define TREE_BLOB_H

#include <stdbool.h>

struct tree;
struct tree_given;

/* Whether it is a blob that is wished for by this. */
bool blob_is_wished(const char *path);

/* Its digest, as page->sha256, whatever it should be, and in place of a page's
 * bytes what was said of the file before it was hashed. */
int blob_write(struct tree *t, struct tree_given *page);

#endif
