/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The published views of query.h, written from the record types. They join only
 * what every query needs; what few ask for (title, body, defect) stands in
 * scalar subqueries, which SQLite leaves out where nobody names them.
 */
#include "view.h"

#include <stdio.h>
#include <string.h>

#include "dossierfs/derive.h"
#include "dossierfs/scope.h"

/* One text serves the program and the sqlite3 shell: $ stands for the schema,
 * which is `dossier` or `main`, @ for the state that is looked at, ^ for what
 * is wrong with a version by itself, ~ for what is wrong with a present record,
 * and braces for what narrow views have besides. */
#define NOW "@"
#define PRESENT(s) s ".withdrawn = 0 and " s ".from_seq <= " NOW \
	" and " s ".to_seq > " NOW
#define RECORDED(s) s ".from_seq <= " NOW

/* Where only what is in focus is seen, it leads the way. */
#define SPAN "$.span s"

/* A list behind `in` would be made into a table whenever a query begins. */
#define IS_RECORD(s) "(" s ".type <> 'findings' and " s ".type <> 'evidence'" \
	" and " s ".type <> 'defect')"
#define OF_VERSION(column) "(select v." column " from $.version v" \
	" where v.version = s.version)"
#define OF_RECORD(column) "(select r." column " from $.d_record r" \
	" where r.version = s.version)"

/* The first line of version.defect, in words. The versions that have one stand
 * in an index of their own: with them stand whole records. */
#define OWN_DEFECT "iif(exists (select 1 from $.version v" \
	" indexed by version_defect where v.version = s.version" \
	" and v.defect is not null), " OWN_WORDS ", null)"
#define OWN_WORDS "(select replace(substr(v.defect, 1, instr(v.defect ||" \
	" char(10), char(10)) - 1), char(9), ': expected ')" \
	" from $.version v where v.version = s.version)"

/* Nothing is read of a file that is no JSON object: a defect of the whole. */
#define UNREAD "iif(exists (select 1 from $.version v" \
	" indexed by version_defect where v.version = s.version" \
	" and v.defect is not null and v.defect glob '/' || char(9) || '*'), " OWN_WORDS ", null)"

#define TARGET_EXISTS "exists (select 1 from $.span t" \
	" where t.id = r.target and " PRESENT("t") \
	" and (t.type = r.type or r.type = '*' and " IS_RECORD("t") "))"

#define DANGLING "(select r.pointer || ': no ' || iif(r.type = '*'," \
	" 'record', r.type) || ' ' || r.target from $.d_reference r" \
	" where r.version = s.version and not " TARGET_EXISTS \
	" order by r.pointer limit 1)"

#define DEFECT "coalesce(" OWN_DEFECT ", " DANGLING ")"

/* Who reads everything asks for every version, and often: few are defective. */
#define OWN_DEFECT_FOUND "(select f.defect from temp.own_defect f" \
	" where f.version = s.version)"
#define DEFECT_FOUND "(select f.defect from temp.defect_found f" \
	" where f.version = s.version)"

/* What is not seen yet at the state judged is open-ended. */
#define TO_SEQ "iif(s.to_seq <= " NOW ", s.to_seq, " SEQ_OPEN ")"
#define TO_ON_OF(s) "iif(" s ".to_seq <= " NOW ", (select c.recorded_on" \
	" from $.changeset c where c.seq = " s ".to_seq and c.mainline = 1), null)"
#define TO_ON TO_ON_OF("s")

/* What a merge brought was recorded where it was written, not where main saw
 * it first: the day of the change-set that set the same bytes. */
#define LEARNED_ON "coalesce((select min(c.recorded_on)" \
	" from $.version v" \
	" cross join $.changeset m on m.n = v.changeset" \
	" cross join $.version b on b.entry = v.entry and b.oid = v.oid" \
	" cross join $.changeset c on c.n = b.changeset" \
	" where v.version = s.version and m.parent2 is not null" \
	" and c.mainline = 0 and c.main_seq = m.seq), s.recorded_on)"

#define RECORD_COLUMNS "s.id, s.type," \
	" coalesce(" OF_RECORD("title") ", s.id) as title, " \
	OF_VERSION("path") " as path, " \
	OF_VERSION("sha256") " as sha256, " \
	OF_VERSION("body") " as body," \
	" s.version, s.from_seq as seq, s.recorded, s.recorded_on," \
	" s.first_on, s.first_recorded, s.kind, s.year"

#define REASON(what, column, brace) \
	"select s.id, d.product, '" what "' as what, d." column " as reason" \
	" from $.span s join $.d_issue d on d.version = s.version" \
	" where {" brace "}s.type = 'issue' and d." column " is not null and " \
	PRESENT("s")

