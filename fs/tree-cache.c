/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What was rendered of the present state: sizes by inode number, and the bytes
 * of the latest pages, so that a listing and the reading after it render once.
 * Both are bounded; what is pushed out is rendered again. Bytes are given once:
 * who reads them keeps them, or his kernel does.
 */
#include "tree-row.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "dossierfs/err.h"

enum {
	SLOTS = 1 << 16,         /* sizes kept: 2 MiB */
	CHAINS = 1 << 14,        /* of pages, by inode number */
	BYTES_FIRST = 4 << 20,   /* bytes kept, unless more are allowed */
	PART = 4,                /* a page of more than a fourth is not kept */
};

struct slot {
	uint64_t ino; /* 0: free */
	uint64_t size;
	int64_t mtime;
};

struct kept {
	uint64_t ino;
	struct kept *next;  /* of the chain */
	struct kept *newer; /* by age */
	struct kept *older;
	size_t len;
	char bytes[];
};

struct tree_cache {
	struct slot slots[SLOTS];
	struct kept *chains[CHAINS];
	struct kept *newest;
	struct kept *oldest;
	uint64_t bytes;
	uint64_t limit;
};

int cache_open(struct tree_cache **out)
{
	*out = calloc(1, sizeof(**out));
	if (!*out)
		return fail(-ENOMEM, "tree: no memory");
	(*out)->limit = BYTES_FIRST;
	return 0;
}

static struct kept **place(struct tree_cache *c, uint64_t ino)
{
	struct kept **at = &c->chains[ino % CHAINS];

	while (*at && (*at)->ino != ino)
		at = &(*at)->next;
	return at;
}

/* What a page takes up. */
static size_t room(size_t len)
{
	return sizeof(struct kept) + len;
}

static void release(struct tree_cache *c, struct kept **at)
{
	struct kept *k = *at;

	*at = k->next;
	*(k->newer ? &k->newer->older : &c->newest) = k->older;
	*(k->older ? &k->older->newer : &c->oldest) = k->newer;
	c->bytes -= room(k->len);
	free(k);
}

static void shrink(struct tree_cache *c, uint64_t to)
{
	while (c->oldest && c->bytes > to)
		release(c, place(c, c->oldest->ino));
}

void cache_limit(struct tree_cache *c, uint64_t bytes)
{
	c->limit = bytes;
	shrink(c, bytes);
}

uint64_t cache_allowed(const struct tree_cache *c)
{
	return c->limit;
}

void cache_let_go(struct tree_cache *c)
{
	shrink(c, 0);
}

void cache_clear(struct tree_cache *c)
{
	memset(c->slots, 0, sizeof(c->slots));
	shrink(c, 0);
}

void cache_close(struct tree_cache *c)
{
	if (!c)
		return;
	shrink(c, 0);
	free(c);
}

void cache_drop(struct tree_cache *c, uint64_t ino)
{
	struct slot *s = &c->slots[ino % SLOTS];
	struct kept **at = place(c, ino);

	if (s->ino == ino)
		s->ino = 0;
	if (*at)
		release(c, at);
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

void cache_note(struct tree_cache *c, uint64_t ino, uint64_t size,
	int64_t mtime)
{
	c->slots[ino % SLOTS] = (struct slot){ ino, size, mtime };
}

bool cache_bytes(struct tree_cache *c, uint64_t ino, struct buf *out)
{
	struct kept **at = place(c, ino);

	if (!*at)
		return false;
	buf_put(out, (*at)->bytes, (*at)->len);
	release(c, at);
	return true;
}

/* Failing to keep is no failure: the page is rendered again. */
void cache_keep(struct tree_cache *c, uint64_t ino, const struct buf *bytes)
{
	struct kept **at = place(c, ino);
	size_t len = bytes->len;
	struct kept *k;

	if (*at)
		release(c, at);
	if (len == 0 || room(len) > c->limit / PART)
		return;
	shrink(c, c->limit - room(len));
	k = malloc(room(len));
	if (!k)
		return;
	memcpy(k->bytes, bytes->data, len);
	at = &c->chains[ino % CHAINS];
	k->ino = ino;
	k->len = len;
	k->next = *at;
	k->newer = NULL;
	k->older = c->newest;
	*at = k;
	*(c->newest ? &c->newest->newer : &c->oldest) = k;
	c->newest = k;
	c->bytes += room(len);
}
