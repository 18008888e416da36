/* SPDX-License-Identifier: Apache-2.0 */
/*
 * picked - a finding by its address, <activity>#<line>.
 *
 * The line itself is read, since it holds more than the columns that SQL
 * has: aliases and score.
 */
#include "issue.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "dossierfs/blob.h"
#include "dossierfs/err.h"
#include "dossierfs/json.h"
#include "dossierfs/query.h"
#include "dossierfs/store.h"
#include "intake.h"

static void picked_free(struct picked *p)
{
	free(p->activity);
	free(p->product);
	free(p->release);
	free(p->day);
	free(p->tool);
	json_free(p->finding);
	*p = (struct picked){ 0 };
}

const char *picked_text(const struct picked *p, const char *key)
{
	return json_text_at(p->finding, key);
}

static int keep(char **out, const char *s)
{
	*out = s ? strdup(s) : NULL;
	return s && !*out ? fail(-ENOMEM, "no memory for a finding") : 0;
}

static int split(struct picked *out, const char *address)
{
	const char *hash = strrchr(address, '#');
	char *end = NULL;

	out->address = address;
	if (hash && hash > address && isdigit((unsigned char)hash[1]))
		out->line = strtoll(hash + 1, &end, 10);
	if (!end || *end || out->line < 1)
		return refuse(-EINVAL, "%s: expected <activity>#<line>",
			address);
	out->activity = strndup(address, (size_t)(hash - address));
	return out->activity ? 0 : fail(-ENOMEM, "no memory for a finding");
}

static int activity(struct picked *out, struct store *st)
{
	static const char sql[] =
		"select product, release, performed_on, tool_name"
		"  from activity"
		" where id = ?1";
	auto_query q = NULL;
	int rc = query_open(&q, st, sql, "s", out->activity);

	if (rc == 0)
		rc = query_next(q);
	if (rc < 0)
		return rc;
	if (rc == 0)
		return refuse(-ENOENT, "%s: there is no activity %s",
			out->address, out->activity);
	rc = keep(&out->product, query_text(q, 0));
	if (rc == 0)
		rc = keep(&out->release, query_text(q, 1));
	if (rc == 0)
		rc = keep(&out->day, query_text(q, 2));
	if (rc == 0)
		rc = keep(&out->tool, query_text(q, 3));
	return rc;
}

/* The nth line, from 1; NULL past the end. */
static const char *nth_line(const struct buf *lines, int64_t n, size_t *len)
{
	const char *p = buf_text(lines), *stop = p + lines->len;

	while (p < stop) {
		const char *end = memchr(p, '\n', (size_t)(stop - p));

		*len = (size_t)((end ? end : stop) - p);
		if (--n == 0)
			return p;
		p += *len + 1;
	}
	return NULL;
}

static int line(struct picked *out, struct store *st)
{
	static const char sql[] =
		"select sha256"
		"  from findings_file"
		" where activity = ?1";
	auto_query q = NULL;
	auto_buf lines = BUF_INIT;
	const char *text;
	size_t len;
	int rc = query_open(&q, st, sql, "s", out->activity);

	if (rc == 0)
		rc = query_next(q);
	if (rc > 0)
		rc = store_blob_read(st, &lines, query_text(q, 0), INTAKE_MAX);
	if (rc < 0)
		return rc;
	text = nth_line(&lines, out->line, &len);
	if (!text)
		return refuse(-ENOENT, "%s: activity %s has no such finding",
			out->address, out->activity);
	rc = json_parse(&out->finding, text, len, 0);
	if (rc == 0 && !picked_text(out, "fingerprint"))
		rc = refuse(-EINVAL, "%s: has no fingerprint", out->address);
	return rc;
}

static int picked_find(struct picked *out, struct store *st,
	const char *address)
{
	int rc = split(out, address);

	if (rc == 0)
		rc = activity(out, st);
	if (rc == 0)
		rc = line(out, st);
	return rc;
}

void picks_free(struct picks *p)
{
	for (int i = 0; i < p->n; i++)
		picked_free(&p->all[i]);
	free(p->all);
}

int picks_find(struct picks *out, struct store *st,
	const char *const *findings, int n)
{
	int rc = 0;

	out->all = calloc((size_t)n + 1, sizeof *out->all);
	if (!out->all)
		return fail(-ENOMEM, "no memory for findings");
	if (n < 1)
		return refuse(-EINVAL,
			"expected a finding, as <activity>#<line>");
	for (int i = 0; i < n && rc == 0; i++) {
		struct picked *p = &out->all[out->n++];

		rc = picked_find(p, st, findings[i]);
		if (rc == 0 && !p->product)
			rc = refuse(-EINVAL, "%s: its activity names no"
				" product", findings[i]);
		if (rc == 0 && strcmp(p->product, out->all[0].product) != 0)
			rc = refuse(-EINVAL, "%s is of product %s, %s of %s:"
				" an issue is of one product", findings[i],
				p->product, findings[0], out->all[0].product);
	}
	return rc;
}