/* Which version of a file stood before this one. */
#define FILE_BEFORE(column) "(select w." column " from $.span b" \
	" cross join $.version w on w.version = b.version" \
	" where b.entry = s.entry and b.to_seq = s.from_seq" \
	" and b.withdrawn = 0)"

/* The two kinds of files: who asks for one record's goes by an index. */
#define FILES_OF(owner, type) \
	"select " owner " as id, substr(s.id, length(s.owner) + 2) as name," \
	" v.sha256, v.size, s.version, s.from_seq as seq, " TO_SEQ \
	" as to_seq, s.recorded, s.recorded_on, s.withdrawn, " \
	FILE_BEFORE("sha256") " as was_sha256, " \
	FILE_BEFORE("size") " as was_size" \
	" from $.span s join $.version v on v.version = s.version" \
	" where s.type = '" type "' and " RECORDED("s")

/* Its name in the tree may be another with the same bytes. */
#define CHANGED_FILES_OF(owner, type) \
	"select " owner ", s.from_seq, null, null, null from $.span s" \
	" where s.type = '" type "' and " RECORDED("s") \
	" and s.version is not " FILE_BEFORE("version")

#define MERGED_OF(owner, these) \
	"select " owner " as id, m.seq, c.n, c.commit_id, c.author, c.mail," \
	" c.recorded, c.recorded_on, c.reason" \
	" from $.span s cross join $.changeset m on m.seq = s.from_seq" \
	" and m.mainline = 1 and m.parent2 is not null" \
	" cross join $.version v on v.entry = s.entry" \
	" cross join $.changeset c on c.n = v.changeset" \
	" and c.mainline = 0 and c.main_seq = m.seq" \
	" where " these " and " RECORDED("s")

static const struct {
	const char *name, *text;
} fixed_views[] = {
	{ "record", "select " RECORD_COLUMNS ", ~ as defect"
	" from $.span s where " IS_RECORD("s") " and " PRESENT("s") },

	{ "record_history", "select " RECORD_COLUMNS ", "
	"^ as defect, s.withdrawn, " TO_ON " as to_on, "
	TO_SEQ " as to_seq"
	" from $.span s where " IS_RECORD("s") " and " RECORDED("s") },

	{ "reference", "select s.version, s.id, r.pointer,"
	" r.type, r.target, not " TARGET_EXISTS " as dangling"
	" from " SPAN " join $.d_reference r on r.version = s.version"
	" where {id}s.type <> 'defect' and " PRESENT("s") },

	{ "defective", "select s.id as path, v.sha256, v.size,"
	" s.version, s.recorded, s.recorded_on, coalesce(s.defect, ^)"
	" as defect"
	" from $.span s join $.version v on v.version = s.version"
	" where s.type = 'defect' and " PRESENT("s") },

	{ "evidence", "select s.owner as id,"
	" substr(s.id, length(s.owner) + 2) as name, s.safe, v.sha256, v.size,"
	" s.version, s.from_seq as seq, s.recorded, s.recorded_on,"
	" v.sha256 in (select b.sha256 from temp.blob_lost b) as lost"
	" from " SPAN " join $.version v on v.version = s.version"
	" where {owner}s.owner is not null and " PRESENT("s") },

	{ "file_history", FILES_OF("s.owner", "evidence") " union all "
	FILES_OF("s.id", "findings") },

	{ "record_change", "select s.id, s.from_seq as seq, s.version,"
	" s.withdrawn, " UNREAD " as unread from $.span s where " IS_RECORD("s")
	" and " RECORDED("s") " union all "
	CHANGED_FILES_OF("s.owner", "evidence") " union all "
	CHANGED_FILES_OF("s.id", "findings") },

	{ "merged", MERGED_OF("s.id", IS_RECORD("s")) " union all "
	MERGED_OF("s.owner", "s.type = 'evidence'") " union all "
	MERGED_OF("s.id", "s.type = 'findings'") },

	{ "findings_file", "select s.id as activity, v.sha256,"
	" v.size, s.version, s.from_seq as seq, s.recorded"
	" from " SPAN " join $.version v on v.version = s.version"
	" where {id}s.type = 'findings' and " PRESENT("s") },

	{ "finding", "select s.id as activity, f.line,"
	" f.fingerprint, f.class, f.rule, f.level, f.message, f.location,"
	" f.purl, f.vulnerability, f.cvss, f.suppressed"
	" from " SPAN " join $.version v on v.version = s.version"
	" join $.d_finding f on f.sha256 = v.sha256"
	" where {deep}s.type = 'findings' and v.body is null"
	" and " PRESENT("s") },

	/* Read for every release there is: never narrow. */
	{ "sbom_history", "select s.id as release,"
	" t.id as document, d.file_sha256 as sha256,"
	" max(s.recorded_on, t.recorded_on) as from_on,"
	" min(coalesce(" TO_ON ", '9999-12-32'),"
	" coalesce(" TO_ON_OF("t") ", '9999-12-32')) as to_on,"
	" exists (select 1 from $.span p"
	"  cross join $.d_document c on c.version = p.version"
	"  where p.id = t.id and p.type = 'document' and " PRESENT("p")
	"  and c.file_sha256 = d.file_sha256"
	"  and not exists (select 1 from $.span f"
	"   cross join $.version v on v.version = f.version"
	"   where f.owner = t.id and f.id = t.id || '/' || c.file_name"
	"   and " PRESENT("f") " and v.sha256 = c.file_sha256"
	"   and v.sha256 not in (select b.sha256 from temp.blob_lost b)))"
	" as broken"
	" from $.span s cross join $.d_release r on r.version = s.version"
	" cross join $.span t on t.id = r.sbom"
	" cross join $.d_document d on d.version = t.version"
	" where s.type = 'release' and s.withdrawn = 0 and " RECORDED("s")
	" and t.type = 'document' and t.withdrawn = 0 and " RECORDED("t")
	" and d.file_sha256 is not null" },

	/* Those in focus alone would not be all that say so: never without the
	 * others that are counted with them. */
	{ "issue_reason",
	REASON("rejection", "rejected_reason", "rejection")
	" and d.state = 'rejected' union all "
	REASON("route", "route_reason", "route") " union all "
	REASON("disclosure", "disclosure_reason", "disclosure") },

	{ "issue_silent", "select s.id, d.product,"
	" d.identified_on"
	" from $.span s join $.d_issue d on d.version = s.version"
	" where {product}s.type = 'issue' and d.origin_kind is null and "
	PRESENT("s") },

	{ "touched", "select s.from_seq as seq, s.type, s.id,"
	" s.owner, s.withdrawn, s.version"
	" from $.span s where " RECORDED("s") },

	{ "changeset", "select c.seq, c.n, c.commit_id, c.hash,"
	" c.author, c.mail, c.recorded, c.recorded_on, c.reason, c.mainline"
	" from $.changeset c where c.main_seq <= " NOW },
};

