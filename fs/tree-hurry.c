/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verdicts are of a state, and tree.h says whether they are there. Metrics,
 * texts and words go on from what cache.db has of a state before, so once is
 * enough.
 */
#include "tree-hurry.h"

#include <errno.h>
#include <string.h>

#include "dossierfs/asked.h"
#include "dossierfs/assess.h"
#include "dossierfs/err.h"
#include "dossierfs/metrics.h"
#include "dossierfs/query.h"
#include "dossierfs/text.h"
#include "tree-at.h"
#include "tree-blob.h"
#include "tree-row.h"

enum { HURRY_ONCE = HURRY_METRICS | HURRY_TEXT | HURRY_WORDS };

static unsigned there(const struct tree *t)
{
	return t->made | (t->verdicts ? HURRY_VERDICTS : 0);
}

static unsigned parts_of(const struct tree *t, const struct tree_row *row)
{
	unsigned parts = row->follows & FOLLOWS_VERDICTS ? HURRY_VERDICTS : 0;

	if (t->large && row->follows & ROW_LONG)
		parts |= HURRY_PAGE;
	if (row->kind != TREE_TEXT)
		return 0;
	if (row->show == view_fields || row->show == view_filtered)
		parts |= HURRY_VERDICTS;
	if (row->show == view_metrics || row->show == view_metrics_json)
		parts |= HURRY_METRICS;
	if (row->show == view_signals || row->show == view_signals_json ||
		row->show == view_defence)
		parts |= HURRY_TEXT;
	if (row->show == view_found || row->show == view_passages)
		parts |= HURRY_WORDS;
	return parts;
}

/* Smaller ones are written faster than given from one to another. */
static const int64_t large = INT64_C(512) << 20;

int hurry_open(struct tree *t)
{
	static const char sql[] = "select p.page_count * s.page_size"
		" from pragma_page_count('dossier') p,"
		" pragma_page_size('dossier') s";
	auto_query q = NULL;
	int rc = query_open(&q, t->store, sql, "");

	if (rc == 0)
		rc = query_next(q);
	t->large = rc == 1 && query_int(q, 0) > large;
	return rc < 0 ? rc : 0;
}

void tree_hurry(struct tree *t, bool hurry)
{
	t->hurry = hurry;
}

unsigned tree_lacked(struct tree *t)
{
	unsigned lacked = t->lacked;

	t->lacked = 0;
	return lacked == HURRY_PAGE ? lacked : lacked & ~(unsigned)HURRY_PAGE;
}

unsigned tree_doubted(const struct tree *t)
{
	return t->hurry && store_doubts_cache(t->store) ? HURRY_ANEW : 0;
}

/* What was judged before needs no time. */
static int take_verdicts(struct tree *t)
{
	int rc = assess_kept(t->store);

	t->verdicts = rc == 1;
	t->unkept = rc == 0;
	return rc < 0 ? rc : 0;
}

int hurry_for(struct tree *t, unsigned parts)
{
	unsigned lacked = parts & ~there(t);
	int rc = 0;

	if (!t->hurry || !lacked)
		return 0;
	if (lacked & HURRY_VERDICTS && !t->unkept)
		rc = take_verdicts(t);
	lacked = parts & ~there(t);
	if (rc < 0 || !lacked)
		return rc;
	t->lacked |= lacked;
	return -EAGAIN;
}

/* The page that has what the words are found in. */
static bool find_passages(char path[TREE_PATH_MAX], const char *words)
{
	const char *const bound[VAR_COUNT] = { [VAR_WORDS] = words };
	const struct tree_row *row = tree_rows;

	while (row->path && row->show != view_passages)
		row++;
	return row->path && row_write(path, row, bound);
}

int hurry_search(struct tree *t, const char *words)
{
	int rc = hurry_for(t, HURRY_WORDS);

	if (rc == 0 && t->hurry && t->large)
		rc = view_search_is_long(t->store, words);
	if (rc <= 0 || !find_passages(t->long_page, words))
		return rc < 0 ? rc : 0;
	t->lacked |= HURRY_PAGE;
	return -EAGAIN;
}

