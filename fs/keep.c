/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pages that were noted while requests were answered go to cache.db by the
 * watch's own connection: no request waits for a disk or another writer.
 */
#include "keep.h"

#include <time.h>
#include <unistd.h>

#include "journal.h"
#include "mounted.h"
#include "move.h"
#include "tree-kept.h"

enum {
	MANY = 1 << 20, /* bytes */
	LAST_TRIES = 250,
};

static const struct timespec last_wait = { .tv_nsec = 20000000 };

/* What is told adds up until it is read. */
void keep_ask(struct mounted *m)
{
	const uint64_t bytes = tree_noted(m->now->tree);
	const bool many = bytes >= MANY;

	if (!bytes || (many ? m->noted_many : m->noted_some))
		return;
	m->noted_some = true;
	m->noted_many = many;
	if (write(m->noted, &bytes, sizeof(bytes)) < 0)
		journal_say("the watch cannot be told of pages");
}

void keep_wake(const struct mounted *m)
{
	const uint64_t many = MANY;

	if (write(m->noted, &many, sizeof(many)) < 0)
		journal_say("the watch cannot be woken");
}

bool keep_can_wait(struct mounted *m)
{
	uint64_t bytes;

	return read(m->noted, &bytes, sizeof(bytes)) > 0 && bytes < MANY;
}

static void help(void *arg)
{
	share_help(arg);
}

/* False while another process writes: it is tried again. */
static bool write_noted(struct mounted *m)
{
	int rc = tree_write_noted(moment_other(m)->tree, &m->unwritten,
		help, m);

	if (rc == 1)
		return false;
	if (rc)
		journal_failure("");
	buf_free(&m->unwritten.pages);
	return true;
}

/* The pages of the present moment, then those of the other. */
static bool write_all(struct mounted *m)
{
	const struct moment *other = moment_other(m);
	bool done = write_noted(m);
	bool more = true;

	while (done && more) {
		share_lock(m);
		tree_take_noted(m->now->tree, &m->unwritten);
		more = tree_noted(m->now->tree);
		m->noted_some = false;
		m->noted_many = false;
		pthread_mutex_unlock(&m->lock);
		done = write_noted(m);
	}
	if (!done)
		return false;
	tree_take_noted(other->tree, &m->unwritten);
	return write_noted(m);
}

void keep_pages(struct mounted *m)
{
	if (moment_other(m)->tree)
		write_all(m);
}

void keep_last(struct mounted *m)
{
	const struct moment *other = moment_other(m);

	share_lock(m);
	size_t noted = tree_noted(m->now->tree) + m->unwritten.pages.len;
	pthread_mutex_unlock(&m->lock);
	if (noted && !other->tree && move_to_latest(m, true) < 0)
		journal_failure("");
	for (int i = 0; other->tree && i < LAST_TRIES && !write_all(m); i++)
		nanosleep(&last_wait, NULL);
	buf_free(&m->unwritten.pages);
}
