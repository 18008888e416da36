/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Noticing that git/ is ahead is cheap and done by the watch: main names a
 * commit that the store has not got. The rest is done apart. A commit that
 * cannot be taken is not tried again until main names another.
 */
#include "take.h"

#include <errno.h>
#include <string.h>

#include "dossierfs/buf.h"
#include "dossierfs/date.h"
#include "dossierfs/err.h"
#include "dossierfs/store.h"
#include "dossierfs/sync.h"
#include "journal.h"

static void report_lines(struct buf *report)
{
	char *rest = report->data;
	char *line;

	while (rest && (line = strsep(&rest, "\n"))) {
		if (*line)
			journal_say("git: %s", line);
	}
}

static void *take(void *arg)
{
	struct take *t = arg;
	auto_store st = NULL;
	auto_buf report = BUF_INIT;
	int rc = store_open(&st, t->dossier, STORE_WRITE);

	if (!rc)
		rc = sync_take(st, time_now(), &report);
	if (rc == -EBUSY)
		t->refused[0] = '\0'; /* again, when the other has written */
	if (rc)
		journal_failure("git");
	report_lines(&report);
	t->busy = false;
	return NULL;
}

void take_look(struct take *t, struct store *st)
{
	char commit[65];

	if (t->busy || !sync_pushed(commit, st) || !strcmp(commit, t->refused))
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
