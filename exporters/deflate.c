/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Deflate by libarchive, which has it as a gzip filter only: the filter's
 * header and trailer (RFC 1952) are taken off what it writes.
 */
#include "deflate.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "dossierfs/err.h"

enum {
	GZIP_HEADER = 10, /* without a name or extra fields */
	GZIP_TRAILER = 8,
};

struct deflate {
	struct archive *a;
	deflate_put_fn *put;
	void *arg;
	size_t header;           /* bytes of it still to come */
	char tail[GZIP_TRAILER]; /* the last bytes: maybe the trailer */
	size_t tail_len;
	int rc; /* what put said */
};

/* Gives on all but the last eight bytes of everything so far. */
static void pass_on(struct deflate *d, const char *bytes, size_t len)
{
	size_t out = d->tail_len + len > GZIP_TRAILER
			     ? d->tail_len + len - GZIP_TRAILER
			     : 0;
	size_t old = out < d->tail_len ? out : d->tail_len;

	if (d->rc == 0 && old)
		d->rc = d->put(d->arg, d->tail, old);
	memmove(d->tail, d->tail + old, d->tail_len - old);
	d->tail_len -= old;
	if (d->rc == 0 && out > old)
		d->rc = d->put(d->arg, bytes, out - old);
	memcpy(d->tail + d->tail_len, bytes + (out - old), len - (out - old));
	d->tail_len += len - (out - old);
}

static la_ssize_t written(
	struct archive *a, void *arg, const void *bytes, size_t len)
{
	struct deflate *d = arg;
	size_t skip = d->header < len ? d->header : len;

	d->header -= skip;
	pass_on(d, (const char *)bytes + skip, len - skip);
	if (d->rc < 0) {
		archive_set_error(a, -d->rc, "not written");
		return ARCHIVE_FATAL;
	}
	return (la_ssize_t)len;
}

/* The sentence is put's where put failed, else libarchive's. */
static int deflate_fault(const struct deflate *d)
{
	const char *why = archive_error_string(d->a);

	if (d->rc < 0)
		return d->rc;
	return fail(-EIO, "deflate: %s", why ? why : "libarchive failed");
}

/* One file, nameless, in no archive format, through the gzip filter. */
static bool archive_begin(struct deflate *d)
{
	struct archive_entry *entry = archive_entry_new();
	bool ok = entry && archive_write_set_format_raw(d->a) == ARCHIVE_OK &&
		  archive_write_add_filter_gzip(d->a) == ARCHIVE_OK &&
		  archive_write_set_options(d->a, "gzip:!timestamp") ==
			  ARCHIVE_OK &&
		  archive_write_set_bytes_in_last_block(d->a, 1) ==
			  ARCHIVE_OK &&
		  archive_write_open(d->a, d, NULL, written, NULL) ==
			  ARCHIVE_OK;

	if (ok) {
		archive_entry_set_filetype(entry, AE_IFREG);
		ok = archive_write_header(d->a, entry) == ARCHIVE_OK;
	}
	archive_entry_free(entry);
	return ok;
}

int deflate_begin(struct deflate **out, deflate_put_fn *put, void *arg)
{
	struct deflate *d = calloc(1, sizeof(*d));

	*out = NULL;
	if (d)
		d->a = archive_write_new();
	if (!d || !d->a) {
		free(d);
		return fail(-ENOMEM, "no memory left");
	}
	d->put = put;
	d->arg = arg;
	d->header = GZIP_HEADER;
	if (!archive_begin(d)) {
		int rc = deflate_fault(d);
		deflate_drop(d);
		return rc;
	}
	*out = d;
	return 0;
}

int deflate_add(struct deflate *d, const void *bytes, size_t len)
{
	const char *at = bytes;

	while (len) {
		la_ssize_t n = archive_write_data(d->a, at, len);
		if (n <= 0)
			return deflate_fault(d);
		at += n;
		len -= (size_t)n;
	}
	return 0;
}

int deflate_end(struct deflate *d)
{
	int rc = archive_write_close(d->a) == ARCHIVE_OK ? 0 : deflate_fault(d);

	deflate_drop(d);
	return rc;
}

void deflate_drop(struct deflate *d)
{
	if (!d)
		return;
	d->rc = -ECANCELED; /* what closing would still write goes nowhere */
	archive_write_free(d->a);
	free(d);
}
