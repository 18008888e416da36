/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The watch. A commit ends with the store's write-ahead log being synced and
 * then made valid in shared memory, which no notification tells of. So after
 * a write to the log the store is asked a few times, ever more rarely; it
 * answers from memory.
 */
#include "watch.h"

#include <errno.h>
#include <malloc.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "dossierfs/buf.h"
#include "dossierfs/date.h"
#include "dossierfs/err.h"
#include "dossierfs/scope.h"
#include "dossierfs/tree.h"
#include "guard.h"
#include "journal.h"
#include "keep.h"
#include "mounted.h"
#include "move.h"
#include "take.h"

enum {
	FIRST_MS = 512,     /* until the store is asked for the first time */
	OFTEN_MS = 64,
	SETTLE_MS = 1024,   /* how long it is asked after a write */
	IDLE_MS = 60000,
	BLIND_MS = 1000,    /* the same without inotify */
	DAY_SECONDS = 86400,
};

struct watch {
	struct mounted *m;
	int notify;         /* inotify */
	FILE *mounts;
	struct take take;
	int wait_ms;        /* until the store is asked again */
	int judges;         /* others are told that we judge, or -1 */
	bool failing;       /* and that was said */
};

static void watch_path(const struct watch *w, const char *name, uint32_t mask)
{
	auto_buf path = BUF_INIT;

	buf_printf(&path, "%s/%s", w->m->dossier, name);
	/* What is not there yet is found by its folder's watch. */
	if (!buf_done(&path))
		inotify_add_watch(w->notify, path.data, mask);
}

/* Files, not their folder: cache.db lies beside them and is written by the
 * mount itself. Watching what is watched already changes nothing. */
static void watch_paths(const struct watch *w)
{
	watch_path(w, "", IN_CREATE | IN_MOVED_TO | IN_DELETE | IN_ONLYDIR);
	watch_path(w, "dossier.db", IN_MODIFY);
	watch_path(w, "dossier.db-wal", IN_MODIFY);
	watch_path(w, "git/refs/heads", IN_MOVED_TO | IN_ONLYDIR);
}

static void read_notices(const struct watch *w)
{
	_Alignas(struct inotify_event) char events[4096];

	while (read(w->notify, events, sizeof(events)) > 0)
		; /* that something happened is all we want to know */
	watch_paths(w);
}

/* The day turns at midnight, UTC. */
static int rest_ms(const struct watch *w)
{
	int64_t left = DAY_SECONDS - time_now() % DAY_SECONDS;

	if (w->notify < 0)
		return BLIND_MS;
	return left < IDLE_MS / 1000 ? (int)left * 1000 : IDLE_MS;
}

/* A tree that has shown verdicts judges each change at once. */
static void tell_writers(struct watch *w)
{
	if (w->judges >= 0)
		return;
	share_lock(w->m);
	uint64_t shown = tree_shown(w->m->now->tree);
	pthread_mutex_unlock(&w->m->lock);
	if (shown & TREE_VERDICTS)
		w->judges = store_watch(moment_other(w->m)->store);
}

/* A commit comes within milliseconds of the write, as long as the disk takes:
 * it is asked for often at first. */
static int later_ms(int ms)
{
	return ms < OFTEN_MS ? ms + ms / 4 + 1 : 2 * ms;
}

static void let_go(struct mounted *m)
{
	if (!atomic_exchange(&m->squeezed, false) || !moment_other(m)->tree)
		return;
	tree_let_go(moment_other(m)->tree);
	malloc_trim(0);
}

static void look(struct watch *w)
{
	int next = later_ms(w->wait_ms);
	int rc;

	keep_pages(w->m);
	rc = move_to_latest(w->m, next > SETTLE_MS);
	if (rc < 0 && !w->failing)
		journal_failure("");
	w->failing = rc < 0;
	err_clear();
	if (rc > 0)
		next = 1;
	if (rc >= 0 && moment_other(w->m)->store) {
		take_look(&w->take, moment_other(w->m)->store);
		tell_writers(w);
	}
	let_go(w->m);
	w->wait_ms = next;
	move_empty_logs(w->m, next > SETTLE_MS);
	if (next > SETTLE_MS) {
		malloc_trim(0); /* judging takes much, and gives it back */
		w->wait_ms = take_rest(&w->take, rest_ms(w));
	}
}

/* Somebody reads: what they read is kept, and the mount is made ready for a
 * change, once there is time. */
static bool can_wait(struct watch *w)
{
	if (w->wait_ms > FIRST_MS)
		w->wait_ms = FIRST_MS;
	return keep_can_wait(w->m);
}

static void watch_loop(struct watch *w)
{
	struct pollfd fds[] = {
		{ .fd = w->m->stop, .events = POLLIN },
		{ .fd = w->notify, .events = POLLIN },
		{ .fd = fileno(w->mounts), .events = POLLPRI },
		{ .fd = w->m->noted, .events = POLLIN },
		{ .fd = w->m->share.wanted, .events = POLLIN },
	};

	/* A mount has just looked; who mounted reads now. */
	for (;;) {
		int n = poll(fds, 5, w->wait_ms);
		if (n > 0 && fds[0].revents)
			break;
		if (n > 0 && fds[1].revents) {
			read_notices(w);
			w->wait_ms = 1;
		}
		if (n > 0 && fds[2].revents)
			guard_look(w->m, w->mounts);
		if (n > 0 && fds[4].revents)
			share_help(w->m);
		if (n > 0 && fds[3].revents && can_wait(w) && n == 1)
			continue;
		if (n == 1 && fds[4].revents)
			continue;
		look(w);
	}
	keep_last(w->m);
}

static void watch_close(struct watch *w)
{
	fclose(w->mounts);
	close(w->notify);
	if (w->judges >= 0)
		close(w->judges);
	free(w);
}

static void *watch_run(void *arg)
{
	struct watch *w = arg;
	const int stopped = w->m->stopped;
	const uint64_t one = 1;

	watch_loop(w);
	take_end(&w->take);
	watch_close(w);
	if (write(stopped, &one, sizeof(one)) < 0)
		journal_say("the end of the watch cannot be told");
	return NULL;
}

static int watch_open(struct watch **out, struct mounted *m)
{
	struct watch *w = calloc(1, sizeof(*w));

	if (!w)
		return fail(-ENOMEM, "out of memory");
	w->m = m;
	w->wait_ms = FIRST_MS;
	w->judges = -1;
	w->take.dossier = m->dossier;
	int rc = guard_open(&w->mounts);
	if (rc) {
		free(w);
		return rc;
	}
	w->notify = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	if (w->notify < 0)
		journal_say("no inotify, so changes are looked for every "
			"second: %s", strerror(errno));
	watch_paths(w);
	*out = w;
	return 0;
}

int watch_start(struct mounted *m)
{
	struct watch *w = NULL;
	int rc = watch_open(&w, m);

	if (rc)
		return rc;
	rc = pthread_create(&m->watch, NULL, watch_run, w);
	if (rc)
		watch_close(w);
	return rc ? fail(-rc, "thread: %s", strerror(rc)) : 0;
}

void watch_stop(struct mounted *m)
{
	const uint64_t one = 1;

	if (write(m->stop, &one, sizeof(one)) < 0)
		journal_say("the watch cannot be told to end");
}

void watch_join(struct mounted *m)
{
	pthread_join(m->watch, NULL);
}
