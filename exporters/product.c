/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A product's folder and a release's: what it is, what is open in it, what
 * was done for it.
 */
#include <string.h>

#include "page.h"

/* Open on the date judged for (RULES.md, "Terms used below"). */
#define OPEN \
	"i.duplicate_of is null" \
	" and i.identified_on <= (select as_of from judged)" \
	" and coalesce(i.state, 'new') in" \
	"  ('new', 'confirmed', 'resolved', 'accepted')"

/* What many pages show of one record is found once a state, and put into a
 * temporary table; of the latest few records. */
struct once {
	const char *what; /* the table */
	const char *make, *any;
	const char *drop, *drop_all; /* ?1: the record */
	const char *add;
};

enum { ONCE_MAX = 64 };

/* The issues open in a product: each of its releases shows them all. */
static const struct once open_issues = {
	.what = "open_issue",
	.make = "create temp table open_issue ("
		" product text not null, id text not null,"
		" title text not null, state text, level text not null,"
		" identified_on text, recorded integer not null,"
		" rank integer not null,"
		" primary key (product, rank, identified_on, id))",
	.any = "select 1 from temp.open_issue",
	.drop = "delete from temp.open_issue where product = ?1",
	.drop_all = "delete from temp.open_issue",
	.add = "insert into temp.open_issue select i.product, i.id, i.title,"
		" i.state, coalesce(i.severity_level, '–'), i.identified_on,"
		" i.recorded, case i.severity_level when 'critical' then 0"
		"  when 'high' then 1 when 'medium' then 2 when 'low' then 3"
		"  else 4 end"
		" from issue i where i.product = ?1 and " OPEN,
};

/* The records that name a release. */
static const struct once naming = {
	.what = "naming",
	.make = "create temp table naming ("
		" release text not null, type text not null,"
		" id text not null, recorded integer not null,"
		" primary key (release, type, id)) without rowid",
	.any = "select 1 from temp.naming",
	.drop = "delete from temp.naming where release = ?1",
	.drop_all = "delete from temp.naming",
	.add = "insert or ignore into temp.naming"
		" select r.target, c.type, c.id, c.recorded"
		" from dossier.d_reference r"
		" cross join record c on c.version = r.version"
		" where r.target = ?1",
};

static const char sql_once[] =
	"create temp table if not exists page_once (what text not null,"
	" record text not null, at text not null, day integer not null,"
	" primary key (what, record)) without rowid";
static const char sql_there[] =
	"select 1 from temp.page_once where what = ?1 and record = ?2"
	" and at = ?3 and day = ?4";
static const char sql_many[] =
	"select count(*) from temp.page_once where what = ?1";
static const char sql_none[] =
	"delete from temp.page_once where what = ?1";
static const char sql_found[] =
	"insert or replace into temp.page_once values (?1, ?2, ?3, ?4)";

static int make_once(struct store *st, const struct once *o)
{
	int rc;

	if (query_ready(st, o->any))
		return 0;
	rc = store_run(st, sql_once);
	return rc ? rc : store_run(st, o->make);
}

static int is_there(struct store *st, const struct once *o, const char *id)
{
	auto_query q = NULL;
	int rc = query_open(&q, st, sql_there, "sssi", o->what, id,
		store_commit_id(st), (int64_t)store_day(st));

	return rc ? rc : query_next(q);
}

/* All of them when there are many: what one had is not looked for. */
static int make_room(struct store *st, const struct once *o, const char *id)
{
	int64_t n;
	int rc = query_one(&n, 0, st, sql_many, "s", o->what);

	if (rc || n < ONCE_MAX)
		return rc ? rc : query_run(st, o->drop, "s", id);
	rc = query_run(st, o->drop_all, "");
	return rc ? rc : query_run(st, sql_none, "s", o->what);
}

static int find_once(struct store *st, const struct once *o, const char *id)
{
	int rc = make_once(st, o);

	if (rc == 0)
		rc = is_there(st, o, id);
	if (rc != 0)
		return rc < 0 ? rc : 0;
	rc = make_room(st, o, id);
	if (rc == 0)
		rc = query_run(st, o->add, "s", id);
	return rc ? rc : query_run(st, sql_found, "sssi", o->what, id,
		store_commit_id(st), (int64_t)store_day(st));
}

int view_named(struct store *st, const char *release)
{
	return find_once(st, &naming, release);
}

int view_product(struct buf *out, struct page *p)
{
	auto_json rec = NULL;
	const struct record_type *type;

	if (!page_record(out, p, &rec, &type))
		return page_done(out);
	page_top(out, p, rec);
	buf_printf(out, "Its releases, issues and updates: "
		"[%s/README.md](%s/README.md)\n\n", p->id, p->id);
	page_fields(out, p, type, rec, NULL);
	page_files(out, p);
	page_verdicts(out, p);
	page_changes(out, p);
	return page_done(out);
}

