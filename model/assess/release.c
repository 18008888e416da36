/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What concerns one release: of all members those that concern.sql finds.
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

int release_concerns(struct store *st, const char *release,
	const char *product)
{
	static const char sql[] = "insert into temp.concern_of values (?1, ?2)";
	int rc = store_run(st, "drop table if exists temp.concern_of;"
		"create temp table concern_of (release text, product text);");

	if (!rc)
		rc = query_run(st, sql, "ss", release, product);
	return rc ? rc : assess_script(st, "model/assess/concern.sql");
}

int release_narrow(struct store *st, const char *constraint,
	const char *release)
{
	/* A notice of 9.5-5 is owed to the release behind the slash, too. A
	 * span of 9.5-7 without review counts if the release came in it. */
	static const char members[] =
		"delete from temp.member where constraint_id = ?1 and not case"
		" when type = 'product' and ?1 = '9.5-7'"
		" then record in (select record from temp.concern)"
		"  and exists (select 1 from release r where r.id = ?2"
		"   and r.released_on > substr(member.id, -22, 10)"
		"   and r.released_on <= substr(member.id, -10))"
		" else coalesce(record in (select record from temp.concern), 1)"
		"  or id = record || '/' || ?2 end";
	static const char reported[] =
		"delete from temp.reported where constraint_id = ?1"
		" and id not in (select record from temp.concern)";
	int rc = query_run(st, members, "ss", constraint, release);

	return rc ? rc : query_run(st, reported, "s", constraint);
}
