/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A layer over SQLite's own files (its "VFS"). Files that go when they are
 * closed are looked at: those in which SQLite sorts and keeps what does not
 * fit into memory. All others are SQLite's own, but for the memory they share.
 */
#include "temporary.h"

#include <pthread.h>
#include <sqlite3.h>
#include <string.h>

#include "shm.h"

/* Milliseconds from the beginning of the Julian period to 1970-01-01. */
#define EPOCH INT64_C(210866760000000)
#define DAY_MS INT64_C(86400000)

static _Thread_local struct temporary *bound;

/* SQLite's file stands behind it, as large as it says. */
struct bounded {
	sqlite3_file base;
	sqlite3_int64 size;
};

static sqlite3_file *inner(sqlite3_file *f)
{
	return (sqlite3_file *)((struct bounded *)f + 1);
}

static int read_file(sqlite3_file *f, void *to, int n, sqlite3_int64 at)
{
	return inner(f)->pMethods->xRead(inner(f), to, n, at);
}

/* What it grows by is taken off what is left; SQLite undoes what it began. */
static int write_file(sqlite3_file *f, const void *from, int n,
	sqlite3_int64 at)
{
	struct bounded *b = (struct bounded *)f;
	sqlite3_int64 more = at + n - b->size;

	if (more > 0 && bound && more > bound->left)
		return SQLITE_FULL;
	if (more > 0 && bound)
		bound->left -= more;
	if (more > 0)
		b->size += more;
	return inner(f)->pMethods->xWrite(inner(f), from, n, at);
}

static int close_file(sqlite3_file *f)
{
	if (bound)
		bound->left += ((struct bounded *)f)->size;
	return inner(f)->pMethods->xClose(inner(f));
}

static int truncate_file(sqlite3_file *f, sqlite3_int64 size)
{
	struct bounded *b = (struct bounded *)f;

	if (bound && size < b->size)
		bound->left += b->size - size;
	if (size < b->size)
		b->size = size;
	return inner(f)->pMethods->xTruncate(inner(f), size);
}

static int sync_file(sqlite3_file *f, int flags)
{
	return inner(f)->pMethods->xSync(inner(f), flags);
}

static int size_file(sqlite3_file *f, sqlite3_int64 *size)
{
	return inner(f)->pMethods->xFileSize(inner(f), size);
}

static int lock_file(sqlite3_file *f, int level)
{
	return inner(f)->pMethods->xLock(inner(f), level);
}

static int unlock_file(sqlite3_file *f, int level)
{
	return inner(f)->pMethods->xUnlock(inner(f), level);
}

static int is_reserved(sqlite3_file *f, int *out)
{
	return inner(f)->pMethods->xCheckReservedLock(inner(f), out);
}

static int control_file(sqlite3_file *f, int what, void *arg)
{
	return inner(f)->pMethods->xFileControl(inner(f), what, arg);
}

static int sector_size(sqlite3_file *f)
{
	return inner(f)->pMethods->xSectorSize(inner(f));
}

static int traits(sqlite3_file *f)
{
	return inner(f)->pMethods->xDeviceCharacteristics(inner(f));
}

/* Version 1: a file without a name is neither mapped nor shared. */
static const sqlite3_io_methods methods = {
	.iVersion = 1,
	.xClose = close_file,
	.xRead = read_file,
	.xWrite = write_file,
	.xTruncate = truncate_file,
	.xSync = sync_file,
	.xFileSize = size_file,
	.xLock = lock_file,
	.xUnlock = unlock_file,
	.xCheckReservedLock = is_reserved,
	.xFileControl = control_file,
	.xSectorSize = sector_size,
	.xDeviceCharacteristics = traits,
};

static sqlite3_vfs *root;

/* The room behind a file of SQLite's own. */
static void *behind(sqlite3_file *f)
{
	return (char *)f + root->szOsFile;
}

static int open_file(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *f,
	int flags, int *got)
{
	struct bounded *b = (struct bounded *)f;
	int rc;

	(void)vfs;
	if (!(flags & SQLITE_OPEN_DELETEONCLOSE)) {
		rc = root->xOpen(root, name, f, flags, got);
		if (flags & SQLITE_OPEN_MAIN_DB)
			shm_guard(behind(f), f);
		return rc;
	}
	memset(b, 0, sizeof(*b));
	rc = root->xOpen(root, name, inner(f), flags, got);
	b->base.pMethods = inner(f)->pMethods ? &methods : NULL;
	return rc;
}

static int now(sqlite3_vfs *vfs, sqlite3_int64 *ms)
{
	(void)vfs;
	if (!bound)
		return root->xCurrentTimeInt64(root, ms);
	*ms = EPOCH + bound->day * DAY_MS;
	return SQLITE_OK;
}

static int now_in_days(sqlite3_vfs *vfs, double *days)
{
	sqlite3_int64 ms = 0;
	int rc = now(vfs, &ms);

	*days = (double)ms / (double)DAY_MS;
	return rc;
}

static sqlite3_vfs ours;

static void register_once(void)
{
	root = sqlite3_vfs_find(NULL);
	if (!root || root->iVersion < 2)
		return;
	ours = *root;
	ours.zName = "dossierfs";
	ours.szOsFile += (int)(sizeof(struct bounded) > sizeof(struct shm) ?
		sizeof(struct bounded) : sizeof(struct shm));
	ours.xOpen = open_file;
	ours.xCurrentTime = now_in_days;
	ours.xCurrentTimeInt64 = now;
	if (sqlite3_vfs_register(&ours, 0) != SQLITE_OK)
		ours.zName = NULL;
}

const char *temporary_vfs(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, register_once);
	return ours.zName;
}

void temporary_bound(struct temporary *t)
{
	bound = t;
}
