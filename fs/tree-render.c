/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a node of the tree holds: a page that a view writes, or the target
 * of a link.
 */
#include "tree-row.h"

#include <errno.h>
#include <stdatomic.h>
#include <string.h>

#include "dossierfs/err.h"
#include "dossierfs/hash.h"
#include "tree-diff.h"
#include "tree-hurry.h"

static void page_of(struct page *p, struct tree *t,
	const struct tree_row *row, const struct tree_bound *b)
{
	*p = (struct page){
		.store = t->store,
		.standard = b->value[VAR_STANDARD],
		.clause = b->value[VAR_CLAUSE],
		.constraint = b->value[VAR_CONSTRAINT],
		.gap = b->value[VAR_GAP],
		.type = row->type,
		.kind = b->value[VAR_KIND],
		.year = b->value[VAR_YEAR],
		.id = b->value[VAR_ID],
		.file = b->value[VAR_FILE],
		.product = b->value[VAR_PRODUCT],
		.release = b->value[VAR_RELEASE],
		.folder = b->value[VAR_FOLDER],
		.value = b->value[VAR_VALUE],
		.filter = b->value[VAR_FILTER],
		.words = b->value[VAR_WORDS],
		.moment = b->value[VAR_MOMENT],
		.depth = b->depth,
	};
}

/* Of all trees of this process, by any of its threads. */
static atomic_uint_least64_t rendered;

uint64_t tree_rendered(void)
{
	return rendered;
}

int row_render(struct tree *t, const struct tree_node *node, struct buf *out,
	int64_t *shown)
{
	struct tree_bound b;
	struct tree_page tp = { .tree = t, .node = node };
	int rc;

	if (row_bind(node->row, node->path, &b) < 0)
		return fail(-EIO, "tree: no row for it");
	rc = hurry_page(t, node);
	if (rc < 0)
		return rc;
	page_of(&tp.page, t, node->row, &b);
	rendered++;
	if (b.value[VAR_SPAN])
		rc = diff_render(t, &tp.page, node->row->show,
			b.value[VAR_SPAN], out);
	else if (node->row->show)
		rc = node->row->show(out, &tp.page);
	else
		rc = view_target(out, &tp.page);
	if (rc == 0 && node->kind == TREE_TEXT &&
		(node->row->follows & FOLLOWS_VERDICTS))
		t->verdicts = true;
	/* It counts what is judged: a tree that does so after a change has to
	 * know of that before. */
	if (rc == 0 && node->row->show == view_clause)
		t->judged = true;
	if (rc == 0)
		hurry_made(t, node->row);
	*shown = tp.page.shown;
	return rc;
}

static int take_given(struct buf *out, const struct tree_given *page,
	int64_t *mtime)
{
	buf_put(out, page->bytes.data, page->bytes.len);
	*mtime = page->mtime;
	return buf_done(out);
}

/* Says where a failing page stands, without which the sentence helps nobody. */
int tree_make(struct tree *t, const struct tree_node *node, struct buf *out,
	int64_t *mtime)
{
	int64_t shown = 0;
	int rc = state_sync(t);

	if (rc == 0 && t->given && !strcmp(t->given->path, node->path))
		return take_given(out, t->given, mtime);
	if (rc == 0)
		rc = row_render(t, node, out, &shown);
	if (rc == 0)
		rc = buf_done(out);
	if (rc == 0)
		rc = query_partial(t->store);
	*mtime = shown > 0 ? shown : t->birth;
	return rc < 0 ? err_in(rc, "%s", node->path) : 0;
}
