/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The repository git/ by libgit2: its objects, its packs and its one branch.
 */
#include "repo.h"

#include <errno.h>
#include <fcntl.h>
#include <git2.h>
#include <git2/sys/mempack.h>
#include <git2/sys/odb_backend.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "dossierfs/err.h"
#include "dossierfs/loose.h"

struct repo {
	git_repository *repo;
	git_odb *odb;
	bool check;              /* objects are read instead of written */
	bool name_only;          /* or are given their names and no more */
	git_packbuilder *packer; /* while objects gather in memory */
	char *path;
};

#define MAIN "refs/heads/main"

static bool is_memory(void)
{
	const git_error *e = git_error_last();

	return e && e->klass == GIT_ERROR_NOMEMORY;
}

static int git_fail(int rc, const char *what)
{
	const git_error *e = git_error_last();
	int code = is_memory() ? -ENOMEM : rc == GIT_ENOTFOUND ? -ENOENT : -EIO;

	return fail(code, "git/: %s: %s", what,
		e && e->message ? e->message : "no reason given");
}

/* The user's and the system's configuration must not change what we write,
 * and our own repository may belong to somebody else. */
static void library_settle(void)
{
	static const int levels[] = { GIT_CONFIG_LEVEL_SYSTEM,
		GIT_CONFIG_LEVEL_XDG, GIT_CONFIG_LEVEL_GLOBAL,
		GIT_CONFIG_LEVEL_PROGRAMDATA };

	for (size_t i = 0; i < sizeof(levels) / sizeof(*levels); i++)
		git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, levels[i], "");
	git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
}

int repo_make(const char *dir)
{
	git_repository_init_options opts;
	git_repository *repo = NULL;
	int rc;

	git_libgit2_init();
	library_settle();
	git_repository_init_options_init(&opts,
		GIT_REPOSITORY_INIT_OPTIONS_VERSION);
	opts.flags = GIT_REPOSITORY_INIT_BARE | GIT_REPOSITORY_INIT_MKDIR |
		GIT_REPOSITORY_INIT_NO_REINIT;
	opts.initial_head = "main";
	rc = git_repository_init_ext(&repo, dir, &opts);
	if (rc)
		rc = git_fail(rc, "cannot be made");
	git_repository_free(repo);
	git_libgit2_shutdown();
	return rc;
}

/* Without these folders libgit2 takes no repository, or writes no pack and
 * says nothing; git and people remove them when they are empty. */
static void folders_make(struct repo *g)
{
	static const char *const needed[] = { "objects", "objects/pack",
		"refs", "refs/heads" };

	for (size_t i = 0; i < sizeof(needed) / sizeof(*needed); i++) {
		auto_buf path = BUF_INIT;

		buf_printf(&path, "%s/%s", g->path, needed[i]);
		if (!path.err)
			mkdir(path.data, 0777);
	}
}

/* Branches are flushed one by one, as they are opened to be here; objects all
 * at once. */
static int branches_open(struct repo *g)
{
	git_refdb *refs = NULL;

	git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, 1);
	int rc = git_repository_refdb(&refs, g->repo);
	git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, 0);
	git_refdb_free(refs);
	return rc;
}

static int handles_open(struct repo *g)
{
	int rc;

	folders_make(g);
	rc = loose_open(&g->repo, g->path);
	if (!rc)
		rc = git_repository_odb(&g->odb, g->repo);
	if (!rc)
		rc = branches_open(g);
	return rc ? git_fail(rc, "cannot be opened") : 0;
}

static void handles_close(struct repo *g)
{
	git_odb_free(g->odb);
	git_repository_free(g->repo);
	g->odb = NULL;
	g->repo = NULL;
}

int repo_of(struct repo **out, struct store *st)
{
	auto_buf path = BUF_INIT;
	struct repo *g;
	int rc;

	*out = st->repo;
	if (st->repo)
		return 0;
	store_path(&path, st, "git");
	g = calloc(1, sizeof(*g));
	if (!g || path.err) {
		free(g);
		return fail(-ENOMEM, "no memory for a repository");
	}
	git_libgit2_init();
	library_settle();
	g->path = buf_take(&path, NULL);
	rc = handles_open(g);
	if (rc) {
		repo_close(g);
		return rc;
	}
	*out = st->repo = g;
	return 0;
}

void repo_close(struct repo *g)
{
	if (!g)
		return;
	git_packbuilder_free(g->packer);
	handles_close(g);
	git_libgit2_shutdown();
	free(g->path);
	free(g);
}