static void releases(struct buf *out, struct page *p, const char *at)
{
	static const char sql[] =
		"select r.id, r.version, r.released_on, r.retired_on,"
		" r.sbom is not null, r.recorded from release r"
		" where r.product = ?1 order by r.released_on is null,"
		"  r.released_on, r.id";
	auto_query q = NULL;
	bool any = false;

	page_query(out, &q, p, sql, "s", p->product);
	while (page_next(out, q)) {
		if (!any)
			buf_puts(out, "| Release | Version | Released | "
				"Retired | SBOM |\n|---|---|---|---|---|\n");
		any = true;
		page_seen(p, query_int(q, 5));
		buf_printf(out, "| [%s](%s%s/README.md)", query_text(q, 0), at,
			query_text(q, 0));
		for (int i = 1; i < 4; i++) {
			buf_puts(out, " | ");
			md_cell(out, query_text(q, i));
		}
		buf_printf(out, " | %s |\n", query_int(q, 4) ? "yes" : "no");
	}
	buf_puts(out, any ? "\n" : "No release is on record.\n\n");
}

static void counts(struct buf *out, struct page *p)
{
	static const char sql[] =
		"select coalesce(i.state, 'new'), count(*), max(i.recorded)"
		" from issue i"
		" where i.product = ?1 group by 1 order by case"
		"  coalesce(i.state, 'new') when 'new' then 0"
		"  when 'confirmed' then 1 when 'resolved' then 2"
		"  when 'accepted' then 3 when 'closed' then 4 else 5 end";
	auto_query q = NULL;
	bool any = false;

	page_query(out, &q, p, sql, "s", p->product);
	while (page_next(out, q)) {
		if (!any)
			buf_puts(out, "| State | Issues |\n|---|---:|\n");
		any = true;
		page_seen(p, query_int(q, 2));
		buf_puts(out, "| ");
		md_cell(out, query_text(q, 0));
		buf_printf(out, " | %lld |\n", (long long)query_int(q, 1));
	}
	buf_puts(out, any ? "\n" : "No issue is on record.\n\n");
}

/* Records of one type that belong to the product, as a list of links. */
static void listed(struct buf *out, struct page *p, const char *head,
	const char *sql)
{
	auto_query q = NULL;
	int n = 0;

	page_query(out, &q, p, sql, "s", p->product);
	while (page_next(out, q)) {
		if (n++ == 0)
			buf_printf(out, "## %s\n\n", head);
		if (n > 100) {
			buf_puts(out, "- … and others\n");
			break;
		}
		page_seen(p, query_int(q, 1));
		buf_puts(out, "- ");
		page_ref(out, p, query_text(q, 0));
		buf_putc(out, '\n');
	}
	if (n > 0)
		buf_putc(out, '\n');
}

static void head(struct buf *out, struct page *p, const char *id)
{
	const struct fact *f;

	buf_puts(out, "# ");
	page_id(out, p, id);
	f = page_fact_of(out, p, id);
	if (f) {
		buf_putc(out, ' ');
		md_text(out, f->title);
		page_seen(p, f->recorded);
	}
	buf_puts(out, "\n\n");
}

/* Of the product, or of an item of it. */
static const char sql_updates[] =
	"select id, recorded from (select u.id, u.recorded, u.available_on"
	"   from \"update\" u where u.product = ?1"
	"  union all select u.id, u.recorded, u.available_on from item t"
	"   cross join \"update\" u on u.item = t.id"
	"   where t.product = ?1 and u.product is null)"
	" order by available_on, id";

int view_product_home(struct buf *out, struct page *p)
{
	head(out, p, p->product);
	buf_puts(out, "## Releases\n\n");
	releases(out, p, "releases/");
	buf_puts(out, "## Issues\n\n");
	counts(out, p);
	listed(out, p, "Software items",
		"select id, recorded from item where product = ?1 order by id");
	listed(out, p, "Updates", sql_updates);
	listed(out, p, "Reviews", "select id, recorded from review"
		" where product = ?1"
		" order by held_on, id");
	listed(out, p, "Policies", "select id, recorded from policy"
		" where product = ?1"
		" or product is null order by valid_from, id");
	return page_done(out);
}

int view_releases(struct buf *out, struct page *p)
{
	buf_printf(out, "# Releases of [%s](../README.md)\n\n", p->product);
	releases(out, p, "");
	return page_done(out);
}

