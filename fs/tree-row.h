/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of the tree share: the row of the table, patterns and what
 * they bind, the sources that list a variable's values, the state.
 *
 * A pattern is a path in which one {variable} may stand in each segment, with
 * a literal before and after it. {id:changed} binds the variable id and names
 * another source of its values. {filter} stands for as many segments as have
 * "=" in them.
 */
#ifndef TREE_ROW_H
#define TREE_ROW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dossierfs/store.h"
#include "dossierfs/tree.h"
#include "dossierfs/view.h"
#include "tree-kept.h"

/* What the bytes of a file follow, beside the record that its path names. */
enum {
	FOLLOWS_NEAR = 1,     /* records that it names or that name it */
	FOLLOWS_TYPE = 2,     /* any record of the row's type */
	FOLLOWS_ANY = 4,      /* any record */
	FOLLOWS_VERDICTS = 8, /* verdicts over its record, or any */
	FOLLOWS_DAY = 16,     /* the day judged for */
	ROW_ASKED = 32,       /* a way of asking: tree_ask; follows everything */
	ROW_TOLD = 64,        /* of these, one that is told of when it changes */
	FOLLOWS_PRODUCT = 128, /* records of the product in the path */
	FOLLOWS_RELEASE = 256, /* the release in the path, and what names it */
	FOLLOWS_LINKS = 512,   /* that release, and the records that its folder
				* links to */
	ROW_LONG = 1024,       /* in a large dossier it takes long to write */
	FOLLOWS_JUDGED = 2048, /* what judging sees of any record, verdicts */
};

struct tree_row {
	const char *path;
	const char *type; /* record type, NULL: of none */
	enum tree_kind kind;
	view_fn *show; /* NULL: a blob or a link */
	unsigned follows;
};

extern const struct tree_row tree_rows[]; /* ended by a NULL path */

enum tree_var {
	VAR_STANDARD, VAR_CLAUSE, VAR_CONSTRAINT, VAR_GAP, VAR_KIND, VAR_YEAR,
	VAR_ID, VAR_FILE, VAR_PRODUCT, VAR_RELEASE, VAR_FOLDER, VAR_MOMENT,
	VAR_SPAN, VAR_VALUE, VAR_FILTER, VAR_WORDS, VAR_COUNT
};

/* What a path binds. The values point into text. */
struct tree_bound {
	const char *value[VAR_COUNT]; /* NULL: not bound */
	char text[TREE_PATH_MAX];
	int depth; /* segments of the path less one */
};

/* A segment of a pattern. */
struct tree_segment {
	const char *text; /* where it begins in the pattern */
	size_t len;
	size_t before; /* literal bytes in front of "{" */
	size_t after;  /* literal bytes behind "}" */
	const struct tree_source *source; /* NULL: all literal */
};

/* Lists values of one variable, in byte order. `step` says that the query
 * gives the least value only and is asked again for the next. */
struct tree_source {
	const char *name; /* "id:changed" */
	enum tree_var var;
	bool step;
	int args[4]; /* variables bound as ?2 …; ended by -1 */
	const char *sql; /* ?1: the least value wanted */
};

enum { ARG_TYPE = VAR_COUNT }; /* in args: the row's record type */

/* The n-th segment of the row's pattern; NULL behind the last. */
const struct tree_segment *row_segment(const struct tree_row *row, int n);
int path_segments(const char *path);

/* Binds path against the first segments of the row's pattern: the number of
 * segments bound, or -1. Looks at the words only. */
int row_bind(const struct tree_row *row, const char *path,
	struct tree_bound *out);

/* Writes the row's path with values put in; false when one is not bound or
 * the path is too long. */
bool row_write(char out[TREE_PATH_MAX], const struct tree_row *row,
	const char *const value[VAR_COUNT]);

const struct tree_source *source_find(const char *name, size_t len);

/* Values from `from` on (inclusive), at most n; *got says how many, *more
 * whether there may be others. */
enum { VALUE_MAX = 128 };
int source_values(struct tree *t, const struct tree_source *s,
	const struct tree_row *row, const char *const bound[VAR_COUNT],
	const char *from, char (*values)[VALUE_MAX], int n, int *got,
	bool *more);

/* Whether any of its values can have been shown: those that verdicts give are
 * not before these are looked at. */
bool source_is_shown(const struct tree *t, const struct tree_source *s);

/* Whether the value is there. 1, 0 or negative. */
int source_has(struct tree *t, const struct tree_source *s,
	const struct tree_row *row, const char *const bound[VAR_COUNT],
	const char *value);

/* Sizes and bytes of what was rendered, bounded, of one state, by key. */
struct tree_cache;
int cache_open(struct tree_cache **out);
uint64_t cache_key(const struct tree_cache *c, const char *path);
void cache_close(struct tree_cache *c);
void cache_limit(struct tree_cache *c, uint64_t bytes);
uint64_t cache_allowed(const struct tree_cache *c);
void cache_let_go(struct tree_cache *c); /* of the bytes */
void cache_clear(struct tree_cache *c);
void cache_drop(struct tree_cache *c, uint64_t key);
bool cache_size(struct tree_cache *c, uint64_t key, uint64_t *size,
	int64_t *mtime);
void cache_note(struct tree_cache *c, uint64_t key, uint64_t size,
	int64_t mtime);
