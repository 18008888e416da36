/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A package that is a folder on disk. Modes and times are set to what they
 * are told to be, whatever the umask; a folder's time last, since every file
 * that is made in it moves it.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dossierfs/buf.h"
#include "dossierfs/err.h"
#include "package-sink.h"

struct folder {
	struct package base; /* first */
	int dir;
	struct buf folders; /* of each: its time (int64_t), its path, a NUL */
};

static int fault(const char *path)
{
	int err = errno;

	return fail(-err, "%s: %s", path, strerror(err));
}

static struct timespec seconds(int64_t t)
{
	return (struct timespec){ .tv_sec = (time_t)t };
}

static int folder_folder(struct package *p, const char *path, int64_t mtime)
{
	struct folder *f = (struct folder *)p;

	if (mkdirat(f->dir, path, 0755) < 0 ||
		fchmodat(f->dir, path, 0755, 0) < 0)
		return fault(path);
	buf_put(&f->folders, &mtime, sizeof(mtime));
	buf_put(&f->folders, path, strlen(path) + 1);
	return buf_done(&f->folders);
}

struct writing {
	const char *path;
	int fd;
};

static int write_piece(void *arg, const void *bytes, size_t len)
{
	const struct writing *w = arg;
	const char *at = bytes;

	while (len) {
		ssize_t n = write(w->fd, at, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fault(w->path);
		at += n;
		len -= (size_t)n;
	}
	return 0;
}

static int folder_file(struct package *p, const struct package_file *file)
{
	struct folder *f = (struct folder *)p;
	const struct timespec times[2] = { seconds(file->mtime),
		seconds(file->mtime) };
	struct writing w = { file->path,
		openat(f->dir, file->path,
			O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
			0644) };

	if (w.fd < 0)
		return fault(file->path);
	int rc = package_pour(file, write_piece, &w);
	if (rc == 0 && (fchmod(w.fd, 0644) < 0 || futimens(w.fd, times) < 0))
		rc = fault(file->path);
	if (close(w.fd) < 0 && rc == 0)
		rc = fault(file->path);
	return rc;
}

static int folder_link(
	struct package *p, const char *path, const char *target, int64_t mtime)
{
	struct folder *f = (struct folder *)p;
	const struct timespec times[2] = { seconds(mtime), seconds(mtime) };

	if (symlinkat(target, f->dir, path) < 0 ||
		utimensat(f->dir, path, times, AT_SYMLINK_NOFOLLOW) < 0)
		return fault(path);
	p->files++;
	return 0;
}

static int folder_end(struct package *p)
{
	struct folder *f = (struct folder *)p;
	const char *at = f->folders.data, *end = at + f->folders.len;

	while (at < end) {
		const char *path = at + sizeof(int64_t);
		struct timespec times[2];
		int64_t mtime;
		memcpy(&mtime, at, sizeof(mtime));
		times[0] = times[1] = seconds(mtime);
		if (utimensat(f->dir, path, times, 0) < 0)
			return fault(path);
		at = path + strlen(path) + 1;
	}
	return 0;
}

static void folder_drop(struct package *p)
{
	struct folder *f = (struct folder *)p;

	buf_free(&f->folders);
	free(f);
}

static const struct package_sink folder_sink = { folder_folder, folder_file,
	folder_link, folder_end, folder_drop };

int folder_open(struct package **out, int dir)
{
	struct folder *f = calloc(1, sizeof(*f));

	*out = (struct package *)f;
	if (!f)
		return fail(-ENOMEM, "no memory left");
	f->base.sink = &folder_sink;
	f->dir = dir;
	return 0;
}
