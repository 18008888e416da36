/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Noticing that git/ is ahead is cheap and done by the watch: main names a
 * commit that the store has not got. The rest is done apart. A commit that
 * cannot be taken is not tried again until main names another; one that is
 * dated ahead is, ever more rarely.
 */
#include "take.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#include "dossierfs/buf.h"
#include "dossierfs/date.h"
#include "dossierfs/err.h"
#include "dossierfs/store.h"
#include "dossierfs/sync.h"
#include "journal.h"

enum { PAUSE_FIRST_MS = 500, PAUSE_MOST_MS = 60000 };

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void report_lines(struct buf *report)
{
	char *rest = report->data;
	char *line;

	while (rest && (line = strsep(&rest, "\n"))) {
		if (*line)
			journal_say("git: %s", line);
	}
}

/* Nothing was wrong with it, and it is not here. */
static void put_off(struct take *t)
{
	int pause = t->pause_ms ? 2 * t->pause_ms : PAUSE_FIRST_MS;

	t->pause_ms = pause < PAUSE_MOST_MS ? pause : PAUSE_MOST_MS;
	t->again_ms = now_ms() + t->pause_ms;
}

static void *take(void *arg)
{
	struct take *t = arg;
	auto_store st = NULL;
	auto_buf report = BUF_INIT;
	char commit[65];
	bool said;
	int rc = store_open(&st, t->dossier, STORE_WRITE);

	if (!rc)
		rc = sync_take(st, time_now(), &report);
	said = t->pause_ms;
	if (!rc && sync_pushed(commit, st))
		put_off(t);
	else
		t->pause_ms = 0;
	if (rc == -EBUSY)
		t->refused[0] = '\0'; /* again, when the other has written */
	if (rc)
		journal_failure("git");
	if (!said || !t->pause_ms)
		report_lines(&report);
	t->busy = false;
	return NULL;
}

static bool is_time(const struct take *t)
{
	return t->pause_ms && now_ms() >= t->again_ms;
}

int take_rest(const struct take *t, int most)
{
	int64_t left;

	if (!t->busy && !t->pause_ms)
		return most;
	left = t->busy ? PAUSE_FIRST_MS : t->again_ms - now_ms();
	return left < 0 ? 0 : left < most ? (int)left : most;
}

void take_look(struct take *t, struct store *st)
{
	char commit[65];

	if (t->busy || !sync_pushed(commit, st) ||
		(!strcmp(commit, t->refused) && !is_time(t)))
		return;
	take_end(t);
	memcpy(t->refused, commit, sizeof(commit));
	t->busy = true;
	t->started = !pthread_create(&t->thread, NULL, take, t);
	t->busy = t->started;
}

void take_end(struct take *t)
{
	if (t->started)
		pthread_join(t->thread, NULL);
	t->started = false;
}
