/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Embedded scripts of SQL, cut into statements once for the process, so that
 * a connection that stays prepares each of them once.
 */
#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "dossierfs/embed.h"
#include "dossierfs/err.h"
#include "dossierfs/query.h"
#include "judge.h"

struct script {
	const char *path;
	char **statements; /* up to NULL */
	struct script *next;
};

static struct script *scripts;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static const char *skip_blank(const char *s)
{
	for (;;) {
		s += strspn(s, " \t\n");
		if (s[0] != '-' || s[1] != '-')
			return s;
		s += strcspn(s, "\n");
	}
}

/* Past the semicolon that ends the statement, or at the end of the text. */
static const char *statement_end(const char *s)
{
	while (*s && *s != ';') {
		if (s[0] == '-' && s[1] == '-')
			s += strcspn(s, "\n");
		else if (*s == '\'' || *s == '"')
			s += 1 + strcspn(s + 1, *s == '"' ? "\"" : "'");
		s += *s != '\0';
	}
	return *s ? s + 1 : s;
}

static int add(struct script *script, size_t *n, char *text)
{
	char **more = realloc(script->statements, (*n + 2) * sizeof(*more));

	if (!more || !text) {
		free(more ? text : NULL);
		script->statements = more ? more : script->statements;
		return fail(-ENOMEM, "no memory for a script");
	}
	script->statements = more;
	more[(*n)++] = text;
	more[*n] = NULL;
	return 0;
}

/* `create temp table x as select …` once more: what to empty, what to fill.
 * Other statements are needed once. */
static int add_again(struct script *script, size_t *n, const char *s, size_t len)
{
	static const char create[] = "create temp table ";
	const char *name = s + sizeof(create) - 1;
	auto_buf clear = BUF_INIT, fill = BUF_INIT;
	size_t width;
	int rc;

	if (strncmp(s, create, sizeof(create) - 1))
		return 0;
	width = strcspn(name, " \n(");
	if (strncmp(name + width, " as\n", 4))
		return 0;
	buf_printf(&clear, "delete from temp.%.*s", (int)width, name);
	buf_printf(&fill, "insert into temp.%.*s ", (int)width, name);
	buf_put(&fill, name + width + 4, len - (size_t)(name + width + 4 - s));
	if (clear.err || fill.err)
		return clear.err ? buf_done(&clear) : buf_done(&fill);
	rc = add(script, n, strdup(buf_text(&clear)));
	return rc ? rc : add(script, n, strdup(buf_text(&fill)));
}

static int cut(struct script *script, const char *sql, bool again)
{
	size_t n = 0;
	int rc = 0;

	for (const char *s = skip_blank(sql); *s && !rc; s = skip_blank(s)) {
		const char *end = statement_end(s);
		size_t len = (size_t)(end - s);

		rc = again ? add_again(script, &n, s, len) :
			add(script, &n, strndup(s, len));
		s = end;
	}
	return rc;
}

static void script_free(struct script *script)
{
	for (char **s = script->statements; s && *s; s++)
		free(*s);
	free(script->statements);
	free(script);
}

static int script_find(struct script **out, const char *path, bool again)
{
	const char *sql = embed_find(path, NULL);
	int rc;

	for (*out = scripts; *out; *out = (*out)->next)
		if ((*out)->path == path)
			return 0;
	if (!sql)
		return fail(-ENOENT, "the program carries no %s", path);
	*out = calloc(1, sizeof(**out));
	if (!*out)
		return fail(-ENOMEM, "no memory for a script");
	rc = cut(*out, sql, again);
	if (rc) {
		script_free(*out);
		return rc;
	}
	(*out)->path = path;
	(*out)->next = scripts;
	scripts = *out;
	return 0;
}

/* Whether what fills tables fills that one; NULL: any. */
static bool fills(const char *sql, const char *table)
{
	enum { INTO = 17 }; /* "delete from temp.", "insert into temp." */
	size_t len = table ? strlen(table) : 0;

	return !table || (strlen(sql) > INTO &&
		!strncmp(sql + INTO, table, len) &&
		(sql[INTO + len] == ' ' || !sql[INTO + len]));
}

static int each(struct store *st, const char *path, bool again,
	const char *table, int (*fn)(struct store *st, const char *sql))
{
	struct script *script;
	int rc;

	pthread_mutex_lock(&lock);
	rc = script_find(&script, path, again);
	pthread_mutex_unlock(&lock);
	if (rc)
		return rc;
	for (char **s = script->statements; s && *s && !rc; s++)
		if (fills(*s, table))
			rc = fn(st, *s);
	return rc ? err_in(rc, "%s", path) : 0;
}

static int run(struct store *st, const char *sql)
{
	return query_run(st, sql, "");
}

int script_run(struct store *st, const char *path)
{
	return each(st, path, false, NULL, run);
}

int statement_prepare(struct store *st, const char *sql)
{
	auto_query q = NULL;

	return query_open(&q, st, sql, "");
}

int script_prepare(struct store *st, const char *path, bool fill)
{
	return each(st, path, fill, NULL, statement_prepare);
}

const char *script_rest(const char *sql)
{
	return skip_blank(statement_end(skip_blank(sql)));
}

int script_fill(struct store *st, const char *path)
{
	return each(st, path, true, NULL, run);
}

int script_fill_table(struct store *st, const char *path, const char *table)
{
	return each(st, path, true, table, run);
}
