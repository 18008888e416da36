/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Descriptors of blobs, kept because the kernel asks for a large file piece
 * by piece and with a nodeid only. The one unused longest makes room.
 */
#include "blobs.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "dossierfs/err.h"

static void close_one(struct blobs *b, int i)
{
	if (b->open[i].used)
		close(b->open[i].fd);
	b->open[i].used = 0;
}

static int find_open(const struct blobs *b, const char *sha256)
{
	for (int i = 0; i < BLOBS_OPEN; i++) {
		if (b->open[i].used && !strcmp(b->open[i].sha256, sha256))
			return i;
	}
	return -1;
}

static int make_room(struct blobs *b)
{
	int oldest = 0;

	for (int i = 1; i < BLOBS_OPEN; i++) {
		if (b->open[i].used < b->open[oldest].used)
			oldest = i;
	}
	close_one(b, oldest);
	return oldest;
}

static int get(struct blobs *b, struct tree *t, const struct tree_node *what)
{
	int i = find_open(b, what->sha256);

	if (i < 0) {
		int fd = tree_blob_open(t, what);

		if (fd < 0)
			return fd;
		posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
		i = make_room(b);
		b->open[i].fd = fd;
		memcpy(b->open[i].sha256, what->sha256,
			sizeof(what->sha256));
	}
	b->open[i].used = ++b->uses;
	return i;
}

int blobs_read(struct blobs *b, struct tree *t, const struct tree_node *what,
	char *to, size_t len, off_t offset)
{
	int i = get(b, t, what);

	if (i < 0)
		return i;
	while (len) {
		ssize_t n = pread(b->open[i].fd, to, len, offset);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			int rc = n ? -errno : -EUCLEAN;

			close_one(b, i);
			return fail(rc, "blob %s: %s", what->sha256,
				n ? strerror(-rc) : "is cut off");
		}
		to += n;
		len -= (size_t)n;
		offset += n;
	}
	return 0;
}

void blobs_close(struct blobs *b)
{
	for (int i = 0; i < BLOBS_OPEN; i++)
		close_one(b, i);
}
