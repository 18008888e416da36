/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From one state to the next. What makes a late answer from the old state
 * harmless is the order: the states are exchanged first, and the kernel takes
 * a notice about a name only when no lookup or listing of that folder is under
 * way, because both hold the folder's lock. So a listing that was answered
 * from the old state is in the kernel's cache before the notice drops it.
 */
#include "move.h"

#include <errno.h>
#include <string.h>

#include "dossierfs/assess.h"
#include "dossierfs/date.h"
#include "dossierfs/err.h"
#include "dossierfs/scope.h"
#include "journal.h"
#include "mounted.h"
#include "notice.h"
#include "tree-day.h"
#include "tree-hurry.h"
#include "tree-kept.h"

enum {
	LET_GO_NS = 20000000, /* for nodes to be forgotten before they are pinned */
	LOG_MAX = 8 << 20, /* bytes of a log that may stay */
	LOG_MUCH = 64 << 20, /* even while there is other work */
	ROUNDS = 4, /* before anything else is looked at */
	PATHS_MAX = 32 << 20, /* bytes of changed paths worth telling apart */
};

struct move {
	struct mounted *m;
	struct moment *next;
	bool idle;          /* nobody waits for the move */
	bool all;           /* everything may differ */
	struct buf paths;   /* that may differ, each with its NUL */
	struct notices notices;
};

static void move_free(struct move *v)
{
	buf_free(&v->paths);
	notices_free(&v->notices);
}

static int add_path(const char *path, void *arg)
{
	struct buf *paths = arg;

	buf_put(paths, path, strlen(path) + 1);
	return paths->err;
}

static void add_node_path(struct node *n, void *arg)
{
	if (n->standing == NODE_PRESENT)
		add_path(n->path, arg);
}

/* Which answer is another now is not known; any other that is asked for has
 * aged. */
static void add_asked(struct node *n, void *arg)
{
	struct move *v = arg;

	if (tree_is_answer(n->row))
		add_node_path(n, &v->paths);
	else if (n->standing == NODE_PRESENT)
		notices_add_aged(&v->notices, n);
}

/* What was shown. The scope in which changes are judged serves both moments by
 * turns: it is dear to make. */
static uint64_t shown_now(const struct move *v)
{
	struct mounted *m = v->m;

	share_lock(m);
	uint64_t shown = tree_shown(m->now->tree);
	store_narrow_take(v->next->store, m->now->store);
	pthread_mutex_unlock(&m->lock);
	return shown;
}

/* Before a change comes that has to be judged. */
static int make_ready(struct moment *s, uint64_t shown)
{
	int rc = 0;

	if (!s->ready && shown & TREE_VERDICTS)
		rc = assess_ready(s->store);
	s->ready = !rc && shown & TREE_VERDICTS;
	return rc;
}

/* The session may be putting another moment of the same state there. */
static bool is_now(struct mounted *m, const struct moment *s)
{
	share_lock(m);
	bool same = moment_same(m->now, s);
	pthread_mutex_unlock(&m->lock);
	return same;
}

/* Takes the other moment to what is committed, with the paths that differ
 * from what it was. To know as much as the first costs time that readers want,
 * so it is put off until there is a change or nothing else to do. History that
 * was cut short, or that begins only now, changes everything. */
static int advance(struct move *v, uint64_t *shown)
{
	struct store *st = v->next->store;
	int64_t seq = store_seq(st);
	int32_t day = store_day(st);
	int64_t before;

	*shown = shown_now(v);
	int rc = store_is_behind(st, day_of(time_now()));
	if (rc < 0 || (!rc && !v->idle && is_now(v->m, v->next)))
		return rc;
	bool behind = rc;
	*shown |= tree_shown(v->next->tree);
	rc = tree_show(v->next->tree, *shown);
	if (!rc && !behind)
		rc = make_ready(v->next, *shown);
	if (!rc)
		rc = store_refresh(st, day_of(time_now()), &before);
	if (rc || (before == -1 && day == store_day(st)))
		return rc;
	/* The clock was set back. Another commit that is no later one: not our
	 * history. */
	v->all = store_day(st) < day || (before != -1 && (seq < 0 ||
		store_seq(st) <= seq ||
		tree_reaches_back(v->next->tree, seq)));
	if (v->all)
		return 0;
	rc = tree_changed(v->next->tree, store_seq(st) > seq ? seq : -1,
		add_path, &v->paths);
	return rc ? rc : buf_done(&v->paths);
}

static const char *path_after(const struct move *v, const char *path)
{
	path += strlen(path) + 1;
	return path < v->paths.data + v->paths.len ? path : NULL;
}

static const char *path_first(const struct move *v)
{
	return v->paths.len ? v->paths.data : NULL;
}

/* A folder keeps its node while it is there, and a text of which nothing was
 * told yet. */
static void renew_path(struct move *v, const char *path)
{
	struct node *n = nodes_by_path(v->m->nodes, path);

	if (!n)
		return;
	n->stale = n->stale || n->kind == TREE_FOLDER;
	if (!n->stale || !n->stays)
		node_supersede(v->m, n);
}

static int prepare(struct move *v)
{
	if (v->all) {
		buf_cut(&v->paths, 0);
		nodes_each(v->m->nodes, add_node_path, &v->paths);
	}
	int rc = buf_done(&v->paths);
	for (const char *p = path_first(v); !rc && p; p = path_after(v, p))
		notices_add(&v->notices, v->m, v->next->tree, p);
	return rc ? rc : notices_done(&v->notices);
}

