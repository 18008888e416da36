/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which version counts in which states of main.
 *
 * Files are rivals when their paths claim the same thing (an id, compared
 * without case). One of them holds it: the file at the canonical path, else
 * the one that held it before, else the first by path; the others are shown as
 * defective files. A record whose id nobody holds any more, or another does, is
 * withdrawn, which a span says.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dossierfs/date.h"
#include "dossierfs/err.h"
#include "dossierfs/name.h"
#include "version.h"

/* One file that is there, or was until this change-set. */
struct rival {
	int64_t version;
	int64_t entry;
	int64_t span;      /* 0: not shown yet */
	int64_t recorded;
	int64_t first;     /* when the entry's first version was recorded */
	bool fits;
	bool held;         /* its span shows it as what it claims to be */
	bool withdrawn;    /* its span says that nobody held the claim */
	bool gone;
	char type[24];
	char *id;
	char *path;
};

struct group {
	struct store *st;
	int64_t n;
	int64_t seq;
	int64_t recorded;
	struct rival *rivals;
	size_t count;
	size_t room;
};

static void group_clear(struct group *g)
{
	for (size_t i = 0; i < g->count; i++) {
		free(g->rivals[i].id);
		free(g->rivals[i].path);
	}
	g->count = 0;
}

static void group_free(struct group *g)
{
	group_clear(g);
	free(g->rivals);
}

/* Takes what `like` holds, and copies of the texts. */
static int group_add(struct group *g, const struct rival *like,
	const char *type, const char *id, const char *path)
{
	struct rival *r;

	if (g->count == g->room) {
		size_t room = g->room ? 2 * g->room : 4;

		r = realloc(g->rivals, room * sizeof(*r));
		if (!r)
			return fail(-ENOMEM, "no memory for files of one id");
		g->rivals = r;
		g->room = room;
	}
	r = &g->rivals[g->count++];
	*r = *like;
	snprintf(r->type, sizeof(r->type), "%s", type);
	r->id = strdup(id);
	r->path = strdup(path);
	return r->id && r->path ? 0 :
		fail(-ENOMEM, "no memory for files of one id");
}

/* What the state before shows of a claim. */
static int load_shown(struct group *g, const char *claim)
{
	static const char sql[] =
		"select s.version, s.entry, s.span, s.recorded,"
		"       s.first_recorded, coalesce(r.fits, 1), s.type, s.id,"
		"       v.path, s.withdrawn, e.type, e.id"
		"  from dossier.entry e"
		"  cross join dossier.span s on s.entry = e.entry"
		"   and s.to_seq = " SEQ_OPEN
		"  join dossier.version v on v.version = s.version"
		"  left join dossier.d_record r on r.version = s.version"
		" where e.claim = ?1";
	auto_query q = NULL;
	int rc = query_open(&q, g->st, sql, "s", claim);

	while (!rc && (rc = query_next(q)) > 0) {
		struct rival r = {
			.version = query_int(q, 0),
			.entry = query_int(q, 1),
			.span = query_int(q, 2),
			.recorded = query_int(q, 3),
			.first = query_int(q, 4),
			.fits = query_int(q, 5),
			.withdrawn = query_int(q, 9),
		};

		r.held = !r.withdrawn &&
			!strcmp(query_text(q, 6), query_text(q, 10));
		rc = group_add(g, &r, query_text(q, 10), query_text(q, 11),
			query_text(q, 8));
	}
	return rc;
}

/* The change-set's own word on one path. */
static int load_version(struct group *g, struct query *q)
{
	const char *path = query_text(q, 5);
	struct rival r = {
		.version = query_int(q, 0),
		.entry = query_int(q, 1),
		.recorded = g->recorded,
		.first = g->recorded,
		.gone = query_null(q, 6),
		.fits = query_int(q, 7),
	};

	for (size_t i = 0; i < g->count; i++)
		if (!g->rivals[i].withdrawn && g->rivals[i].span &&
		    !strcmp(g->rivals[i].path, path))
			g->rivals[i].gone = true;
	return group_add(g, &r, query_text(q, 2), query_text(q, 3), path);
}

/* Evidence is named by its record and its own name, findings by the activity. */
static bool stands_canonical(const struct rival *r)
{
	char shard[3];
	auto_buf owner = BUF_INIT;
	auto_buf path = BUF_INIT;

	buf_put(&owner, r->id, strcspn(r->id, "/"));
	name_shard(shard, buf_text(&owner));
	if (!strcmp(r->type, "findings"))
		buf_printf(&path, "findings/%s/%s.jsonl", shard, r->id);
	else if (!strcmp(r->type, "evidence"))
		buf_printf(&path, "evidence/%s/%s", shard, r->id);
	else
		buf_printf(&path, "records/%s/%s/%s.json", r->type, shard,
			r->id);
	return !strcmp(buf_text(&path), r->path);
}

