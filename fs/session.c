/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The session's thread. Signals are read from a descriptor beside the
 * kernel's requests, so none can get lost between a check and a read.
 */
#include "session.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/random.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "dossierfs/err.h"
#include "journal.h"
#include "mounted.h"
#include "ops.h"
#include "tree-hurry.h"
#include "vigil.h"
#include "watch.h"

enum { SERVED_MAX = 256 }; /* requests before anything else is looked at */

/* What libfuse said last: why a mount failed. Later it goes to the journal. */
static char said[256];
static atomic_bool to_journal;

__attribute__((format(printf, 2, 0)))
static void hear(enum fuse_log_level level, const char *fmt, va_list ap)
{
	char text[sizeof(said)];

	vsnprintf(text, sizeof(text), fmt, ap);
	text[strcspn(text, "\n")] = '\0';
	if (!to_journal)
		memcpy(said, text, sizeof(said));
	else if (level <= FUSE_LOG_ERR)
		journal_say("%s", text);
}

/* All text in here is ours; nothing from the command line reaches it. */
static int open_session(struct mounted *m)
{
	struct fuse_args args = FUSE_ARGS_INIT(0, NULL);
	struct fuse_lowlevel_ops ops;
	int bad = fuse_opt_add_arg(&args, "dossierfs") ||
		fuse_opt_add_arg(&args, "-oro,nosuid,nodev,noexec,"
			"default_permissions,fsname=dossierfs,"
			"subtype=dossierfs");

	if (!bad && m->opt.allow_other)
		bad = fuse_opt_add_arg(&args, "-oallow_other");
	if (!bad && m->opt.auto_unmount)
		bad = fuse_opt_add_arg(&args, "-oauto_unmount");
	ops_fill(&ops);
	fuse_set_log_func(hear);
	if (!bad)
		m->session = fuse_session_new(&args, &ops, sizeof(ops), m);
	fuse_opt_free_args(&args);
	if (!m->session)
		return fail(-EIO, "fuse: %s", said);
	if (fuse_session_mount(m->session, m->place)) {
		fuse_session_destroy(m->session);
		m->session = NULL;
		return fail(-EIO, "%s: cannot be mounted%s%s", m->place,
			*said ? ": " : "", said);
	}
	to_journal = true;
	return 0;
}

/* How old the root is follows from its page, and that from the verdicts: who
 * asks first waits for them, rather than the mount. */
static int add_root(struct mounted *m)
{
	const struct tree_stat stat = { .kind = TREE_FOLDER, .ino = NODE_ROOT };
	struct tree_node what;
	struct node *root;
	int rc = nodes_open(&m->nodes);

	if (!rc)
		rc = tree_find(m->now->tree, &what, "");
	if (!rc)
		rc = nodes_add(m->nodes, &root, &what, &stat);
	if (!rc)
		root->stale = true;
	tree_hurry(m->now->tree, true);
	return rc == -ENOENT ? fail(-EIO, "the tree has no root") : rc;
}

void session_ready(struct mounted *m)
{
	int null;

	if (m->ready < 0)
		return;
	null = open("/dev/null", O_RDWR | O_CLOEXEC);
	for (int fd = 0; fd <= 2 && null >= 0; fd++)
		dup2(null, fd);
	if (null > 2)
		close(null);
	journal_open(false);
	/* A whole answer that says nothing went wrong is empty. */
	if (write(m->ready, "", 1) != 1)
		journal_say("who asked for the mount is gone");
	close(m->ready);
	m->ready = -1;
}

/* One request, if there is one. False when there will be no more. */
static bool serve(struct mounted *m, struct fuse_buf *buf, bool *any)
{
	int len = fuse_session_receive_buf(m->session, buf);

	*any = len > 0;
	if (len > 0 && !later_put(m, buf))
		later_process(m, buf);
	return (len > 0 || len == -EINTR || len == -EAGAIN) &&
		!fuse_session_exited(m->session);
}

