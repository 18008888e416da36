/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The connection. The file is looked at before SQLite sees it, so that a FIFO
 * or a device cannot hang us and a foreign file is named for what it is.
 */
#include "db.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "dossierfs/err.h"
#include "foreign.h"

enum { HEADER = 100, BLOOM_FILTER = 0x80000 /* sqliteInt.h */ };

static int db_errno(int rc)
{
	switch (rc & 0xff) {
	case SQLITE_NOMEM: return -ENOMEM;
	case SQLITE_FULL: return -ENOSPC;
	case SQLITE_READONLY: return -EROFS;
	case SQLITE_BUSY: return -EBUSY;
	case SQLITE_PERM: return -EACCES;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB: return -EUCLEAN;
	default: return -EIO;
	}
}

int db_error(struct store *st, int rc, const char *what)
{
	const char *why = sqlite3_errmsg(st->db);

	if ((rc & 0xff) == SQLITE_BUSY)
		return fail(-EBUSY, "%s: another command is writing; try again",
			st->dir);
	if (st->guarded || (rc & 0xff) == SQLITE_AUTH)
		return refuse(-EINVAL, "SQL: %s", why);
	st->missed = st->missed || rc == SQLITE_ERROR;
	st->doubted = st->doubted || is_spoilt(rc);
	st->certain = st->certain || rc == SQLITE_CORRUPT_VTAB;
	if (is_spoilt(rc) && store_is_another(st))
		return fail(-EBUSY, "%s: was written while it was read; try "
			"again", st->dir);
	if (is_spoilt(rc))
		return fail(-EUCLEAN, "%s/dossier.db: damaged (%s); run fsck",
			st->dir, why);
	return fail(db_errno(rc), "%s/dossier.db: %s: %s", st->dir, what, why);
}

static uint32_t big_endian(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
		(uint32_t)p[2] << 8 | p[3];
}

/* SQLite's file format, section 1.3: the magic, user_version at 60 and
 * application_id at 68. */
static int header_check(const char *path, const unsigned char h[HEADER])
{
	if (memcmp(h, "SQLite format 3", 16))
		return refuse(-EINVAL, "%s: expected a dossier, found another "
			"kind of file", path);
	if (big_endian(h + 68) != STORE_APPLICATION)
		return refuse(-EINVAL, "%s: expected a dossier, found another "
			"program's database", path);
	if (big_endian(h + 60) > STORE_VERSION)
		return refuse(-EINVAL, "%s: made by a later version of "
			"dossierfs (schema %u, this one knows %d)", path,
			(unsigned)big_endian(h + 60), STORE_VERSION);
	return 0;
}

/* The file that was found to be a dossier. Closing any descriptor of a file
 * drops every POSIX lock that the process has on it, those of SQLite's other
 * connections too; so a process that may have one does not look again. */
static _Atomic(ino_t) known;

static int file_check(const char *path)
{
	unsigned char header[HEADER];
	struct stat sb;
	ssize_t n;
	int fd;

	if (lstat(path, &sb))
		return errno == ENOENT || errno == ENOTDIR ?
			refuse(-ENOENT, "%s: expected a dossier, found no such "
				"file", path) :
			fail(-errno, "%s: %s", path, strerror(errno));
	if (!S_ISREG(sb.st_mode))
		return refuse(-EINVAL, "%s: expected a dossier, found no "
			"regular file", path);
	if (known == sb.st_ino)
		return 0;
	fd = open(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return fail(-errno, "%s: %s", path, strerror(errno));
	n = pread(fd, header, sizeof(header), 0);
	close(fd);
	if (n == 0)
		return refuse(-EINVAL, "%s: expected a dossier, found an empty "
			"file", path);
	if (n != HEADER)
		return refuse(-EINVAL, "%s: expected a dossier, found a file "
			"that is cut off", path);
	int rc = header_check(path, header);
	if (!rc)
		known = sb.st_ino;
	return rc;
}

/* Most hold a lock for milliseconds only. */
static int wait_or_leave(void *arg, int tries)
{
	enum { SHORT = 32 };
	const struct timespec pause = {
		.tv_nsec = (tries < SHORT ? 1 : 10) * 1000 * 1000,
	};
	struct store *st = arg;

	if (st->impatient || tries >= SHORT + STORE_WAIT / 10)
		return 0;
	nanosleep(&pause, NULL);
	return 1;
}

static bool writes(int action)
{
	switch (action) {
	case SQLITE_INSERT:
	case SQLITE_UPDATE:
	case SQLITE_DELETE:
	case SQLITE_CREATE_TABLE:
	case SQLITE_CREATE_INDEX:
	case SQLITE_CREATE_VIEW:
	case SQLITE_CREATE_TRIGGER:
	case SQLITE_CREATE_VTABLE:
	case SQLITE_DROP_TABLE:
	case SQLITE_DROP_INDEX:
	case SQLITE_DROP_VIEW:
	case SQLITE_DROP_TRIGGER:
	case SQLITE_DROP_VTABLE:
	case SQLITE_ALTER_TABLE:
		return true;
	default:
		return false;
	}
}

/* A reader's SQL, and a rule's in any store, cannot change the dossier; a
 * rule can attach nothing and set nothing either. */
static int authorize(void *arg, int action, const char *a, const char *b,
	const char *schema, const char *inside)
{
	struct store *st = arg;
	bool dossier = schema && !strcmp(schema, "dossier");

	if (st->foreign)
		return foreign_authorize(action, a, b, schema, inside, false);
	if (writes(action) && dossier &&
	    (st->mode == STORE_READ || st->guarded))
		return SQLITE_DENY;
	if (st->guarded && (action == SQLITE_ATTACH ||
			    action == SQLITE_DETACH ||
			    action == SQLITE_PRAGMA ||
			    action == SQLITE_TRANSACTION))
		return SQLITE_DENY;
	return SQLITE_OK;
}

/* The name as a URI: RFC 3986 lets these stand as they are. */
static void uri_path(struct buf *out, const char *path)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
		"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-~";

	buf_puts(out, *path == '/' ? "file://" : "file:");
	for (; *path; path++)
		if (strchr(plain, *path))
			buf_putc(out, *path);
		else
			buf_printf(out, "%%%02X", (unsigned char)*path);
}

