/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What was rendered of the present state: sizes and the bytes of the latest
 * pages, so that a listing and the reading after it render once. Both are
 * bounded; what is pushed out is rendered again. Bytes are given once: who
 * reads them keeps them, or his kernel does. Paths come from outside, so they
 * are hashed with a random key: nobody can have one page taken for another.
 */
#include "tree-row.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "dossierfs/err.h"
#include "dossierfs/hash.h"

enum {
	SLOTS = 1 << 16,         /* sizes kept: 2 MiB */
	CHAINS = 1 << 18,        /* of pages, and many are links: 2 MiB */
	BYTES_FIRST = 4 << 20,   /* bytes kept, unless more are allowed */
	PART = 4,                /* a page of more than a fourth is not kept */
};

struct slot {
	uint64_t key; /* 0: free */
	uint64_t size;
	int64_t mtime;
};

struct kept {
	uint64_t key;
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
	uint64_t secret[2];
};

int cache_open(struct tree_cache **out)
{
	*out = calloc(1, sizeof(**out));
	if (!*out)
		return fail(-ENOMEM, "tree: no memory");
	(*out)->limit = BYTES_FIRST;
	if (getrandom((*out)->secret, sizeof((*out)->secret), 0) ==
		sizeof((*out)->secret))
		return 0;
	cache_close(*out);
	*out = NULL;
	return fail(-EIO, "tree: no random numbers");
}

uint64_t cache_key(const struct tree_cache *c, const char *path)
{
	uint64_t key = hash_keyed(c->secret, path, strlen(path));

	return key ? key : 1;
}

static struct kept **place(struct tree_cache *c, uint64_t key)
{
	struct kept **at = &c->chains[key % CHAINS];

	while (*at && (*at)->key != key)
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
		release(c, place(c, c->oldest->key));
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

void cache_drop(struct tree_cache *c, uint64_t key)
{
	struct slot *s = &c->slots[key % SLOTS];
	struct kept **at = place(c, key);

	if (s->key == key)
		s->key = 0;
	if (*at)
		release(c, at);
}

bool cache_size(struct tree_cache *c, uint64_t key, uint64_t *size,
	int64_t *mtime)
{
	const struct slot *s = &c->slots[key % SLOTS];

	if (s->key != key)
		return false;
	*size = s->size;
	*mtime = s->mtime;
	return true;
}

void cache_note(struct tree_cache *c, uint64_t key, uint64_t size,
	int64_t mtime)
{
	c->slots[key % SLOTS] = (struct slot){ key, size, mtime };
}

bool cache_bytes(struct tree_cache *c, uint64_t key, struct buf *out)
{
	struct kept **at = place(c, key);

	if (!*at)
		return false;
	buf_put(out, (*at)->bytes, (*at)->len);
	release(c, at);
	return true;
}

/* Failing to keep is no failure: the page is rendered again. */
void cache_keep(struct tree_cache *c, uint64_t key, const struct buf *bytes)
{
	struct kept **at = place(c, key);
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
	at = &c->chains[key % CHAINS];
	k->key = key;
	k->len = len;
	k->next = *at;
	k->newer = NULL;
	k->older = c->newest;
	*at = k;
	*(c->newest ? &c->newest->newer : &c->oldest) = k;
	c->newest = k;
	c->bytes += room(len);
}
