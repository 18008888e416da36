/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bytes that versions name and blobs/ has not. A folder of blobs/ tells by its
 * times whether names came or went, so only those that changed are listed;
 * what was found is kept in cache.db with the times of all.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "db.h"
#include "dossierfs/blob.h"
#include "dossierfs/err.h"
#include "dossierfs/hash.h"

enum { FOLDERS = 256, SETTLED = 2 /* seconds: times are no finer than that
	on some file systems */ };

/* A folder as it was when it was listed; ino is 0 where there is none. Names
 * that come while we list may leave the folder's times as they are: then it
 * is fresh, and is listed again. */
struct folder {
	ino_t ino;
	struct timespec changed;
	struct timespec modified;
	bool fresh;
};

struct lost {
	bool known;
	char seen[HASH_HEX_MAX]; /* digest of the folders */
	char mark[HASH_HEX_MAX]; /* digest of what is lost, "" for nothing */
	int64_t upto;            /* the last version that was looked at */
	struct folder folders[FOLDERS];
};

static int folder_path(struct buf *out, const struct store *st, int i)
{
	buf_printf(out, "%s/blobs/%02x", st->dir, (unsigned)i);
	return buf_done(out);
}

static bool is_absent(void)
{
	return errno == ENOENT || errno == ENOTDIR;
}

static int look_at(struct folder *out, const struct store *st, int blobs,
	int i, time_t now)
{
	struct stat sb;
	char name[3];

	snprintf(name, sizeof(name), "%02x", (unsigned)i & 0xff);
	if (fstatat(blobs, name, &sb, 0))
		return is_absent() ? 0 : fail(-errno, "%s/blobs/%s: %s",
			st->dir, name, strerror(errno));
	*out = (struct folder){ sb.st_ino, sb.st_ctim, sb.st_mtim,
		sb.st_mtime > now - SETTLED || sb.st_ctime > now - SETTLED };
	return 0;
}

