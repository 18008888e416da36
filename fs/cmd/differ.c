/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two versions side by side. Both are canonical, so members stand in the
 * order of their keys and one pass is enough; depth is bounded by the gate.
 */
#include "differ.h"

#include <string.h>

#include "dossierfs/buf.h"
#include "dossierfs/json.h"

struct differ {
	differ_fn *fn;
	void *arg;
	struct buf field;
};

static int compare(struct differ *d, const struct json *before,
	const struct json *after);

static bool is_same(const struct json *a, const struct json *b)
{
	auto_buf left = BUF_INIT, right = BUF_INIT;

	json_line(&left, a);
	json_line(&right, b);
	return !left.err && !right.err && left.len == right.len &&
	       !memcmp(left.data, right.data, left.len);
}

/* One member or element, whose name is put behind the field's. */
static int compare_named(struct differ *d, const char *key, size_t place,
	const struct json *before, const struct json *after)
{
	size_t len = d->field.len;
	int rc;

	if (!key)
		buf_printf(&d->field, "[%zu]", place);
	else
		buf_printf(&d->field, "%s%s", len ? "." : "", key);
	rc = buf_done(&d->field);
	if (!rc)
		rc = compare(d, before, after);
	buf_cut(&d->field, len);
	return rc;
}

static int compare_objects(struct differ *d, const struct json *before,
	const struct json *after)
{
	const struct json *a = json_first(before), *b = json_first(after);
	int order, rc = 0;

	while ((a || b) && !rc) {
		order = !a ? 1 : !b ? -1 : strcmp(json_key(a), json_key(b));
		rc = compare_named(d, json_key(order <= 0 ? a : b), 0,
			order <= 0 ? a : NULL, order >= 0 ? b : NULL);
		if (order <= 0)
			a = json_next(a);
		if (order >= 0)
			b = json_next(b);
	}
	return rc;
}

static int compare_lists(struct differ *d, const struct json *before,
	const struct json *after)
{
	const struct json *a = json_first(before), *b = json_first(after);
	size_t n = 0;
	int rc = 0;

	for (; (a || b) && !rc; n++) {
		rc = compare_named(d, NULL, n, a, b);
		a = json_next(a);
		b = json_next(b);
	}
	return rc;
}

static int compare(struct differ *d, const struct json *before,
	const struct json *after)
{
	enum json_kind kind = json_kind(before ? before : after);

	if ((!before || !after || kind == json_kind(after)) &&
		json_count(before ? before : after)) {
		if (kind == JSON_OBJECT)
			return compare_objects(d, before, after);
		if (kind == JSON_LIST)
			return compare_lists(d, before, after);
	}
	if (before && after && is_same(before, after))
		return 0;
	return d->fn(buf_text(&d->field), before, after, d->arg);
}

int record_differ(const struct json *before, const struct json *after,
	differ_fn *fn, void *arg)
{
	struct differ d = { fn, arg, BUF_INIT };
	int rc = before || after ? compare(&d, before, after) : 0;

	buf_free(&d.field);
	return rc;
}
