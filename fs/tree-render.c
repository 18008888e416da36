/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a node of the tree holds: a page that a view writes, the target of a
 * link, or recorded bytes.
 */
#include "tree-row.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "dossierfs/blob.h"
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

static const char sql_file[] =
	"select sha256, size, recorded from evidence"
	" where id = ?1 and safe = ?2";
static const char sql_findings[] =
	"select sha256, size, recorded from findings_file"
	" where activity = ?1";
static const char sql_sbom[] =
	"select e.sha256, e.size, e.recorded from release r"
	" join evidence e on e.id = r.sbom where r.id = ?1";

static int open_blob(struct query **q, struct tree *t,
	const struct tree_bound *b)
{
	if (b->value[VAR_RELEASE])
		return query_open(q, t->store, sql_sbom, "s",
			b->value[VAR_RELEASE]);
	if (b->value[VAR_FILE])
		return query_open(q, t->store, sql_file, "ss",
			b->value[VAR_ID], b->value[VAR_FILE]);
	return query_open(q, t->store, sql_findings, "s", b->value[VAR_ID]);
}

int row_blob(struct tree *t, struct tree_node *node)
{
	auto_query q = NULL;
	struct tree_bound b;
	const char *digest;
	int rc;

	if (row_bind(node->row, node->path, &b) < 0)
		return fail(-EIO, "tree: no row for it");
	rc = open_blob(&q, t, &b);
	if (rc == 0)
		rc = query_next(q);
	if (rc <= 0)
		return rc < 0 ? rc : -ENOENT;
	digest = query_text(q, 0);
	if (!digest || strlen(digest) != 64)
		return fail(-EIO, "%s: no digest", node->path);
	memcpy(node->sha256, digest, 65);
	node->blob_size = (uint64_t)query_int(q, 1);
	node->blob_recorded = query_int(q, 2);
	return 0;
}

static int hash_is(int fd, const char sha256[65], const char *path)
{
	char hex[HASH_HEX_MAX];
	int rc = hash_fd(hex, HASH_SHA256, fd, NULL);

	if (rc < 0)
		return rc;
	if (strcmp(hex, sha256) != 0)
		return fail(-EIO, "%s: the bytes are not those recorded (sha256 "
			"%s, found %s)", path, sha256, hex);
	if (lseek(fd, 0, SEEK_SET) != 0)
		return fail(-errno, "%s: %s", path, strerror(errno));
	return 0;
}

/* Sixteen digits of a digest tell the blobs of one dossier apart. */
static uint64_t digest_mark(const char sha256[65])
{
	char part[17];

	memcpy(part, sha256, 16);
	part[16] = '\0';
	return strtoull(part, NULL, 16);
}

int tree_blob_open(struct tree *t, const struct tree_node *node)
{
	uint64_t mark = digest_mark(node->sha256);
	uint64_t *checked = &t->checked[mark % CHECKED];
	int fd = store_blob_open(t->store, node->sha256, NULL);
	int rc;

	if (fd < 0)
		return fail(-EIO, "%s: the bytes are absent", node->path);
	if (*checked == mark)
		return fd;
	rc = hash_is(fd, node->sha256, node->path);
	if (rc < 0) {
		close(fd);
		return rc;
	}
	*checked = mark;
	return fd;
}
