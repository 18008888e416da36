/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The chain of an issue (RULES.md, "Common gaps"): each step is done, missing
 * or not needed, by what is on record and by nothing else.
 */
#include "issue-chain.h"

#include <string.h>

#include "dossierfs/name.h"

static const char *const names[STEP_COUNT] = {
	"identified", "analysed", "routed", "changed", "impact reviewed",
	"verified", "disclosure decided", "notified", "closed",
};

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

/* A person is one by name; a placeholder (RULES.md, "Verdicts" 5) is none. */
static bool is_named(const struct json *person)
{
	const char *name = json_kind(person) == JSON_OBJECT ?
		json_text_at(person, "name") : json_text(person);

	return name && !text_is_placeholder(name);
}

/* A decision is one when it says by whom and on which day. */
static void decided(struct step *s, const struct json *part, bool said)
{
	const struct json *by = json_get(part, "by");
	const char *on = json_text_at(part, "on");

	when(s, on);
	if (by)
		page_person(&s->who, by);
	if (said && is_named(by) && on)
		s->state = STEP_DONE;
}

/* A reason is three words at least. */
static bool is_rejected(const struct json *issue)
{
	const char *reason = json_text_at(issue, "rejected_reason");

	return is(issue, "state", "rejected") && reason &&
		!text_is_placeholder(reason) && text_words(reason) >= 3;
}

static void identified(struct step *s, struct page *p, const struct json *j)
{
	const struct json *origin = json_get(j, "origin");
	const char *activity = json_text_at(origin, "activity");

	when(s, json_text_at(j, "identified_on"));
	md_text(&s->who, json_text_at(origin, "source"));
	if (activity)
		page_id(&s->proof, p, activity);
	s->state = json_text_at(j, "identified_on") ? STEP_DONE : STEP_MISSING;
}

static void analysed(struct step *s, const struct json *j)
{
	const char *state = json_text_at(j, "state");

	when(s, json_text_at(j, "confirmed_on"));
	if (json_get(j, "owner"))
		page_person(&s->who, json_get(j, "owner"));
	if (!state || strcmp(state, "new") == 0)
		return;
	md_text(&s->proof, state);
	if (strcmp(state, "rejected") != 0 || is_rejected(j))
		s->state = STEP_DONE;
}

static void routed(struct step *s, struct page *p, const struct json *j)
{
	const struct json *route = json_get(j, "route");
	const struct json *way = json_first(json_get(route, "way"));
	const char *document = json_text_at(route, "document");

	decided(s, route, way != NULL);
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
	int n = 0;
	int lacking = 0;

	page_query(out, &q, p, sql_changes, "s", p->id);
	while (page_next(out, q)) {
		n++;
		next(&made->proof);
		page_id(&made->proof, p, query_text(q, 0));
		when(made, query_text(q, 1));
		buf_cut(&made->who, 0);
		page_name(&made->who, query_text(q, 2), query_text(q, 3));
		if (query_null(q, 4) || query_null(q, 6)) {
			lacking++;
			continue;
		}
		when(reviewed, query_text(q, 6));
		buf_cut(&reviewed->who, 0);
		page_name(&reviewed->who, query_text(q, 4), query_text(q, 5));
		if (query_null(q, 7))
			continue;
		next(&reviewed->proof);
		page_id(&reviewed->proof, p, query_text(q, 7));
	}
	if (n > 0)
		made->state = STEP_DONE;
	if (n > 0 && lacking == 0)
		reviewed->state = STEP_DONE;
}

static void verified(struct step *s, struct page *p, const struct json *j)
{
	const struct json *v = json_get(j, "verification");

	decided(s, v, is(v, "result", "pass"));
	if (is(v, "result", "fail"))
		buf_puts(&s->proof, "failed ");
	if (json_first(json_get(v, "evidence")))
		page_ids(&s->proof, p, json_get(v, "evidence"));
}

static void disclosure(struct step *s, const struct json *j)
{
	const struct json *d = json_get(j, "disclosure");

	decided(s, d, json_text_at(d, "decision") != NULL);
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
		if (query_null(q, 1) || s->state == STEP_DONE)
			continue;
		s->state = STEP_DONE;
		when(s, query_text(q, 1));
		md_text(&s->who, query_text(q, 2));
	}
}

static void closed(struct step *s, const struct json *j)
{
	const struct json *a = json_get(j, "acceptance");

	if (is(j, "state", "accepted") && is_named(json_get(a, "by"))) {
		s->state = STEP_DONE;
		when(s, json_text_at(a, "on"));
		page_person(&s->who, json_get(a, "by"));
		buf_puts(&s->proof, "accepted");
	} else if (is(j, "state", "closed")) {
		s->state = STEP_DONE;
		when(s, json_text_at(j, "closed_on"));
	} else if (is_rejected(j)) {
		s->state = STEP_DONE;
		buf_puts(&s->proof, "rejected");
	}
}

static bool has_way(const struct json *issue, const char *word)
{
	const struct json *way = json_at(issue, "/route/way");

	for (const struct json *w = json_first(way); w; w = json_next(w))
		if (json_text(w) && strcmp(json_text(w), word) == 0)
			return true;
	return false;
}

static void waive(struct chain *c, enum chain_step first, enum chain_step last)
{
	for (int i = (int)first; i <= (int)last; i++)
		if (c->steps[i].state == STEP_MISSING)
			c->steps[i].state = STEP_WAIVED;
}

/* What an end or a way makes needless. */
static void waive_needless(struct chain *c, const struct json *issue)
{
	if (is_rejected(issue))
		waive(c, STEP_ROUTED, STEP_NOTIFIED);
	if (c->steps[STEP_CLOSED].state == STEP_DONE &&
		is(issue, "state", "accepted"))
		waive(c, STEP_ROUTED, STEP_VERIFIED);
	if (has_way(issue, "environment") && !has_way(issue, "resolution"))
		waive(c, STEP_CHANGED, STEP_REVIEWED);
	if (is(json_get(issue, "disclosure"), "decision", "no") &&
		c->steps[STEP_DISCLOSURE].state == STEP_DONE)
		waive(c, STEP_NOTIFIED, STEP_NOTIFIED);
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
	waive_needless(c, issue);
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

		buf_printf(out, "| %d. %s | ", i + 1, names[i]);
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
			names[first]);
}
