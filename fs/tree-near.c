/* SPDX-License-Identifier: Apache-2.0 */
#include "tree-near.h"

#include <errno.h>
#include <string.h>

#include "dossierfs/json.h"
#include "dossierfs/record.h"
#include "tree-row.h"

static const char sql_near_add[] =
	"insert or ignore into temp.tree_near values (?1)";

static int add_near(const char *pointer, const char *wanted,
	const char *target, void *arg)
{
	struct tree *t = arg;

	(void)pointer;
	(void)wanted;
	return query_run(t->store, sql_near_add, "s", target);
}

/* What a version that is no longer present pointed at. */
static int near_of_version(struct tree *t, const char *type, int64_t version)
{
	auto_buf text = BUF_INIT;
	auto_json rec = NULL;
	int rc = store_version(t->store, version, &text);

	if (rc == 0)
		rc = json_parse(&rec, buf_text(&text), text.len, 0);
	if (rc < 0)
		return rc == -ENOMEM ? rc : 0;
	return record_references(record_type_find(type), rec, add_near, t);
}

static int near_of_before(struct tree *t, int64_t before)
{
	auto_query q = NULL;
	int rc = query_open(&q, t->store,
		"select h.type, h.version from temp.tree_delta d"
		" cross join record_history h on h.id = d.id"
		" where h.seq <= ?1 and h.to_seq > ?1 and h.withdrawn = 0",
		"i", before);

	while (rc == 0 && (rc = query_next(q)) == 1)
		rc = near_of_version(t, query_text(q, 0), query_int(q, 1));
	return rc < 0 ? rc : 0;
}

/* Neighbours, both ways; through an update or a change one further; and
 * activities, of whose findings a disposition speaks by fingerprint. */
static const char *const sql_neighbours[] = {
	"insert or ignore into temp.tree_near select r.target"
	" from temp.tree_delta d cross join reference r on r.id = d.id",
	"insert or ignore into temp.tree_near select id from reference"
	" where target in (select id from temp.tree_delta)",
	"insert or ignore into temp.tree_near select r.target"
	" from temp.tree_near n cross join record m on m.id = n.id"
	" cross join reference r on r.id = m.id"
	" where m.type in ('update', 'change')",
	"insert or ignore into temp.tree_near select f.activity"
	" from temp.tree_delta d cross join disposition_history p on p.id = d.id"
	" cross join finding f on f.fingerprint = p.fingerprint",
};

/* What points at a record is wrong unless that is there, of its type. */
static const char sql_pointing[] =
	"insert or ignore into temp.tree_delta select f.id from reference f"
	" where f.target in (select id from temp.tree_delta)"
	"  and (select r.type from record r where r.id = f.target) is not"
	"   (select h.type from record_history h where h.id = f.target"
	"    and h.withdrawn = 0 and h.seq <= ?1 and h.to_seq > ?1)";

static const char sql_delta[] =
	"insert or ignore into temp.tree_delta"
	" select coalesce(owner, id) from touched where seq > ?1";

int near_find(struct tree *t, int64_t before)
{
	size_t n = sizeof(sql_neighbours) / sizeof(*sql_neighbours);
	int rc = store_run(t->store, "delete from temp.tree_delta;"
		"delete from temp.tree_rejudged;"
		"delete from temp.tree_near; delete from temp.tree_named;");

	strcpy(t->named, "/");
	if (rc == 0)
		rc = query_run(t->store, sql_delta, "i", before);
	if (rc == 0)
		rc = near_of_before(t, before);
	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = query_run(t->store, sql_neighbours[i], "");
	return rc ? rc : query_run(t->store, sql_pointing, "i", before);
}

#define CHANGED_OR_NEAR \
	"(select id from temp.tree_near union select id from temp.tree_delta)"

/* A policy that names no product is every product's. */
const char near_products[] =
	"select h.id from " CHANGED_OR_NEAR " n"
	" cross join record_history h on h.id = n.id and h.type = 'product'"
	" union select i.product from " CHANGED_OR_NEAR " n"
	" cross join item_history i on i.id = n.id and i.product is not null"
	" union select p.id from product p where exists ("
	"  select 1 from temp.tree_delta d cross join record_history h"
	"   on h.id = d.id and h.type = 'policy')";

const char near_releases[] =
	"select distinct l.product, l.id,"
	"  l.id in (select id from temp.tree_delta)"
	" from " CHANGED_OR_NEAR " n"
	" cross join release_history l on l.id = n.id"
	" where l.product is not null";