/* All folders as they are now; none is there where blobs/ is not. */
static int look_at_all(struct folder *out, const struct store *st)
{
	auto_buf path = BUF_INIT;
	time_t now = time(NULL);
	int blobs, rc;

	memset(out, 0, FOLDERS * sizeof(*out));
	buf_printf(&path, "%s/blobs", st->dir);
	rc = buf_done(&path);
	if (rc)
		return rc;
	blobs = open(path.data, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (blobs < 0)
		return is_absent() ? 0 : fail(-errno, "%s: %s", path.data,
			strerror(errno));
	for (int i = 0; i < FOLDERS && !rc; i++)
		rc = look_at(&out[i], st, blobs, i, now);
	close(blobs);
	return rc;
}

static bool is_same(const struct folder *a, const struct folder *b)
{
	return a->ino == b->ino && a->changed.tv_sec == b->changed.tv_sec &&
		a->changed.tv_nsec == b->changed.tv_nsec &&
		a->modified.tv_sec == b->modified.tv_sec &&
		a->modified.tv_nsec == b->modified.tv_nsec;
}

static bool are_same(const struct folder *a, const struct folder *b)
{
	for (int i = 0; i < FOLDERS; i++)
		if (!is_same(&a[i], &b[i]))
			return false;
	return true;
}

static int digest_of(char hex[HASH_HEX_MAX], const struct folder *folders)
{
	auto_buf all = BUF_INIT;

	for (int i = 0; i < FOLDERS; i++)
		buf_printf(&all, "%llu %lld.%ld %lld.%ld\n",
			(unsigned long long)folders[i].ino,
			(long long)folders[i].changed.tv_sec,
			folders[i].changed.tv_nsec,
			(long long)folders[i].modified.tv_sec,
			folders[i].modified.tv_nsec);
	return buf_done(&all) ? -ENOMEM :
		hash_bytes(hex, HASH_SHA256, all.data, all.len);
}

static bool is_fresh(const struct folder *folders)
{
	for (int i = 0; i < FOLDERS; i++)
		if (folders[i].fresh)
			return true;
	return false;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* The names in a folder, each with its NUL, in order. */
static int list(struct buf *out, const struct store *st, int i)
{
	auto_buf path = BUF_INIT;
	const struct dirent *e;
	int rc = folder_path(&path, st, i);
	DIR *d;

	if (rc)
		return rc;
	d = opendir(path.data);
	if (!d)
		return is_absent() ? 0 :
			fail(-errno, "%s: %s", path.data, strerror(errno));
	while ((e = readdir(d)))
		if (strlen(e->d_name) == 64)
			buf_put(out, e->d_name, 65);
	closedir(d);
	if (out->len)
		qsort(out->data, out->len / 65, 65, by_text);
	return buf_done(out);
}

/* What versions name in a folder, against what it has. */
static int compare(struct store *st, int i)
{
	static const char forget[] =
		"delete from temp.blob_lost where sha256 between ?1 and ?1 || 'g'";
	static const char named[] =
		"select distinct sha256 from dossier.version"
		" where body is null and sha256 between ?1 and ?1 || 'g'"
		" order by sha256";
	static const char add[] = "insert into temp.blob_lost values (?1)";
	auto_buf names = BUF_INIT;
	auto_query q = NULL;
	char prefix[3];
	size_t at = 0;
	int rc = list(&names, st, i);

	snprintf(prefix, sizeof(prefix), "%02x", (unsigned)i & 0xff);
	if (rc || (rc = query_run(st, forget, "s", prefix)) ||
	    (rc = query_open(&q, st, named, "s", prefix)))
		return rc;
	while (!rc && (rc = query_next(q)) > 0) {
		const char *sha256 = query_text(q, 0);
		int order = -1;

		while (at < names.len &&
		       (order = strcmp(names.data + at, sha256)) < 0)
			at += 65;
		rc = at < names.len && !order ? 0 :
			query_run(st, add, "s", sha256);
	}
	return rc;
}

static int mark(struct lost *l, struct store *st)
{
	static const char sql[] = "select sha256 from temp.blob_lost order by 1";
	auto_buf all = BUF_INIT;
	auto_query q = NULL;
	int rc = query_open(&q, st, sql, "");

	*l->mark = '\0';
	while (!rc && (rc = query_next(q)) > 0) {
		rc = 0;
		buf_printf(&all, "%s\n", query_text(q, 0));
	}
	if (rc || (rc = buf_done(&all)) || !all.len)
		return rc;
	return hash_bytes(l->mark, HASH_SHA256, all.data, all.len);
}

/* 1 when another look at the same folders is kept, and taken. */
static int load(struct lost *l, struct store *st)
{
	static const char there[] =
		"select upto from cache.blob_missing"
		" where seen = ?1 and sha256 = ''";
	static const char take[] =
		"insert into temp.blob_lost select sha256 from"
		" cache.blob_missing where seen = ?1 and sha256 <> ''";
	int rc = store_cache(st);

	if (!rc)
		rc = store_cache_make(st, "create table if not exists"
			" cache.blob_missing (seen text, sha256 text,"
			" upto integer)");
	if (rc || (rc = query_one(&l->upto, -1, st, there, "s", l->seen)) ||
	    l->upto < 0)
		return rc;
	rc = store_run(st, "delete from temp.blob_lost");
	rc = rc ? rc : query_run(st, take, "s", l->seen);
	return rc ? rc : 1;
}

/* The row without a digest comes last: without it nothing was kept. */
static int save(struct lost *l, struct store *st)
{
	static const char clear[] = "delete from cache.blob_missing";
	static const char put[] =
		"insert into cache.blob_missing"
		" select ?1, sha256, null from temp.blob_lost"
		" union all select ?1, '', ?2";
	int rc = query_run(st, clear, "");

	if (!rc)
		rc = query_run(st, put, "si", l->seen, l->upto);
	return rc ? rc : store_cache_settle(st);
}

/* Bytes that versions name which came since: no folder tells of what it never
 * got, nor of what it got and lost between two looks. */
static int look_newer(struct lost *l, struct store *st)
{
	static const char newer[] =
		"select distinct sha256 from dossier.version not indexed"
		" where version > ?1 and body is null and sha256 is not null";
	static const char add[] =
		"insert or ignore into temp.blob_lost values (?1)";
	auto_query q = NULL;
	int rc = query_open(&q, st, newer, "i", l->upto);

	while (!rc && (rc = query_next(q)) > 0) {
		auto_buf path = BUF_INIT;
		const char *sha256 = query_text(q, 0);

		buf_printf(&path, "%s/blobs/%.2s/%s", st->dir, sha256, sha256);
		rc = buf_done(&path);
		if (!rc && access(path.data, F_OK))
			rc = query_run(st, add, "s", sha256);
	}
	return rc;
}

/* Up to there all was looked for: folders that stay as they are lose none. */
static int find_last(struct lost *l, struct store *st)
{
	static const char last[] =
		"select coalesce(max(version), 0) from dossier.version";

	return query_one(&l->upto, 0, st, last, "");
}

static int look(struct lost *l, struct store *st, const struct folder *now)
{
	int rc = l->known ? 0 : load(l, st);
	bool kept = rc > 0;
	bool some = kept || l->known; /* else every folder is compared */

	if (rc < 0)
		return rc;
	rc = 0;
	for (int i = 0; i < FOLDERS && !kept && !rc; i++)
		if (!l->known || l->folders[i].fresh ||
		    !is_same(&l->folders[i], &now[i]))
			rc = compare(st, i);
	if (!rc && some)
		rc = look_newer(l, st);
	if (!rc)
		rc = find_last(l, st);
	if (rc)
		return rc;
	memcpy(l->folders, now, sizeof(l->folders));
	return kept || is_fresh(now) ? 0 : save(l, st);
}

static int look_again(struct lost *l, struct store *st)
{
	struct folder now[FOLDERS];
	int rc = look_at_all(now, st);

	if (rc)
		return rc;
	if (l->known && are_same(l->folders, now) && !is_fresh(l->folders)) {
		rc = look_newer(l, st);
		if (!rc)
			rc = find_last(l, st);
	} else {
		rc = digest_of(l->seen, now);
		if (!rc)
			rc = look(l, st, now);
	}
	if (!rc)
		rc = mark(l, st);
	l->known = !rc;
	return rc;
}

int store_lost(struct store *st, char digest[65])
{
	int rc;

	*digest = '\0';
	if (!st->lost && !(st->lost = calloc(1, sizeof(*st->lost))))
		return fail(-ENOMEM, "no memory for folders");
	rc = look_again(st->lost, st);
	if (!rc)
		memcpy(digest, st->lost->mark, 65);
	return rc;
}