void repo_raw(unsigned char raw[GIT_RAW], const char *hex)
{
	git_oid oid;

	git_oid_fromstr(&oid, hex);
	memcpy(raw, oid.id, GIT_RAW);
}

void repo_hex(char hex[GIT_HEX], const unsigned char raw[GIT_RAW])
{
	git_oid oid;

	memcpy(oid.id, raw, GIT_RAW);
	git_oid_tostr(hex, GIT_HEX, &oid);
}

static void to_hex(char hex[GIT_HEX], const git_oid *oid)
{
	git_oid_tostr(hex, GIT_HEX, oid);
}

static int name_of(char hex[GIT_HEX], const void *bytes, size_t len,
	git_object_t type)
{
	git_oid oid;
	int rc = git_odb_hash(&oid, bytes, len, type);

	if (rc)
		return git_fail(rc, "hash");
	to_hex(hex, &oid);
	return 0;
}

int repo_name(char hex[GIT_HEX], const void *bytes, size_t len)
{
	return name_of(hex, bytes, len, GIT_OBJECT_BLOB);
}

int repo_commit_name(char hex[GIT_HEX], const void *raw, size_t len)
{
	return name_of(hex, raw, len, GIT_OBJECT_COMMIT);
}

void repo_check(struct repo *g, bool check)
{
	g->check = check;
}

void repo_name_only(struct repo *g, bool name_only)
{
	g->name_only = name_only;
}

/* libgit2 compares what it reads with its name. */
static int check_object(struct repo *g, git_oid *oid, const void *bytes,
	size_t len, git_object_t type)
{
	git_odb_object *object = NULL;
	char hex[GIT_HEX];
	int rc = git_odb_hash(oid, bytes, len, type);

	if (!rc)
		rc = git_odb_read(&object, g->odb, oid);
	git_odb_object_free(object);
	to_hex(hex, oid);
	if (rc && is_memory())
		return git_fail(rc, hex);
	return rc ? fail(-EUCLEAN, "git/: object %s is %s", hex,
		rc == GIT_ENOTFOUND ? "missing" : "damaged") : 0;
}

/* What a power cut left of an object's file, libgit2 would take for it. */
static void drop_damaged(const struct repo *g, const git_oid *oid)
{
	git_odb_object *object = NULL;
	auto_buf path = BUF_INIT;
	char hex[GIT_HEX];

	if (!git_odb_exists_ext(g->odb, oid, GIT_ODB_LOOKUP_NO_REFRESH))
		return;
	int rc = git_odb_read(&object, g->odb, oid);
	git_odb_object_free(object);
	if (!rc || rc == GIT_ENOTFOUND || is_memory())
		return;
	to_hex(hex, oid);
	buf_printf(&path, "%s/objects/%.2s/%s", g->path, hex, hex + 2);
	if (!path.err)
		unlink(path.data);
}

static int write_object(struct repo *g, git_oid *oid, const void *bytes,
	size_t len, git_object_t type)
{
	int rc = git_odb_hash(oid, bytes, len, type);

	if (rc || g->name_only)
		return rc;
	drop_damaged(g, oid);
	return git_odb_write(oid, g->odb, bytes, len, type);
}

static int put(struct repo *g, git_oid *oid, const void *bytes, size_t len,
	git_object_t type)
{
	int rc;

	if (g->check)
		return check_object(g, oid, bytes, len, type);
	rc = write_object(g, oid, bytes, len, type);
	if (!rc && g->packer)
		rc = git_packbuilder_insert(g->packer, oid, NULL);
	return rc ? git_fail(rc, "cannot write an object") : 0;
}

int repo_blob(struct repo *g, char hex[GIT_HEX], const void *bytes, size_t len)
{
	git_oid oid;
	int rc = put(g, &oid, bytes, len, GIT_OBJECT_BLOB);

	if (!rc)
		to_hex(hex, &oid);
	return rc;
}

int repo_commit(struct repo *g, char hex[GIT_HEX], const void *raw, size_t len)
{
	git_oid oid;
	int rc = put(g, &oid, raw, len, GIT_OBJECT_COMMIT);

	if (!rc)
		to_hex(hex, &oid);
	return rc;
}

int repo_pack_begin(struct repo *g)
{
	git_odb_backend *memory = NULL;
	int rc = git_mempack_new(&memory);

	if (!rc)
		rc = git_odb_add_backend(g->odb, memory, 999);
	if (!rc)
		rc = git_packbuilder_new(&g->packer, g->repo);
	return rc ? git_fail(rc, "cannot gather objects") : 0;
}

