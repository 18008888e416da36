/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The chain of an issue as its page shows it. Whether a step is done is what
 * the view issue_chain says; here stand the days, names and proofs beside it.
 */
#include "issue-chain.h"

#include <string.h>

void chain_free(struct chain *c)
{
	for (int i = 0; i < STEP_COUNT; i++) {
		buf_free(&c->steps[i].when);
		buf_free(&c->steps[i].who);
		buf_free(&c->steps[i].proof);
	}
}

static bool is(const struct json *object, const char *key, const char *word)
{
	const char *s = json_text_at(object, key);

	return s && strcmp(s, word) == 0;
}

static void when(struct step *s, const char *day)
{
	buf_cut(&s->when, 0);
	md_text(&s->when, day);
}

static void decided(struct step *s, const struct json *part)
{
	const struct json *by = json_get(part, "by");

	when(s, json_text_at(part, "on"));
	if (by)
		page_person(&s->who, by);
}

static void identified(struct step *s, struct page *p, const struct json *j)
{
	const struct json *origin = json_get(j, "origin");
	const char *activity = json_text_at(origin, "activity");

	when(s, json_text_at(j, "identified_on"));
	md_text(&s->who, json_text_at(origin, "source"));
	if (activity)
		page_id(&s->proof, p, activity);
}

static void analysed(struct step *s, const struct json *j)
{
	const char *state = json_text_at(j, "state");

	when(s, json_text_at(j, "confirmed_on"));
	if (json_get(j, "owner"))
		page_person(&s->who, json_get(j, "owner"));
	if (state && strcmp(state, "new") != 0)
		md_text(&s->proof, state);
}

static void routed(struct step *s, struct page *p, const struct json *j)
{
	const struct json *route = json_get(j, "route");
	const struct json *way = json_first(json_get(route, "way"));
	const char *document = json_text_at(route, "document");

	decided(s, route);
	for (const struct json *w = way; w; w = json_next(w)) {
		md_text(&s->proof, json_text(w));
		buf_puts(&s->proof, json_next(w) ? ", " : "");
	}
	if (document) {
		buf_puts(&s->proof, way ? ": " : "");
		page_id(&s->proof, p, document);
	}
}

static const char sql_changes[] =
	"select c.id, c.made_on, c.author, c.author_role, c.impact_reviewer,"
	" c.impact_reviewer_role, c.impact_reviewed_on, c.impact_risk_file"
	" from reference r cross join change c on c.id = r.id"
	" where r.target = ?1 and r.pointer glob '/issues/*'"
	" order by c.made_on, c.id limit 20";

static void next(struct buf *b)
{
	buf_puts(b, b->len ? ", " : "");
}

/* Both steps read the changes: made, and reviewed, each of them. */
static void changed(struct chain *c, struct buf *out, struct page *p)
{
	struct step *made = &c->steps[STEP_CHANGED];
	struct step *reviewed = &c->steps[STEP_REVIEWED];
	auto_query q = NULL;

	page_query(out, &q, p, sql_changes, "s", p->id);
	while (page_next(out, q)) {
		next(&made->proof);
		page_id(&made->proof, p, query_text(q, 0));
		when(made, query_text(q, 1));
		buf_cut(&made->who, 0);
		page_name(&made->who, query_text(q, 2), query_text(q, 3));
		if (query_null(q, 4) || query_null(q, 6))
			continue;
		when(reviewed, query_text(q, 6));
		buf_cut(&reviewed->who, 0);
		page_name(&reviewed->who, query_text(q, 4), query_text(q, 5));
		if (query_null(q, 7))
			continue;
		next(&reviewed->proof);
		page_id(&reviewed->proof, p, query_text(q, 7));
	}
}

static void verified(struct step *s, struct page *p, const struct json *j)
{
	const struct json *v = json_get(j, "verification");

	decided(s, v);
	if (is(v, "result", "fail"))
		buf_puts(&s->proof, "failed ");
	if (json_first(json_get(v, "evidence")))
		page_ids(&s->proof, p, json_get(v, "evidence"));
}

static void disclosure(struct step *s, const struct json *j)
{
	const struct json *d = json_get(j, "disclosure");

	decided(s, d);
	md_text(&s->proof, json_text_at(d, "decision"));
}

