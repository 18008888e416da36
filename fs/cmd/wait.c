/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dossierfs wait: until something is recorded. As in a mount's watch, the
 * database's own files tell when to look; a commit is valid a moment after
 * they were written, so the store is asked a few times, ever more rarely.
 * What is pushed into git/ meanwhile is taken here, as by any command.
 */
#include "cmd.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "dossierfs/date.h"
#include "dossierfs/err.h"
#include "dossierfs/sync.h"
#include "dossierfs/tree.h"

static const struct option_row options[] = {
	{ "after", 0, "SEQ", "until the state is past that one (else the "
		"present one)" },
	{ "timeout", 0, "SECONDS", "no longer than that" },
	OPTIONS_END };

const struct usage wait_usage = {
	options,
	"Prints the line of the file revision: seq, commit and day.\n"
	"Exit status 1: the time is over and nothing was recorded.\n\n"
	"  dossierfs wait --after 17 --timeout 60\n",
};

enum {
	SETTLE_MS = 1024,   /* how long the store is asked after a write */
	REST_MS = 60000,
	BLIND_MS = 1000,    /* the same without inotify */
	SECONDS_MAX = INT_MAX / 1000,
};

struct wait {
	const char *dir;
	struct store *store;
	int notify;
	int64_t after;
	int64_t until; /* milliseconds; -1: for ever */
	int rest_ms;   /* until the store is asked again */
	char tried[65]; /* commit that was pushed, and was taken or refused */
	struct stat at; /* dossier.db */
};

static void wait_close(struct wait *w)
{
	if (w->notify >= 0)
		close(w->notify);
	store_close(w->store);
}
#define auto_wait __attribute__((cleanup(wait_close))) struct wait

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Watching what is watched already changes nothing; what is not there yet is
 * told of by its folder. */
static void watch(const struct wait *w)
{
	static const struct { const char *name; uint32_t events; } all[] = {
		{ "", IN_CREATE | IN_MOVED_TO | IN_DELETE | IN_DELETE_SELF |
			IN_MOVE_SELF },
		{ "dossier.db", IN_MODIFY },
		{ "dossier.db-wal", IN_MODIFY },
		{ "git/refs/heads", IN_MOVED_TO },
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		auto_buf path = BUF_INIT;

		buf_printf(&path, "%s/%s", w->dir, all[i].name);
		if (!path.err && w->notify >= 0)
			inotify_add_watch(w->notify, path.data, all[i].events);
	}
}

static void read_notices(const struct wait *w)
{
	_Alignas(struct inotify_event) char events[4096];

	while (read(w->notify, events, sizeof(events)) > 0)
		; /* that something happened is all we want to know */
	watch(w);
}

static int left_ms(const struct wait *w)
{
	int64_t left = w->until - now_ms();

	if (w->until < 0 || left > w->rest_ms)
		return w->rest_ms;
	return left > 0 ? (int)left : 0;
}

static void rest(struct wait *w)
{
	struct pollfd fd = { .fd = w->notify, .events = POLLIN };

	if (poll(&fd, 1, left_ms(w)) > 0) {
		read_notices(w);
		w->rest_ms = 1;
		return;
	}
	w->rest_ms *= 2;
	if (w->rest_ms > SETTLE_MS)
		w->rest_ms = w->notify < 0 ? BLIND_MS : REST_MS;
}

/* Each pushed commit is tried once, but where another is writing: it may be
 * a mount that takes the same, or the next round does. */
static void take_pushed(struct wait *w)
{
	auto_store writer = NULL;
	auto_buf report = BUF_INIT;
	char commit[65];
	int rc;

	if (!sync_pushed(commit, w->store) || !strcmp(commit, w->tried))
		return;
	rc = store_open(&writer, w->dir, STORE_WRITE);
	if (rc == 0)
		rc = sync_take(writer, time_now(), &report);
	fputs(buf_text(&report), stderr);
	if (rc != -EBUSY)
		memcpy(w->tried, commit, sizeof(commit));
	if (rc != 0 && rc != -EBUSY)
		fprintf(stderr, "dossierfs: git/ holds commits that are not "
			"taken: %s\n", err_sentence());
	err_clear();
}