static bool held_before(const struct group *g, const struct rival *r)
{
	for (size_t i = 0; i < g->count; i++)
		if (g->rivals[i].held && g->rivals[i].entry == r->entry &&
		    !strcmp(g->rivals[i].path, r->path))
			return true;
	return false;
}

static bool beats(const struct group *g, const struct rival *a,
	const struct rival *b)
{
	int x = held_before(g, a) + 2 * stands_canonical(a);
	int y = held_before(g, b) + 2 * stands_canonical(b);

	return x != y ? x > y : strcmp(a->path, b->path) < 0;
}

static struct rival *holder(struct group *g)
{
	struct rival *best = NULL;

	for (size_t i = 0; i < g->count; i++) {
		struct rival *r = &g->rivals[i];

		if (!r->gone && !r->withdrawn && r->fits &&
		    (!best || beats(g, r, best)))
			best = r;
	}
	return best;
}

static int close_span(struct group *g, int64_t span)
{
	static const char sql[] =
		"update dossier.span set to_seq = ?2 where span = ?1";

	return span ? query_run(g->st, sql, "ii", span, g->seq) : 0;
}

/* Where the record is found in the tree, of which a file that is none has no
 * place. */
#define FILED(by) "(select r." by " from dossier.d_record r" \
	" where r.version = ?1 and ?3 <> 'defect')"

static int open_span(struct group *g, const struct rival *r, const char *type,
	const char *id, bool withdrawn, const char *defect)
{
	static const char sql[] =
		"insert into dossier.span (version, entry, type, id, owner,"
		" kind, year, withdrawn, defect, recorded, recorded_on,"
		" first_recorded, first_on, from_seq, to_seq)"
		" values (?1, ?2, ?3, ?4, iif(?3 = 'evidence',"
		" substr(?4, 1, instr(?4, '/') - 1), null),"
		" " FILED("kind") ", " FILED("year") ","
		" ?5, ?6, ?7, ?8, ?9, ?10, ?11, " SEQ_OPEN ")";
	char recorded_on[DAY_TEXT], first_on[DAY_TEXT];

	return query_run(g->st, sql, "iissisisisi", r->version, r->entry, type,
		id, (int64_t)withdrawn, defect, r->recorded,
		day_format(recorded_on, day_of(r->recorded)), r->first,
		day_format(first_on, day_of(r->first)), g->seq);
}

/* The entry's first version, where an earlier span tells of it. */
static void take_first(const struct group *g, struct rival *r)
{
	for (size_t i = 0; i < g->count; i++) {
		const struct rival *o = &g->rivals[i];

		if (o->span && o->entry == r->entry && o->first < r->first &&
		    (o->held || o->withdrawn))
			r->first = o->first;
	}
}

static int show_holder(struct group *g, struct rival *r)
{
	if (r->held)
		return 0;
	take_first(g, r);
	if (r->span && close_span(g, r->span))
		return -EIO;
	return open_span(g, r, r->type, r->id, false, NULL);
}

/* A file that could be a record but is none, as another holds its id. */
static int show_rival(struct group *g, struct rival *r,
	const struct rival *best)
{
	auto_buf why = BUF_INIT;
	int rc;

	if (r->span && !r->held)
		return 0; /* shown as defective already */
	if (r->fits && best)
		buf_printf(&why, "/id: expected an id that no other file has,"
			" found that of %s", best->path);
	rc = close_span(g, r->span);
	return rc ? rc : open_span(g, r, "defect", r->path, false,
		why.len ? why.data : NULL);
}

static bool is_same(const struct rival *a, const struct rival *b)
{
	return a && !strcmp(a->type, b->type) && !strcmp(a->id, b->id);
}

/* Says so of the entry that held the claim, unless it still does. */
static int show_withdrawn(struct group *g, const struct rival *best)
{
	const struct rival *was = NULL, *word = NULL;
	struct rival gone;

	for (size_t i = 0; i < g->count; i++) {
		const struct rival *r = &g->rivals[i];

		if (r->held)
			was = r;
		if (!r->span && (!word || r->gone))
			word = r;
	}
	if (!was || !word || is_same(best, was) || !strcmp(was->type, "defect"))
		return 0;
	gone = *word;
	gone.first = was->first;
	gone.entry = was->entry;
	return open_span(g, &gone, was->type, was->id, true, NULL);
}

static int settle(struct group *g)
{
	struct rival *best = holder(g);
	int rc = 0;

	for (size_t i = 0; i < g->count && !rc; i++) {
		struct rival *r = &g->rivals[i];

		if (r->span && (r->gone || (r->withdrawn && is_same(best, r))))
			rc = close_span(g, r->span);
		else if (r->gone || r->withdrawn)
			continue;
		else if (r == best)
			rc = show_holder(g, r);
		else
			rc = show_rival(g, r, best);
	}
	return rc ? rc : show_withdrawn(g, best);
}

/* Names of a record's files as the tree shows them, told apart in order. */
struct shown {
	int64_t span;
	int64_t from_seq;
	char *safe;
	char *before;
};

