/* SPDX-License-Identifier: Apache-2.0 */
/*
 * at/<date>/: the tree of another day. Its paths are those of that day's tree
 * with the date in front, so a call is passed on with the date taken off, and
 * relative links lead where they do there.
 *
 * What is recorded is recorded today, so of all those trees only today's can
 * change: as this tree does, path by path. tree_reaches_back tells the rare
 * exception.
 */
#include "tree-at.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dossierfs/date.h"
#include "dossierfs/err.h"
#include "tree-row.h"

enum {
	DATES = 3, /* a diff asks for two at once */
	PREFIX = sizeof("at/YYYY-MM-DD") - 1,
	DAY_SECONDS = 86400,
};

/* Bits of tree_shown beside those of tree-shown.c. */
#define SHOWN_AT ((uint64_t)1 << 60)
#define SHOWN_TODAY ((uint64_t)1 << 59)

struct tree_dates {
	struct tree_date date[DATES];
	uint64_t used;
	uint64_t shown; /* bits that outlive the trees they are of */
};

static struct tree_dates *dates_of(struct tree *t)
{
	if (!t->dates)
		t->dates = calloc(1, sizeof(*t->dates));
	return t->dates;
}

void date_close(struct tree_date *d)
{
	tree_close(d->tree);
	store_close(d->store);
	*d = (struct tree_date){ 0 };
}

static void let_go(struct tree *t, struct tree_date *d)
{
	if (d->tree && d->day == t->day)
		t->dates->shown |= tree_shown(d->tree);
	date_close(d);
}

void at_close(struct tree *t)
{
	for (int i = 0; t->dates && i < DATES; i++)
		let_go(t, &t->dates->date[i]);
	/* What is no longer today's does not change with this tree. */
	if (t->dates && t->day != store_day(t->store))
		t->dates->shown &= SHOWN_AT;
}

/* The live tree's connection maps dossier.db already; a few megabytes do for
 * one that looks at the past. */
static const char sql_small[] =
	"pragma dossier.mmap_size = 0; pragma dossier.cache_size = -4096;";

int date_open(struct tree_date *d, const char *dir, int64_t seq)
{
	int rc = store_open(&d->store, dir, STORE_READ);

	if (rc == 0)
		rc = store_look_with(d->store, d->day, seq);
	if (rc == 0)
		rc = tree_open(&d->tree, d->store);
	if (rc == 0)
		rc = store_run(d->store, sql_small);
	if (rc < 0)
		date_close(d);
	return rc;
}

/* The place of the day's tree, or the one to make it in; NULL when all are in
 * use. */
static struct tree_date *place(struct tree_dates *dates, int32_t day)
{
	struct tree_date *oldest = NULL;

	for (int i = 0; i < DATES; i++) {
		struct tree_date *d = &dates->date[i];

		if (d->tree && d->day == day)
			return d;
		if (!d->busy && (!oldest || d->used < oldest->used))
			oldest = d;
	}
	return oldest;
}

/* Bytes that were kept from being listed to being read: of one date at a time,
 * so that all of them take as much as the live tree. */
static void let_go_last(struct tree_dates *dates)
{
	for (int i = 0; i < DATES; i++) {
		struct tree_date *d = &dates->date[i];

		if (d->tree && d->used == dates->used)
			cache_let_go(d->tree->cache);
	}
}

static bool is_within(const struct tree *t, int32_t day)
{
	return t->seq >= 0 && day >= day_of(t->birth) && day <= t->day;
}

bool at_wants(struct tree *t, int32_t day)
{
	for (int i = 0; t->dates && i < DATES; i++)
		if (t->dates->date[i].tree && t->dates->date[i].day == day)
			return false;
	return is_within(t, day);
}

int at_take(struct tree *t, struct tree_date *from)
{
	struct tree_date *d = dates_of(t) ? place(t->dates, from->day) : NULL;

	if (!d)
		return fail(t->dates ? -EMFILE : -ENOMEM,
			"tree: too many dates at once");
	let_go(t, d);
	*d = *from;
	*from = (struct tree_date){ 0 };
	d->used = t->dates->used;
	cache_limit(d->tree->cache, cache_allowed(t->cache));
	t->dates->shown |= SHOWN_AT | (d->day == t->day ? SHOWN_TODAY : 0);
	return t->kept.used ? kept_open(d->tree) : 0;
}

struct tree *at_noted(const struct tree *t)
{
	for (int i = 0; t->dates && i < DATES; i++) {
		struct tree_date *d = &t->dates->date[i];

		if (d->tree && tree_noted(d->tree))
			return d->tree;
	}
	return NULL;
}

int at_open(struct tree *t, int32_t day, struct tree **out)
{
	struct tree_date made = { .day = day };
	struct tree_date *d;
	int rc = state_sync(t);

	if (rc < 0)
		return rc;
	if (!is_within(t, day))
		return -ENOENT;
	if (at_wants(t, day)) {
		rc = date_open(&made, store_dir(t->store), t->seq);
		if (rc == 0)
			rc = at_take(t, &made);
		date_close(&made);
		if (rc < 0)
			return rc;
	}
	d = place(t->dates, day);
	if (d->used != t->dates->used)
		let_go_last(t->dates);
	d->used = ++t->dates->used;
	*out = d->tree;
	return rc;
}

bool at_day(const struct tree *t, const char *path, int32_t *day)
{
	char date[DAY_TEXT];

	if (!t->asked || strncmp(path, "at/", 3) != 0)
		return false;
	snprintf(date, sizeof(date), "%s", path + 3);
	return strlen(date) + 1 == sizeof(date) && day_parse(day, date) &&
		(!path[PREFIX] || path[PREFIX] == '/');
}

