/* SPDX-License-Identifier: Apache-2.0 */
/*
 * index.json: a row for each child of a folder, in the order of the listing.
 */
#include "tree-row.h"

#include <stdio.h>
#include <string.h>

#include "dossierfs/json.h"

struct index {
	struct buf *out;
	struct tree_page *page;
	bool first;
	char of[VALUE_MAX]; /* the record that was last told of, */
	struct buf fields;  /* and how: its page and JSON follow each other */
};

static const char *kind_name(enum tree_kind kind)
{
	static const char *const names[] = { "folder", "text", "file", "link" };

	return names[kind];
}

/* The record that an entry is about, if its last segment names one. */
static const char *record_of(const struct tree_node *node,
	struct tree_bound *b)
{
	const struct tree_segment *g;
	int n = row_bind(node->row, node->path, b);

	if (n <= 0 || !(g = row_segment(node->row, n - 1)) || !g->source)
		return NULL;
	switch (g->source->var) {
	case VAR_ID:
	case VAR_PRODUCT:
	case VAR_RELEASE:
		return b->value[g->source->var];
	default:
		return NULL;
	}
}

static int tell(struct index *x, const char *id)
{
	if (strcmp(x->of, id) != 0) {
		int rc;

		*x->of = '\0';
		buf_cut(&x->fields, 0);
		rc = view_index_fields(&x->fields, &x->page->page, id);
		if (rc < 0)
			return rc;
		snprintf(x->of, sizeof(x->of), "%s", id);
	}
	buf_put(x->out, x->fields.data, x->fields.len);
	return 0;
}

static void put_blob(struct index *x, const struct tree_node *node)
{
	struct page *p = &x->page->page;

	buf_printf(x->out, ", \"sha256\": \"%s\", \"size\": %llu",
		node->sha256, (unsigned long long)node->blob_size);
	if (node->blob_recorded > p->shown)
		p->shown = node->blob_recorded;
}

static int row(const char *name, const struct tree_node *node, void *arg)
{
	struct index *x = arg;
	struct tree_bound b;
	const char *id = record_of(node, &b);
	int rc = 0;

	/* Ways of asking are no contents, and the root's page is exported. */
	if (!strchr(x->page->node->path, '/') && tree_is_answer(node->row))
		return 0;
	buf_puts(x->out, x->first ? "\n    {\"name\": " : ",\n    {\"name\": ");
	x->first = false;
	json_string(x->out, name);
	buf_printf(x->out, ", \"kind\": \"%s\"", kind_name(node->kind));
	if (node->kind == TREE_BLOB)
		put_blob(x, node);
	/* by/ has every issue many times: issues/ tells more of it. */
	if (id && b.value[VAR_VALUE])
		buf_printf(x->out, ", \"id\": \"%s\"", id);
	else if (id)
		rc = tell(x, id);
	buf_putc(x->out, '}');
	return rc;
}

/* Where the rows do not look at the records: as young as README.md. */
static int seen_there(struct tree_page *tp, const struct tree_node *folder)
{
	struct tree_stat st;
	int rc = tree_stat(tp->tree, folder, &st);

	if (rc == 0 && st.mtime > tp->page.shown)
		tp->page.shown = st.mtime;
	return rc;
}

static int seen(struct tree_page *tp, const struct tree_node *folder)
{
	unsigned follows = tp->node->row->follows;

	if (follows & FOLLOWS_JUDGED && follows & FOLLOWS_VERDICTS)
		return view_seen_verdicts(&tp->page);
	return tp->page.value || follows & FOLLOWS_JUDGED ?
		seen_there(tp, folder) : 0;
}

int tree_index(struct buf *out, struct page *p)
{
	struct tree_page *tp = (struct tree_page *)p;
	struct tree_node folder = *tp->node;
	struct index x = { .out = out, .page = tp, .first = true };
	char *slash = strrchr(folder.path, '/');
	int rc;

	*(slash ? slash : folder.path) = '\0';
	folder.kind = TREE_FOLDER;
	buf_puts(out, "{\n  \"path\": ");
	json_string(out, folder.path);
	buf_puts(out, ",\n  \"children\": [");
	rc = tree_list(tp->tree, &folder, NULL, row, &x);
	buf_free(&x.fields);
	if (rc == 0)
		rc = seen(tp, &folder);
	buf_puts(out, x.first ? "]\n}\n" : "\n  ]\n}\n");
	return rc;
}
