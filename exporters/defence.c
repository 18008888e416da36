/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The audit-defence statement of a clause, assembled from facts. A sentence
 * whose constraint is not met is not printed as a claim: in its place stands
 * that the records do not support it, and why.
 */
#include <string.h>

#include "dossierfs/chain.h"
#include "signals.h"

/* What may be said once the constraint is met. */
struct claim {
	const char *constraint;
	const char *sentence;
};

static const struct claim claims[] = {
	{ "6.3-1", "Users were told of every security update in time." },
	{ "6.3-2", "Each notification came with an approved statement of "
		   "compatibility for the releases concerned." },
	{ "6.3-3", "For updates that were not approved, mitigations were "
		   "decided and communicated." },
	{ "6.3-4", "Security updates for maintained items were available "
		   "within their terms." },
	{ "6.3-5", "The recipient can verify every artifact; dossierfs "
		   "verified each signature over the stored bytes." },
	{ "9.5-1", "Every security issue identified was addressed." },
	{ "9.5-2", "Disclosure was decided for every confirmed issue." },
	{ "9.5-3", "The way to deal with each issue was decided before the "
		   "change was made." },
	{ "9.5-4", "Every change was reviewed for safety, security and "
		   "effectiveness by someone other than its author." },
	{ "9.5-5", "Other products and releases with the same components were "
		   "informed." },
	{ "9.5-6", "Third parties were informed of issues in what they "
		   "supply." },
	{ "9.5-7", "Open issues were reviewed before each release." },
	{ "9.5-8", "Issues are looked for proactively, in every way asked "
		   "for and within the intervals set." },
	{ "9.5-9", "Static analysis ran on the commit of each release, in the "
		   "pipeline." },
	{ "9.5-10", "Dynamic tests and penetration tests were done within "
		    "their intervals and after significant changes." },
	{ "9.5-11", "The SBOM of every release in the field is scanned "
		    "without gaps." },
	{ "9.5-12", "The records of scans and tests are whole and kept." },
};

static const char sql_verdict[] =
	"select verdict, why, met, not_applicable from temp.verdict"
	" where constraint_id = ?1";

/* What the members are, and from when to when. */
static const char sql_members[] =
	"select type, count(*), min(day), max(day) from ("
	"select m.type, case m.type"
	" when 'update' then (select u.available_on from \"update\" u"
	"  where u.id = m.record)"
	" when 'notification' then (select n.sent_on from notification n"
	"  where n.id = m.record)"
	" when 'issue' then (select i.identified_on from issue i"
	"  where i.id = m.record)"
	" when 'change' then (select c.made_on from change c"
	"  where c.id = m.record)"
	" when 'release' then (select r.released_on from release r"
	"  where r.id = m.record)"
	" when 'activity' then (select a.performed_on from activity a"
	"  where a.id = m.record)"
	" when 'review' then (select v.held_on from review v"
	"  where v.id = m.record) end as day"
	"  from temp.member m where m.constraint_id = ?1"
	"   and m.verdict = 'met' and m.type is not null)"
	" group by type order by type";

/* The documents that the members name. */
#define OF_MEMBERS \
	" from temp.member m cross join reference r on r.id = m.record" \
	" cross join document d on d.id = r.target" \
	" where m.constraint_id = ?1 and m.verdict = 'met'"

/* Users are told of an update by a notification, which has the proof. */
#define OF_NOTIFICATIONS \
	" from temp.member m cross join reference u on u.target = m.record" \
	" cross join notification n on n.id = u.id" \
	" cross join reference r on r.id = n.id" \
	" cross join document d on d.id = r.target" \
	" where m.constraint_id = ?1 and m.verdict = 'met'" \
	"  and m.type = 'update'"

static const char sql_documents[] =
	"select d.id, d.version_name" OF_MEMBERS
	" union select d.id, d.version_name" OF_NOTIFICATIONS
	" order by 1 limit 11";

static void period(struct buf *out, struct query *q)
{
	if (query_null(q, 2))
		return;
	if (strcmp(query_text(q, 2), query_text(q, 3)) == 0)
		buf_printf(out, " of %s", query_text(q, 2));
	else
		buf_printf(out, " of %s to %s", query_text(q, 2),
			query_text(q, 3));
}

static void document(struct buf *out, struct page *p, struct query *q)
{
	page_id(out, p, query_text(q, 0));
	if (query_null(q, 1))
		return;
	buf_puts(out, " version ");
	md_text(out, query_text(q, 1));
}

/* " by DOC-1 version 2, DOC-2 and others" */
static void documents(struct buf *out, struct page *p, const char *constraint)
{
	enum { SHOWN = 10 };
	auto_query q = NULL;
	int n = 0;

	page_query(out, &q, p, sql_documents, "s", constraint);
	while (page_next(out, q)) {
		if (n++ == SHOWN) {
			buf_puts(out, " and others");
			break;
		}
		buf_puts(out, n == 1 ? ". Documents: " : ", ");
		document(out, p, q);
	}
}

/* "12 members: update 12 of 2024-01-10 to 2025-05-03" */
static void facts(struct buf *out, struct page *p, const struct claim *c,
	struct query *verdict)
{
	const char *between = ": ";
	auto_query q = NULL;

