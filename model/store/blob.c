/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bytes under blobs/, each file named by its SHA-256. A file appears whole
 * under its name or not at all: it is written beside it and renamed.
 */
#include "blob.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dossierfs/err.h"
#include "dossierfs/file.h"

static bool is_digest(const char *s)
{
	return strlen(s) == 64 && strspn(s, "0123456789abcdef") == 64;
}

static int blob_path(struct buf *out, const struct store *st,
	const char *sha256)
{
	if (!is_digest(sha256))
		return refuse(-EINVAL, "expected a SHA-256, found \"%s\"",
			sha256);
	buf_printf(out, "%s/blobs/%.2s/%s", st->dir, sha256, sha256);
	return buf_done(out);
}

int store_blob_open(const struct store *st, const char sha256[65],
	uint64_t *size)
{
	auto_buf path = BUF_INIT;
	struct stat sb;
	int rc = blob_path(&path, st, sha256);
	int fd;

	if (rc)
		return rc;
	fd = open(path.data, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return fail(-errno, "%s: %s", path.data, strerror(errno));
	if (fstat(fd, &sb) || !S_ISREG(sb.st_mode)) {
		close(fd);
		return fail(-EUCLEAN, "%s: no regular file", path.data);
	}
	if (size)
		*size = (uint64_t)sb.st_size;
	return fd;
}

int store_blob_read(const struct store *st, struct buf *out,
	const char sha256[65], size_t max)
{
	auto_buf path = BUF_INIT;
	char hex[HASH_HEX_MAX];
	size_t before = out->len;
	int rc = blob_path(&path, st, sha256);

	if (rc || (rc = file_read(out, path.data, max)) ||
	    (rc = hash_bytes(hex, HASH_SHA256, buf_text(out) + before,
		     out->len - before)))
		return rc;
	if (!strcmp(hex, sha256))
		return 0;
	buf_cut(out, before);
	return fail(-EUCLEAN, "%s: the bytes are not those of their name",
		path.data);
}

static int write_all(int fd, const char *bytes, size_t len)
{
	while (len) {
		ssize_t n = write(fd, bytes, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		bytes += n;
		len -= (size_t)n;
	}
	return 0;
}

/* Writers are alone, so one temporary name is enough; one that a crash left
 * is written over. */
static int write_beside(const char *path, const void *bytes, size_t len)
{
	auto_buf temporary = BUF_INIT;
	int fd, rc;

	buf_printf(&temporary, "%s.part", path);
	if (temporary.err)
		return buf_done(&temporary);
	fd = open(temporary.data, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW |
		O_CLOEXEC, 0444);
	if (fd < 0 && errno == EACCES && !unlink(temporary.data))
		fd = open(temporary.data, O_WRONLY | O_CREAT | O_EXCL |
			O_CLOEXEC, 0444);
	if (fd < 0)
		return fail(-errno, "%s: %s", temporary.data, strerror(errno));
	rc = write_all(fd, bytes, len);
	if (close(fd) && !rc)
		rc = -errno;
	if (!rc && rename(temporary.data, path))
		rc = -errno;
	if (!rc)
		return 0;
	unlink(temporary.data);
	return fail(rc, "%s: %s", path, strerror(-rc));
}

int blob_put(struct store *st, char sha256[SHA256_HEX], const void *bytes,
	size_t len, bool *made)
{
	char hex[HASH_HEX_MAX];
	auto_buf path = BUF_INIT;
	struct stat sb;
	int rc = hash_bytes(hex, HASH_SHA256, bytes, len);

	*made = false;
	if (rc)
		return rc;
	memcpy(sha256, hex, SHA256_HEX);
	if ((rc = blob_path(&path, st, hex)))
		return rc;
	if (!lstat(path.data, &sb) && S_ISREG(sb.st_mode) &&
	    sb.st_size == (off_t)len)
		return 0;
	*made = true;
	path.data[path.len - 65] = '\0';
	if (mkdir(path.data, 0777) && errno != EEXIST)
		return fail(-errno, "%s: %s", path.data, strerror(errno));
	path.data[path.len - 65] = '/';
	return write_beside(path.data, bytes, len);
}

int blob_flush(struct store *st)
{
	auto_buf path = BUF_INIT;
	int fd, rc;

	store_path(&path, st, "blobs");
	if (path.err)
		return buf_done(&path);
	fd = open(path.data, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return fail(-errno, "%s: %s", path.data, strerror(errno));
	rc = syncfs(fd) ? -errno : 0;
	close(fd);
	return rc ? fail(rc, "%s: %s", path.data, strerror(-rc)) : 0;
}

void blob_remove_all(struct store *st, struct buf *digests)
{
	char *at = digests->data, *end;

	for (; at && (end = strchr(at, '\n')); at = end + 1) {
		auto_buf path = BUF_INIT;

		*end = '\0';
		if (!blob_path(&path, st, at))
			unlink(path.data);
	}
}
