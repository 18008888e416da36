/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What concerns one product, or one release, of all that was judged: of all
 * members those that name it, or those that concern.sql finds.
 */
#include <errno.h>

#include "dossierfs/err.h"
#include "dossierfs/query.h"
#include "judge.h"

int release_product(struct buf *out, struct store *st, const char *release)
{
	static const char sql[] = "select product from release where id = ?1";
	auto_query q = NULL;
	int rc = query_open(&q, st, sql, "s", release);

	if (!rc)
		rc = query_next(q);
	if (rc < 0)
		return rc;
	if (!rc || query_null(q, 0))
		return refuse(-ENOENT, "%.80s: expected a release on record "
			"that names its product", release);
	buf_printf(out, "%s", query_text(q, 0));
	return buf_done(out);
}

int release_concerns(struct store *at, const char *release,
	const char *product)
{
	static const char sql[] = "insert into temp.concern_of values (?1, ?2)";
	int rc = store_run(at, "drop table if exists temp.concern_of;"
		"create temp table concern_of (release text, product text);");

	if (!rc)
		rc = query_run(at, sql, "ss", release, product);
	return rc ? rc : assess_script(at, "model/assess/concern.sql");
}

/* What stands in generation ?2 of line ?1 becomes the first of line ?3. */
#define SHOWN " where line = ?1 and from_gen <= ?2 and to_gen > ?2"
#define MEMBERS \
	"insert into cache.judged_member" \
	" select ?3, constraint_id, id, verdict, why, until, since," \
	"  product, record, type, 1, 9223372036854775807" \
	"  from cache.judged_member m" SHOWN
#define REPORTED \
	"insert into cache.judged_reported" \
	" select ?3, constraint_id, id, what, product, 0, 1," \
	"  9223372036854775807 from cache.judged_reported" SHOWN \
	" and not folded"
#define OF_PRODUCT " and instr(' ' || product || ' ', ' ' || ?4 || ' ')"

static int copy_release(const struct judging *j, const char *release,
	int64_t line, int64_t gen)
{
	/* A notice of 9.5-5 is owed to the release behind the slash, too. A
	 * span of 9.5-7 without review counts if the release came in it. */
	static const char members[] =
		MEMBERS " and case"
		" when type = 'product' and constraint_id = '9.5-7'"
		" then record in (select id from temp.again)"
		"  and exists (select 1 from release r where r.id = ?4"
		"   and r.released_on > substr(m.id, -22, 10)"
		"   and r.released_on <= substr(m.id, -10))"
		" else coalesce(record in (select id from temp.again), 1)"
		"  or m.id = record || '/' || ?4 end";
	static const char reported[] =
		REPORTED " and id in (select id from temp.again)";
	int rc = query_run(j->st, members, "iiis", line, gen, j->line, release);

	return rc ? rc : query_run(j->st, reported, "iii", line, gen, j->line);
}

/* The members of one product, of those of all. */
static int copy_product(const struct judging *j, int64_t line, int64_t gen)
{
	static const char members[] = MEMBERS OF_PRODUCT;
	static const char reported[] = REPORTED OF_PRODUCT;
	int rc = query_run(j->st, members, "iiis", line, gen, j->line,
		j->product);

	return rc ? rc : query_run(j->st, reported, "iiis", line, gen, j->line,
		j->product);
}

/* Documents have no product: what they say is said of each. */
static int copy_signals(const struct judging *j, int64_t line, int64_t gen)
{
	static const char signals[] =
		"insert into cache.judged_signal"
		" select ?3, clause, document, name, result, near, 1,"
		"  9223372036854775807"
		"  from cache.judged_signal" SHOWN;
	static const char asked[] =
		"insert into cache.judged_asked"
		" select ?2, clause from cache.judged_asked where line = ?1";
	int rc = query_run(j->st, signals, "iii", line, gen, j->line);

	return rc ? rc : query_run(j->st, asked, "ii", line, j->line);
}

int narrow_copy(const struct judging *j, const char *release, int64_t line,
	int64_t gen)
{
	int rc = release ? copy_release(j, release, line, gen) :
		copy_product(j, line, gen);

	if (!rc)
		rc = copy_signals(j, line, gen);
	return rc ? rc : chain_copy(j, line, gen);
}
