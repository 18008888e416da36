/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The files of records at the end of a change-set: they belong to a record
 * that is there, and have the digest that it names.
 */
#include <errno.h>
#include <string.h>

#include "change.h"
#include "dossierfs/err.h"
#include "dossierfs/json.h"
#include "dossierfs/record.h"

/* A file or findings whose record is not there. */
static int refuse_orphans(struct change *c)
{
	static const char sql[] =
		"select s.id, coalesce(s.owner, s.id), s.type"
		"  from dossier.version v"
		"  join dossier.span s on s.version = v.version"
		"   and s.to_seq = " SEQ_OPEN " and s.withdrawn = 0"
		" where v.changeset = ?1"
		"   and s.type in ('evidence', 'findings')"
		"   and not exists (select 1 from dossier.span t"
		"         where t.id = coalesce(s.owner, s.id)"
		"           and t.to_seq = " SEQ_OPEN " and t.withdrawn = 0"
		"           and (t.type = 'activity' or s.type = 'evidence'"
		"            and t.type not in"
		"                ('findings', 'evidence', 'defect')))"
		" limit 1";
	auto_query q = NULL;
	int rc = query_open(&q, c->st, sql, "i", c->n);

	if (rc || (rc = query_next(q)) <= 0)
		return rc;
	return refuse(-EINVAL, "%s: expected %s %s, found none",
		query_text(q, 0), *query_text(q, 2) == 'f' ? "an activity" :
		"a record", query_text(q, 1));
}

struct owner {
	struct store *st;
	const char *id;
};

static int refuse_other_bytes(const char *pointer, const char *name,
	const char *sha256, void *arg)
{
	static const char sql[] =
		"select v.sha256"
		"  from dossier.span s"
		"  join dossier.version v on v.version = s.version"
		" where s.id = ?1 || '/' || ?2"
		"   and s.type = 'evidence'"
		"   and s.to_seq = " SEQ_OPEN " and s.withdrawn = 0";
	const struct owner *o = arg;
	auto_query q = NULL;
	int rc;

	if (!name || !sha256)
		return 0;
	rc = query_open(&q, o->st, sql, "ss", o->id, name);
	if (rc || (rc = query_next(q)) <= 0 ||
	    !strcmp(query_text(q, 0), sha256))
		return rc < 0 ? rc : 0;
	return refuse(-EINVAL, "%s: %s: expected the SHA-256 of %s, which is "
		"%s", o->id, pointer, name, query_text(q, 0));
}

static int check_owner(struct store *st, const char *type_name,
	const char *id, const char *body, size_t len)
{
	const struct record_type *type = record_type_find(type_name);
	struct owner owner = { st, id };
	auto_json record = NULL;
	int rc = json_parse(&record, body, len, 0);

	return rc || !type ? rc :
		record_files(type, record, refuse_other_bytes, &owner);
}

/* Of records that this change-set sets, and of those whose files it sets. */
static int check_digests(struct change *c)
{
	static const char sql[] =
		"select distinct s.type, s.id, v.body"
		"  from dossier.version w"
		"  join dossier.span f on f.version = w.version"
		"   and f.to_seq = " SEQ_OPEN " and f.withdrawn = 0"
		"   and f.type in ('evidence', 'document', 'update',"
		"       'notification', 'notice', 'catalog', 'signer')"
		"  join dossier.span s on s.id = coalesce(f.owner, f.id)"
		"   and s.to_seq = " SEQ_OPEN " and s.withdrawn = 0"
		"   and s.type not in ('evidence', 'findings', 'defect')"
		"  join dossier.version v on v.version = s.version"
		" where w.changeset = ?1";
	auto_query q = NULL;
	int rc = query_open(&q, c->st, sql, "i", c->n);

	while (!rc && (rc = query_next(q)) > 0) {
		size_t len;
		const char *body = query_bytes(q, 2, &len);

		rc = check_owner(c->st, query_text(q, 0), query_text(q, 1),
			body, len);
	}
	return rc;
}

int change_check_files(struct change *c)
{
	int rc = refuse_orphans(c);

	return rc ? rc : check_digests(c);
}
