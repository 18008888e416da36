/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The page of an issue: what it is, where it stands, what was decided by whom
 * and why, what was done, the verdicts, the words, the history.
 */
#include <string.h>

#include "issue-chain.h"
#include "page.h"

static void severity(struct buf *out, const struct json *s)
{
	const char *vector = json_text_at(s, "cvss");
	const char *score = json_number(json_get(s, "score"));

	page_fact(out, "Severity");
	md_cell(out, json_text_at(s, "level"));
	if (score) {
		buf_puts(out, ", score ");
		md_text(out, score);
	}
	if (vector) {
		buf_puts(out, ", ");
		md_span(out, vector);
	}
	page_fact_end(out);
}

static void origin(struct buf *out, struct page *p, const struct json *o)
{
	const char *activity = json_text_at(o, "activity");

	page_fact(out, "Origin");
	md_cell(out, json_text_at(o, "kind"));
	if (json_text_at(o, "source")) {
		buf_puts(out, ", ");
		md_text(out, json_text_at(o, "source"));
	}
	if (activity) {
		buf_puts(out, ", found by ");
		page_id(out, p, activity);
	}
	page_fact_end(out);
}

static void references(struct buf *out, const struct json *list)
{
	const char *between = "";

	page_fact(out, "References");
	for (const struct json *j = json_first(list); j; j = json_next(j)) {
		buf_puts(out, between);
		md_url(out, json_text(j));
		between = ", ";
	}
	buf_puts(out, *between ? "" : "–");
	page_fact_end(out);
}

static void listed(struct buf *out, struct page *p, const struct json *rec,
	const char *label, const char *key)
{
	const struct json *list = json_get(rec, key);

	page_fact(out, label);
	if (!list)
		buf_puts(out, "not said");
	else if (!json_first(list))
		buf_puts(out, "none");
	else
		page_ids(out, p, list);
	page_fact_end(out);
}

static void what_it_is(struct buf *out, struct page *p, const struct json *rec)
{
	const char *duplicate = json_text_at(rec, "duplicate_of");

	buf_puts(out, "## What it is\n\n| | |\n|---|---|\n");
	page_fact(out, "State");
	buf_puts(out, "**");
	md_cell(out, json_text_at(rec, "state"));
	buf_puts(out, "**");
	page_fact_end(out);
	page_fact(out, "Product");
	page_ref(out, p, json_text_at(rec, "product"));
	page_fact_end(out);
	severity(out, json_get(rec, "severity"));
	listed(out, p, rec, "Items", "items");
	listed(out, p, rec, "Affected", "affected");
	listed(out, p, rec, "Fixed in", "fixed_in");
	page_fact_text(out, "Identified", json_text_at(rec, "identified_on"));
	origin(out, p, json_get(rec, "origin"));
	page_fact(out, "Owner");
	page_person(out, json_get(rec, "owner"));
	page_fact_end(out);
	references(out, json_get(rec, "references"));
	if (duplicate) {
		page_fact(out, "Repeats");
		page_ref(out, p, duplicate);
		page_fact_end(out);
	}
	buf_putc(out, '\n');
}

/* One row of the table of decisions, where there is one. */
static void decision(struct buf *out, const char *name,
	const struct json *part, const char *what, const char *why, int *n)
{
	if (!part)
		return;
	if ((*n)++ == 0)
		buf_puts(out, "## Decisions\n\n"
			"| Decision | What | By | On | Why |\n"
			"|---|---|---|---|---|\n");
	buf_printf(out, "| %s | ", name);
	md_cell(out, what);
	buf_puts(out, " | ");
	page_person(out, json_get(part, "by"));
	buf_puts(out, " | ");
	md_cell(out, json_text_at(part, "on"));
	buf_puts(out, " | ");
	md_cell(out, why);
	page_fact_end(out);
}

static void ways(struct buf *what, const struct json *way)
{
	for (const struct json *w = json_first(way); w; w = json_next(w))
		buf_printf(what, "%s%s", what->len ? " and " : "",
			json_text(w) ? json_text(w) : "?");
}

static void decisions(struct buf *out, const struct json *rec)
{
	const struct json *route = json_get(rec, "route");
	const struct json *d = json_get(rec, "disclosure");
	const struct json *v = json_get(rec, "verification");
	const struct json *a = json_get(rec, "acceptance");
	auto_buf way = BUF_INIT;
	int n = 0;

	ways(&way, json_get(route, "way"));
	page_fail(out, way.err);
	decision(out, "Route", route, buf_text(&way),
		json_text_at(route, "reason"), &n);
	decision(out, "Disclosure", d, json_text_at(d, "decision"),
		json_text_at(d, "reason"), &n);
	decision(out, "Verification", v, json_text_at(v, "result"), NULL, &n);
	decision(out, "Acceptance", a, json_text_at(a, "residual_risk"),
		json_text_at(a, "criterion"), &n);
	if (json_text_at(rec, "rejected_reason"))
		decision(out, "Rejection", rec, "rejected",
			json_text_at(rec, "rejected_reason"), &n);
	if (n > 0)
		buf_putc(out, '\n');
}

/* What stands in the tables above. */
static const char *const shown[] = {
	"product", "identified_on", "description", "items", "affected",
	"fixed_in", "origin.kind", "origin.source", "origin.activity", "owner",
	"state", "severity", "references", "duplicate_of", "rejected_reason",
	"route.way", "route.reason", "route.by", "route.on",
	"disclosure.decision", "disclosure.by", "disclosure.on",
	"disclosure.reason", "verification.by", "verification.on",
	"verification.result", "acceptance.residual_risk",
	"acceptance.criterion", "acceptance.by", "acceptance.on", NULL
};

static void further(struct buf *out, struct page *p,
	const struct record_type *type, const struct json *rec)
{
	size_t start = out->len;
	size_t body;

	buf_puts(out, "## Particulars\n\n");
	body = out->len;
	page_fields(out, p, type, rec, shown);
	if (!out->err && out->len == body)
		buf_cut(out, start);
}

int view_issue(struct buf *out, struct page *p)
{
	auto_json rec = NULL;
	auto_chain chain = { 0 };
	const struct record_type *type;

	if (!page_record(out, p, &rec, &type))
		return page_done(out);
	if (!page_top(out, p, rec)) {
		page_fields(out, p, type, rec, NULL);
		page_end(out, p);
		return page_done(out);
	}
	what_it_is(out, p, rec);
	buf_puts(out, "## Where it stands\n\n");
	chain_read(&chain, out, p, rec);
	chain_write(out, &chain);
	decisions(out, rec);
	further(out, p, type, rec);
	page_named_by(out, p);
	page_verdicts(out, p);
	if (json_text_at(rec, "description")) {
		buf_puts(out, "## Description\n\n");
		md_block(out, json_text_at(rec, "description"));
	}
	page_files(out, p);
	page_changes(out, p);
	return page_done(out);
}
