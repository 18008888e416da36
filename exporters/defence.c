/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The audit-defence statement of a clause, assembled from facts. A sentence
 * whose constraint is not met is not printed as a claim: in its place stands
 * that the records do not support it, and why.
 */
#include <string.h>

#include "clause.h"

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
	"select verdict, why, met, rule from temp.verdict"
	" where constraint_id = ?1";

static void supported(struct buf *out, struct page *p, const struct claim *c,
	struct query *q)
{
	buf_puts(out, c->sentence);
	buf_printf(out, " (%lld of %lld judged; ", (long long)query_int(q, 2),
		(long long)query_int(q, 2));
	page_constraint(out, p, c->constraint);
	buf_puts(out, ")\n\n");
}

static void unsupported(struct buf *out, struct page *p, const struct claim *c,
	struct query *q)
{
	buf_puts(out, "NOT SUPPORTED BY THE RECORDS: ");
	md_text(out, q ? query_text(q, 1) : "it was not judged");
	buf_puts(out, " (");
	page_constraint(out, p, c->constraint);
	if (q) {
		buf_puts(out, ": ");
		page_verdict(out, query_text(q, 0));
	}
	buf_puts(out, ")\n\n");
}

static void one(struct buf *out, struct page *p, const struct claim *c)
{
	auto_query q = NULL;
	const char *verdict;

	page_query(out, &q, p, sql_verdict, "s", c->constraint);
	if (!page_next(out, q)) {
		unsupported(out, p, c, NULL);
		return;
	}
	verdict = query_text(q, 0);
	if (strcmp(verdict, "met") == 0) {
		supported(out, p, c, q);
	} else if (strcmp(verdict, "not-applicable") == 0) {
		buf_puts(out, "Does not apply: ");
		md_text(out, query_text(q, 1));
		buf_puts(out, " (");
		page_constraint(out, p, c->constraint);
		buf_puts(out, ")\n\n");
	} else {
		unsupported(out, p, c, q);
	}
}

/* Procedures are facts by themselves: which document, in which version. */
static const char sql_procedures[] =
	"select d.id, d.version, d.approved_by, d.approved_on"
	" from document d where d.id in (select s.document from temp.signal s"
	"  where s.clause = ?1 and s.result = 'approved' and s.near = 0)"
	" order by d.id";

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
		buf_puts(out, ", version ");
		md_cell(out, query_text(q, 1));
		buf_puts(out, ", approved by ");
		md_cell(out, query_text(q, 2));
		buf_puts(out, " on ");
		md_cell(out, query_text(q, 3));
		buf_putc(out, '\n');
	}
	buf_puts(out, any ? "\n" : "NOT SUPPORTED BY THE RECORDS: no approved "
		"document speaks of this clause by its name or title.\n\n");
}

int view_defence(struct buf *out, struct page *p)
{
	const struct clause *c = page_clause(out, p);
	auto_buf name = BUF_INIT;
	size_t len;

	page_judge_all(out, p);
	if (out->err || !c)
		return page_done(out);
	clause_name(&name, c);
	page_fail(out, name.err);
	buf_printf(out, "# Audit defence: [%s](README.md) ", c->id);
	md_text(out, c->title);
	buf_puts(out, "\n\nAssembled from what is on record. What the records "
		"do not support is not claimed.\n\n");
	procedures(out, p, buf_text(&name));
	buf_puts(out, "## Statement\n\n");
	len = strlen(c->id);
	for (size_t i = 0; i < sizeof(claims) / sizeof(*claims); i++)
		if (strncmp(claims[i].constraint, c->id, len) == 0 &&
			claims[i].constraint[len] == '-')
			one(out, p, &claims[i]);
	return page_done(out);
}