/* As the folder's age is found in the day's own tree: the last change-set's. */
static const char sql_age[] =
	"select recorded from changeset where mainline = 1 and recorded < ?1"
	" order by recorded desc, seq desc limit 1";

int at_folder(struct tree *t, const char *path, struct tree_stat *stat)
{
	int32_t day;
	int rc;

	if (!at_day(t, path, &day) || path[PREFIX])
		return 0;
	rc = state_sync(t);
	if (rc < 0 || !at_wants(t, day))
		return rc;
	if (!dates_of(t))
		return fail(-ENOMEM, "tree: no memory");
	t->dates->shown |= SHOWN_AT | (day == t->day ? SHOWN_TODAY : 0);
	*stat = (struct tree_stat){ .kind = TREE_FOLDER };
	rc = query_one(&stat->mtime, 0, t->store, sql_age, "i",
		((int64_t)day + 1) * DAY_SECONDS);
	return rc < 0 ? rc : 1;
}

int at_enter(struct tree *t, const char *path, struct tree **out,
	const char **inner)
{
	int32_t day;
	int rc;

	if (!at_day(t, path, &day))
		return 0;
	rc = at_open(t, day, out);
	*inner = path + PREFIX + (path[PREFIX] == '/');
	return rc < 0 ? rc : 1;
}

/* Whether that day still ends with the commit that the date looks at. */
static int holds(struct tree *t, const struct tree_date *d)
{
	auto_query q = NULL;
	int rc = query_open(&q, t->store,
		"select commit_id from changeset"
		" where mainline = 1 and recorded < ?1"
		" order by recorded desc, seq desc limit 1", "i",
		((int64_t)d->day + 1) * DAY_SECONDS);

	if (rc == 0)
		rc = query_next(q);
	return rc < 0 ? rc : rc == 1 && is_within(t, d->day) &&
		strcmp(query_text(q, 0), store_commit_id(d->store)) == 0;
}

int at_give(struct tree *t, struct tree_date *from)
{
	int rc = from->tree ? holds(t, from) : 0;

	if (rc == 1)
		rc = at_take(t, from);
	date_close(from);
	return rc;
}

void at_hand_on(struct tree *from, struct tree *to)
{
	for (int i = 0; from->dates && i < DATES; i++) {
		struct tree_date *d = &from->dates->date[i];

		if (!d->tree || d->busy)
			continue;
		if (d->day == from->day)
			from->dates->shown |= tree_shown(d->tree);
		at_give(to, d);
	}
	err_clear(); /* it is opened again */
}

struct outside {
	const char *folder; /* the path with the date, of which */
	size_t prefix;      /* so much is not the other tree's */
	tree_entry_fn *fn;
	void *arg;
};

static int entry(const char *name, const struct tree_node *node, void *arg)
{
	const struct outside *o = arg;
	struct tree_node out = *node;
	size_t len = strlen(node->path) + 1;

	if (o->prefix + len > sizeof(out.path))
		return 0;
	memcpy(out.path, o->folder, o->prefix);
	out.path[o->prefix - 1] = '/';
	memcpy(out.path + o->prefix, node->path, len);
	return o->fn(name, &out, o->arg);
}

static struct tree_date *date_of(struct tree *t, const struct tree *other)
{
	for (int i = 0; i < DATES; i++)
		if (t->dates->date[i].tree == other)
			return &t->dates->date[i];
	return NULL;
}

int at_list(struct tree *t, struct tree *other, const struct tree_node *folder,
	const char *inner, const char *after, tree_entry_fn *fn, void *arg)
{
	struct outside o = { folder->path, PREFIX + 1, fn, arg };
	struct tree_date *d = date_of(t, other);
	struct tree_node in = *folder;
	int rc;

	memmove(in.path, inner, strlen(inner) + 1);
	d->busy++;
	rc = tree_list(other, &in, after, entry, &o);
	d->busy--;
	return rc;
}

uint64_t at_shown(const struct tree *t)
{
	uint64_t shown = t->dates ? t->dates->shown : 0;

	for (int i = 0; t->dates && i < DATES; i++) {
		const struct tree_date *d = &t->dates->date[i];

		if (d->tree && d->day == t->day)
			shown |= tree_shown(d->tree);
	}
	return shown;
}

/* Without memory nothing is shown there either: at_open fails. */
void at_show(struct tree *t, uint64_t shown)
{
	shown &= SHOWN_AT | SHOWN_TODAY;
	if (shown && dates_of(t))
		t->dates->shown |= shown;
}

int at_changed(struct tree *t, int32_t day, const char *path,
	tree_change_fn *fn, void *arg)
{
	char date[DAY_TEXT];
	char at[TREE_PATH_MAX + PREFIX + 1];

	if (!t->dates || !(t->dates->shown & SHOWN_TODAY))
		return 0;
	snprintf(at, sizeof(at), "at/%s%s%s", day_format(date, day),
		*path ? "/" : "", path);
	return strlen(at) < TREE_PATH_MAX ? fn(at, arg) : 0;
}

bool tree_reaches_back(struct tree *t, int64_t before)
{
	auto_query q = NULL;

	if (!t->dates || !(t->dates->shown & SHOWN_AT))
		return false;
	if (query_open(&q, t->store, "select 1 from changeset c, judged j"
		" where c.seq > ?1 and c.mainline = 1"
		" and c.recorded_on < j.as_of limit 1", "i", before) < 0)
		return true;
	return query_next(q) != 0;
}

int tree_renew(struct tree *t)
{
	int rc = store_renew(t->store, false);

	for (int i = 0; rc == 0 && t->dates && i < DATES; i++)
		if (t->dates->date[i].store)
			rc = store_renew(t->dates->date[i].store, false);
	return rc;
}