static void put_columns(struct buf *out, const struct derived_table *t)
{
	for (int i = 0; i < t->count; i++)
		buf_printf(out, ", d.\"%s\"", t->columns[i]);
}

/* The rows of a derived table, version by version: those in focus alone where
 * the type is one that grows. */
static void put_from(struct buf *out, const struct derived_table *t,
	const char *join)
{
	bool narrow = store_is_narrow(t->type->name);

	buf_printf(out, " from $.span s %s $.\"%s\" d on d.version ="
		" s.version where %ss.type = '%s' and ",
		join, t->name, narrow ? "{id}" : "", t->type->name);
}

static void put_type(struct buf *out, const struct derived_table *t)
{
	buf_puts(out, "s.id, coalesce(" OF_RECORD("title") ", s.id) as title,"
		" s.version, s.recorded, s.recorded_on, s.first_on,"
		" ~ as defect");
	put_columns(out, t);
	put_from(out, t, "join");
	buf_puts(out, PRESENT("s"));
}

static void put_type_history(struct buf *out, const struct derived_table *t)
{
	buf_puts(out, "s.id, coalesce(" OF_RECORD("title") ", s.id) as title,"
		" s.version, s.recorded, s.recorded_on, s.first_on,"
		" ^ as defect, s.recorded_on as from_on, " TO_ON
		" as to_on, " LEARNED_ON " as learned_on,"
		" s.from_seq as seq, " TO_SEQ " as to_seq, s.withdrawn");
	put_columns(out, t);
	put_from(out, t, "left join");
	buf_puts(out, RECORDED("s"));
}

static void put_list(struct buf *out, const struct derived_table *t)
{
	buf_puts(out, "s.id, s.version, d.n");
	put_columns(out, t);
	put_from(out, t, "join");
	if (!strcmp(t->name, "d_review_issues"))
		buf_puts(out, "{listed}");
	buf_puts(out, PRESENT("s"));
}

static void put_list_history(struct buf *out, const struct derived_table *t)
{
	buf_puts(out, "s.id, s.version, d.n, s.recorded_on as from_on, "
		TO_ON " as to_on, s.from_seq as seq, " TO_SEQ " as to_seq");
	put_columns(out, t);
	put_from(out, t, "join");
	buf_puts(out, RECORDED("s"));
}

/* First the fixed ones, then two of each derived table. */
enum { FIXED = sizeof(fixed_views) / sizeof(*fixed_views) };

