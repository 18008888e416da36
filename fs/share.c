/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The watch compares its state with what the session wrote down, since the
 * mount's lock is the session's for as long as this goes on. A page that could
 * not be written is left: who asks for it gets the error.
 */
#include "share.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "dossierfs/date.h"
#include "dossierfs/err.h"
#include "journal.h"
#include "mounted.h"
#include "tree-kept.h"

enum {
	FEW = 8, /* pages that are not worth waking anybody */
	UNKEPT_MAX = 8 << 20, /* bytes that wait to be kept */
	SOON_NS = 500000, /* until the watch that waits looks who asks it */
};

int share_open(struct share *s)
{
	pthread_mutex_init(&s->lock, NULL);
	pthread_cond_init(&s->made, NULL);
	s->nodes = calloc(SHARE_MAX, sizeof(*s->nodes));
	s->pages = calloc(SHARE_MAX, sizeof(*s->pages));
	s->mtimes = calloc(SHARE_MAX, sizeof(*s->mtimes));
	s->wanted = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	return s->nodes && s->pages && s->mtimes && s->wanted >= 0 ? 0 :
		fail(-ENOMEM, "out of memory");
}

void share_close(struct share *s)
{
	free(s->nodes);
	free(s->pages);
	free(s->mtimes);
	close(s->wanted);
}

bool share_add(struct mounted *m, const struct tree_node *node)
{
	struct share *s = &m->share;

	if (tree_is_unmade(m->now->tree, node))
		s->nodes[s->count++] = *node;
	return s->count < SHARE_MAX;
}

bool share_has_room(const struct mounted *m)
{
	return tree_noted(m->now->tree) < UNKEPT_MAX;
}

static void offer(struct mounted *m)
{
	const uint64_t one = 1;
	struct share *s = &m->share;

	snprintf(s->commit, sizeof(s->commit), "%s",
		store_commit_id(m->now->store));
	s->day = store_day(m->now->store);
	pthread_mutex_lock(&s->lock);
	s->front = 0;
	s->back = s->count;
	pthread_mutex_unlock(&s->lock);
	if (s->count >= FEW && share_has_room(m) &&
		write(s->wanted, &one, sizeof(one)) < 0)
		journal_say("the watch cannot be asked for help");
}

static bool take_front(struct share *s, size_t *i)
{
	pthread_mutex_lock(&s->lock);
	bool any = s->front < s->back;
	if (any)
		*i = s->front++;
	pthread_mutex_unlock(&s->lock);
	return any;
}

/* Also says that the one before is made. */
static bool take_back(struct share *s, size_t *i)
{
	pthread_mutex_lock(&s->lock);
	bool any = s->front < s->back;
	if (any)
		*i = --s->back;
	s->in_hand = any;
	if (!any)
		pthread_cond_signal(&s->made);
	pthread_mutex_unlock(&s->lock);
	return any;
}

/* What the watch made, in its order in the folder. */
static void take_over(struct mounted *m)
{
	struct share *s = &m->share;

	pthread_mutex_lock(&s->lock);
	while (s->in_hand)
		pthread_cond_wait(&s->made, &s->lock);
	pthread_mutex_unlock(&s->lock);
	for (size_t i = s->back; i < s->count; i++) {
		if (s->mtimes[i] >= 0)
			tree_take(m->now->tree, &s->nodes[i], &s->pages[i],
				s->mtimes[i], s->shown);
		buf_free(&s->pages[i]);
	}
	s->count = 0;
}

void share_write(struct mounted *m)
{
	struct share *s = &m->share;
	struct tree_stat stat;
	size_t i;

	if (!s->count)
		return;
	offer(m);
	while (take_front(s, &i))
		tree_stat(m->now->tree, &s->nodes[i], &stat);
	take_over(m);
	err_clear();
}

static void make(struct share *s, struct tree *t, size_t i)
{
	if (tree_make(t, &s->nodes[i], &s->pages[i], &s->mtimes[i]))
		s->mtimes[i] = -1;
	s->shown = tree_shown(t);
}

static bool is_same(const struct share *s, const struct moment *other)
{
	return other->tree && store_day(other->store) == s->day &&
		!strcmp(store_commit_id(other->store), s->commit);
}

void share_help(struct mounted *m)
{
	const struct moment *other = moment_other(m);
	struct share *s = &m->share;
	uint64_t asked;
	size_t i;

	if (read(s->wanted, &asked, sizeof(asked)) < 0)
		return;
	pthread_mutex_lock(&s->lock);
	bool same = s->front < s->back && is_same(s, other);
	pthread_mutex_unlock(&s->lock);
	while (same && take_back(s, &i))
		make(s, other->tree, i);
	err_clear();
}

void share_lock(struct mounted *m)
{
	struct timespec until;

	do {
		share_help(m);
		until = time_after(SOON_NS);
	} while (pthread_mutex_clocklock(&m->lock, CLOCK_MONOTONIC, &until));
}
