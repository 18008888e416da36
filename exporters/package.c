/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The front of every package: looks at paths and targets once, so that no
 * kind of package can be led out of its folder.
 */
#include "dossierfs/package.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dossierfs/err.h"
#include "package-sink.h"

/* The segment that begins at s; its length, without the slash. */
static size_t segment(const char *s)
{
	return strcspn(s, "/");
}

static bool segment_is(const char *s, const char *what)
{
	return segment(s) == strlen(what) && memcmp(s, what, segment(s)) == 0;
}

static int path_check(const char *path)
{
	const char *s = path;

	for (;;) {
		if (segment(s) == 0 || segment_is(s, ".") ||
			segment_is(s, ".."))
			return refuse(-EINVAL,
				"%s: expected a path inside the package", path);
		s += segment(s);
		if (!*s++)
			return 0;
	}
}

/* Counts the folders that a link may climb, and climbs. */
static int target_check(const char *path, const char *target)
{
	long depth = 0;

	for (const char *s = path; (s = strchr(s, '/')); s++)
		depth++;
	for (const char *s = target;; s++) {
		if (segment(s) == 0)
			depth = -1;
		else if (segment_is(s, ".."))
			depth--;
		else if (!segment_is(s, "."))
			depth++;
		if (depth < 0)
			return refuse(-EINVAL,
				"%s: expected a link inside the package: %s",
				path, target);
		s += segment(s);
		if (!*s)
			return 0;
	}
}

int package_folder(struct package *p, const char *path, int64_t mtime)
{
	int rc = path_check(path);

	return rc < 0 ? rc : p->sink->folder(p, path, mtime);
}

int package_file(struct package *p, const struct package_file *f)
{
	uint64_t size;
	int rc = path_check(f->path);

	if (rc == 0)
		rc = package_size(&size, f);
	if (rc == 0)
		rc = p->sink->file(p, f);
	if (rc < 0)
		return rc;
	p->files++;
	p->bytes += size;
	return 0;
}

int package_link(
	struct package *p, const char *path, const char *target, int64_t mtime)
{
	int rc = path_check(path);

	if (rc == 0)
		rc = target_check(path, target);
	return rc < 0 ? rc : p->sink->link(p, path, target, mtime);
}

int package_end(struct package *p)
{
	return p->sink->end(p);
}

void package_drop(struct package *p)
{
	if (p)
		p->sink->drop(p);
}

void package_auto_drop(struct package **p)
{
	package_drop(*p);
}

uint64_t package_files(const struct package *p)
{
	return p->files;
}

uint64_t package_bytes(const struct package *p)
{
	return p->bytes;
}

int package_size(uint64_t *out, const struct package_file *f)
{
	struct stat st;

	*out = f->len;
	if (f->fd < 0)
		return 0;
	if (fstat(f->fd, &st) < 0)
		return fail(-errno, "%s: %s", f->path, strerror(errno));
	*out = (uint64_t)st.st_size;
	return 0;
}

int package_pour(const struct package_file *f, package_add_fn *add, void *arg)
{
	char chunk[1 << 15];
	off_t at = 0;

	if (f->fd < 0)
		return f->len ? add(arg, f->bytes, f->len) : 0;
	for (;;) {
		ssize_t n = pread(f->fd, chunk, sizeof(chunk), at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fail(-errno, "%s: %s", f->path, strerror(errno));
		if (n == 0)
			return 0;
		int rc = add(arg, chunk, (size_t)n);
		if (rc < 0)
			return rc;
		at += n;
	}
}