static int look_at(const struct wait *w, struct stat *out)
{
	auto_buf path = BUF_INIT;

	buf_printf(&path, "%s/dossier.db", w->dir);
	if (path.err)
		return buf_done(&path);
	return stat(path.data, out) ? fail(-errno, "%s: %s", path.data,
		strerror(errno)) : 0;
}

/* What is recorded in a file that nobody finds any more comes to no end. */
static int still_there(const struct wait *w)
{
	struct stat now;
	int rc = look_at(w, &now);

	if (rc == 0 && (now.st_ino != w->at.st_ino || now.st_dev != w->at.st_dev))
		return fail(-ESTALE, "%s: another dossier has taken its place",
			w->dir);
	return rc;
}

/* Who may not write reads as if nobody wrote, until somebody has. */
static int open_anew(struct wait *w)
{
	int rc;

	store_close(w->store);
	rc = store_open(&w->store, w->dir, STORE_READ);
	return rc ? rc : store_look(w->store, day_of(time_now()), true);
}

/* 1 once the state is past the one asked for, 0 when the time is over. */
static int wait_past(struct wait *w)
{
	int64_t moved;
	int rc = 0;

	while (rc == 0 && store_seq(w->store) <= w->after) {
		if (w->until >= 0 && now_ms() >= w->until)
			return 0;
		rest(w);
		rc = still_there(w);
		if (rc == 0 && store_is_another(w->store))
			rc = open_anew(w);
		if (rc == 0)
			take_pushed(w);
		if (rc == 0)
			rc = store_refresh(w->store, day_of(time_now()), &moved);
	}
	return rc < 0 ? rc : 1;
}

static int print_revision(struct store *st)
{
	auto_buf line = BUF_INIT;
	struct tree_node node;
	struct tree *t;
	int rc = tree_open(&t, st);

	if (rc == 0)
		rc = tree_find(t, &node, "revision");
	if (rc == 0)
		rc = tree_read(t, &node, &line, NULL);
	if (rc == 0)
		cmd_print(buf_text(&line), line.len);
	tree_close(t);
	return rc;
}

/* A whole number in the option, which is not there otherwise: 1, 0, or
 * negative. */
static int number(struct call *c, const char *name, int64_t least, int64_t most,
	int64_t *out)
{
	const char *text = call_option(c, name);
	char *end;

	if (!text)
		return 0;
	errno = 0;
	*out = strtoll(text, &end, 10);
	if (errno || end == text || *end || *out < least || *out > most)
		return refuse(-EINVAL, "wait: --%s %s: expected a number from "
			"%lld to %lld", name, text, (long long)least,
			(long long)most);
	return 1;
}

static int begin(struct wait *w, struct call *c)
{
	int64_t seconds;
	int after = number(c, "after", -1, INT64_MAX - 1, &w->after);
	int timed = after < 0 ? after :
		number(c, "timeout", 0, SECONDS_MAX, &seconds);
	int rc = timed < 0 ? timed : call_dossier(c, 0, &w->dir);

	if (rc < 0)
		return rc;
	w->until = timed ? now_ms() + seconds * 1000 : -1;
	/* Before the first look, so that nothing falls in between. */
	w->notify = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	watch(w);
	rc = call_store(c, 0, STORE_READ, &w->store);
	if (rc == 0)
		rc = look_at(w, &w->at);
	if (rc == 0 && !after)
		w->after = store_seq(w->store);
	return rc;
}

int cmd_wait(struct call *c)
{
	auto_wait w = { .notify = -1, .rest_ms = 1 };
	int rc = begin(&w, c);

	if (rc == 0)
		rc = wait_past(&w);
	if (rc == 0)
		return 1;
	if (rc == 1)
		rc = print_revision(w.store);
	return cmd_status(rc);
}
