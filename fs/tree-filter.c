/* SPDX-License-Identifier: Apache-2.0 */
/*
 * by/ in the tree: which folders there are, and what differs in those that are
 * listed after a change. What was looked up by name only is an answer, which
 * tree_changed does not tell of.
 */
#include "tree-row.h"

#include <stdio.h>
#include <string.h>

#include "dossierfs/asked.h"
#include "dossierfs/err.h"

int state_filter(struct tree *t)
{
	int rc = state_judge(t);

	if (rc == 0)
		rc = view_filter(t->store);
	t->filtered = t->filtered || rc == 0;
	return rc;
}

int state_filter_of(struct tree *t, const char *value, const char *filter)
{
	int rc = state_assess(t);

	t->filtered = t->filtered || rc == 0;
	if (rc == 0 && !value && !filter)
		return view_filter_names(t->store);
	if (rc == 0)
		rc = view_filter_of(t->store, value);
	return rc ? rc : view_filter_of(t->store, filter);
}

static int has_name(struct tree *t, const char *name)
{
	auto_query q = NULL;
	int rc = query_open(&q, t->store, "select 1 from temp.filter"
		" where name = ?1 limit 1", "s", name);

	return rc < 0 ? rc : query_next(q);
}

/* Whether the field of `name` stands in the filter in front of it. */
static bool is_repeated(const char *filter, const char *name)
{
	size_t len = strcspn(name, "=") + 1;

	while (filter < name) {
		if (strncmp(filter, name, len) == 0)
			return true;
		filter += strcspn(filter, "/") + 1;
	}
	return false;
}

static int has_each(struct tree *t, const char *filter)
{
	char one[TREE_PATH_MAX];
	int rc = state_filter_of(t, NULL, filter);

	for (const char *s = filter; rc >= 0 && *s;) {
		size_t len = strcspn(s, "/");

		memcpy(one, s, len);
		one[len] = '\0';
		if (!view_filter_knows(one) || is_repeated(filter, s))
			return 0;
		rc = has_name(t, one);
		if (rc == 0)
			return 0;
		s += len + (s[len] == '/');
	}
	return rc < 0 ? rc : 1;
}

int filter_has(struct tree *t, const char *value, const char *filter)
{
	char all[TREE_PATH_MAX];
	int n = snprintf(all, sizeof(all), "%s%s%s", value ? value : "",
		value ? "/" : "", filter);

	return n < TREE_PATH_MAX ? has_each(t, all) : 0;
}

/* Items and products that changed: issues name them, or items of theirs. */
#define CHANGED_CLASS \
	"(select c.id from temp.tree_delta d" \
	"  cross join record_history c on c.id = d.id" \
	"  where c.type in ('item', 'product'))"

/* Issues that may be in other folders: those that changed or were judged
 * anew, and those whose items may be of another class now. */
static const char *const sql_again[] = {
	"delete from temp.filter_again",
	"insert or ignore into temp.filter_again"
	" select id from temp.tree_delta",
	"insert or ignore into temp.filter_again"
	" select record from temp.tree_rejudged",
	"insert or ignore into temp.filter_again select r.id from reference r"
	" where r.target in " CHANGED_CLASS,
	"insert or ignore into temp.filter_again select r.id from reference r"
	" where r.target in (select i.id from reference i"
	"  where i.target in " CHANGED_CLASS ")",
	"delete from temp.filter_before",
	"insert into temp.filter_before select name, id, recorded"
	" from temp.filter where id in (select id from temp.filter_again)",
};

#define NOW \
	"select name, id, recorded from temp.filter" \
	" where id in (select id from temp.filter_again)"
/* Two changes of one second differ, though they are recorded at one time. */
#define CHANGED " where id in (select id from temp.tree_delta)"
#define DIFFERS \
	"(select * from (select * from temp.filter_before except " NOW ")" \
	" union select * from (" NOW \
	"  except select * from temp.filter_before)" \
	" union select * from temp.filter_before" CHANGED \
	" union select * from (" NOW ")" CHANGED ")"
#define NAME(what) \
	"insert or ignore into temp.tree_named select 'by/' || name" what \
	" from " DIFFERS

/* A folder that came or went changes the list of them, and what each says of
 * the others. */
static const char sql_came_or_went[] =
	"select 1 where exists (select 1 from temp.filter_before b"
	"  where not exists (select 1 from temp.filter f"
	"   where f.name = b.name))"
	" or exists (select 1 from (" NOW ") n"
	"  where not exists (select 1 from temp.filter f"
	"   where f.name = n.name"
	"   and f.id not in (select id from temp.filter_again))"
	"  and not exists (select 1 from temp.filter_before b"
	"   where b.name = n.name))";
static const char sql_folders[] =
	"insert or ignore into temp.tree_named select 'by'"
	" union all select 'by/index.json'"
	" union all select distinct 'by/' || name || '/README.md'"
	"  from temp.filter";

static const char *const sql_named[] = {
	NAME(""), NAME("|| '/README.md'"), NAME("|| '/index.json'"),
	NAME("|| '/' || id || '.md'"),
};

static int run_all(struct tree *t, const char *const *sql, size_t n)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = query_run(t->store, sql[i], "");
	return rc;
}

static int name_folders(struct tree *t)
{
	auto_query q = NULL;
	int rc = query_open(&q, t->store, sql_came_or_went, "");

	if (rc == 0)
		rc = query_next(q);
	return rc <= 0 ? rc : query_run(t->store, sql_folders, "");
}

int filter_changed(struct tree *t)
{
	int rc;

	if (!t->filtered)
		return 0;
	rc = run_all(t, sql_again, sizeof(sql_again) / sizeof(*sql_again));
	if (rc == 0)
		rc = view_filter_again(t->store);
	if (rc == 0)
		rc = run_all(t, sql_named,
			sizeof(sql_named) / sizeof(*sql_named));
	return rc ? rc : name_folders(t);
}