/* Under the lock, after all that can fail. */
static void exchange(struct move *v)
{
	struct mounted *m = v->m;

	m->past = m->now;
	m->now = v->next;
	m->space.known = false;
	tree_days_hand_on(m->past->tree, m->now->tree);
	tree_hurry_on(m->past->tree, m->now->tree);
	tree_hurry(m->past->tree, false);
	tree_give(m->past->tree, NULL);
	tree_hurry(m->now->tree, true);
	listed_drop_all(&m->listings);
	sheet_drop(m);
	attributes_drop(m);
	tree_let_go(m->past->tree);
	notices_age(&v->notices, m);
	for (const char *p = path_first(v); p; p = path_after(v, p))
		renew_path(v, p);
}

/* Most superseded files are in nobody's hands, and the kernel has just
 * dropped them. What is left after a moment is open somewhere. */
static void pin_past(struct mounted *m)
{
	const struct timespec until = time_after(LET_GO_NS);

	pthread_mutex_lock(&m->lock);
	while (m->past_nodes.newest &&
		!pthread_cond_clockwait(&m->let_go, &m->lock,
			CLOCK_MONOTONIC, &until))
		;
	while (m->past_nodes.newest) {
		node_pin(m, m->past_nodes.oldest);
		/* Requests go on in between. */
		pthread_mutex_unlock(&m->lock);
		pthread_mutex_lock(&m->lock);
	}
	m->past = NULL;
	pthread_mutex_unlock(&m->lock);
}

/* Exchanges the moments and tells the kernel. What may differ from `next` is
 * what changed in it, and what had changed when `now` overtook it; unless
 * `now` has meanwhile shown things that were not looked at then. */
static int overtake(struct move *v, uint64_t shown)
{
	struct mounted *m = v->m;
	struct ahead *ahead = &m->ahead;

	buf_put(&v->paths, ahead->paths.data, ahead->paths.len);
	pthread_mutex_lock(&m->lock);
	uint64_t now = tree_shown(m->now->tree);
	v->all = v->all || ahead->all || now & ~shown ||
		(ahead->paths.len && now & ~ahead->shown) ||
		v->paths.len > PATHS_MAX;
	if (!v->all)
		nodes_each_asked(m->nodes, add_asked, v);
	int rc = prepare(v);
	if (!rc)
		exchange(v);
	pthread_mutex_unlock(&m->lock);
	if (rc)
		return rc;
	notices_send(&v->notices, m->session);
	pin_past(m);
	buf_free(&ahead->paths);
	ahead->all = v->all;
	if (!v->all) {
		ahead->paths = v->paths;
		v->paths = BUF_INIT;
	}
	ahead->shown = shown;
	return 0;
}

bool move_renew_cache(struct mounted *m, const struct moment *s)
{
	bool spoilt = s->store && store_renew_cache(s->store);

	if (spoilt) {
		tree_days_close(m->now->tree);
		journal_failure("");
	}
	return spoilt;
}

/* The watch's, which helps while it waits. */
static bool renew_cache(struct mounted *m, const struct moment *s)
{
	share_lock(m);
	bool spoilt = move_renew_cache(m, s);
	pthread_mutex_unlock(&m->lock);
	return spoilt;
}

/* The present moment is to be opened anew. */
static bool is_spoilt(struct mounted *m)
{
	share_lock(m);
	bool spoilt = move_renew_cache(m, m->now) ||
		store_is_another(m->now->store);
	pthread_mutex_unlock(&m->lock);
	return spoilt;
}

/* One of the same state takes its place, which nobody notices. */
static void replace(struct mounted *m, struct moment *next)
{
	share_lock(m);
	moment_succeed(m, next);
	pthread_mutex_unlock(&m->lock);
	moment_close(next);
}

static int move_once(struct mounted *m, bool idle, bool *moved)
{
	struct move v = { .m = m, .next = moment_other(m) };
	bool spoilt = is_spoilt(m);
	uint64_t shown = 0;
	int rc = 0;

	*moved = false;
	v.idle = idle || spoilt;
	if (renew_cache(m, v.next) || spoilt)
		moment_close(v.next);
	if (!v.next->store) {
		rc = moment_open(v.next, m);
		rc = rc ? rc : moment_go_back(v.next);
		m->ahead.all = true; /* unless it finds the same */
	}
	if (!rc)
		rc = advance(&v, &shown);
	if (!rc && is_now(m, v.next)) {
		buf_free(&m->ahead.paths);
		m->ahead = (struct ahead){ 0 };
		if (spoilt)
			replace(m, v.next);
	} else if (!rc) {
		rc = overtake(&v, shown);
		*moved = !rc;
	}
	if (spoilt && *moved)
		moment_close(moment_other(m));
	if (rc) {
		m->ahead.all = true;
		moment_close(v.next); /* half of it may be of another state */
	}
	move_free(&v);
	return rc;
}

/* After a move the moment left behind catches up; it would hold the write-
 * ahead log back. It may meet the next change there. */
int move_to_latest(struct mounted *m, bool idle)
{
	bool moved = true;
	int rc = 0;

	for (int i = 0; !rc && moved && i < ROUNDS; i++)
		rc = move_once(m, idle, &moved);
	return rc ? rc : moved;
}

static int renew_now(struct mounted *m)
{
	share_lock(m);
	int rc = tree_renew(m->now->tree);
	pthread_mutex_unlock(&m->lock);
	return rc;
}

/* A log is emptied as far as nobody reads what was there before; it begins anew
 * when nobody reads any of it. */
void move_empty_logs(struct mounted *m, bool idle)
{
	struct moment *other = moment_other(m);

	if (!other->store || store_log_size(other->store) <=
		(idle ? LOG_MAX : LOG_MUCH))
		return;
	int rc = renew_now(m);
	if (!rc)
		rc = store_renew(other->store, true);
	if (!rc)
		rc = renew_now(m);
	if (rc)
		journal_failure("");
}
