/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Recorded bytes: which a file has, and that they are those.
 *
 * None are given before all of them were hashed. What fstat said of a file that
 * was found right is kept, as git's index keeps it: while it says the same,
 * nobody has written to the file, and the next mount need not hash it again.
 */
#include "tree-blob.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "dossierfs/blob.h"
#include "dossierfs/err.h"
#include "dossierfs/hash.h"
#include "dossierfs/query.h"
#include "tree-hurry.h"
#include "tree-row.h"

enum {
	KEPT_LEAST = 128 << 10, /* bytes: fewer are hashed as fast */
	HASHED_AT_ONCE = 16 << 20,
	GRAIN_S = 2, /* in which a file may change twice at the same time */
};

static const char sql_file[] =
	"select sha256, size, recorded from evidence"
	" where id = ?1 and safe = ?2";
static const char sql_findings[] =
	"select sha256, size, recorded from findings_file"
	" where activity = ?1";
static const char sql_sbom[] =
	"select e.sha256, e.size, e.recorded from release r"
	" join evidence e on e.id = r.sbom where r.id = ?1";

static int open_blob(struct query **q, struct tree *t,
	const struct tree_bound *b)
{
	if (b->value[VAR_RELEASE])
		return query_open(q, t->store, sql_sbom, "s",
			b->value[VAR_RELEASE]);
	if (b->value[VAR_FILE])
		return query_open(q, t->store, sql_file, "ss",
			b->value[VAR_ID], b->value[VAR_FILE]);
	return query_open(q, t->store, sql_findings, "s", b->value[VAR_ID]);
}

int row_blob(struct tree *t, struct tree_node *node)
{
	auto_query q = NULL;
	struct tree_bound b;
	const char *digest;
	int rc;

	if (row_bind(node->row, node->path, &b) < 0)
		return fail(-EIO, "tree: no row for it");
	rc = open_blob(&q, t, &b);
	if (rc == 0)
		rc = query_next(q);
	if (rc <= 0)
		return rc < 0 ? rc : -ENOENT;
	digest = query_text(q, 0);
	if (!digest || strlen(digest) != 64)
		return fail(-EIO, "%s: no digest", node->path);
	memcpy(node->sha256, digest, 65);
	node->blob_size = (uint64_t)query_int(q, 1);
	node->blob_recorded = query_int(q, 2);
	return 0;
}

/* Sixteen digits of a digest tell the blobs of one dossier apart. */
static uint64_t digest_mark(const char sha256[65])
{
	char part[17];

	memcpy(part, sha256, 16);
	part[16] = '\0';
	return strtoull(part, NULL, 16);
}

#define FOLDER "blobs/"

/* By this it is kept, and wished for; no page is called so. */
struct blob_name {
	char path[sizeof(FOLDER) + 64];
};

static struct blob_name name_of(const char sha256[65])
{
	struct blob_name name;

	strcpy(name.path, FOLDER);
	strcat(name.path, sha256);
	return name;
}

bool blob_is_wished(const char *path)
{
	return !strncmp(path, FOLDER, strlen(FOLDER));
}

/* What would be another had the file been written to. */
static int put_state(struct buf *out, int fd, struct stat *sb)
{
	if (fstat(fd, sb))
		return fail(-errno, "blob: %s", strerror(errno));
	buf_printf(out, "%ju %jd %jd.%09ld %jd.%09ld", (uintmax_t)sb->st_ino,
		(intmax_t)sb->st_size, (intmax_t)sb->st_mtim.tv_sec,
		sb->st_mtim.tv_nsec, (intmax_t)sb->st_ctim.tv_sec,
		sb->st_ctim.tv_nsec);
	return buf_done(out);
}

static bool same_state(const struct buf *a, const struct buf *b)
{
	return a->len && a->len == b->len &&
		!memcmp(a->data, b->data, a->len);
}

int blob_write(struct tree *t, struct tree_given *page)
{
	const char *sha256 = page->path + strlen(FOLDER);
	struct stat sb;
	int fd = store_blob_open(t->store, sha256, NULL);
	int rc = fd < 0 ? fd : put_state(&page->bytes, fd, &sb);

	if (rc == 0)
		rc = hash_fd(page->sha256, HASH_SHA256, fd, NULL);
	if (fd >= 0)
		close(fd);
	page->shown = 0;
	return rc;
}

/* Whether it was found right as it is. 1, 0 or negative. */
static int was_right(struct tree *t, const char *path, const struct buf *state)
{
	auto_buf kept = BUF_INIT;
	struct tree_stat st;
	int rc = kept_bytes(t, path, &kept, &st);

	return rc == 1 ? same_state(&kept, state) : rc;
}

/* By this thread, unless another has to, or has. */
static int hash_one(struct tree *t, const char *path, int fd,
	const struct stat *sb, const struct buf *state, char hex[HASH_HEX_MAX])
{
	const struct tree_given *given = t->given;

	if (given && !strcmp(given->path, path) &&
		same_state(&given->bytes, state)) {
		strcpy(hex, given->sha256);
		return 0;
	}
	if (!t->hurry || sb->st_size <= HASHED_AT_ONCE)
		return hash_fd(hex, HASH_SHA256, fd, NULL);
	strcpy(t->long_page, path);
	t->lacked |= HURRY_PAGE;
	return -EAGAIN;
}

/* What was written a moment ago may be written to once more at the same time,
 * and so may what changes while it is hashed. */
static void keep_right(struct tree *t, const char *path, int fd,
	const struct buf *before)
{
	auto_buf state = BUF_INIT;
	struct stat sb;

	if (put_state(&state, fd, &sb) < 0)
		err_clear();
	else if (sb.st_size >= KEPT_LEAST && same_state(&state, before) &&
		sb.st_ctim.tv_sec < time(NULL) - GRAIN_S)
		kept_note(t, path, &state, 0);
}

static int check(struct tree *t, const struct tree_node *node, int fd)
{
	const struct blob_name name = name_of(node->sha256);
	auto_buf state = BUF_INIT;
	char hex[HASH_HEX_MAX];
	struct stat sb;
	int rc = put_state(&state, fd, &sb);

	if (rc == 0)
		rc = was_right(t, name.path, &state);
	if (rc != 0)
		return rc < 0 ? rc : 0;
	rc = hash_one(t, name.path, fd, &sb, &state, hex);
	if (rc < 0)
		return rc;
	if (strcmp(hex, node->sha256) != 0)
		return fail(-EIO, "%s: the bytes are not those recorded (sha256 "
			"%s, found %s)", node->path, node->sha256, hex);
	keep_right(t, name.path, fd, &state);
	if (lseek(fd, 0, SEEK_SET) != 0)
		return fail(-errno, "%s: %s", node->path, strerror(errno));
	return 0;
}

int tree_blob_open(struct tree *t, const struct tree_node *node)
{
	uint64_t mark = digest_mark(node->sha256);
	uint64_t *checked = &t->checked[mark % CHECKED];
	int fd = store_blob_open(t->store, node->sha256, NULL);
	int rc;

	if (fd < 0)
		return fail(-EIO, "%s: the bytes are absent", node->path);
	if (*checked == mark)
		return fd;
	rc = check(t, node, fd);
	if (rc < 0) {
		close(fd);
		return rc;
	}
	*checked = mark;
	return fd;
}