static int resafe_one(struct store *st, const struct shown *s, int64_t seq)
{
	static const char update[] =
		"update dossier.span set safe = ?2 where span = ?1";
	static const char copy[] =
		"insert into dossier.span (version, entry, type, id, owner,"
		" safe, withdrawn, defect, recorded, recorded_on,"
		" first_recorded, first_on, from_seq, to_seq)"
		" select version, entry, type, id, owner, ?2, withdrawn,"
		" defect, recorded, recorded_on, first_recorded, first_on, ?3,"
		" to_seq from dossier.span where span = ?1";
	static const char end[] =
		"update dossier.span set to_seq = ?2 where span = ?1";
	int rc;

	if (s->before && !strcmp(s->before, s->safe))
		return 0;
	if (s->from_seq == seq)
		return query_run(st, update, "is", s->span, s->safe);
	rc = query_run(st, copy, "isi", s->span, s->safe, seq);
	return rc ? rc : query_run(st, end, "ii", s->span, seq);
}

static int load_owner(struct store *st, const char *owner, struct shown **out,
	char ***used, size_t *count)
{
	static const char sql[] =
		"select span, from_seq, safe, substr(id, length(owner) + 2)"
		"  from dossier.span"
		" where owner = ?1"
		"   and to_seq = " SEQ_OPEN
		"   and withdrawn = 0"
		" order by id";
	auto_query q = NULL;
	size_t n = 0;
	int rc = query_open(&q, st, sql, "s", owner);

	while (!rc && (rc = query_next(q)) > 0) {
		auto_buf safe = BUF_INIT;
		struct shown *grown = realloc(*out, (n + 1) * sizeof(*grown));
		char **names = realloc(*used, (n + 1) * sizeof(*names));

		if (grown)
			*out = grown;
		if (names)
			*used = names;
		if (!grown || !names)
			return fail(-ENOMEM, "no memory for file names");
		name_safe_among(&safe, query_text(q, 3),
			(const char *const *)names, n);
		if ((rc = buf_done(&safe)))
			break;
		grown[n] = (struct shown){ query_int(q, 0), query_int(q, 1),
			buf_take(&safe, NULL), query_null(q, 2) ? NULL :
			strdup(query_text(q, 2)) };
		names[n] = grown[n].safe;
		*count = ++n;
	}
	return rc;
}

static int resafe(struct store *st, const char *owner, int64_t seq)
{
	struct shown *shown = NULL;
	char **used = NULL;
	size_t n = 0;
	int rc = load_owner(st, owner, &shown, &used, &n);

	for (size_t i = 0; i < n; i++) {
		if (!rc)
			rc = resafe_one(st, &shown[i], seq);
		free(shown[i].safe);
		free(shown[i].before);
	}
	free(shown);
	free(used);
	return rc;
}

/* Owners in the spelling of their paths, whose files this change-set sets or
 * removes. cross join: from its versions, not from all files there are. */
static int resafe_all(struct group *g)
{
	static const char sql[] =
		"select distinct substr(e.id, 1, instr(e.id, '/') - 1)"
		"  from dossier.version v"
		"  cross join dossier.entry e on e.entry = v.entry"
		" where v.changeset = ?1"
		"   and e.type = 'evidence'"
		" order by 1";
	auto_query q = NULL;
	int rc = query_open(&q, g->st, sql, "i", g->n);

	while (!rc && (rc = query_next(q)) > 0)
		rc = resafe(g->st, query_text(q, 0), g->seq);
	return rc;
}

static int next_claim(struct group *g, struct buf *claim, const char *next)
{
	int rc = 0;

	if (claim->len && !strcmp(claim->data, next))
		return 0;
	if (claim->len)
		rc = settle(g);
	group_clear(g);
	buf_cut(claim, 0);
	buf_printf(claim, "%s", next);
	if (!rc)
		rc = buf_done(claim);
	return rc || !*next ? rc : load_shown(g, next);
}

int span_apply(struct store *st, int64_t n, int64_t seq, int64_t recorded)
{
	static const char sql[] =
		"select v.version, v.entry, e.type, e.id, e.claim, v.path,"
		"       v.oid, coalesce(r.fits, e.type <> 'defect')"
		"  from dossier.version v"
		"  join dossier.entry e on e.entry = v.entry"
		"  left join dossier.d_record r on r.version = v.version"
		" where v.changeset = ?1"
		"   and e.type <> 'foreign'"
		" order by e.claim, v.path";
	struct group g __attribute__((cleanup(group_free))) = {
		.st = st, .n = n, .seq = seq, .recorded = recorded,
	};
	auto_buf claim = BUF_INIT;
	auto_query q = NULL;
	int rc = query_open(&q, st, sql, "i", n);

	while (!rc && (rc = query_next(q)) > 0) {
		rc = next_claim(&g, &claim, query_text(q, 4));
		if (!rc)
			rc = load_version(&g, q);
	}
	if (!rc)
		rc = next_claim(&g, &claim, "");
	return rc ? rc : resafe_all(&g);
}