/* Gives the bytes, once. */
bool cache_bytes(struct tree_cache *c, uint64_t key, struct buf *out);
void cache_keep(struct tree_cache *c, uint64_t key, const struct buf *bytes);

enum { CHECKED = 4096 };

struct tree {
	struct store *store;
	struct tree_cache *cache;
	int64_t seq;
	int32_t day;
	char catalog[65]; /* digest of the catalogue whose clauses are known */
	int64_t birth;    /* recorded time of the first change-set */
	int64_t newest;   /* and of the last */
	bool verdicts;    /* a page was given that shows this state's verdicts */
	bool unkept;      /* none are kept of it: they were looked for */
	bool judged;      /* and what they judge */
	unsigned alone;   /* records placed one by one, not with their folder */
	bool filtered;    /* something of by/ was asked for */
	bool asked;       /* rows of ROW_ASKED are there */
	bool hurry;       /* what takes long is not done */
	unsigned lacked;  /* and what was, HURRY_… */
	char long_page[TREE_PATH_MAX]; /* for HURRY_PAGE */
	const struct tree_given *given; /* NULL: nothing is */
	bool large;       /* ROW_LONG takes long */
	unsigned made;    /* of these, what outlives a state */
	char named[TREE_PATH_MAX]; /* "/", or: it and those above it are named */
	uint64_t checked[CHECKED]; /* blobs that hashed as they are named */
	struct tree_kept kept;     /* what outlives a mount */
	struct tree_dates *dates;  /* the trees of other days; NULL: none yet */
};

/* Makes the temporary tables; then what the store looks at is the state. */
int state_open(struct tree *t);
int state_sync(struct tree *t);

/* The places of the records of one folder, "" for no kind and no year:
 * temporary table place; or of one record, if it is there. After a change: of
 * the ids in tree_delta anew. */
int state_place(struct tree *t, const char *type, const char *kind,
	const char *year);
int state_place_one(struct tree *t, const char *type, const char *kind,
	const char *year, const char *id);
int place_again(struct tree *t);

/* When the newest of those records was recorded that are filed below a folder
 * of the type, or of a kind or year of it, else NULL. 0: there are none. */
int state_newest(struct tree *t, const char *type, const char *kind,
	const char *year, int64_t *out);

/* After a change: the places of the ids in tree_delta anew, and what the
 * store looks at is the state. */
int state_replace(struct tree *t);

/* The verdicts; and that the records are known that they judge. */
int state_assess(struct tree *t);
int state_judge(struct tree *t);

/* Makes the temporary table filter; or fills it with the values of issues'
 * fields that `value` and `filter` name, and if both are NULL filter_name. */
int state_filter(struct tree *t);
int state_filter_of(struct tree *t, const char *value, const char *filter);

/* Whether there are issues with each of the values, of which no field is
 * named twice, `value` (or NULL) among them. 1, 0 or negative. */
int filter_has(struct tree *t, const char *value, const char *filter);

/* After a change: what differs in by/. The records whose verdicts differ stand
 * in tree_rejudged. */
int filter_changed(struct tree *t);

enum {
	NAME_SPACE = 2 * VALUE_MAX, /* the longest name, with its NUL */
	NAMES_PATH_MAX = TREE_PATH_MAX + NAME_SPACE + 3,
};

/* The names of a folder while it is listed, to be kept. */
struct tree_names {
	struct tree *tree;
	const struct tree_node *folder;
	bool wanted;
	size_t count;
	char after[NAME_SPACE]; /* what the part comes behind, or "" */
	char last[NAME_SPACE];
	struct buf bytes;
};
void names_begin(struct tree_names *n, struct tree *t,
	const struct tree_node *folder, const char *after);
int names_add(struct tree_names *n, const char *name,
	const struct tree_node *node);
int names_end(struct tree_names *n); /* that was all of them */
void names_free(struct tree_names *n);

/* What stands at the path, if the names of its folder were kept. 1, 0 or
 * negative. */
int names_find(struct tree *t, struct tree_node *out);

/* Takes into memory what names_list gives first, and if they are looked at what
 * is kept of them. */
int names_fetch(struct tree *t, const char *folder, bool looks);

/* Lets go of all that is held. */
void names_forget(struct tree *t);

/* As tree_list does it, as far as the names behind `after` ("": all) were
 * kept; `after` becomes the last that was given. */
int names_list(struct tree *t, const struct tree_node *folder,
	char after[NAME_SPACE], tree_entry_fn *fn, void *arg, bool *all);

/* The attributes of a folder that is there. */
int folder_stat(struct tree *t, const struct tree_node *node,
	struct tree_stat *out);

/* What a change must be compared with: tree_shown without the answers. */
uint64_t shown_here(const struct tree *t);

/* Whether the row is in this tree. */
bool row_is_there(const struct tree *t, const struct tree_row *row);

/* Renders a text or a link's target; *shown is raised as the page's. */
int row_render(struct tree *t, const struct tree_node *node, struct buf *out,
	int64_t *shown);

/* Looks up which bytes a recorded file has: -ENOENT when there is none. */
int row_blob(struct tree *t, struct tree_node *node);

/* A page that looks at the tree itself; views of exporters/ see the page. */
struct tree_page {
	struct page page;
	struct tree *tree;
	const struct tree_node *node;
};

/* The view of index.json: a row a child. */
view_fn tree_index;

#endif
