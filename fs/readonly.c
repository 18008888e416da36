/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The operations that would change something: each answers EROFS.
 */
#include "ops.h"

#include <errno.h>

#define UNUSED __attribute__((unused))

static void refuse_setattr(fuse_req_t req, UNUSED fuse_ino_t ino,
	UNUSED struct stat *attr, UNUSED int to_set,
	UNUSED struct fuse_file_info *fi)
{
	fuse_reply_err(req, EROFS);
}

static void refuse_mknod(fuse_req_t req, UNUSED fuse_ino_t parent,
	UNUSED const char *name, UNUSED mode_t mode, UNUSED dev_t rdev)
{
	fuse_reply_err(req, EROFS);
}

static void refuse_mkdir(fuse_req_t req, UNUSED fuse_ino_t parent,
	UNUSED const char *name, UNUSED mode_t mode)
{
	fuse_reply_err(req, EROFS);
}

static void refuse_name(fuse_req_t req, UNUSED fuse_ino_t parent,
	UNUSED const char *name)
{
	fuse_reply_err(req, EROFS);
}

static void refuse_symlink(fuse_req_t req, UNUSED const char *target,
	UNUSED fuse_ino_t parent, UNUSED const char *name)
{
	fuse_reply_err(req, EROFS);
}

static void refuse_rename(fuse_req_t req, UNUSED fuse_ino_t parent,
	UNUSED const char *name, UNUSED fuse_ino_t new_parent,
	UNUSED const char *new_name, UNUSED unsigned flags)
{
	fuse_reply_err(req, EROFS);
}

static void refuse_link(fuse_req_t req, UNUSED fuse_ino_t ino,
	UNUSED fuse_ino_t parent, UNUSED const char *name)
{
	fuse_reply_err(req, EROFS);
}

static void refuse_write(fuse_req_t req, UNUSED fuse_ino_t ino,
	UNUSED const char *bytes, UNUSED size_t size, UNUSED off_t offset,
	UNUSED struct fuse_file_info *fi)
{
	fuse_reply_err(req, EROFS);
}

static void refuse_create(fuse_req_t req, UNUSED fuse_ino_t parent,
	UNUSED const char *name, UNUSED mode_t mode,
	UNUSED struct fuse_file_info *fi)
{
	fuse_reply_err(req, EROFS);
}

static void refuse_setxattr(fuse_req_t req, UNUSED fuse_ino_t ino,
	UNUSED const char *name, UNUSED const char *value, UNUSED size_t size,
	UNUSED int flags)
{
	fuse_reply_err(req, EROFS);
}

static void refuse_fallocate(fuse_req_t req, UNUSED fuse_ino_t ino,
	UNUSED int mode, UNUSED off_t offset, UNUSED off_t length,
	UNUSED struct fuse_file_info *fi)
{
	fuse_reply_err(req, EROFS);
}

static void refuse_copy(fuse_req_t req, UNUSED fuse_ino_t from,
	UNUSED off_t from_offset, UNUSED struct fuse_file_info *from_fi,
	UNUSED fuse_ino_t to, UNUSED off_t to_offset,
	UNUSED struct fuse_file_info *to_fi, UNUSED size_t len,
	UNUSED int flags)
{
	fuse_reply_err(req, EROFS);
}

void ops_refuse_changes(struct fuse_lowlevel_ops *ops)
{
	ops->setattr = refuse_setattr;
	ops->mknod = refuse_mknod;
	ops->mkdir = refuse_mkdir;
	ops->unlink = refuse_name;
	ops->rmdir = refuse_name;
	ops->symlink = refuse_symlink;
	ops->rename = refuse_rename;
	ops->link = refuse_link;
	ops->write = refuse_write;
	ops->create = refuse_create;
	ops->setxattr = refuse_setxattr;
	ops->removexattr = refuse_name;
	ops->fallocate = refuse_fallocate;
	ops->copy_file_range = refuse_copy;
}