/* Where the folder cannot be written SQLite can make no -shm: then it is read as
 * if nobody wrote, unless a -wal says that somebody does. */
static const char *access_mode(const struct store *st, const char *path)
{
	auto_buf wal = BUF_INIT;
	struct stat sb;

	buf_printf(&wal, "%s-wal", path);
	if (!access(path, W_OK) && !access(st->dir, W_OK))
		return "rw";
	if (stat(buf_text(&wal), &sb) || sb.st_size == 0)
		return access(st->dir, W_OK) ? "ro&immutable=1" : "ro";
	return "ro";
}

static int attach(struct store *st, const char *path)
{
	static const char sql[] = "attach ?1 as dossier";
	const char *mode = access_mode(st, path);
	auto_buf uri = BUF_INIT;

	if (st->mode == STORE_WRITE && strcmp(mode, "rw"))
		return refuse(-EROFS, "%s: expected a dossier that can be "
			"written", path);
	uri_path(&uri, path);
	buf_printf(&uri, "?mode=%s", mode);
	if (uri.err)
		return buf_done(&uri);
	if (stat(path, &st->at))
		return fail(-errno, "%s: %s", path, strerror(errno));
	st->frozen = strstr(mode, "immutable");
	return query_run(st, sql, "s", buf_text(&uri));
}

static bool same_time(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec == b->tv_sec && a->tv_nsec == b->tv_nsec;
}

static bool was_written(const struct store *st, const struct stat *now)
{
	auto_buf wal = BUF_INIT;
	struct stat sb;

	store_path(&wal, st, "dossier.db-wal");
	return now->st_size != st->at.st_size ||
		!same_time(&now->st_mtim, &st->at.st_mtim) ||
		(!stat(buf_text(&wal), &sb) && sb.st_size > 0);
}

bool store_is_another(const struct store *st)
{
	auto_buf path = BUF_INIT;
	struct stat now;

	store_path(&path, st, "dossier.db");
	if (stat(buf_text(&path), &now))
		return false;
	return now.st_ino != st->at.st_ino || now.st_dev != st->at.st_dev ||
		(st->frozen && was_written(st, &now));
}

int db_script(struct store *st, const char *sql)
{
	int rc = sqlite3_exec(st->db, sql, NULL, NULL, NULL);

	return rc == SQLITE_OK ? 0 : db_error(st, rc, "script");
}

static int version_check(struct store *st, const char *path)
{
	static const char sql[] = "pragma dossier.user_version";
	int64_t version;
	int rc = query_one(&version, 0, st, sql, "");

	if (rc)
		return rc;
	if (version != STORE_VERSION)
		return refuse(-EINVAL, "%s: made by a later version of "
			"dossierfs", path);
	return 0;
}

int db_open(struct store *st)
{
	/* Verdicts stand in temporary tables: what does not fit SQLite's cache
	 * for them goes to a file without a name. What is mapped counts as a
	 * mount's memory, and it has two connections: the kernel keeps what a
	 * small map leaves out. */
	static const char settings[] =
		"pragma temp_store = file;"
		"pragma trusted_schema = off;"
		"pragma mmap_size = 16777216;";
	static const char dossier[] =
		"pragma foreign_keys = on;"
		"pragma dossier.synchronous = full;"
		"pragma dossier.cache_size = -8192;";
	auto_buf path = BUF_INIT;
	int rc;

	store_path(&path, st, "dossier.db");
	if (path.err)
		return buf_done(&path);
	rc = file_check(buf_text(&path));
	if (rc)
		return rc;
	rc = sqlite3_open_v2(":memory:", &st->db, SQLITE_OPEN_READWRITE |
		SQLITE_OPEN_CREATE |
		SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI, temporary_vfs());
	if (rc != SQLITE_OK)
		return fail(-ENOMEM, "no memory for a connection");
	sqlite3_extended_result_codes(st->db, 1);
	/* SQLite takes temporary tables for large, and would scan the table that
	 * it joins them with for a Bloom filter before it looks up one row. */
	sqlite3_test_control(SQLITE_TESTCTRL_OPTIMIZATIONS, st->db,
		BLOOM_FILTER);
	sqlite3_busy_handler(st->db, wait_or_leave, st);
	if ((rc = db_script(st, settings)) ||
	    (rc = attach(st, buf_text(&path))) ||
	    (rc = db_script(st, dossier)) ||
	    (rc = version_check(st, buf_text(&path))))
		return rc;
	sqlite3_set_authorizer(st->db, authorize, st);
	return 0;
}
