/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Listing a folder, a sheet a request.
 */
#include "ops.h"

#include <errno.h>

static void answer(fuse_req_t req, struct mounted *m, const struct node *folder,
	const struct sheet_part *part)
{
	pid_t thread = fuse_req_ctx(req)->pid;
	int rc = sheet_fill(m, part);

	if (rc) {
		ops_fail(req, m, rc, folder->path);
	} else {
		bool ended = !m->sheet.used;

		rc = fuse_reply_buf(req, m->sheet.bytes, m->sheet.used);
		if (!rc && ended)
			guess_folder(m, thread, part->looks);
	}
	sheet_given(m, !rc);
}

static void list(fuse_req_t req, fuse_ino_t ino, size_t size, off_t offset,
	bool plus)
{
	struct mounted *m = fuse_req_userdata(req);
	struct sheet_part part = { .folder = ino, .from = (uint64_t)offset,
		.size = size, .plus = plus };
	const struct node *folder;

	pthread_mutex_lock(&m->lock);
	folder = nodes_by_id(m->nodes, ino);
	if (!folder || folder->kind != TREE_FOLDER) {
		fuse_reply_err(req, ENOTDIR);
	} else {
		part.looks = readers_list(&m->readers,
			fuse_req_ctx(req)->pid, ino);
		answer(req, m, folder, &part);
	}
	pthread_mutex_unlock(&m->lock);
}

void ops_readdir(fuse_req_t req, fuse_ino_t ino, size_t size, off_t offset,
	struct fuse_file_info *fi)
{
	(void)fi;
	list(req, ino, size, offset, false);
}

void ops_readdirplus(fuse_req_t req, fuse_ino_t ino, size_t size, off_t offset,
	struct fuse_file_info *fi)
{
	(void)fi;
	list(req, ino, size, offset, true);
}