	buf_printf(out, "Met by %lld of %lld judged",
		(long long)query_int(verdict, 2),
		(long long)query_int(verdict, 2));
	page_query(out, &q, p, sql_members, "s", c->constraint);
	while (page_next(out, q)) {
		buf_printf(out, "%s%lld × ", between,
			(long long)query_int(q, 1));
		md_text(out, query_text(q, 0));
		period(out, q);
		between = ", ";
	}
	if (query_int(verdict, 3))
		buf_printf(out, "; %lld more do not apply",
			(long long)query_int(verdict, 3));
	documents(out, p, c->constraint);
}

static void supported(struct buf *out, struct page *p, const struct claim *c,
	struct query *q)
{
	buf_printf(out, "%s ", c->sentence);
	facts(out, p, c, q);
	buf_puts(out, " (");
	page_constraint(out, p, c->constraint);
	buf_puts(out, ").\n\n");
}

#define REFUSED "NOT SUPPORTED BY THE RECORDS: "

/* The sentence that cannot be said is not repeated: it could be quoted. */
static void unsupported(struct buf *out, struct page *p, const struct claim *c,
	struct query *q)
{
	buf_puts(out, REFUSED);
	md_text(out, q ? query_text(q, 1) : "it was not judged");
	buf_puts(out, " (");
	page_constraint(out, p, c->constraint);
	if (q) {
		buf_puts(out, ": ");
		page_verdict(out, query_text(q, 0));
	}
	buf_puts(out, ").\n\n");
}

static void one(struct buf *out, struct page *p, const struct claim *c)
{
	auto_query q = NULL;

	page_query(out, &q, p, sql_verdict, "s", c->constraint);
	if (!page_next(out, q))
		unsupported(out, p, c, NULL);
	else if (strcmp(query_text(q, 0), "met") == 0)
		supported(out, p, c, q);
	else
		unsupported(out, p, c, q);
}

/* What stands in the documents, which persons attest. */
static void content(struct buf *out, struct page *p, const char *clause)
{
	int64_t attested;
	int64_t all;
	bool met = signal_is_met(out, p, clause, &attested, &all);

	buf_printf(out, "%s%lld of the %lld aspects of what they should say "
		"are attested ([signals](signals.md)).\n\n", met ? "" : REFUSED,
		(long long)attested, (long long)all);
}

/* The share of whole chains, where the gap is not there. */
static void chains(struct buf *out, struct page *p, const char *clause)
{
	static const char gap[] = "select why from temp.gap where clause = ?1"
		" and file = 'no-end-to-end-process'";
	static const char sql[] = "select count(*), total(step is null)"
		" from temp.missing_link";
	auto_query missing = NULL;
	auto_query q = NULL;

	page_query(out, &missing, p, gap, "s", clause);
	if (page_next(out, missing)) {
		buf_puts(out, REFUSED);
		md_text(out, query_text(missing, 0));
		buf_puts(out, " ([gap](gaps/no-end-to-end-process.md)).\n\n");
		return;
	}
	page_fail(out, assess_chain(p->store));
	if (out->err)
		return;
	page_query(out, &q, p, sql, "");
	if (!page_next(out, q))
		return;
	if (query_int(q, 0))
		buf_printf(out, "From identification to closing each issue runs "
			"through one process: %lld of %lld chains are whole, "
			"and the others are under way inside their terms.\n\n",
			(long long)query_int(q, 1), (long long)query_int(q, 0));
	else
		buf_puts(out, REFUSED "no issue is on record whose chain could "
			"be looked at.\n\n");
}

/* Procedures are facts by themselves: which document, in which version. */
static const char sql_procedures[] =
	"select d.id, d.version_name, d.approved_by, d.approved_on"
	" from document d where d.id in (select s.document from temp.signal s"
	"  where s.clause = ?1 and s.result = 'approved' and s.near = 0)"
	" order by d.id";

static void fact(struct buf *out, const char *before, const char *what)
{
	if (!what)
		return;
	buf_printf(out, "%s", before);
	md_text(out, what);
}

static void procedures(struct buf *out, struct page *p, const char *clause)
{
	auto_query q = NULL;
	bool any = false;

	buf_puts(out, "## Procedures\n\n");
	page_query(out, &q, p, sql_procedures, "s", clause);
	while (page_next(out, q)) {
		any = true;
		buf_puts(out, "- ");
		page_ref(out, p, query_text(q, 0));
		fact(out, ", version ", query_text(q, 1));
		fact(out, ", approved by ", query_text(q, 2));
		fact(out, " on ", query_text(q, 3));
		buf_putc(out, '\n');
	}
	buf_puts(out, any ? "\n" : REFUSED "no approved "
		"document speaks of this clause by its name or title.\n\n");
}

int view_defence(struct buf *out, struct page *p)
{
	auto_buf name = BUF_INIT;
	const struct clause *c = signal_begin(out, p, &name);
	size_t len;

	if (!c)
		return page_done(out);
	buf_printf(out, "# Audit defence: [%s](README.md) ", c->id);
	md_text(out, c->title);
	buf_puts(out, "\n\nAssembled from what is on record. What the records "
		"do not support is not claimed.\n\n");
	procedures(out, p, buf_text(&name));
	content(out, p, buf_text(&name));
	buf_puts(out, "## Statement\n\n");
	len = strlen(c->id);
	for (size_t i = 0; i < sizeof(claims) / sizeof(*claims); i++)
		if (strncmp(claims[i].constraint, c->id, len) == 0 &&
			claims[i].constraint[len] == '-')
			one(out, p, &claims[i]);
	if (strcmp(c->id, "9.5") == 0)
		chains(out, p, buf_text(&name));
	return page_done(out);
}