/* Users are told of the issue itself, or of an update that fixes it. */
static const char sql_notified[] =
	"select n.id, n.sent_on, n.channel from ("
	" select r.id from reference r"
	"  where r.target = ?1 and r.pointer glob '/issues/*'"
	" union select n2.id from reference r cross join reference n2"
	"  on n2.target = r.id and n2.pointer glob '/updates/*'"
	"  where r.target = ?1 and r.pointer glob '/fixes/*') x"
	" cross join notification n on n.id = x.id"
	" order by n.sent_on, n.id limit 20";

static void notified(struct step *s, struct buf *out, struct page *p)
{
	auto_query q = NULL;

	page_query(out, &q, p, sql_notified, "s", p->id);
	while (page_next(out, q)) {
		next(&s->proof);
		page_id(&s->proof, p, query_text(q, 0));
		if (query_null(q, 1) || s->when.len)
			continue;
		when(s, query_text(q, 1));
		md_text(&s->who, query_text(q, 2));
	}
}

static void closed(struct step *s, const struct json *j)
{
	const struct json *a = json_get(j, "acceptance");

	if (is(j, "state", "accepted") && json_get(a, "by")) {
		when(s, json_text_at(a, "on"));
		page_person(&s->who, json_get(a, "by"));
		buf_puts(&s->proof, "accepted");
	} else if (is(j, "state", "closed")) {
		when(s, json_text_at(j, "closed_on"));
	} else if (is(j, "state", "rejected") &&
		json_get(j, "rejected_reason")) {
		buf_puts(&s->proof, "rejected");
	}
}

static void states(struct chain *c, struct buf *out, struct page *p)
{
	static const char sql[] =
		"select identified, analysed, routed, changed, reviewed,"
		" verified, disclosed, notified, closed from issue_chain"
		" where id = ?1";
	auto_query q = NULL;

	page_fail(out, assess_chain(p->store));
	if (out->err)
		return;
	page_query(out, &q, p, sql, "s", p->id);
	if (!page_next(out, q))
		return;
	for (int i = 0; i < STEP_COUNT; i++) {
		const char *said = query_text(q, i);

		c->steps[i].state = strcmp(said, "done") == 0 ? STEP_DONE :
			strcmp(said, "waived") == 0 ? STEP_WAIVED :
			STEP_MISSING;
	}
}

void chain_read(struct chain *c, struct buf *out, struct page *p,
	const struct json *issue)
{
	memset(c, 0, sizeof(*c));
	identified(&c->steps[STEP_IDENTIFIED], p, issue);
	analysed(&c->steps[STEP_ANALYSED], issue);
	routed(&c->steps[STEP_ROUTED], p, issue);
	changed(c, out, p);
	verified(&c->steps[STEP_VERIFIED], p, issue);
	disclosure(&c->steps[STEP_DISCLOSURE], issue);
	notified(&c->steps[STEP_NOTIFIED], out, p);
	closed(&c->steps[STEP_CLOSED], issue);
	states(c, out, p);
	for (int i = 0; i < STEP_COUNT; i++) {
		page_fail(out, c->steps[i].when.err);
		page_fail(out, c->steps[i].who.err);
		page_fail(out, c->steps[i].proof.err);
	}
}

static void cell(struct buf *out, const struct buf *b)
{
	buf_puts(out, " | ");
	if (b->len)
		buf_put(out, b->data, b->len);
	else
		buf_puts(out, "–");
}

void chain_write(struct buf *out, const struct chain *c)
{
	static const char *const marks[] = { "missing", "done", "not needed" };
	int first = STEP_COUNT;

	buf_puts(out, "| Step | | On | By | Proof |\n|---|---|---|---|---|\n");
	for (int i = 0; i < STEP_COUNT; i++) {
		const struct step *s = &c->steps[i];

		buf_printf(out, "| %d. %s | ", i + 1,
			chain_step_name((enum chain_step)i));
		if (s->state == STEP_MISSING && first == STEP_COUNT) {
			first = i;
			buf_puts(out, "**missing** ← first missing step");
		} else {
			buf_puts(out, marks[s->state]);
		}
		cell(out, &s->when);
		cell(out, &s->who);
		cell(out, &s->proof);
		page_fact_end(out);
	}
	buf_putc(out, '\n');
	if (first == STEP_COUNT)
		buf_puts(out, "The chain is whole.\n\n");
	else
		buf_printf(out, "First missing step: **%s**.\n\n",
			chain_step_name((enum chain_step)first));
}
