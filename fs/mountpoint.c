/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Looking at a mount point before mounting, and unmounting. A mount whose
 * daemon was killed answers ENOTCONN to everything, so its path is resolved
 * by its parent.
 */
#include "mountpoint.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include "dossierfs/buf.h"
#include "dossierfs/err.h"
#include "dossierfs/mount.h"
#include "mountinfo.h"

enum { STACK_MAX = 16 }; /* dead mounts on top of each other */

/* The kernel goes on answering from its caches, but not this. */
static bool is_dead(const char *place)
{
	struct statvfs fs;

	return statvfs(place, &fs) &&
		(errno == ENOTCONN || errno == ECONNABORTED);
}

/* The absolute path of what cannot be looked into, but its parent can. */
static int resolve_by_parent(char **out, const char *path)
{
	auto_text copy = strdup(path);
	auto_buf place = BUF_INIT;

	if (!copy)
		return fail(-ENOMEM, "out of memory");
	for (size_t n = strlen(copy); n > 1 && copy[n - 1] == '/'; n--)
		copy[n - 1] = '\0';
	char *slash = strrchr(copy, '/');
	const char *name = slash ? slash + 1 : copy;
	if (!strcmp(name, "..") || !strcmp(name, "."))
		return refuse(-EINVAL, "%s: a mount is dead there; name it "
			"from outside", path);
	if (slash)
		*slash = '\0';
	auto_text parent = realpath(!slash ? "." : *copy ? copy : "/", NULL);
	if (!parent)
		return refuse(-errno, "%s: %s", path, strerror(errno));
	buf_printf(&place, "%s/%s", parent[1] ? parent : "", name);
	*out = buf_take(&place, NULL);
	return *out ? 0 : fail(-ENOMEM, "out of memory");
}

static int resolve(char **out, const char *path)
{
	*out = realpath(path, NULL);
	if (*out)
		return 0;
	if (errno == ENOTCONN || errno == ECONNABORTED || errno == EACCES)
		return resolve_by_parent(out, path);
	return refuse(-errno, "%s: %s", path, strerror(errno));
}

/* As an ordinary user only fusermount3, which is setuid, may unmount. */
static int unmount_by_fusermount(const char *place, bool detach)
{
	extern char **environ;
	char program[] = "fusermount3";
	char u[] = "-u", q[] = "-q", z[] = "-z", end[] = "--";
	char *at = strdup(place);
	char *argv[] = { program, u, q, detach ? z : end, at, NULL };
	posix_spawn_file_actions_t quiet;
	pid_t child;
	int status = -1;

	posix_spawn_file_actions_init(&quiet);
	posix_spawn_file_actions_addopen(&quiet, STDERR_FILENO, "/dev/null",
		O_WRONLY, 0);
	int rc = at ? posix_spawnp(&child, program, &quiet, NULL, argv, environ)
		: ENOMEM;
	posix_spawn_file_actions_destroy(&quiet);
	free(at);
	if (rc)
		return fail(-rc, "fusermount3: %s", strerror(rc));
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	if (WIFEXITED(status) && !WEXITSTATUS(status))
		return 0;
	return fail(-EBUSY, "%s: cannot be unmounted: it is in use, or "
		"another user's", place);
}

static int unmount(const char *place, bool detach)
{
	if (geteuid())
		return unmount_by_fusermount(place, detach);
	if (umount2(place, UMOUNT_NOFOLLOW | (detach ? MNT_DETACH : 0)))
		return fail(-errno, "%s: cannot be unmounted: %s", place,
			errno == EBUSY ? "it is in use" : strerror(errno));
	return 0;
}

/* Takes dead mounts of ours away; refuses a living one. */
static int clear_place(const char *place)
{
	struct mountinfo info;

	for (int i = 0; i < STACK_MAX; i++) {
		int rc = mountinfo_at(&info, place);

		if (rc || !info.found)
			return rc;
		bool dead = is_dead(place);
		if (!dead && !info.ours)
			return 0; /* an empty disk, say; others look on */
		if (!dead)
			return refuse(-EBUSY, "%s: a dossier is mounted there "
				"already", place);
		if (!info.ours)
			return refuse(-ENOTCONN, "%s: a mount is dead there; "
				"end it with fusermount3 -u -z", place);
		rc = unmount(place, true);
		if (rc)
			return rc;
	}
	return refuse(-EBUSY, "%s: dead mounts are piled up there", place);
}

static bool is_inside(const char *path, const char *folder)
{
	size_t len = strlen(folder);

	return !strncmp(path, folder, len) &&
		(!path[len] || path[len] == '/' || folder[len - 1] == '/');
}

static int expect_empty(const char *place)
{
	DIR *dir = opendir(place);
	const struct dirent *e;
	bool empty = true;

	if (!dir)
		return refuse(-errno, "%s: %s", place, strerror(errno));
	while (empty && (e = readdir(dir)))
		empty = !strcmp(e->d_name, ".") || !strcmp(e->d_name, "..");
	closedir(dir);
	return empty ? 0 : refuse(-ENOTEMPTY,
		"%s: expected an empty folder to mount on", place);
}

int mountpoint_prepare(char **out, const char *mountpoint,
	const char *dossier)
{
	auto_text place = NULL;
	int rc = resolve(&place, mountpoint);

	if (!rc)
		rc = clear_place(place);
	if (rc)
		return rc;
	if (is_inside(place, dossier))
		return refuse(-EINVAL, "%s: lies inside the dossier; mount "
			"outside of it", mountpoint);
	if (is_inside(dossier, place))
		return refuse(-EINVAL, "%s: the dossier lies inside; it would "
			"be hidden", mountpoint);
	rc = expect_empty(place);
	if (rc)
		return rc;
	*out = place;
	place = NULL;
	return 0;
}

int mount_end(const char *mountpoint)
{
	auto_text place = NULL;
	struct mountinfo info;
	int rc = resolve(&place, mountpoint);

	if (!rc)
		rc = mountinfo_at(&info, place);
	if (rc)
		return rc;
	if (!info.ours)
		return refuse(-EINVAL, "%s: no dossier is mounted there",
			mountpoint);
	return unmount(place, is_dead(place));
}