/* While nobody asks for anything, what may be asked for next is made ready. */
static bool stay_awake(struct mounted *m, struct vigil *v)
{
	bool awake = vigil_goes_on(v);

	if (sheet_go_on(m) || guess_make(m)) {
		vigil_look(v);
		return true;
	}
	if (awake)
		sched_yield();
	return awake;
}

static bool serve_all(struct mounted *m, struct fuse_buf *buf, struct vigil *v)
{
	bool more = true;
	bool any;

	vigil_serve(v);
	for (int served = 0; more && served < SERVED_MAX; served += any) {
		more = serve(m, buf, &any);
		if (any)
			vigil_serve(v);
		else if (more && !stay_awake(m, v))
			break;
	}
	return more;
}

/* Requests are answered until the watch has ended, which may be waiting for
 * the kernel, which may be waiting for an answer. */
static void loop(struct mounted *m, int signals)
{
	struct fuse_buf buf = { 0 };
	struct signalfd_siginfo info;
	struct job *jobs = m->later.jobs;
	struct vigil vigil = { 0 };
	struct pollfd fds[] = {
		{ .fd = fuse_session_fd(m->session), .events = POLLIN },
		{ .fd = signals, .events = POLLIN },
		{ .fd = m->stopped, .events = POLLIN },
		{ .fd = jobs[LATER_ALL].made, .events = POLLIN },
		{ .fd = jobs[LATER_PAGES].made, .events = POLLIN },
		{ .fd = jobs[LATER_PAGES + 1].made, .events = POLLIN },
	};

	/* serve_all asks until there is no more. */
	fcntl(fds[0].fd, F_SETFL, fcntl(fds[0].fd, F_GETFL) | O_NONBLOCK);
	while (!fds[2].revents) {
		int n = poll(fds, 3 + LATER_JOBS, later_wait(&m->later));

		if (!n)
			later_rest(&m->later);
		if (n <= 0)
			continue;
		if (fds[1].revents && read(signals, &info, sizeof(info)) > 0)
			watch_stop(m);
		for (int i = 0; i < LATER_JOBS; i++)
			if (fds[3 + i].revents)
				later_answer(m, &jobs[i]);
		if (fds[0].revents && !serve_all(m, &buf, &vigil))
			break;
	}
	free(buf.mem);
}

static int take_signals(int *fd)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	*fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return *fd < 0 ? fail(-errno, "signals: %s", strerror(errno)) : 0;
}

static int mount_and_serve(struct mounted *m)
{
	int signals;
	int rc = take_signals(&signals);

	if (rc)
		return rc;
	rc = open_session(m);
	if (!rc)
		rc = watch_start(m);
	if (!rc) {
		loop(m, signals);
		watch_stop(m);
		watch_join(m);
	}
	if (m->session) {
		fuse_session_unmount(m->session);
		fuse_session_destroy(m->session);
	}
	close(signals);
	return rc;
}

int session_run(struct mounted *m)
{
	int rc;

	pthread_mutex_init(&m->lock, NULL);
	pthread_cond_init(&m->let_go, NULL);
	m->now = &m->moments[0];
	if (getrandom(&m->generation, sizeof(m->generation), 0) < 0)
		m->generation = (uint32_t)getpid();
	m->stop = eventfd(0, EFD_CLOEXEC);
	m->stopped = eventfd(0, EFD_CLOEXEC);
	m->noted = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	rc = m->stop < 0 || m->stopped < 0 || m->noted < 0 ?
		fail(-errno, "eventfd: %s", strerror(errno)) :
		moment_open(m->now, m);
	if (!rc)
		rc = share_open(&m->share);
	if (!rc)
		rc = later_open(m);
	if (!rc)
		rc = add_root(m);
	if (!rc)
		rc = mount_and_serve(m);
	later_close(&m->later);
	nodes_close(m->nodes);
	listed_drop_all(&m->listings);
	sheet_free(m);
	share_close(&m->share);
	absent_free(&m->absent);
	buf_free(&m->ahead.paths);
	attributes_drop(m);
	blobs_close(&m->blobs);
	moment_close(&m->moments[0]);
	moment_close(&m->moments[1]);
	close(m->stop);
	close(m->stopped);
	close(m->noted);
	return rc;
}
