/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A child process that reads what we do not trust: no shell, no descriptor but
 * the three, bounded in time, memory and what it may say.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "dossierfs/err.h"
#include "dossierfs/text.h"

enum { NOT_FOUND = 127, NOT_RUN = 126 };

static long milliseconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* The input as a file that has no name. */
static int input(const struct text_run *r)
{
	int fd = memfd_create("dossierfs", MFD_CLOEXEC);
	const char *at = r->in;
	size_t left = r->in_len;

	while (fd >= 0 && left) {
		ssize_t n = write(fd, at, left);

		if (n <= 0 && errno != EINTR) {
			int rc = -errno;

			close(fd);
			return rc;
		}
		if (n > 0) {
			at += n;
			left -= (size_t)n;
		}
	}
	if (fd >= 0 && lseek(fd, 0, SEEK_SET) < 0)
		return -errno;
	return fd < 0 ? -errno : fd;
}

static void bound(int what, rlim_t most)
{
	struct rlimit l = { most, most };

	setrlimit(what, &l);
}

/* Between fork and exec: only what is safe there. The program gets a group of
 * its own, so that what it starts ends with it. */
_Noreturn static void become(const struct text_run *r, int in, int out)
{
	int nothing = open("/dev/null", O_WRONLY | O_CLOEXEC);

	setpgid(0, 0);
	if (nothing < 0 || dup2(in, 0) < 0 || dup2(out, 1) < 0 ||
		dup2(nothing, 2) < 0)
		_exit(NOT_RUN);
	for (int fd = 3; fd < 64; fd++)
		fcntl(fd, F_SETFD, FD_CLOEXEC);
	close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
	bound(RLIMIT_CPU, (rlim_t)r->seconds);
	bound(RLIMIT_AS, r->memory);
	bound(RLIMIT_CORE, 0);
	if (r->offline && unshare(CLONE_NEWUSER | CLONE_NEWNET))
		errno = 0;
	execvp(r->argv[0], (char *const *)(uintptr_t)r->argv);
	_exit(errno == ENOENT ? NOT_FOUND : NOT_RUN);
}

enum listening { ENDED, TOO_LONG, TOO_MUCH };

static enum listening listen_to(struct buf *out, int fd,
	const struct text_run *r)
{
	long end = milliseconds() + r->seconds * 1000L;
	size_t most = out->len + r->out_max;
	char chunk[16384];

	for (;;) {
		struct pollfd p = { .fd = fd, .events = POLLIN };
		long left = end - milliseconds();
		ssize_t n;

		if (left <= 0)
			return TOO_LONG;
		if (poll(&p, 1, (int)left) <= 0)
			continue;
		n = read(fd, chunk, sizeof(chunk));
		if (n == 0)
			return ENDED;
		if (n > 0)
			buf_put(out, chunk, (size_t)n);
		if (out->len > most)
			return TOO_MUCH;
	}
}

/* It may have closed its output and gone on: then it gets its seconds once
 * more. What it started ends with it, while its id is still its own. */
static int reap(pid_t pid, int seconds)
{
	long end = milliseconds() + seconds * 1000L;
	siginfo_t gone = { 0 };
	int state = 0;

	while (!waitid(P_PID, (id_t)pid, &gone, WEXITED | WNOHANG | WNOWAIT) &&
		!gone.si_pid && milliseconds() < end)
		poll(NULL, 0, 2);
	kill(-pid, SIGKILL);
	while (waitpid(pid, &state, 0) < 0 && errno == EINTR)
		continue;
	return state;
}

static void explain(struct buf *why, const char *name, enum listening heard,
	int state, int seconds)
{
	if (heard == TOO_LONG)
		buf_printf(why, "%s took longer than %d s", name, seconds);
	else if (heard == TOO_MUCH)
		buf_printf(why, "%s gave more text than is taken", name);
	else if (WIFEXITED(state) && WEXITSTATUS(state) == NOT_FOUND)
		buf_printf(why, "%s is not installed", name);
	else if (WIFEXITED(state))
		buf_printf(why, "%s could not read it (exit status %d)", name,
			WEXITSTATUS(state));
	else
		buf_printf(why, "%s was ended by signal %d", name,
			WTERMSIG(state));
}

static int attend(struct buf *out, bool *ended, const struct text_run *r,
	pid_t pid, int fd, struct buf *why)
{
	enum listening heard = listen_to(out, fd, r);
	int state;

	if (heard != ENDED)
		kill(-pid, SIGKILL);
	state = reap(pid, r->seconds);
	*ended = heard == ENDED && WIFEXITED(state) && !WEXITSTATUS(state);
	if (!*ended)
		explain(why, r->argv[0], heard, state, r->seconds);
	return out->err ? buf_done(out) : buf_done(why);
}

int text_run(struct buf *out, bool *ended, const struct text_run *run,
	struct buf *why)
{
	int ends[2];
	int in = input(run);
	pid_t pid;
	int rc;

	*ended = false;
	if (in < 0)
		return fail(in, "%s: %s", run->argv[0], strerror(-in));
	if (pipe2(ends, O_CLOEXEC)) {
		rc = -errno;
		close(in);
		return fail(rc, "%s: %s", run->argv[0], strerror(-rc));
	}
	pid = fork();
	if (pid == 0)
		become(run, in, ends[1]);
	rc = -errno;
	close(in);
	close(ends[1]);
	if (pid > 0) {
		setpgid(pid, pid);
		rc = attend(out, ended, run, pid, ends[0], why);
	} else {
		fail(rc, "%s: %s", run->argv[0], strerror(-rc));
	}
	close(ends[0]);
	return rc;
}

bool text_run_there(const char *program)
{
	const char *path = getenv("PATH");
	auto_buf file = BUF_INIT;

	for (const char *s = path ? path : ""; *s; s += *s == ':') {
		size_t len = strcspn(s, ":");

		buf_cut(&file, 0);
		buf_printf(&file, "%.*s/%s", (int)len, s, program);
		if (!file.err && !access(buf_text(&file), X_OK))
			return true;
		s += len;
	}
	return false;
}