int hurry_page(struct tree *t, const struct tree_node *node)
{
	unsigned parts = parts_of(t, node->row);
	struct tree_bound b;

	if (node->row->show == view_passages &&
		row_bind(node->row, node->path, &b) >= 0)
		return hurry_search(t, b.value[VAR_WORDS]);
	if (t->hurry && parts & HURRY_PAGE)
		strcpy(t->long_page, node->path);
	return hurry_for(t, parts);
}

bool hurry_is_long(const struct tree *t, const struct tree_row *row)
{
	return parts_of(t, row) & HURRY_PAGE;
}

bool hurry_lacks(const struct tree *t, const struct tree_row *row)
{
	return t->hurry && parts_of(t, row) & ~there(t);
}

void hurry_made(struct tree *t, const struct tree_row *row)
{
	t->made |= parts_of(t, row) & HURRY_ONCE;
}

const char *tree_long_page(const struct tree *t)
{
	return t->long_page;
}

/* What it found goes with the page of a search. */
static int give_found(struct tree *t, const struct tree_node *node,
	struct buf *found)
{
	struct tree_bound b;

	if (node->row->show != view_passages ||
		row_bind(node->row, node->path, &b) < 0)
		return 0;
	return view_search_give(found, t->store, b.value[VAR_WORDS]);
}

int tree_write(struct tree *t, struct tree_given *page)
{
	struct tree_node node;
	int rc;

	if (blob_is_wished(page->path))
		return blob_write(t, page);
	rc = tree_find(t, &node, page->path);
	if (rc == 0)
		rc = tree_make(t, &node, &page->bytes, &page->mtime);
	if (rc == 0)
		rc = hash_bytes(page->sha256, HASH_SHA256,
			buf_text(&page->bytes), page->bytes.len);
	if (rc == 0)
		rc = give_found(t, &node, &page->found);
	page->shown = tree_shown(t);
	return rc;
}

void tree_give(struct tree *t, const struct tree_given *page)
{
	t->given = page;
	if (!page)
		return;
	t->kept.shown |= page->shown;
	if (page->found.len && view_search_take(t->store, page->found.data) < 0)
		err_clear(); /* it is searched for again */
}

int tree_prepare(struct tree *t, unsigned parts, uint64_t shown)
{
	int rc = tree_show(t, shown);

	if (rc == 0 && parts & (HURRY_VERDICTS | HURRY_TEXT))
		rc = state_assess(t);
	if (rc == 0 && parts & HURRY_METRICS)
		rc = assess_metrics(t->store);
	if (rc == 0 && parts & HURRY_TEXT)
		rc = assess_content(t->store);
	if (rc == 0 && parts & HURRY_WORDS)
		rc = view_index(t->store);
	if (rc == 0 && parts & HURRY_WORDS)
		rc = assess_texts(t->store);
	if (rc == 0)
		t->made |= parts & HURRY_ONCE;
	return rc;
}

/* Pages that were noted are not written yet. */
static void take_noted(struct tree *t, struct tree *from)
{
	struct buf *noted = &t->kept.noted;

	buf_put(noted, from->kept.noted.data, from->kept.noted.len);
	if (!noted->err)
		return;
	err_clear(); /* they are written again */
	buf_free(noted);
}

void tree_succeed(struct tree *t, struct tree *from)
{
	struct tree_cache *cache = t->cache;

	t->cache = from->cache;
	from->cache = cache;
	take_noted(t, from);
	t->kept.shown |= from->kept.shown;
	t->filtered |= from->filtered;
	t->hurry = from->hurry;
	tree_hurry_on(from, t);
	at_show(t, at_shown(from));
	at_hand_on(from, t);
}

void tree_hurry_on(const struct tree *from, struct tree *to)
{
	to->made |= from->made;
	memcpy(to->checked, from->checked, sizeof(to->checked));
}
