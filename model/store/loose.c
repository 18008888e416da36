/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A backend that has no objects, and is asked before those that do. It reads as
 * much of a file as libgit2 reads to find the size, and compares.
 */
#include "dossierfs/loose.h"

#include <fcntl.h>
#include <git2/sys/odb_backend.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "dossierfs/buf.h"

enum {
	BEGIN = 64,     /* libgit2's MAX_HEADER_LEN */
	PACKED = 256,   /* bytes that surely give as many */
	FIRST = 1000,   /* to be asked before libgit2's own */
};

struct guard {
	git_odb_backend backend;
	struct buf objects; /* the folder, with its slash */
};

static int no_memory(void)
{
	git_error_set_oom();
	return GIT_ERROR;
}

/* The first bytes of the object: how many, or -1. */
static int inflate_begin(char out[BEGIN], unsigned char *in, size_t len)
{
	z_stream z = { .next_in = in, .avail_in = (unsigned)len,
		.next_out = (unsigned char *)out, .avail_out = BEGIN };
	int rc;

	rc = inflateInit(&z);
	if (rc == Z_OK) {
		rc = inflate(&z, Z_SYNC_FLUSH);
		inflateEnd(&z);
	}
	if (rc == Z_MEM_ERROR)
		git_error_set_oom();
	return rc == Z_OK || rc == Z_STREAM_END || rc == Z_BUF_ERROR ?
		(int)(BEGIN - z.avail_out) : -1;
}

/* "type size", a NUL, and not more than so many bytes. */
static bool is_sound(const char *begin, size_t len)
{
	const char *end = memchr(begin, '\0', len);
	const char *size = end ? strchr(begin, ' ') : NULL;

	return size && strspn(size + 1, "0123456789") ==
			(size_t)(end - size) - 1 && end - size > 1 &&
		strtoull(size + 1, NULL, 10) >=
			len - (size_t)(end + 1 - begin);
}

static int look_at(const char *path)
{
	unsigned char in[PACKED];
	char begin[BEGIN];
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	ssize_t n;
	int len;

	if (fd < 0)
		return GIT_ENOTFOUND;
	n = read(fd, in, sizeof(in));
	close(fd);
	git_error_set_str(GIT_ERROR_ODB, "an object's file is damaged");
	len = n > 0 ? inflate_begin(begin, in, (size_t)n) : -1;
	if (len <= 0 || !is_sound(begin, (size_t)len))
		return GIT_ERROR;
	git_error_clear();
	return GIT_ENOTFOUND; /* here, and the next one will find it */
}

static int look_for(git_odb_backend *backend, const git_oid *oid)
{
	const struct guard *g = (const struct guard *)backend;
	char hex[GIT_OID_HEXSZ + 1];
	auto_buf path = BUF_INIT;

	git_oid_tostr(hex, sizeof(hex), oid);
	buf_printf(&path, "%s%.2s/%s", buf_text(&g->objects), hex, hex + 2);
	if (!path.err)
		return look_at(path.data);
	return no_memory();
}

static int guard_read(void **bytes, size_t *len, git_object_t *type,
	git_odb_backend *backend, const git_oid *oid)
{
	(void)bytes;
	(void)len;
	(void)type;
	return look_for(backend, oid);
}

static int guard_read_header(size_t *len, git_object_t *type,
	git_odb_backend *backend, const git_oid *oid)
{
	(void)len;
	(void)type;
	return look_for(backend, oid);
}

static void guard_free(git_odb_backend *backend)
{
	struct guard *g = (struct guard *)backend;

	buf_free(&g->objects);
	free(g);
}

static int guard_new(git_odb_backend **out, const char *objects)
{
	struct guard *g = calloc(1, sizeof(*g));

	if (!g)
		return no_memory();
	git_odb_init_backend(&g->backend, GIT_ODB_BACKEND_VERSION);
	g->backend.read = guard_read;
	g->backend.read_header = guard_read_header;
	g->backend.free = guard_free;
	buf_puts(&g->objects, objects);
	*out = &g->backend;
	if (!g->objects.err)
		return 0;
	guard_free(*out);
	return no_memory();
}

static int refuse_borrowed(const char *objects)
{
	auto_buf path = BUF_INIT;

	buf_printf(&path, "%sinfo/alternates", objects);
	if (path.err)
		return no_memory();
	if (access(path.data, F_OK))
		return 0;
	git_error_set_str(GIT_ERROR_ODB, "objects/info/alternates: expected "
		"every object in git/ itself");
	return GIT_ERROR;
}

static int guard(git_repository *repo)
{
	git_odb_backend *backend = NULL;
	auto_buf objects = BUF_INIT;
	git_odb *odb = NULL;
	int rc;

	buf_printf(&objects, "%sobjects/", git_repository_commondir(repo));
	rc = objects.err ? no_memory() : refuse_borrowed(objects.data);
	if (!rc)
		rc = git_repository_odb(&odb, repo);
	if (!rc)
		rc = guard_new(&backend, objects.data);
	if (!rc && (rc = git_odb_add_backend(odb, backend, FIRST)))
		guard_free(backend);
	git_odb_free(odb);
	return rc;
}

int loose_open(git_repository **out, const char *path)
{
	int rc = git_repository_open_bare(out, path);

	return rc ? rc : guard(*out);
}
