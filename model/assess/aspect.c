/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The signals that the program carries, read once; they live as long as it.
 */
#include <errno.h>
#include <pthread.h>
#include <string.h>

#include "dossierfs/embed.h"
#include "dossierfs/err.h"
#include "dossierfs/json.h"
#include "signal.h"

#define SIGNALS_PATH "model/catalog/signals.json"

static struct signals shipped;
static struct json *shipped_root; /* owns the strings */
static pthread_mutex_t once = PTHREAD_MUTEX_INITIALIZER;

static int unexpected(const char *where, const char *expected)
{
	return refuse(-EINVAL, SIGNALS_PATH ": %s: expected %s",
		where ? where : "a signal", expected);
}

static int read_aspect(struct signal *s, const struct json *j)
{
	const struct json *q = json_first(json_get(j, "query"));
	struct aspect *a = &s->aspects[s->n_aspects];

	if (s->n_aspects == ASPECTS_MAX)
		return unexpected(s->id, "fewer aspects");
	a->id = json_text_at(j, "aspect");
	a->title = json_text_at(j, "title");
	for (; q; q = json_next(q))
		buf_printf(&a->query, "%s%s", a->query.len ? " " : "",
			json_text(q) ? json_text(q) : "");
	if (!a->id || !a->title || (!a->query.len && !a->query.err))
		return unexpected(s->id, "aspect, title and query");
	s->n_aspects++;
	return buf_done(&a->query);
}

static int read_signal(struct signals *all, const struct json *j)
{
	const struct json *a = json_first(json_get(j, "aspects"));
	struct signal *s = &all->all[all->n];
	int rc = 0;

	if (all->n == SIGNALS_MAX)
		return unexpected(NULL, "fewer of them");
	s->clause = json_text_at(j, "clause");
	s->id = json_text_at(j, "signal");
	s->pattern = json_text_at(j, "pattern");
	if (!s->clause || !s->id || !s->pattern)
		return unexpected(s->id, "clause, signal and pattern");
	for (; a && !rc; a = json_next(a))
		rc = read_aspect(s, a);
	all->n++;
	return rc;
}

static void forget(void)
{
	for (size_t i = 0; i < SIGNALS_MAX; i++)
		for (size_t k = 0; k < ASPECTS_MAX; k++)
			buf_free(&shipped.all[i].aspects[k].query);
	memset(&shipped, 0, sizeof(shipped));
	json_free(shipped_root);
	shipped_root = NULL;
}

static int read_shipped(void)
{
	size_t len;
	const char *text = embed_find(SIGNALS_PATH, &len);
	const struct json *j;
	int rc;

	if (!text)
		return fail(-ENOENT, "the program carries no signals");
	rc = json_parse(&shipped_root, text, len, 0);
	if (rc)
		return rc;
	j = json_first(json_get(shipped_root, "signals"));
	for (; j && !rc; j = json_next(j))
		rc = read_signal(&shipped, j);
	return rc;
}

int signals_open(const struct signals **out)
{
	int rc = 0;

	pthread_mutex_lock(&once);
	if (!shipped.n) {
		rc = read_shipped();
		if (rc)
			forget();
	}
	pthread_mutex_unlock(&once);
	*out = rc ? NULL : &shipped;
	return rc;
}
