/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gpgv as a child process: files in, status lines out, bounded in time and in
 * what it may say.
 */
#include "gpgv.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "dossierfs/err.h"

enum {
	GPGV_SECONDS = 60,
	GPGV_STATUS_MAX = 64 << 10,
};

/* Its folder; path is "" until it is made. */
struct gpgv {
	struct buf path;
	int dir;
};

/* gpgv writes nothing there; what is there is ours, and flat. */
static void gpgv_close(struct gpgv *g)
{
	if (g->dir >= 0) {
		DIR *d = fdopendir(g->dir);
		struct dirent *e;
		while (d && (e = readdir(d)))
			unlinkat(g->dir, e->d_name, 0);
		if (d)
			closedir(d);
		else
			close(g->dir);
		rmdir(g->path.data);
	}
	buf_free(&g->path);
}
#define auto_gpgv __attribute__((cleanup(gpgv_close))) struct gpgv

static int gpgv_open(struct gpgv *g)
{
	const char *tmp = getenv("TMPDIR");

	buf_printf(&g->path, "%s/dossierfs-seal.XXXXXX",
		tmp && *tmp ? tmp : "/tmp");
	int rc = buf_done(&g->path);
	if (rc < 0)
		return rc;
	if (!mkdtemp(g->path.data))
		return fail(-errno, "%s: %s", g->path.data, strerror(errno));
	g->dir = open(g->path.data, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (g->dir < 0) {
		rc = -errno;
		rmdir(g->path.data);
		return fail(rc, "%s: %s", g->path.data, strerror(-rc));
	}
	return 0;
}

static int gpgv_file(const struct gpgv *g, const char *name, struct span s)
{
	int fd = openat(
		g->dir, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	int rc = fd < 0 ? -errno : 0;

	while (rc == 0 && s.len) {
		ssize_t n = write(fd, s.at, s.len);
		if (n > 0)
			span_cut(&s, (size_t)n);
		else if (n == 0 || errno != EINTR)
			rc = n == 0 ? -EIO : -errno;
	}
	if (fd >= 0 && close(fd) < 0 && rc == 0)
		rc = -errno;
	if (rc < 0)
		return fail(rc, "%s/%s: %s", g->path.data, name, strerror(-rc));
	return 0;
}

/* Starts it with its output on `out`: a positive errno as posix_spawn. */
static int gpgv_spawn(const struct gpgv *g, pid_t *pid, int out)
{
	auto_buf home = BUF_INIT, key = BUF_INIT, sig = BUF_INIT,
		 msg = BUF_INIT;
	posix_spawn_file_actions_t files;

	buf_printf(&home, "GNUPGHOME=%s", g->path.data);
	buf_printf(&key, "%s/key.gpg", g->path.data);
	buf_printf(&sig, "%s/signature", g->path.data);
	buf_printf(&msg, "%s/message", g->path.data);
	if (home.err || key.err || sig.err || msg.err)
		return ENOMEM;

	/* A clock that runs late or early must not change the answer. */
	char *const argv[] = { (char[]){ "gpgv" }, (char[]){ "--quiet" },
		(char[]){ "--ignore-time-conflict" }, (char[]){ "--homedir" },
		g->path.data, (char[]){ "--status-fd" }, (char[]){ "1" },
		(char[]){ "--keyring" }, key.data, sig.data, msg.data, NULL };
	char *const env[] = { home.data, (char[]){ "LC_ALL=C" }, NULL };

	int rc = posix_spawn_file_actions_init(&files);
	if (rc)
		return rc;
	rc = posix_spawn_file_actions_addopen(
		&files, 0, "/dev/null", O_RDONLY, 0);
	if (!rc)
		rc = posix_spawn_file_actions_adddup2(&files, out, 1);
	if (!rc)
		rc = posix_spawn_file_actions_addopen(
			&files, 2, "/dev/null", O_WRONLY, 0);
	if (!rc)
		rc = posix_spawnp(pid, "gpgv", &files, NULL, argv, env);
	posix_spawn_file_actions_destroy(&files);
	return rc;
}

static long milliseconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Reads to the end. false when it talks too long or too much. */
static bool gpgv_listen(struct buf *status, int fd)
{
	long end = milliseconds() + GPGV_SECONDS * 1000L;
	char chunk[4096];

	while (status->len < GPGV_STATUS_MAX) {
		struct pollfd p = { .fd = fd, .events = POLLIN };
		long left = end - milliseconds();
		if (left <= 0)
			return false;
		int ready = poll(&p, 1, (int)left);
		if (ready < 0 && errno != EINTR)
			return false;
		if (ready <= 0)
			continue;
		ssize_t n = read(fd, chunk, sizeof(chunk));
		if (n == 0)
			return true;
		if (n > 0)
			buf_put(status, chunk, (size_t)n);
		else if (errno != EINTR)
			return false;
	}
	return false;
}

static int gpgv_ask(
	const struct gpgv *g, struct buf *status, const char **unable)
{
	int ends[2], state;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return fail(-errno, "gpgv: %s", strerror(errno));
	int rc = gpgv_spawn(g, &pid, ends[1]);
	close(ends[1]);
	if (rc == 0) {
		if (!gpgv_listen(status, ends[0])) {
			kill(pid, SIGKILL);
			*unable = "gpgv did not come to an end";
		}
		while (waitpid(pid, &state, 0) < 0 && errno == EINTR)
			continue;
	}
	close(ends[0]);
	if (rc == ENOENT)
		*unable = "gpgv is not installed";
	else if (rc)
		return fail(-rc, "gpgv: %s", strerror(rc));
	return buf_done(status);
}

int gpgv_run(struct buf *status, const char **unable, struct span key,
	struct span signature, struct span message)
{
	auto_gpgv g = { BUF_INIT, -1 };

	*unable = NULL;
	int rc = gpgv_open(&g);
	if (rc == 0)
		rc = gpgv_file(&g, "key.gpg", key);
	if (rc == 0)
		rc = gpgv_file(&g, "signature", signature);
	if (rc == 0)
		rc = gpgv_file(&g, "message", message);
	if (rc == 0)
		rc = gpgv_ask(&g, status, unable);
	return rc;
}
