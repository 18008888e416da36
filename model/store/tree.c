/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Trees of git, made from their parents' bytes along the paths that change: no
 * index, no checkout, and the cost follows the change.
 *
 * An entry is "mode name NUL id". Entries sort by name, a folder's as if a
 * slash followed (git's tree objects), so paths in byte order meet them in
 * turn.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "dossierfs/err.h"
#include "repo.h"

struct entry {
	const char *name;
	size_t len;
	unsigned mode;
	const unsigned char *oid;
};

enum { MODE_FOLDER = 040000 };

struct tree_source {
	const unsigned char *at;
	const unsigned char *end;
};

/* false at the end, and where the bytes are no tree (then at is NULL). */
static bool entry_next(struct tree_source *s, struct entry *out)
{
	const unsigned char *nul;

	if (!s->at || s->at >= s->end)
		return false;
	nul = memchr(s->at, '\0', (size_t)(s->end - s->at));
	if (!nul || s->end - nul < 1 + GIT_RAW) {
		s->at = NULL;
		return false;
	}
	out->mode = 0;
	for (; *s->at >= '0' && *s->at <= '7'; s->at++)
		out->mode = out->mode * 8 + (unsigned)(*s->at - '0');
	s->at += *s->at == ' ';
	out->name = (const char *)s->at;
	out->len = (size_t)(nul - s->at);
	out->oid = nul + 1;
	s->at = nul + 1 + GIT_RAW;
	return true;
}

static int compare(const struct entry *a, const struct entry *b)
{
	size_t least = a->len < b->len ? a->len : b->len;
	int order = memcmp(a->name, b->name, least);
	int x, y;

	if (order)
		return order;
	x = a->len > least ? (unsigned char)a->name[least] :
		a->mode == MODE_FOLDER ? '/' : 0;
	y = b->len > least ? (unsigned char)b->name[least] :
		b->mode == MODE_FOLDER ? '/' : 0;
	return x - y;
}

static void entry_put(struct buf *out, const struct entry *e)
{
	buf_printf(out, "%o ", e->mode);
	buf_put(out, e->name, e->len);
	buf_putc(out, '\0');
	buf_put(out, e->oid, GIT_RAW);
}

/* The changes of one folder, whose name is `skip` bytes of every path. */
struct changes {
	const struct repo_change *first;
	size_t n;
	size_t skip;
};

/* The next name below the folder and all changes to it. */
static void changes_next(struct changes *c, struct entry *e,
	struct changes *below)
{
	const char *name = c->first->path + c->skip;
	const char *slash = strchr(name, '/');

	e->name = name;
	e->len = slash ? (size_t)(slash - name) : strlen(name);
	e->mode = slash ? MODE_FOLDER : c->first->mode;
	e->oid = c->first->oid;
	*below = (struct changes){ c->first, 1, c->skip + e->len + 1 };
	while (slash && below->n < c->n &&
	       !strncmp(c->first[below->n].path + c->skip, name, e->len + 1))
		below->n++;
	c->first += below->n;
	c->n -= below->n;
}

static int apply(struct repo *g, unsigned char out[GIT_RAW], bool *empty,
	const unsigned char *base, struct changes changes, int depth);

/* What a folder becomes; its entry's mode is 0 when nothing is left. */
static int apply_below(struct repo *g, struct entry *e,
	unsigned char room[GIT_RAW], const struct entry *old,
	struct changes below, int depth)
{
	bool empty;
	int rc = apply(g, room, &empty, old ? old->oid : NULL, below,
		depth + 1);

	e->oid = room;
	if (!rc && empty)
		e->mode = 0;
	return rc;
}

static int merge(struct repo *g, struct buf *out, struct tree_source *source,
	struct changes changes, int depth)
{
	struct entry old = { 0 }, e;
	bool have = entry_next(source, &old);
	struct changes below;
	unsigned char room[GIT_RAW];
	int order = 1, rc;

	while (changes.n) {
		changes_next(&changes, &e, &below);
		while (have && (order = compare(&old, &e)) < 0) {
			entry_put(out, &old);
			have = entry_next(source, &old);
		}
		order = have ? order : 1;
		if (e.mode == MODE_FOLDER) {
			rc = apply_below(g, &e, room, order ? NULL : &old,
				below, depth);
			if (rc)
				return rc;
		}
		if (e.mode)
			entry_put(out, &e);
		if (!order)
			have = entry_next(source, &old);
	}
	for (; have; have = entry_next(source, &old))
		entry_put(out, &old);
	return source->at || !source->end ? 0 :
		fail(-EUCLEAN, "git/: a tree is damaged");
}

static int apply(struct repo *g, unsigned char out[GIT_RAW], bool *empty,
	const unsigned char *base, struct changes changes, int depth)
{
	struct tree_source source = { 0 };
	auto_buf old = BUF_INIT;
	auto_buf tree = BUF_INIT;
	int rc;

	if (depth > GIT_DEPTH)
		return refuse(-EINVAL, "%s: expected at most %d folders",
			changes.first->path, GIT_DEPTH);
	if (base) {
		rc = repo_tree_read(g, &old, base);
		if (rc)
			return rc;
		source.at = (const unsigned char *)buf_text(&old);
		source.end = source.at + old.len;
	}
	rc = merge(g, &tree, &source, changes, depth);
	if (rc || (rc = buf_done(&tree)))
		return rc;
	*empty = tree.len == 0;
	return *empty && depth ? 0 :
		repo_tree_write(g, out, buf_text(&tree), tree.len);
}

int repo_tree_apply(struct repo *g, char hex[GIT_HEX], const char *base,
	const struct repo_change *changes, size_t n)
{
	unsigned char root[GIT_RAW], out[GIT_RAW];
	bool empty;
	int rc;

	if (*base)
		repo_raw(root, base);
	rc = apply(g, out, &empty, *base ? root : NULL,
		(struct changes){ changes, n, 0 }, 0);
	if (!rc)
		repo_hex(hex, out);
	return rc;
}
