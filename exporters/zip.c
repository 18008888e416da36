/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Zip (APPNOTE.TXT 6.3.9), as much of it as a package needs.
 *
 * libarchive writes zip, too, but its bytes are not ours to promise: extra
 * fields, data descriptors and "version made by" change between its versions,
 * and it has no order for the directory. So the frame is written here, in
 * fields whose every byte is known, and libarchive only deflates (deflate.c).
 */
#include "dossierfs/zip.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "deflate.h"
#include "dossierfs/buf.h"
#include "dossierfs/date.h"
#include "dossierfs/err.h"
#include "zip-fields.h"

enum { ZIP_BUFFER = 1 << 16 };

struct zip {
	int fd;
	const char *folder;
	bool compress;
	uint64_t at;        /* length of the file, with what is pending */
	struct buf pending; /* the end of it, not written yet */
	struct buf entries; /* struct zip_entry and path, one after the other */
	size_t count;
	struct zip_entry now;
	uint64_t added;
	size_t now_at; /* in entries */
	struct deflate *deflate;
};

static int write_all(int fd, const char *bytes, size_t len, uint64_t at)
{
	while (len) {
		ssize_t n = pwrite(fd, bytes, len, (off_t)at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return fail(n ? -errno : -EIO, "zip: %s",
				strerror(n ? errno : EIO));
		bytes += n;
		len -= (size_t)n;
		at += (uint64_t)n;
	}
	return 0;
}

static int zip_flush(struct zip *z)
{
	int rc = write_all(
		z->fd, z->pending.data, z->pending.len, z->at - z->pending.len);

	buf_cut(&z->pending, 0);
	return rc;
}

static int zip_put(struct zip *z, const void *bytes, size_t len)
{
	if (z->pending.len + len > ZIP_BUFFER) {
		int rc = zip_flush(z);
		if (rc < 0)
			return rc;
	}
	if (len > ZIP_BUFFER) {
		int rc = write_all(z->fd, bytes, len, z->at);
		if (rc < 0)
			return rc;
	} else {
		buf_put(&z->pending, bytes, len);
	}
	z->at += len;
	return buf_done(&z->pending);
}

static int put_deflated(void *arg, const void *bytes, size_t len)
{
	struct zip *z = arg;

	z->now.packed += len;
	return zip_put(z, bytes, len);
}

/* Writes over what was written before. */
static int zip_patch(struct zip *z, uint64_t at, const struct buf *b)
{
	uint64_t flushed = z->at - z->pending.len;

	if (at >= flushed) {
		memcpy(z->pending.data + (at - flushed), b->data, b->len);
		return 0;
	}
	int rc = zip_flush(z);
	return rc < 0 ? rc : write_all(z->fd, b->data, b->len, at);
}

int zip_open(struct zip **out, int fd, const char *folder, bool compress)
{
	struct zip *z = calloc(1, sizeof(*z));

	*out = z;
	if (!z)
		return fail(-ENOMEM, "no memory left");
	z->fd = fd;
	z->folder = folder;
	z->compress = compress;
	return 0;
}

/* The header stands before the bytes, and is made right after them. */
static int local_header(struct zip *z, struct buf *out)
{
	const char *path = z->entries.data + z->now_at + sizeof(z->now);

	zip_local_header(out, &z->now, z->folder, path);
	return buf_done(out);
}

int zip_begin(struct zip *z, const char *path, uint64_t size, int64_t mtime)
{
	size_t len = strlen(path);
	auto_buf header = BUF_INIT;

	if (strlen(z->folder) + len + 1 > UINT16_MAX)
		return refuse(
			-ENAMETOOLONG, "%.60s: longer than a zip takes", path);
	z->now = (struct zip_entry){ .size = size,
		.offset = z->at,
		.time = zip_time(mtime),
		.path_len = (uint16_t)len };
	z->now.deflated = z->compress && size > 0;
	z->added = 0;
	z->now_at = z->entries.len;
	buf_put(&z->entries, &z->now, sizeof(z->now));
	buf_put(&z->entries, path, len + 1);

	int rc = buf_done(&z->entries);
	if (rc == 0)
		rc = local_header(z, &header);
	if (rc == 0)
		rc = zip_put(z, header.data, header.len);
	if (rc == 0 && z->now.deflated)
		rc = deflate_begin(&z->deflate, put_deflated, z);
	return rc;
}

int zip_add(struct zip *z, const void *bytes, size_t len)
{
	z->now.crc = zip_crc(z->now.crc, bytes, len);
	z->added += len;
	if (z->now.deflated)
		return deflate_add(z->deflate, bytes, len);
	z->now.packed += len;
	return zip_put(z, bytes, len);
}

int zip_end(struct zip *z)
{
	auto_buf header = BUF_INIT;
	int rc = 0;

	if (z->now.deflated) {
		rc = deflate_end(z->deflate);
		z->deflate = NULL;
	}
	if (rc < 0)
		return rc;
	memcpy(z->entries.data + z->now_at, &z->now, sizeof(z->now));
	z->count++;
	if (z->added != z->now.size)
		return fail(-EIO, "%s: its size changed while it was packed",
			z->entries.data + z->now_at + sizeof(z->now));
	rc = local_header(z, &header);
	return rc < 0 ? rc : zip_patch(z, z->now.offset, &header);
}

static int by_path(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;

	return strcmp(
		*x + sizeof(struct zip_entry), *y + sizeof(struct zip_entry));
}

/* Gives where each entry begins, in byte order of path. */
static int sorted(const char ***out, const struct zip *z)
{
	const char **order = calloc(z->count ? z->count : 1, sizeof(*order));
	const char *at = z->entries.data;

	*out = order;
	if (!order)
		return fail(-ENOMEM, "no memory left");
	for (size_t i = 0; i < z->count; i++) {
		struct zip_entry e;
		memcpy(&e, at, sizeof(e));
		order[i] = at;
		at += sizeof(e) + e.path_len + 1U;
	}
	qsort(order, z->count, sizeof(*order), by_path);
	for (size_t i = 1; i < z->count; i++) {
		if (by_path(&order[i - 1], &order[i]) == 0)
			return fail(-EEXIST, "%s: twice in one package",
				order[i] + sizeof(struct zip_entry));
	}
	return 0;
}

static int put_directory(struct zip *z, const char *const *order)
{
	uint64_t begin = z->at;
	auto_buf text = BUF_INIT;

	for (size_t i = 0; i < z->count; i++) {
		struct zip_entry e;
		memcpy(&e, order[i], sizeof(e));
		buf_cut(&text, 0);
		zip_directory_entry(&text, &e, z->folder, order[i] + sizeof(e));
		int rc = buf_done(&text);
		if (rc == 0)
			rc = zip_put(z, text.data, text.len);
		if (rc < 0)
			return rc;
	}
	buf_cut(&text, 0);
	zip_directory_end(&text, z->count, begin, z->at - begin);
	int rc = buf_done(&text);
	return rc < 0 ? rc : zip_put(z, text.data, text.len);
}

int zip_finish(struct zip *z)
{
	const char **order;
	int rc = sorted(&order, z);

	if (rc == 0)
		rc = put_directory(z, order);
	if (rc == 0)
		rc = zip_flush(z);
	free(order);
	return rc;
}

void zip_drop(struct zip *z)
{
	if (!z)
		return;
	deflate_drop(z->deflate);
	buf_free(&z->pending);
	buf_free(&z->entries);
	free(z);
}
