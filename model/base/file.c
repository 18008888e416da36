/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whole files. Nothing here waits for a FIFO or reads a device: what is no
 * regular file is refused before the first byte.
 */
#include "dossierfs/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dossierfs/err.h"

static void fd_close(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}
#define auto_fd __attribute__((cleanup(fd_close))) int

/* A path that leads nowhere is the caller's fault, a failing disk is not. */
static int path_fault(const char *path)
{
	int err = errno;

	switch (err) {
	case ENOENT:
		return refuse(-err, "%s: no such file", path);
	case EACCES:
	case EPERM:
	case EISDIR:
	case ELOOP:
	case ENAMETOOLONG:
	case ENOTDIR:
	case EROFS:
		return refuse(-err, "%s: %s", path, strerror(err));
	default:
		return fail(-err, "%s: %s", path, strerror(err));
	}
}

static int read_all(struct buf *out, int fd, const char *path, size_t max)
{
	char chunk[65536];
	size_t total = 0;
	ssize_t n;

	for (;;) {
		n = read(fd, chunk, sizeof(chunk));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return path_fault(path);
		if (n == 0)
			return buf_done(out);
		total += (size_t)n;
		if (total > max)
			return refuse(
				-EFBIG, "%s: larger than %zu bytes", path, max);
		buf_put(out, chunk, (size_t)n);
		if (out->err)
			return buf_done(out);
	}
}

static int read_regular(struct buf *out, int fd, const char *path, size_t max)
{
	struct stat st;

	if (fstat(fd, &st))
		return path_fault(path);
	if (S_ISDIR(st.st_mode))
		return refuse(
			-EISDIR, "%s: is a folder, expected a file", path);
	if (!S_ISREG(st.st_mode))
		return refuse(-EINVAL, "%s: expected a regular file", path);
	if ((uint64_t)st.st_size > max)
		return refuse(-EFBIG, "%s: larger than %zu bytes", path, max);
	return read_all(out, fd, path, max);
}

int file_read(struct buf *out, const char *path, size_t max)
{
	if (!strcmp(path, "-"))
		return read_all(out, STDIN_FILENO, "standard input", max);
	return file_read_at(out, AT_FDCWD, path, max);
}

int file_read_at(struct buf *out, int dir, const char *name, size_t max)
{
	auto_fd fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0)
		return path_fault(name);
	return read_regular(out, fd, name, max);
}
