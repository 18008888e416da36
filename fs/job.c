/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is now and what was made are of one state, or nothing is given: then
 * who waited wishes again.
 */
#include "job.h"

#include <errno.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "dossierfs/err.h"
#include "journal.h"
#include "mounted.h"
#include "move.h"
#include "tree-day.h"

/* Another process writes: it will be tried again. */
static const struct timespec before_again = { .tv_nsec = 50000000 };

int job_open(struct job *j, struct mounted *m)
{
	j->m = m;
	j->made = eventfd(0, EFD_CLOEXEC);
	return j->made < 0 ? fail(-errno, "eventfd: %s", strerror(errno)) : 0;
}

static bool is_page(const struct job *j)
{
	return j->wish.parts == HURRY_PAGE;
}

/* When it was not that, who waits is told what it is. */
static int renew_cache(struct mounted *m)
{
	int rc = 0;

	pthread_mutex_lock(&m->lock);
	if (!move_renew_cache(m, m->now))
		rc = store_doubts_cache(m->now->store) ? -EBUSY : -EIO;
	pthread_mutex_unlock(&m->lock);
	return rc;
}

/* A moment that waits for the next page holds no log back. */
static int try_moment(struct job *j)
{
	int rc = j->moment.store ? 0 : moment_open(&j->moment, j->m);

	if (rc)
		return rc;
	if (!is_page(j))
		return tree_prepare(j->moment.tree, j->wish.parts, j->shown);
	rc = tree_write(j->moment.tree, &j->page);
	return rc ? rc : store_renew(j->moment.store, false);
}

static int make_moment(struct job *j)
{
	bool doubted = j->wish.parts & HURRY_ANEW;
	int rc = doubted ? renew_cache(j->m) : 0;

	if (rc)
		return rc;
	if (j->anew || doubted)
		moment_close(&j->moment);
	rc = try_moment(j);
	/* The job may be the first to meet the damage, which who waits must
	 * not. */
	if (!rc || !j->moment.store || !store_renew_cache(j->moment.store))
		return rc;
	journal_failure("");
	moment_close(&j->moment);
	return try_moment(j);
}

static void *make(void *arg)
{
	struct job *j = arg;
	const uint64_t one = 1;

	j->rc = j->day ? tree_day_make(j->day) : make_moment(j);
	if (j->rc == -EBUSY)
		nanosleep(&before_again, NULL);
	if (j->rc)
		journal_failure(j->day ? "at" : "");
	if (write(j->made, &one, sizeof(one)) < 0)
		journal_say("nobody can be told of what was made");
	return NULL;
}

int job_start(struct job *j, const struct wish *wish)
{
	const struct moment *now;
	int rc = 0;

	j->rc = 0;
	j->wish = *wish;
	strcpy(j->page.path, wish->page);
	pthread_mutex_lock(&j->m->lock);
	now = j->m->now;
	j->shown = tree_shown(now->tree);
	j->anew = j->moment.store && !moment_same(now, &j->moment);
	if (!wish->parts)
		rc = tree_day_begin(&j->day, now->tree, wish->day);
	pthread_mutex_unlock(&j->m->lock);
	if (rc)
		return rc;
	rc = pthread_create(&j->thread, NULL, make, j);
	j->busy = !rc;
	if (!rc)
		return 0;
	job_end(j);
	return fail(-rc, "thread: %s", strerror(rc));
}

void job_join(struct job *j)
{
	uint64_t count;

	if (read(j->made, &count, sizeof(count)) < 0)
		journal_say("eventfd: %s", strerror(errno));
	pthread_join(j->thread, NULL);
}

void job_give(struct job *j)
{
	if (j->rc)
		return;
	pthread_mutex_lock(&j->m->lock);
	if (j->day && tree_day_give(j->m->now->tree, j->day) < 0)
		journal_failure("at");
	bool same = !j->day && moment_same(j->m->now, &j->moment);
	if (same && is_page(j))
		tree_give(j->m->now->tree, &j->page);
	else if (same)
		moment_succeed(j->m, &j->moment);
	pthread_mutex_unlock(&j->m->lock);
}

void job_end(struct job *j)
{
	pthread_mutex_lock(&j->m->lock);
	if (is_page(j))
		tree_give(j->m->now->tree, NULL);
	pthread_mutex_unlock(&j->m->lock);
	buf_free(&j->page.bytes);
	buf_free(&j->page.found);
	tree_day_close(j->day);
	j->day = NULL;
	if (!is_page(j) || j->rc)
		moment_close(&j->moment);
	j->busy = j->held = false;
}

void job_rest(struct job *j)
{
	if (j->held)
		job_end(j);
	if (!j->busy)
		moment_close(&j->moment);
}

void job_close(struct job *j)
{
	if (!j->m)
		return;
	if (j->busy && !j->held)
		pthread_join(j->thread, NULL);
	buf_free(&j->page.bytes);
	buf_free(&j->page.found);
	tree_day_close(j->day);
	moment_close(&j->moment);
	close(j->made);
}
