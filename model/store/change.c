/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A change-set in the making. Its versions go straight into the open SQLite
 * transaction; spans, references and the change-set's row follow in commit,
 * so that dropping it is a rollback.
 */
#include "change.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "blob.h"
#include "changeset.h"
#include "dossierfs/date.h"
#include "dossierfs/err.h"
#include "dossierfs/json.h"
#include "dossierfs/name.h"
#include "dossierfs/record.h"
#include "repo.h"
#include "version.h"

enum { MODE_FILE = 0100644 };

/* git's identity line cannot hold these. */
static int refuse_identity(const char *what, const char *s)
{
	if (!s || !*s || *s == ' ' || s[strlen(s) - 1] == ' ')
		return refuse(-EINVAL, "%s: expected one without blanks around "
			"it", what);
	if (strpbrk(s, "<>\n") || !utf8_valid(s, strlen(s)))
		return refuse(-EINVAL, "%s: expected UTF-8 without \"<\", \">\""
			" and line ends", what);
	for (; *s; s++)
		if ((unsigned char)*s < 0x20 || *s == 0x7f)
			return refuse(-EINVAL, "%s: expected no control "
				"characters", what);
	return 0;
}

static int refuse_authorship(const struct authorship *by)
{
	const char *reason = by->reason;
	int rc;

	if ((rc = refuse_identity("author", by->name)) ||
	    (by->mail && (rc = refuse_identity("author's mail", by->mail))))
		return rc;
	if (!reason || !reason[strspn(reason, " \t\r\n")])
		return refuse(-EINVAL, "reason: expected a text");
	if (!utf8_valid(reason, strlen(reason)))
		return refuse(-EINVAL, "reason: expected UTF-8");
	if (by->when < 0)
		return refuse(-EINVAL, "time: expected one after 1970");
	return 0;
}

void change_free(struct change *c)
{
	if (!c)
		return;
	buf_free(&c->blobs);
	free(c->name);
	free(c->mail);
	free(c->reason);
	free(c);
}

static int keep_authorship(struct change *c, const struct authorship *by)
{
	size_t len = strlen(by->reason);

	while (len && strchr(" \t\r\n", by->reason[len - 1]))
		len--;
	c->name = strdup(by->name);
	c->mail = strdup(by->mail ? by->mail : "unknown@invalid");
	c->reason = strndup(by->reason, len);
	return c->name && c->mail && c->reason ? 0 :
		fail(-ENOMEM, "no memory for a change");
}

/* A push may have moved main: what we add must stand on all that is there. */
static int refuse_untaken(struct change *c)
{
	char main_id[GIT_HEX];
	struct repo *g;
	int rc;

	if ((rc = repo_of(&g, c->st)) || (rc = repo_main(g, main_id)))
		return rc;
	if (strcmp(main_id, c->head.commit_id))
		return refuse(-EAGAIN, "%s/git: holds commits that are not "
			"taken yet (main is %.12s)", c->st->dir, main_id);
	return 0;
}

static int begin(struct change *c, const struct authorship *by)
{
	static const char sql[] = "begin immediate";
	struct store *st = c->st;
	int rc;

	if ((rc = store_lock(st)) || (rc = read_end(st)) ||
	    (rc = query_run(st, sql, "")))
		return rc;
	st->writing = true;
	if ((rc = store_head(st, &c->head)) ||
	    (rc = changeset_next(st, &c->n)) || (rc = refuse_untaken(c)))
		return rc;
	c->recorded = by->when > c->head.recorded ? by->when :
		c->head.recorded;
	c->day = day_of(c->recorded);
	return store_look(st, c->day, true);
}

int change_begin(struct change **out, struct store *st,
	const struct authorship *by)
{
	struct change *c;
	int rc;

	*out = NULL;
	if (st->mode != STORE_WRITE || st->writing)
		return fail(-EINVAL, "%s: is not open for a change", st->dir);
	rc = refuse_authorship(by);
	if (rc)
		return rc;
	c = calloc(1, sizeof(*c));
	if (!c)
		return fail(-ENOMEM, "no memory for a change");
	c->st = st;
	rc = keep_authorship(c, by);
	if (!rc)
		rc = begin(c, by);
	if (rc)
		change_drop(c);
	else
		*out = c;
	return rc;
}

void change_drop(struct change *c)
{
	if (!c)
		return;
	if (c->st->writing) {
		sqlite3_exec(c->st->db, "rollback", NULL, NULL, NULL);
		blob_remove_all(c->st, &c->blobs);
		if (c->st->repo)
			repo_pack_end(c->st->repo, false);
		store_settle(c->st);
	}
	store_unlock(c->st);
	change_free(c);
}

/* What the claim stands for now, this change-set's own versions included. */
struct present {
	int64_t pending; /* version of this change-set at the path, 0: none */
	bool same;       /* the path has these bytes already */
	struct buf elsewhere; /* other paths of the id, each with a NUL */
	struct buf rival; /* "type id" where another spelling or type lives */
};

static void present_free(struct present *p)
{
	buf_free(&p->elsewhere);
	buf_free(&p->rival);
}

