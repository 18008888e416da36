/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Objects from elsewhere into git/, by the git program: it copies packed
 * objects as they are, where libgit2 unpacks, compares and packs each again.
 * It runs on our own git/, with our configuration and none of the source's.
 */
#include "copy.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "dossierfs/err.h"
#include "dossierfs/file.h"
#include "dossierfs/progress.h"
#include "walk.h"

/* One run of git: what it reads, and where it says what it dislikes. */
struct run {
	const char *word;
	const char *const *argv;
	const char *objects; /* a setting of the environment, or NULL */
	const char *input;
	const char *errors;
};

static int spawn_git(pid_t *pid, const struct run *run)
{
	const char *const env[] = { "GIT_CONFIG_NOSYSTEM=1",
		"GIT_CONFIG_GLOBAL=/dev/null", "LC_ALL=C",
		"PATH=/usr/local/bin:/usr/bin:/bin", run->objects, NULL };
	posix_spawn_file_actions_t files;
	int rc;

	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_addopen(&files, 0, run->input, O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&files, 1, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_addopen(&files, 2, run->errors,
		O_WRONLY | O_CREAT | O_TRUNC, 0600);
	rc = posix_spawnp(pid, "git", &files, NULL, (char *const *)run->argv,
		(char *const *)env);
	posix_spawn_file_actions_destroy(&files);
	return rc ? fail(-rc, "git: %s", strerror(rc)) : 0;
}

static int wait_for(pid_t pid, int *status)
{
	const struct timespec pause = { .tv_nsec = 20 * 1000 * 1000 };
	pid_t ended;

	while (!(ended = waitpid(pid, status, WNOHANG)) ||
	       (ended < 0 && errno == EINTR)) {
		progress("copying the objects of git", 0, 0);
		nanosleep(&pause, NULL);
	}
	return ended < 0 ? fail(-errno, "git: %s", strerror(errno)) : 0;
}

/* The first line of what git said. */
static int refuse_said(const struct run *run, const char *source)
{
	auto_buf said = BUF_INIT;
	char *line;

	if (file_read(&said, run->errors, 65536) || !said.len)
		return refuse(-EINVAL, "%s: git %s refuses it", source,
			run->word);
	line = said.data;
	line[strcspn(line, "\n")] = '\0';
	return refuse(-EINVAL, "%s: git %s: %s", source, run->word,
		!strncmp(line, "fatal: ", 7) ? line + 7 : line);
}

static int run_git(struct run *run, const char *git, const char *source)
{
	auto_buf errors = BUF_INIT;
	int status = 0, rc;
	pid_t pid;

	buf_printf(&errors, "%s/copy.err", git);
	if ((rc = buf_done(&errors)))
		return rc;
	run->errors = errors.data;
	if ((rc = spawn_git(&pid, run)) || (rc = wait_for(pid, &status)))
		return rc;
	if (!WIFEXITED(status) || WEXITSTATUS(status))
		rc = refuse_said(run, source);
	unlink(run->errors);
	return rc;
}

static int drop_ref(git_reference *ref, void *arg)
{
	int rc = 0;

	(void)arg;
	if (strcmp(git_reference_name(ref), WALK_MAIN) != 0)
		rc = git_reference_delete(ref);
	git_reference_free(ref);
	return rc;
}

static int only_main(git_repository *repo)
{
	int rc = git_reference_foreach(repo, drop_ref, NULL);

	return rc ? walk_fail(rc, "cannot drop other branches") : 0;
}

/* The stream is text that anyone may have written: git reads it without the
 * features that write elsewhere, and what it adds beside main is dropped. The
 * least compression is a tenth more of disk and two thirds of the time. */
int copy_stream(const char *git, const char *stream)
{
	const char *const argv[] = { "git", "--git-dir", git, "-c",
		"core.compression=1", "fast-import",
		"--quiet", NULL };
	struct run run = { "fast-import", argv, NULL, stream, NULL };
	git_repository *repo = NULL;
	int rc = run_git(&run, git, stream);

	if (rc)
		return rc;
	rc = git_repository_open_bare(&repo, git);
	rc = rc ? walk_fail(rc, git) : only_main(repo);
	git_repository_free(repo);
	return rc;
}

/* As git reads it: in quotes, so that no byte of a path ends it. */
static void put_objects(struct buf *out, const char *common)
{
	buf_puts(out, "GIT_ALTERNATE_OBJECT_DIRECTORIES=\"");
	for (; *common; common++)
		if (strchr("\"\\", *common))
			buf_printf(out, "\\%c", *common);
		else if ((unsigned char)*common < 0x20)
			buf_printf(out, "\\%03o", (unsigned char)*common);
		else
			buf_putc(out, *common);
	buf_puts(out, "objects\"");
}

/* Where its objects lie, and the commit that main names. */
static int look_at(struct buf *objects, git_oid *main, const char *path)
{
	git_repository *source = NULL;
	int rc = git_repository_open_ext(&source, path,
		GIT_REPOSITORY_OPEN_NO_SEARCH, NULL);

	if (rc)
		return refuse(-EINVAL, "%s: expected a git repository", path);
	put_objects(objects, git_repository_commondir(source));
	rc = git_reference_name_to_id(main, source, WALK_MAIN);
	if (rc == GIT_ENOTFOUND)
		rc = refuse(-ENOENT, "expected a branch main");
	else if (rc)
		rc = walk_fail(rc, path);
	git_repository_free(source);
	return rc ? rc : buf_done(objects);
}

/* Writes what git is to pack: the commit, a line. */
static int write_wanted(const char *path, const git_oid *main)
{
	char hex[GIT_OID_HEXSZ + 1];
	FILE *f = fopen(path, "wxe");
	bool bad;

	if (!f)
		return fail(-errno, "%s: %s", path, strerror(errno));
	bad = fprintf(f, "%s\n", git_oid_tostr(hex, sizeof(hex), main)) < 0;
	bad |= fclose(f) != 0;
	return bad ? fail(-EIO, "%s: %s", path, strerror(errno)) : 0;
}

static int make_main(const char *git, const git_oid *main)
{
	git_repository *repo = NULL;
	git_reference *ref = NULL;
	int rc = git_repository_open_bare(&repo, git);

	if (!rc)
		rc = git_reference_create(&ref, repo, WALK_MAIN, main, 0, NULL);
	git_reference_free(ref);
	git_repository_free(repo);
	return rc ? walk_fail(rc, WALK_MAIN) : 0;
}

/* What main reaches and nothing else: no other branch, no remote. */
int copy_repository(const char *git, const char *path)
{
	auto_buf objects = BUF_INIT;
	auto_buf wanted = BUF_INIT;
	auto_buf packs = BUF_INIT;
	git_oid main;
	int rc;

	buf_printf(&wanted, "%s/copy.wanted", git);
	buf_printf(&packs, "%s/objects/pack/pack", git);
	if ((rc = buf_done(&wanted)) || (rc = buf_done(&packs)) ||
	    (rc = look_at(&objects, &main, path)) ||
	    (rc = write_wanted(wanted.data, &main)))
		return rc;
	const char *const argv[] = { "git", "--git-dir", git, "pack-objects",
		"--revs", "--quiet", "--delta-base-offset", packs.data, NULL };
	struct run run = { "pack-objects", argv, objects.data, wanted.data,
		NULL };
	rc = run_git(&run, git, path);
	unlink(wanted.data);
	return rc ? rc : make_main(git, &main);
}
