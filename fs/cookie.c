/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names one after the other in a buf, where each begins, and a hash table of
 * their places with linear probing, keyed for the reason that node.c's is.
 */
#include "cookie.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "dossierfs/buf.h"
#include "dossierfs/err.h"

enum { SLOTS_FIRST = 16 }; /* a power of two, as is every later size */

struct cookies {
	struct buf names;  /* each with its NUL */
	uint32_t *starts;  /* in names, by number */
	uint32_t *slots;   /* number + 1, or 0 */
	uint32_t count;
	uint32_t n_slots;  /* at least twice the room for starts */
	uint64_t key;
};

static uint32_t name_slot(const struct cookies *c, const char *name)
{
	uint64_t h = c->key;

	for (; *name; name++) {
		h = (h ^ (unsigned char)*name) * (c->key | 1);
		h ^= h >> 29;
	}
	return (uint32_t)(h >> 32) & (c->n_slots - 1);
}

static const char *name_at(const struct cookies *c, uint32_t number)
{
	return c->names.data + c->starts[number];
}

/* The slot of the name, or the free one where it belongs. */
static uint32_t find_slot(const struct cookies *c, const char *name)
{
	uint32_t at = name_slot(c, name);

	while (c->slots[at] && strcmp(name_at(c, c->slots[at] - 1), name))
		at = (at + 1) & (c->n_slots - 1);
	return at;
}

static int grow(struct cookies *c)
{
	uint32_t n = c->n_slots ? c->n_slots * 2 : SLOTS_FIRST;
	uint32_t *starts = realloc(c->starts, n / 2 * sizeof(*starts));

	if (!starts)
		return fail(-ENOMEM, "out of memory");
	c->starts = starts;
	uint32_t *slots = calloc(n, sizeof(*slots));
	if (!slots)
		return fail(-ENOMEM, "out of memory");
	free(c->slots);
	c->slots = slots;
	c->n_slots = n;
	for (uint32_t i = 0; i < c->count; i++)
		slots[find_slot(c, name_at(c, i))] = i + 1;
	return 0;
}

static int make(struct cookies **out)
{
	struct cookies *c = calloc(1, sizeof(*c));

	if (!c || getrandom(&c->key, sizeof(c->key), 0) != sizeof(c->key)) {
		free(c);
		return fail(-ENOMEM, "out of memory");
	}
	*out = c;
	return 0;
}

static int add(struct cookies *c, uint32_t slot, const char *name)
{
	size_t start = c->names.len;

	if (start + strlen(name) >= UINT32_MAX)
		return fail(-EOVERFLOW, "folder: too many names were listed");
	buf_put(&c->names, name, strlen(name) + 1);
	int rc = buf_done(&c->names);
	if (rc)
		return rc;
	c->starts[c->count] = (uint32_t)start;
	c->slots[slot] = ++c->count;
	return 0;
}

int cookies_give(struct cookies **cookies, const char *name, uint64_t *cookie)
{
	int rc = *cookies ? 0 : make(cookies);
	struct cookies *c = *cookies;

	if (!rc && c->count == c->n_slots / 2)
		rc = grow(c);
	if (rc)
		return rc;
	uint32_t slot = find_slot(c, name);
	if (!c->slots[slot])
		rc = add(c, slot, name);
	if (!rc)
		*cookie = c->slots[slot] - 1 + (uint64_t)COOKIE_NAMES + 1;
	return rc;
}

const char *cookies_name(const struct cookies *c, uint64_t cookie)
{
	if (cookie <= COOKIE_NAMES)
		return "";
	cookie -= COOKIE_NAMES + 1;
	return c && cookie < c->count ? name_at(c, (uint32_t)cookie) : NULL;
}

void cookies_free(struct cookies *c)
{
	if (!c)
		return;
	buf_free(&c->names);
	free(c->starts);
	free(c->slots);
	free(c);
}
