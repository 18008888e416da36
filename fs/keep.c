/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pages that were noted while requests were answered go to cache.db by the
 * watch's own connection: no request waits for a disk or another writer.
 */
#include "keep.h"

#include <unistd.h>

#include "journal.h"
#include "mounted.h"
#include "move.h"
#include "tree-kept.h"

enum { MANY = 1 << 20 }; /* bytes */

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
		journal_say("the watch cannot be told of damage");
}

bool keep_can_wait(struct mounted *m)
{
	uint64_t bytes;

	return read(m->noted, &bytes, sizeof(bytes)) > 0 && bytes < MANY;
}

static void write_noted(const struct moment *other, struct tree_noted *noted)
{
	if (tree_write_noted(other->tree, noted))
		journal_failure("");
	buf_free(&noted->pages);
}

void keep_last(struct mounted *m)
{
	const struct moment *other = moment_other(m);

	pthread_mutex_lock(&m->lock);
	size_t noted = tree_noted(m->now->tree);
	pthread_mutex_unlock(&m->lock);
	if (noted && !other->tree && move_to_latest(m, true))
		journal_failure("");
	keep_pages(m);
}

void keep_pages(struct mounted *m)
{
	const struct moment *other = moment_other(m);
	struct tree_noted noted;
	bool more = true;

	while (other->tree && more) {
		pthread_mutex_lock(&m->lock);
		tree_take_noted(m->now->tree, &noted);
		more = tree_noted(m->now->tree);
		m->noted_some = false;
		m->noted_many = false;
		pthread_mutex_unlock(&m->lock);
		write_noted(other, &noted);
	}
	if (!other->tree)
		return;
	tree_take_noted(other->tree, &noted);
	write_noted(other, &noted);
}
