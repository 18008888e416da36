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
#include "dossierfs/change.h"
#include "dossierfs/date.h"
#include "dossierfs/err.h"
#include "dossierfs/file.h"
#include "dossierfs/store.h"
#include "dossierfs/sync.h"
#include "journal.h"

/* A loose ref is one line of hex digits: 40, or 64 with SHA-256. */
enum { REF_MAX = 66 };

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

/* The commit that main names; a ref that a gc packed is nothing new. */
static bool read_main(const struct take *t, char commit[65])
{
	auto_buf path = BUF_INIT;
	auto_buf ref = BUF_INIT;

	buf_printf(&path, "%s/git/refs/heads/main", t->dossier);
	if (buf_done(&path) || file_read(&ref, path.data, REF_MAX)) {
		err_clear();
		return false;
	}
	size_t len = strspn(buf_text(&ref), "0123456789abcdef");
	if (len != 40 && len != 64)
		return false;
	memcpy(commit, ref.data, len);
	commit[len] = '\0';
	return true;
}

void take_look(struct take *t, struct store *st)
{
	char commit[65];

	if (t->busy || !read_main(t, commit) || store_has_commit(st, commit) ||
		!strcmp(commit, t->refused))
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
