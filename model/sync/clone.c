/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A dossier from a git repository or a fast-import stream: the objects are
 * copied into its own git/, then its commits are taken from there.
 */
#include "dossierfs/sync.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dossierfs/date.h"
#include "dossierfs/err.h"
#include "dossierfs/loose.h"
#include "dossierfs/store.h"
#include "copy.h"
#include "walk.h"

/* Bytes of a pack that are mapped at a time. */
static const size_t WINDOW = 16u << 20;

/* Bytes of a tree that is kept for the next commit, which begins from it. */
static const size_t TREE_KEPT = 128u << 10;

static int remove_one(const char *path, const struct stat *sb, int kind,
	struct FTW *at)
{
	(void)sb;
	(void)kind;
	(void)at;
	return remove(path);
}

static void remove_folder(const char *dir)
{
	nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static int refuse_network(const char *repository)
{
	const char *colon = strchr(repository, ':');
	const char *slash = strchr(repository, '/');

	if (!*repository)
		return refuse(-EINVAL, "expected a repository");
	if (strstr(repository, "://") || (colon && (!slash || colon < slash)))
		return refuse(-EINVAL, "%s: expected a repository on this "
			"machine; clone it with git first", repository);
	return 0;
}

/* What git fast-export and the like begin with. */
static bool begins_like_stream(const char *path)
{
	static const char *const words[] = { "blob\n", "commit ", "reset ",
		"feature ", "#", "tag ", "option ", "progress " };
	char head[16] = "";
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	ssize_t n = fd < 0 ? 0 : pread(fd, head, sizeof(head) - 1, 0);

	if (fd >= 0)
		close(fd);
	for (size_t i = 0; n > 0 && i < sizeof(words) / sizeof(*words); i++)
		if (!strncmp(head, words[i], strlen(words[i])))
			return true;
	return false;
}

static int kind_of(const char *path, bool *stream)
{
	struct stat sb;

	if (stat(path, &sb))
		return refuse(-errno, "%s: %s", path, strerror(errno));
	*stream = S_ISREG(sb.st_mode);
	if (S_ISDIR(sb.st_mode) || (*stream && begins_like_stream(path)))
		return 0;
	return refuse(-EINVAL, "%s: expected a git repository or a stream of "
		"git fast-export", path);
}

/* main stays where the commits end that were taken. */
static int settle_main(git_repository *repo, const char *head)
{
	git_reference *ref = NULL;
	git_oid oid;
	int rc;

	if (!*head) {
		rc = git_reference_lookup(&ref, repo, WALK_MAIN);
		if (!rc)
			rc = git_reference_delete(ref);
	} else {
		rc = git_oid_fromstr(&oid, head);
		if (!rc)
			rc = git_reference_create(&ref, repo, WALK_MAIN, &oid, 1,
				NULL);
	}
	git_reference_free(ref);
	return rc ? walk_fail(rc, WALK_MAIN) : 0;
}

static int take(const char *dir, git_repository *repo, int64_t now,
	struct buf *report)
{
	auto_store st = NULL;
	char head[65];
	int rc;

	if ((rc = store_open(&st, dir, STORE_WRITE)) ||
	    (rc = store_look(st, day_of(now), true)) ||
	    (rc = walk_commits(st, repo, now, report, head)))
		return rc;
	return settle_main(repo, head);
}

static int fill(const char *repository, bool stream, const char *dir,
	int64_t now, struct buf *report)
{
	git_repository *repo = NULL;
	auto_buf git = BUF_INIT;
	int rc;

	buf_printf(&git, "%s/git", dir);
	if ((rc = buf_done(&git)) ||
	    (rc = stream ? copy_stream(git.data, repository) :
		     copy_repository(git.data, repository)))
		return rc;
	rc = loose_open(&repo, git.data);
	rc = rc ? walk_fail(rc, git.data) : take(dir, repo, now, report);
	git_repository_free(repo);
	return rc;
}

/* A name beside dir: the dossier takes its own when it is whole. */
static int make_beside(struct buf *out, const char *dir)
{
	mode_t mask = umask(0);
	size_t len = strlen(dir);

	umask(mask);
	while (len > 1 && dir[len - 1] == '/')
		len--;
	buf_put(out, dir, len);
	buf_puts(out, ".XXXXXX");
	if (out->err)
		return buf_done(out);
	if (!mkdtemp(out->data))
		return refuse(-errno, "%s: %s", dir, strerror(errno));
	chmod(out->data, 0777 & ~mask);
	return 0;
}

static int refuse_full(const char *dir)
{
	const struct dirent *e;
	bool full = false;
	DIR *d = opendir(dir);

	if (!d)
		return errno == ENOENT ? 0 : refuse(-errno, "%s: expected an "
			"empty folder: %s", dir, strerror(errno));
	while ((e = readdir(d)))
		full |= strcmp(e->d_name, ".") && strcmp(e->d_name, "..");
	closedir(d);
	return full ? refuse(-ENOTEMPTY, "%s: expected an empty folder", dir) :
		0;
}

static int make(const char *repository, bool stream, const char *dir,
	int64_t now, struct buf *report)
{
	int rc = store_init(dir);

	if (rc)
		return rc;
	git_libgit2_init();
	git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
	git_libgit2_opts(GIT_OPT_SET_MWINDOW_SIZE, WINDOW);
	git_libgit2_opts(GIT_OPT_SET_MWINDOW_MAPPED_LIMIT, 4 * WINDOW);
	git_libgit2_opts(GIT_OPT_SET_CACHE_MAX_SIZE, (ssize_t)(4 * WINDOW));
	git_libgit2_opts(GIT_OPT_SET_CACHE_OBJECT_LIMIT, GIT_OBJECT_TREE,
		TREE_KEPT);
	rc = fill(repository, stream, dir, now, report);
	git_libgit2_shutdown();
	return rc ? err_in(rc, "%s", repository) : 0;
}

int sync_clone(const char *repository, const char *dir, int64_t now,
	struct buf *report)
{
	auto_buf beside = BUF_INIT;
	bool stream = false;
	const char *place = dir;
	int rc;

	if ((rc = refuse_network(repository)) || (rc = refuse_full(dir)) ||
	    (rc = kind_of(repository, &stream)))
		return rc;
	if (access(dir, F_OK)) { /* a folder that is there is filled as it is */
		rc = make_beside(&beside, dir);
		if (rc)
			return rc;
		place = beside.data;
	}
	rc = make(repository, stream, place, now, report);
	if (!rc && place != dir && rename(place, dir))
		rc = refuse(-errno, "%s: %s", dir, strerror(errno));
	if (rc)
		remove_folder(place);
	return rc;
}

int sync_take(struct store *st, int64_t now, struct buf *report)
{
	git_repository *repo = NULL;
	auto_buf git = BUF_INIT;
	char head[65];
	int rc;

	buf_printf(&git, "%s/git", store_dir(st));
	if ((rc = buf_done(&git)))
		return rc;
	rc = store_look(st, day_of(now), true);
	if (rc)
		return rc;
	git_libgit2_init();
	git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
	rc = loose_open(&repo, git.data);
	rc = rc ? walk_fail(rc, git.data) :
		walk_commits(st, repo, now, report, head);
	git_repository_free(repo);
	git_libgit2_shutdown();
	return rc;
}