static int write_pack(struct repo *g)
{
	git_odb_writepack *writer = NULL;
	git_indexer_progress stats = { 0 };
	git_buf pack = { 0 };
	int rc = git_packbuilder_write_buf(&pack, g->packer);

	if (!rc)
		rc = git_odb_write_pack(&writer, g->odb, NULL, NULL);
	if (!rc)
		rc = writer->append(writer, pack.ptr, pack.size, &stats);
	if (!rc)
		rc = writer->commit(writer, &stats);
	if (writer)
		writer->free(writer);
	git_buf_dispose(&pack);
	return rc ? git_fail(rc, "cannot write a pack") : 0;
}

/* libgit2 cannot take a backend out again: the repository is opened anew. */
int repo_pack_end(struct repo *g, bool keep)
{
	int rc = 0, opened;

	if (!g->packer)
		return 0;
	if (keep && git_packbuilder_object_count(g->packer))
		rc = write_pack(g);
	git_packbuilder_free(g->packer);
	g->packer = NULL;
	handles_close(g);
	opened = handles_open(g);
	return rc ? rc : opened;
}

int repo_tree_of(struct repo *g, char hex[GIT_HEX], const char *commit_id)
{
	git_commit *commit = NULL;
	git_oid oid;
	int rc = git_oid_fromstr(&oid, commit_id);

	if (!rc)
		rc = git_commit_lookup(&commit, g->repo, &oid);
	if (rc)
		return git_fail(rc, commit_id);
	to_hex(hex, git_commit_tree_id(commit));
	git_commit_free(commit);
	return 0;
}

int repo_main(struct repo *g, char hex[GIT_HEX])
{
	git_oid oid;
	int rc = git_reference_name_to_id(&oid, g->repo, MAIN);

	*hex = '\0';
	if (rc == GIT_ENOTFOUND)
		return 0;
	if (rc)
		return git_fail(rc, MAIN);
	to_hex(hex, &oid);
	return 0;
}

/* We hold the writers' lock. Another's push holds git's own for moments; one
 * that stays was left by a killed process. */
static void drop_stale_lock(struct repo *g)
{
	const struct timespec pause = { .tv_nsec = 20 * 1000 * 1000 };
	auto_buf path = BUF_INIT;
	struct stat sb;

	buf_printf(&path, "%s/" MAIN ".lock", g->path);
	for (int i = 0; i < 25; i++) {
		if (lstat(buf_text(&path), &sb))
			return;
		nanosleep(&pause, NULL);
	}
	unlink(buf_text(&path));
}

/* main must not name objects that a power cut takes away again. One flush of
 * all is cheaper than one of each, of which others wait for the next. */
static int flush(const struct repo *g)
{
	int fd = open(g->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int rc = fd < 0 || syncfs(fd) ? -errno : 0;

	if (fd >= 0)
		close(fd);
	return rc ? fail(rc, "%s: %s", g->path, strerror(-rc)) : 0;
}

int repo_move(struct repo *g, const char *from, const char *to)
{
	git_reference *ref = NULL;
	git_oid old, new;
	int rc = flush(g);

	if (rc)
		return rc;
	rc = git_oid_fromstr(&new, to);
	drop_stale_lock(g);
	if (!rc && *from)
		rc = git_oid_fromstr(&old, from);
	if (!rc && *from)
		rc = git_reference_create_matching(&ref, g->repo, MAIN, &new, 1,
			&old, NULL);
	else if (!rc)
		rc = git_reference_create(&ref, g->repo, MAIN, &new, 0, NULL);
	git_reference_free(ref);
	return rc ? git_fail(rc, "cannot move main") : 0;
}

int repo_tree_read(struct repo *g, struct buf *out,
	const unsigned char raw[GIT_RAW])
{
	git_odb_object *object = NULL;
	git_oid oid;
	int rc;

	memcpy(oid.id, raw, GIT_RAW);
	rc = git_odb_read(&object, g->odb, &oid);
	if (!rc && git_odb_object_type(object) != GIT_OBJECT_TREE)
		rc = GIT_ENOTFOUND;
	if (!rc)
		buf_put(out, git_odb_object_data(object),
			git_odb_object_size(object));
	git_odb_object_free(object);
	return rc ? git_fail(rc, "cannot read a tree") : buf_done(out);
}

int repo_tree_write(struct repo *g, unsigned char raw[GIT_RAW],
	const void *bytes, size_t len)
{
	git_oid oid;
	int rc = put(g, &oid, bytes, len, GIT_OBJECT_TREE);

	if (!rc)
		memcpy(raw, oid.id, GIT_RAW);
	return rc;
}