static const struct derived_table *table_of(size_t i, bool *history)
{
	*history = (i - FIXED) % 2;
	return derived_table((i - FIXED) / 2);
}

bool view_name(char out[VIEW_NAME], size_t i)
{
	const struct derived_table *t;
	bool history;

	if (i < FIXED) {
		snprintf(out, VIEW_NAME, "%s", fixed_views[i].name);
		return true;
	}
	t = table_of(i, &history);
	if (t)
		snprintf(out, VIEW_NAME, "%s%s%s%s", t->type->name,
			t->list ? "_" : "", t->list ? t->list : "",
			history ? "_history" : "");
	return t;
}

static void put_view(struct buf *out, size_t i)
{
	const struct derived_table *t;
	bool history;

	if (i < FIXED) {
		buf_puts(out, fixed_views[i].text);
		return;
	}
	t = table_of(i, &history);
	buf_puts(out, "select ");
	if (t->list)
		(history ? put_list_history : put_list)(out, t);
	else
		(history ? put_type_history : put_type)(out, t);
}

/* As an issue in focus says: by that, and not by the type. */
#define SAME(column) "(d.product, d." column ") in (select x.product, x." \
	column " from temp.focus z cross join $.span t on t.id = z.id" \
	" cross join $.d_issue x on x.version = t.version) and +"

static const struct {
	const char *name;
	const char *text;
} braces[] = {
	{ "{id}", "s.id in (select z.id from temp.focus z) and " },
	{ "{owner}", "s.owner in (select z.id from temp.focus z) and " },
	{ "{deep}", "s.id in (select z.id from temp.focus z where z.deep) and " },
	{ "{listed}", "(d.issue in (select z.id from temp.focus z) or s.id not in"
		" (select z.id from temp.focus z where z.deep < 0)) and " },
	{ "{product}", "d.product in (select z.id from temp.focus z) and +" },
	{ "{rejection}", SAME("rejected_reason") },
	{ "{route}", SAME("route_reason") },
	{ "{disclosure}", SAME("disclosure_reason") },
};

static void put_marked(struct buf *out, const char *sql,
	const struct views *v);

/* Returns the mark's last character. */
static const char *put_brace(struct buf *out, const char *mark,
	const struct views *v)
{
	for (size_t i = 0; i < sizeof(braces) / sizeof(*braces); i++) {
		size_t len = strlen(braces[i].name);

		if (strncmp(mark, braces[i].name, len))
			continue;
		if (v->of == VIEWS_OF_FOCUS)
			put_marked(out, braces[i].text, v);
		return mark + len - 1;
	}
	return mark;
}

/* Returns the last character of the mark that it stands for. */
static const char *put_mark(struct buf *out, const char *mark,
	const struct views *v)
{
	static const char *const defect[] = {
		[VIEWS_OF_ANY] = DEFECT,
		[VIEWS_OF_FOCUS] = VIEWS_DEFECT "(s.version)",
		[VIEWS_OF_ALL] = DEFECT_FOUND,
	};

	switch (*mark) {
	case '$':
		buf_puts(out, v->schema);
		return mark;
	case '@':
		buf_puts(out, v->now);
		return mark;
	case '~':
		put_marked(out, defect[v->of], v);
		return mark;
	case '^':
		put_marked(out, v->of == VIEWS_OF_ALL ?
			OWN_DEFECT_FOUND : OWN_DEFECT, v);
		return mark;
	default:
		return put_brace(out, mark, v);
	}
}

static void put_marked(struct buf *out, const char *sql, const struct views *v)
{
	for (;;) {
		size_t plain = strcspn(sql, "$@~^{");

		buf_put(out, sql, plain);
		sql += plain;
		if (!*sql)
			return;
		sql = put_mark(out, sql, v) + 1;
	}
}

void view_put(struct buf *out, size_t i, const struct views *v)
{
	auto_buf view = BUF_INIT;

	put_view(&view, i);
	put_marked(out, buf_text(&view), v);
	if (view.err)
		out->err = view.err;
}

void view_put_told(struct buf *out, const struct views *v)
{
	put_marked(out, "select s.version, " DEFECT " as defect"
		" from $.version s", v);
}

void view_put_search(struct buf *out, const struct views *v)
{
	put_marked(out,
		"insert into temp.own_defect select s.version, " OWN_DEFECT
		" from $.version s where s.defect is not null;\n"
		"insert into temp.defect_found select version, defect"
		" from (select s.version, coalesce(" OWN_DEFECT_FOUND ", "
		DANGLING ") as defect from $.span s not indexed"
		" where " IS_RECORD("s") " and " PRESENT("s") ")"
		" where defect is not null;\n", v);
}