/* cross join: from the claim, of which there are few, to its versions. */
static const char sql_present[] =
	"select v.path, e.type, e.id, v.sha256, 0, 0"
	"  from dossier.entry e"
	"  cross join dossier.span s on s.entry = e.entry"
	"   and s.to_seq = " SEQ_OPEN " and s.withdrawn = 0"
	"   and s.type = e.type"
	"  join dossier.version v on v.version = s.version"
	" where e.claim = ?1"
	"   and not exists (select 1 from dossier.version w"
	"         where w.changeset = ?2 and w.path = v.path)"
	" union all "
	"select v.path, e.type, e.id, v.sha256, v.version, v.oid is null"
	"  from dossier.entry e"
	"  cross join dossier.version v on v.entry = e.entry"
	"   and v.changeset = ?2"
	" where e.claim = ?1";

static int look_up(struct present *out, struct change *c, const char *claim,
	const char *path, const char *type, const char *id,
	const char *sha256)
{
	auto_query q = NULL;
	int rc = query_open(&q, c->st, sql_present, "si", claim, c->n);

	while (!rc && (rc = query_next(q)) > 0) {
		const char *p = query_text(q, 0);
		bool removed = query_int(q, 5);

		rc = 0;
		if (!strcmp(p, path)) {
			out->pending = query_int(q, 4);
			out->same = sha256 && !removed &&
				!strcmp(query_text(q, 3), sha256);
			continue;
		}
		if (removed)
			continue;
		if (strcmp(query_text(q, 1), type) ||
		    strcmp(query_text(q, 2), id))
			buf_printf(&out->rival, "%s %s", query_text(q, 1),
				query_text(q, 2));
		buf_put(&out->elsewhere, p, strlen(p) + 1);
	}
	if (!rc)
		rc = buf_done(&out->rival);
	return rc ? rc : buf_done(&out->elsewhere);
}

static int remove_path(struct change *c, const char *path)
{
	struct version v = { .changeset = c->n, .path = path };

	return version_add(c->st, &v, NULL);
}

/* Where one file goes, and what claims that place. */
struct place {
	const char *type; /* of the entry */
	const char *id;   /* of the entry */
	struct buf claim;
	struct buf path;
};

static void place_free(struct place *p)
{
	buf_free(&p->claim);
	buf_free(&p->path);
}
#define auto_place __attribute__((cleanup(place_free))) struct place

static int refuse_rival(const struct present *p, const struct place *at)
{
	if (!p->rival.len)
		return 0;
	return refuse(-EEXIST, "%s: expected an id that nothing else has, "
		"found %s", at->id, p->rival.data);
}

static int move_here(struct change *c, const struct present *p)
{
	int rc = 0;

	for (size_t i = 0; i < p->elsewhere.len && !rc;
	     i += strlen(p->elsewhere.data + i) + 1)
		rc = remove_path(c, p->elsewhere.data + i);
	if (!rc && p->pending)
		rc = version_remove(c->st, p->pending);
	return rc;
}

static int put(struct change *c, const struct place *at, const void *bytes,
	size_t len, const char *sha256)
{
	struct present p __attribute__((cleanup(present_free))) = { 0 };
	struct version v = {
		.changeset = c->n,
		.recorded_day = c->day,
		.path = at->path.data,
		.mode = MODE_FILE,
		.bytes = bytes,
		.len = len,
	};
	int rc;

	if ((rc = buf_done(&at->claim)) || (rc = buf_done(&at->path)) ||
	    (rc = look_up(&p, c, at->claim.data, at->path.data, at->type,
		     at->id, sha256)) ||
	    (rc = refuse_rival(&p, at)))
		return rc;
	if (p.same && !p.elsewhere.len)
		return 0;
	rc = move_here(c, &p);
	return rc ? rc : version_add(c->st, &v, &c->blobs);
}

int change_put(struct change *c, const struct json *record)
{
	const struct record_type *type;
	auto_place at = { 0 };
	auto_buf body = BUF_INIT;
	char shard[3], sha256[HASH_HEX_MAX];
	int rc = record_refuse(&type, record, c->day);

	if (rc)
		return rc;
	at.type = type->name;
	at.id = json_text_at(record, "id");
	record_canonical(&body, type, record);
	claim_key(&at.claim, "record", at.id, NULL);
	name_shard(shard, at.id);
	buf_printf(&at.path, "records/%s/%s/%s.json", type->name, shard,
		at.id);
	if ((rc = buf_done(&body)) ||
	    (rc = hash_bytes(sha256, HASH_SHA256, body.data, body.len)))
		return rc;
	return put(c, &at, body.data, body.len, sha256);
}

