/* SPDX-License-Identifier: Apache-2.0 */
/*
 * by/ in the tree: which folders there are, and what may differ in those that
 * are listed after a change. What was looked up by name only is an answer,
 * which tree_changed does not tell of.
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
		rc = view_filter_of(t->store, NULL, NULL);
	t->filtered = t->filtered || rc == 0;
	return rc;
}

int state_filter_of(struct tree *t, const char *value, const char *filter)
{
	int rc = state_judge(t);

	t->filtered = t->filtered || rc == 0;
	if (rc == 0 && !value && !filter)
		return view_filter_names(t->store);
	return rc ? rc : view_filter_of(t->store, value, filter);
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
	int rc = state_filter(t);

	for (const char *s = filter; rc >= 0 && *s;) {
		size_t len = strcspn(s, "/");

		memcpy(one, s, len);
		one[len] = '\0';
		if (!view_filter_knows(one) || is_repeated(filter, s))
			return 0;
		rc = view_filter_has(t->store, one);
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
	" select id, 1 from temp.tree_delta",
	"insert or ignore into temp.filter_again"
	" select record, 0 from temp.tree_rejudged",
	"insert or ignore into temp.filter_again select r.id, 0"
	" from reference r where r.target in " CHANGED_CLASS,
	"insert or ignore into temp.filter_again select r.id, 0"
	" from reference r where r.target in (select i.id from reference i"
	"  where i.target in " CHANGED_CLASS ")",
};

#define NAME(what) \
	"insert or ignore into temp.tree_named select 'by/' || name" what \
	" from temp.filter_told"

/* A folder that comes or goes changes the list of them. */
static const char *const sql_named[] = {
	NAME(""), NAME("|| '/README.md'"), NAME("|| '/index.json'"),
	NAME("|| '/' || id || '.md'"),
	"insert or ignore into temp.tree_named select e.value"
	" from json_each('[\"by\", \"by/index.json\"]') e"
	" where exists (select 1 from temp.filter_told)",
};

static int run_all(struct tree *t, const char *const *sql, size_t n)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = query_run(t->store, sql[i], "");
	return rc;
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
		rc = view_filter_told(t->store);
	return rc ? rc : run_all(t, sql_named,
		sizeof(sql_named) / sizeof(*sql_named));
}
