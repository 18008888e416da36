/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A cache that is damaged is made empty, in the way that SQLite has for it,
 * which other processes that look at it survive. What is no database any more,
 * or was cut down to nothing, is removed: who looks at it meets the damage,
 * too. SQLite would take the latter for one that is about to be made, and throw
 * away the log of those who still use it.
 */
#include "db.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dossierfs/err.h"

bool is_spoilt(int rc)
{
	return (rc & 0xff) == SQLITE_CORRUPT || (rc & 0xff) == SQLITE_NOTADB;
}

static int note(void *arg, int columns, char **value, char **name)
{
	bool *whole = arg;

	(void)name;
	*whole = columns == 1 && value[0] && strcmp(value[0], "ok") == 0;
	return 0;
}

static int make_empty(sqlite3 *db)
{
	int rc = sqlite3_db_config(db, SQLITE_DBCONFIG_RESET_DATABASE, 1, NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_exec(db, "vacuum", NULL, NULL, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_RESET_DATABASE, 0, NULL);
	return rc;
}

static int read_number(void *arg, int columns, char **value, char **name)
{
	(void)name;
	if (columns == 1 && value[0])
		*(int64_t *)arg = strtoll(value[0], NULL, 10);
	return 0;
}

static int check(sqlite3 *db, const struct cache_doubt *doubt, bool *whole,
	bool *another)
{
	int64_t made = 0;
	int rc = sqlite3_exec(db, "select number from made", read_number,
		&made, NULL);

	if (rc == SQLITE_OK && made && doubt->made && made != doubt->made) {
		*another = true;
		return rc;
	}
	/* What FTS5 keeps in its tables it takes for any other bytes. */
	if (doubt->certain)
		return SQLITE_CORRUPT;
	if (rc == SQLITE_OK || rc == SQLITE_ERROR)
		rc = sqlite3_exec(db, "pragma quick_check(1)", note, whole,
			NULL);
	*whole = *whole && made;
	return rc;
}

static int look(sqlite3 *db, const struct cache_doubt *doubt, bool *renewed)
{
	bool whole = false;
	int rc = check(db, doubt, &whole, renewed);

	if (*renewed || (rc == SQLITE_OK ? whole : !is_spoilt(rc)))
		return rc;
	rc = make_empty(db);
	*renewed = rc == SQLITE_OK;
	return rc;
}

static bool remove_all(const char *path)
{
	static const char *const more[] = { "-wal", "-shm" };
	auto_buf name = BUF_INIT;

	for (size_t i = 0; i < sizeof(more) / sizeof(*more); i++) {
		buf_cut(&name, 0);
		buf_printf(&name, "%s%s", path, more[i]);
		if (!name.err)
			unlink(name.data);
	}
	return unlink(path) == 0;
}

static bool is_cut(const char *path)
{
	struct stat sb;

	return !lstat(path, &sb) && S_ISREG(sb.st_mode) && !sb.st_size;
}

int cache_renew(const char *path, const struct cache_doubt *doubt)
{
	sqlite3 *db = NULL;
	bool renewed = false;
	int rc;

	/* Who still has it open would not let it be written to. */
	if (is_cut(path))
		return remove_all(path);
	rc = sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE |
		SQLITE_OPEN_NOFOLLOW, NULL);

	if (rc == SQLITE_OK)
		rc = look(db, doubt, &renewed);
	sqlite3_close_v2(db);
	if (is_spoilt(rc))
		return remove_all(path);
	return rc == SQLITE_OK ? renewed : -EBUSY;
}

void cache_remove_cut(const char *path)
{
	if (is_cut(path))
		remove_all(path);
}

void cache_leave(struct store *st)
{
	sqlite3_file *file = NULL;
	sqlite3_int64 size = 1;

	if (st->cached && !sqlite3_file_control(st->db, "cache",
			SQLITE_FCNTL_FILE_POINTER, &file) &&
		file && file->pMethods)
		file->pMethods->xFileSize(file, &size);
	/* SQLite would not ask whose log lies there by now, and remove it. */
	if (!size)
		sqlite3_db_config(st->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1,
			NULL);
}