int change_put_file(struct change *c, const char *owner, const char *name,
	const void *bytes, size_t len, char sha256[65])
{
	const char *fault = id_fault(owner);
	auto_place at = { .type = "evidence" };
	auto_buf id = BUF_INIT;
	char shard[3], hex[HASH_HEX_MAX];
	int rc;

	if (fault)
		return refuse(-EINVAL, "%s: expected an id, found one that %s",
			owner, fault);
	if ((fault = name_fault(name)))
		return refuse(-EINVAL, "%s: expected a file name, found one "
			"that %s", name, fault);
	if (len > OBJECT_MAX)
		return refuse(-EFBIG, "%s: expected at most %u MiB", name,
			OBJECT_MAX >> 20);
	buf_printf(&id, "%s/%s", owner, name);
	claim_key(&at.claim, "evidence", owner, name);
	name_shard(shard, owner);
	buf_printf(&at.path, "evidence/%s/%s/%s", shard, owner, name);
	if ((rc = buf_done(&id)) ||
	    (rc = hash_bytes(hex, HASH_SHA256, bytes, len)))
		return rc;
	at.id = id.data;
	memcpy(sha256, hex, 65);
	return put(c, &at, len ? bytes : "", len, hex);
}

int change_put_findings(struct change *c, const char *activity,
	const void *lines, size_t len)
{
	const char *fault = id_fault(activity);
	auto_place at = { .type = "findings", .id = activity };
	char shard[3], hex[HASH_HEX_MAX];
	int rc;

	if (fault)
		return refuse(-EINVAL, "%s: expected an id, found one that %s",
			activity, fault);
	if (len > OBJECT_MAX)
		return refuse(-EFBIG, "%s: expected at most %u MiB of findings",
			activity, OBJECT_MAX >> 20);
	claim_key(&at.claim, "findings", activity, NULL);
	name_shard(shard, activity);
	buf_printf(&at.path, "findings/%s/%s.jsonl", shard, activity);
	rc = hash_bytes(hex, HASH_SHA256, lines, len);
	return rc ? rc : put(c, &at, len ? lines : "", len, hex);
}

/* Takes the file of a path out of the state after this change-set. */
static int take_out(struct change *c, const char *path)
{
	static const char pending[] =
		"select version from dossier.version"
		" where changeset = ?1 and path = ?2";
	static const char stands[] =
		"select 1 from dossier.span s"
		"  join dossier.version v on v.version = s.version"
		"  join dossier.entry e on e.entry = s.entry"
		" where e.claim = ?1"
		"   and s.to_seq = " SEQ_OPEN " and s.withdrawn = 0"
		"   and v.path = ?2";
	auto_claim claim = { 0 };
	int64_t version, there;
	int rc;

	if ((rc = query_one(&version, 0, c->st, pending, "is", c->n, path)) ||
	    (version && (rc = version_remove(c->st, version))) ||
	    (rc = claim_read(&claim, path)) ||
	    (rc = query_one(&there, 0, c->st, stands, "ss",
		     buf_text(&claim.key), path)))
		return rc;
	return there ? remove_path(c, path) : 0;
}

/* The paths that `sql` gives, copied before the first is taken out. */
static int take_out_all(struct change *c, const char *sql, const char *id,
	int64_t *count)
{
	auto_buf paths = BUF_INIT;
	auto_query q = NULL;
	int rc = query_open(&q, c->st, sql, "si", id, c->n);

	while (!rc && (rc = query_next(q)) > 0) {
		rc = 0;
		buf_put(&paths, query_text(q, 0),
			strlen(query_text(q, 0)) + 1);
	}
	query_auto_close(&q);
	if (!rc)
		rc = buf_done(&paths);
	for (size_t i = 0; i < paths.len && !rc;
	     i += strlen(paths.data + i) + 1, ++*count)
		rc = take_out(c, paths.data + i);
	return rc;
}

int change_withdraw(struct change *c, const char *id)
{
	static const char record[] =
		"select v.path from dossier.span s"
		"  join dossier.version v on v.version = s.version"
		" where s.id = ?1 and s.to_seq = " SEQ_OPEN
		"   and s.withdrawn = 0"
		"   and s.type not in ('evidence', 'defect')"
		"   and ?2 > 0";
	static const char evidence[] =
		"select v.path from dossier.span s"
		"  join dossier.version v on v.version = s.version"
		" where s.owner = ?1 and s.to_seq = " SEQ_OPEN
		"   and s.withdrawn = 0 and ?2 > 0";
	static const char pending[] =
		"select v.path from dossier.version v"
		"  join dossier.entry e on e.entry = v.entry"
		" where v.changeset = ?2 and v.oid is not null"
		"   and (e.id = ?1 and e.type not in ('defect', 'foreign')"
		"     or e.type = 'evidence'"
		"    and substr(e.id, 1, length(?1) + 1) = ?1 || '/')";
	int64_t count = 0;
	int rc;

	if ((rc = take_out_all(c, record, id, &count)) ||
	    (rc = take_out_all(c, evidence, id, &count)) ||
	    (rc = take_out_all(c, pending, id, &count)))
		return rc;
	return count ? 0 : refuse(-ENOENT, "%s: there is no such record", id);
}

bool change_is_empty(const struct change *c)
{
	static const char sql[] =
		"select 1 from dossier.version where changeset = ?1 limit 1";
	int64_t any = 0;

	return !query_one(&any, 0, c->st, sql, "i", c->n) && !any;
}
