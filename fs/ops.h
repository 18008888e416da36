/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ops - what the kernel may ask of a mount, and the answers.
 *
 * Handlers run on the session's thread, hold the mount's lock throughout and
 * wait for nobody else.
 */
#ifndef DOSSIERFS_FS_OPS_H
#define DOSSIERFS_FS_OPS_H

#include <fuse_lowlevel.h>

#include "mounted.h"

/* Every answer is true until we say otherwise, so the kernel need not ask
 * again; a day is as good as forever and bounds the harm of a lost notice. */
#define OPS_KEPT 86400.0

enum {
	OPS_BLOCK = 4096,   /* bytes: what st_blksize says */
	OPS_NAME_MAX = 255, /* bytes: NAME_MAX of statvfs(3) */
};

/* Every operation: those below, and the refusals. */
void ops_fill(struct fuse_lowlevel_ops *ops);

/* All that would change something answers EROFS by itself: the kernel's own
 * read-only flag can be taken off by root. */
void ops_refuse_changes(struct fuse_lowlevel_ops *ops);

void ops_readdir(fuse_req_t req, fuse_ino_t ino, size_t size, off_t offset,
	struct fuse_file_info *fi);
void ops_readdirplus(fuse_req_t req, fuse_ino_t ino, size_t size, off_t offset,
	struct fuse_file_info *fi);

/* Extended attributes. */
void ops_extended(struct fuse_lowlevel_ops *ops);

/* What statfs(2) says of all. */
void ops_space(struct fuse_lowlevel_ops *ops);

/* What stat(2) says of a node. */
void ops_attributes(const struct mounted *m, const struct node *n,
	struct stat *st);

/* What a lookup of the node answers; counts one lookup. */
void ops_entry(struct mounted *m, struct node *n,
	struct fuse_entry_param *e);

/* The errno for the kernel; journals what is a failure of ours. */
int ops_errno(struct mounted *m, int rc, const char *path);

/* Answers with it; or not yet, where the tree was in too much of a hurry. */
void ops_fail(fuse_req_t req, struct mounted *m, int rc, const char *path);

#endif