static void links(struct buf *out, struct page *p)
{
	static const char sql[] =
		"select type, count(*), max(recorded) from temp.naming"
		" where release = ?1 and type in"
		"  ('review', 'change', 'activity', 'update', 'issue',"
		"   'notification', 'surface', 'notice')"
		" group by type order by type";
	auto_query q = NULL;
	bool any = false;

	page_fail(out, view_named(p->store, p->release));
	page_query(out, &q, p, sql, "s", p->release);
	while (page_next(out, q)) {
		const char *folder = record_type_find(query_text(q, 0))->folder;

		buf_puts(out, any ? "" : "## What names it\n\n");
		any = true;
		page_seen(p, query_int(q, 2));
		buf_printf(out, "- [%s](%s/README.md): %lld\n", folder, folder,
			(long long)query_int(q, 1));
	}
	if (any)
		buf_putc(out, '\n');
}

int view_release_home(struct buf *out, struct page *p)
{
	static const char sql[] =
		"select r.version, r.released_on, r.retired_on, r.\"commit\","
		" r.sbom, exists (select 1 from evidence e where e.id = r.sbom),"
		" r.attack_surface_changed, r.attack_surface_by"
		" from release r where r.id = ?1";
	auto_query q = NULL;

	head(out, p, p->release);
	page_query(out, &q, p, sql, "s", p->release);
	if (!page_next(out, q))
		return page_done(out);
	buf_puts(out, "| | |\n|---|---|\n");
	page_fact(out, "Product");
	page_ref(out, p, p->product);
	page_fact_end(out);
	page_fact_text(out, "Version", query_text(q, 0));
	page_fact_text(out, "Released", query_text(q, 1));
	page_fact_text(out, "Retired", query_text(q, 2));
	page_fact_text(out, "Commit", query_text(q, 3));
	page_fact(out, "SBOM");
	page_id(out, p, query_text(q, 4));
	buf_puts(out, query_int(q, 5) ? ", [sbom.json](sbom.json)" : "");
	page_fact_end(out);
	page_fact(out, "Attack surface changed");
	buf_puts(out, query_null(q, 6) ? "not said" :
		query_int(q, 6) ? "yes, says " : "no, says ");
	if (!query_null(q, 6))
		md_cell(out, query_text(q, 7));
	page_fact_end(out);
	buf_puts(out, "\n[open-issues.md](open-issues.md): issues open in its "
		"product\n\n");
	links(out, p);
	return page_done(out);
}

/* A folder of links to records that name the release. */
int view_naming(struct buf *out, struct page *p)
{
	static const char sql[] =
		"select max(recorded) from temp.naming"
		" where release = ?1 and type = ?2";
	const struct record_type *t = record_types;
	auto_query q = NULL;

	while (t->name && strcmp(t->folder, p->folder))
		t++;
	page_fail(out, view_named(p->store, p->release));
	page_query(out, &q, p, sql, "ss", p->release, t->name);
	if (page_next(out, q))
		page_seen(p, query_int(q, 0));
	buf_printf(out, "# Links to %s\n\n", p->folder);
	buf_printf(out, "Records in [%s](", p->folder);
	page_up(out, p);
	buf_printf(out, "%s/README.md) that name release [%s](../README.md). "
		"Each entry is a link to the record's page; "
		"[index.json](index.json) lists them.\n", p->folder,
		p->release);
	return page_done(out);
}

int view_open_issues(struct buf *out, struct page *p)
{
	static const char sql[] =
		"select i.id, i.title, i.state, i.level, i.identified_on,"
		" i.recorded, exists (select 1"
		"  from reference r where r.id = i.id and r.target = ?2"
		"   and r.pointer glob '/affected/*')"
		" from temp.open_issue i where i.product = ?1"
		" order by i.rank, i.identified_on, i.id";
	auto_query q = NULL;
	long n = 0;

	buf_printf(out, "# Open issues of %s\n\nOf [%s](README.md)'s product: "
		"identified and in state new, confirmed, resolved or accepted, "
		"no duplicates.\n\n", p->product, p->release);
	page_fail(out, find_once(p->store, &open_issues, p->product));
	page_query(out, &q, p, sql, "ss", p->product, p->release);
	while (page_next(out, q)) {
		if (n++ == 0)
			buf_puts(out, "| Issue | Title | State | Level | "
				"Identified | Affects this release |\n"
				"|---|---|---|---|---|---|\n");
		page_seen(p, query_int(q, 5));
		buf_puts(out, "| ");
		page_id(out, p, query_text(q, 0));
		for (int i = 1; i < 5; i++) {
			buf_puts(out, " | ");
			md_cell(out, query_text(q, i));
		}
		buf_printf(out, " | %s |\n", query_int(q, 6) ? "yes" :
			"not said");
	}
	if (n == 0)
		buf_puts(out, "None is open.\n");
	else
		buf_printf(out, "\n%ld open.\n", n);
	return page_done(out);
}
