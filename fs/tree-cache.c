/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What was rendered of the present state: sizes by inode number, and the bytes
 * of the latest pages, so that a listing and the reading after it render once.
 * Both are bounded; what is pushed out is rendered again.
 */
#include "tree-row.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "dossierfs/err.h"

enum {
	SLOTS = 1 << 16,          /* sizes kept: 2 MiB */
	PAGES = 256,              /* pages whose bytes are kept */
	BYTES_MAX = 4 << 20,      /* bytes kept of them */
	PAGE_MAX = BYTES_MAX / 4, /* a larger page is not kept */
};

struct slot {
	uint64_t ino; /* 0: free */
	uint64_t size;
	int64_t mtime;
};

struct kept {
	uint64_t ino;
	char *bytes;
	size_t len;
};

struct tree_cache {
	struct slot slots[SLOTS];
	struct kept pages[PAGES]; /* a ring: the oldest goes first */
	size_t next;
	size_t bytes;
};

int cache_open(struct tree_cache **out)
{
	*out = calloc(1, sizeof(**out));
	return *out ? 0 : fail(-ENOMEM, "tree: no memory");
}

static void release(struct tree_cache *c, struct kept *k)
{
	c->bytes -= k->len;
	free(k->bytes);
	*k = (struct kept){ 0 };
}

void cache_clear(struct tree_cache *c)
{
	memset(c->slots, 0, sizeof(c->slots));
	for (size_t i = 0; i < PAGES; i++)
		release(c, &c->pages[i]);
}

void cache_close(struct tree_cache *c)
{
	if (!c)
		return;
	cache_clear(c);
	free(c);
}

static struct kept *page(struct tree_cache *c, uint64_t ino)
{
	for (size_t i = 0; i < PAGES; i++)
		if (c->pages[i].ino == ino)
			return &c->pages[i];
	return NULL;
}

void cache_drop(struct tree_cache *c, uint64_t ino)
{
	struct slot *s = &c->slots[ino % SLOTS];
	struct kept *k = page(c, ino);

	if (s->ino == ino)
		s->ino = 0;
	if (k)
		release(c, k);
}

bool cache_size(struct tree_cache *c, uint64_t ino, uint64_t *size,
	int64_t *mtime)
{
	const struct slot *s = &c->slots[ino % SLOTS];

	if (s->ino != ino)
		return false;
	*size = s->size;
	*mtime = s->mtime;
	return true;
}

bool cache_bytes(struct tree_cache *c, uint64_t ino, struct buf *out)
{
	const struct kept *k = page(c, ino);

	if (!k)
		return false;
	buf_put(out, k->bytes, k->len);
	return true;
}

/* Failing to keep is no failure: the page is rendered again. */
static void keep_page(struct tree_cache *c, uint64_t ino, const char *bytes,
	size_t len)
{
	struct kept *k = &c->pages[c->next];
	char *copy;

	if (len == 0 || len > PAGE_MAX)
		return;
	copy = malloc(len);
	if (!copy)
		return;
	release(c, k);
	for (size_t i = 1; i < PAGES && c->bytes + len > BYTES_MAX; i++)
		release(c, &c->pages[(c->next + i) % PAGES]);
	memcpy(copy, bytes, len);
	*k = (struct kept){ ino, copy, len };
	c->bytes += len;
	c->next = (c->next + 1) % PAGES;
}

void cache_keep(struct tree_cache *c, uint64_t ino, const struct buf *bytes,
	int64_t mtime)
{
	c->slots[ino % SLOTS] = (struct slot){ ino, bytes->len, mtime };
	if (!page(c, ino))
		keep_page(c, ino, bytes->data, bytes->len);
}
