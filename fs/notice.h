/* SPDX-License-Identifier: Apache-2.0 */
/*
 * notice - what the kernel is to hear of a change.
 *
 * Found out under the mount's lock, from the nodes that it knows; sent without
 * it, for the kernel may be waiting for an answer of ours.
 */
#ifndef DOSSIERFS_FS_NOTICE_H
#define DOSSIERFS_FS_NOTICE_H

#include "dossierfs/buf.h"

struct fuse_session;
struct mounted;
struct node;
struct tree;

struct notices {
	struct buf names;   /* to be looked up anew: folder and name */
	struct buf folders; /* of uint64_t: those whose names changed */
	struct buf around;  /* of uint64_t: those in which they are found */
	struct buf aged;    /* of uint64_t: those whose times alone changed */
};

/* What a path that may differ asks for; `next` is the tree to come, which
 * says of a folder whether it stays. */
void notices_add(struct notices *n, struct mounted *m, struct tree *next,
	const char *path);

/* A folder has aged, whatever its names. */
void notices_add_aged(struct notices *n, const struct node *folder);

/* 0, or -ENOMEM where one was not added. */
int notices_done(struct notices *n);

/* What is known here of the times of those that have aged is forgotten. */
void notices_age(const struct notices *n, struct mounted *m);

void notices_send(const struct notices *n, struct fuse_session *session);
void notices_free(struct notices *n);

/* Has the kernel drop every page and attribute it holds. */
void notices_drop_all(struct mounted *m);

#endif
