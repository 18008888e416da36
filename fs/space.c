/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The space that a mount takes up, as df shows it: its database and the files
 * that it keeps beside, whatever state they belong to.
 */
#include <errno.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "dossierfs/err.h"
#include "dossierfs/query.h"
#include "ops.h"

/* Nothing that was entered is ever taken out. */
static int count_entered(struct mounted *m)
{
	static const char sql[] =
		"select (select coalesce(max(entry), 0) from dossier.entry),"
		" (select coalesce(sum(size), 0) from dossier.version"
		"  where body is null and size > 0)";
	auto_query q = NULL;
	int rc = query_open(&q, m->now->store, sql, "");

	if (!rc)
		rc = query_next(q);
	if (rc <= 0)
		return rc;
	m->space.files = (uint64_t)query_int(q, 0);
	m->space.size = (uint64_t)query_int(q, 1);
	m->space.known = true;
	return 0;
}

static int count_space(struct mounted *m, uint64_t *size)
{
	auto_buf path = BUF_INIT;
	struct stat db;
	int rc = m->space.known ? 0 : count_entered(m);

	if (rc)
		return rc;
	buf_printf(&path, "%s/dossier.db", m->dossier);
	if (buf_done(&path) || stat(path.data, &db))
		return fail(-EIO, "dossier.db: cannot be looked at");
	*size = m->space.size + (uint64_t)db.st_size;
	return 0;
}

/* Full, as every finished record is: nothing is free. */
static void statfs_(fuse_req_t req, fuse_ino_t ino)
{
	struct mounted *m = fuse_req_userdata(req);
	uint64_t size = 0;

	(void)ino;
	pthread_mutex_lock(&m->lock);
	int rc = count_space(m, &size);
	if (rc < 0) {
		fuse_reply_err(req, ops_errno(m, rc, ""));
	} else {
		const struct statvfs st = {
			.f_bsize = OPS_BLOCK,
			.f_frsize = OPS_BLOCK,
			.f_blocks = (size + OPS_BLOCK - 1) / OPS_BLOCK,
			.f_files = m->space.files,
			.f_namemax = OPS_NAME_MAX,
		};
		fuse_reply_statfs(req, &st);
	}
	pthread_mutex_unlock(&m->lock);
}

void ops_space(struct fuse_lowlevel_ops *ops)
{
	ops->statfs = statfs_;
}
