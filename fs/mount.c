/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Starting a mount. The daemon is made before anything is opened, for an
 * SQLite connection does not survive a fork; who asked waits until the mount
 * answers, or prints why it does not.
 */
#include "dossierfs/mount.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "dossierfs/buf.h"
#include "dossierfs/err.h"
#include "journal.h"
#include "mounted.h"
#include "mountpoint.h"
#include "session.h"

enum { ANSWER = 1024 };

/* Descriptors that our caller left open would stay open with us. */
static void let_go(int keep)
{
	setsid();
	if (chdir("/"))
		return;
	if (keep > 3)
		close_range(3, (unsigned)keep - 1, 0);
	close_range((unsigned)keep + 1, ~0U, 0);
}

/* The daemon's answer: one NUL, or the exit status as a digit and why. */
_Noreturn static void be_daemon(struct mounted *m)
{
	let_go(m->ready);
	int rc = session_run(m);
	if (m->ready >= 0)
		dprintf(m->ready, "%d%s", err_status(), err_sentence());
	else if (rc)
		journal_failure("");
	_exit(rc ? 3 : 0);
}

static int hear_daemon(int from, pid_t daemon)
{
	char answer[ANSWER + 1];
	size_t len = 0;
	ssize_t n;

	do {
		n = read(from, answer + len, ANSWER - len);
		len += n > 0 ? (size_t)n : 0;
	} while ((n > 0 && len < ANSWER) || (n < 0 && errno == EINTR));
	answer[len] = '\0';
	if (len && !answer[0])
		return 0;
	waitpid(daemon, NULL, 0);
	if (len < 2)
		return fail(-EIO, "the mount ended before it answered");
	return answer[0] == '2' ? refuse(-EINVAL, "%s", answer + 1) :
		fail(-EIO, "%s", answer + 1);
}

static int run_daemon(struct mounted *m)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC))
		return fail(-errno, "pipe: %s", strerror(errno));
	fflush(NULL);
	pid_t child = fork();
	if (!child) {
		close(ends[0]);
		m->ready = ends[1];
		be_daemon(m);
	}
	int rc = child < 0 ? fail(-errno, "fork: %s", strerror(errno)) : 0;
	close(ends[1]);
	if (!rc)
		rc = hear_daemon(ends[0], child);
	close(ends[0]);
	return rc;
}

static bool is_line(char *line, const char *word)
{
	size_t len = strlen(word);

	line += strspn(line, " \t");
	return !strncmp(line, word, len) &&
		!line[len + strspn(line + len, " \t\n")];
}

/* fusermount3 would refuse, too, but says it in its own words. Where we cannot
 * look, it is the one to ask. */
static int expect_allowed(const struct mount_options *opt)
{
	static const char conf[] = "/etc/fuse.conf";
	auto_text line = NULL;
	bool allowed = false;
	size_t cap = 0;

	if (!opt->allow_other || !geteuid())
		return 0;
	FILE *f = fopen(conf, "re");
	if (!f)
		return 0;
	while (!allowed && getline(&line, &cap, f) >= 0)
		allowed = is_line(line, "user_allow_other");
	fclose(f);
	return allowed ? 0 : refuse(-EPERM, "-o allow_other: only root may, "
		"unless %s has the line user_allow_other", conf);
}

int mount_dossier(const char *dossier, const char *mountpoint,
	const struct mount_options *opt, bool foreground)
{
	auto_text from = realpath(dossier, NULL);
	auto_text place = NULL;

	if (!from)
		return refuse(-errno, "%s: %s", dossier, strerror(errno));
	int rc = expect_allowed(opt);
	if (!rc)
		rc = mountpoint_prepare(&place, mountpoint, from);
	if (rc)
		return rc;
	struct mounted *m = calloc(1, sizeof(*m));
	if (!m)
		return fail(-ENOMEM, "out of memory");
	m->dossier = from;
	m->place = place;
	m->opt = *opt;
	m->uid = getuid();
	m->gid = getgid();
	m->ready = -1;
	journal_open(true);
	rc = foreground ? session_run(m) : run_daemon(m);
	free(m);
	return rc;
}
