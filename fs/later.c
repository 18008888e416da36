/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Requests are looked at before libfuse is: of its parts only the header and
 * the name of a lookup are needed, as linux/fuse.h has them.
 */
#include "later.h"

#include <errno.h>
#include <fuse_lowlevel.h>
#include <linux/fuse.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "dossierfs/err.h"
#include "journal.h"
#include "mounted.h"
#include "tree-day.h"

/* A day may be pushed out again before it is used, by others that are asked
 * for at the same time; what is now may have become another state. */
enum {
	TRIES = 4,
	REST_MS = 10000, /* without a page to write, until the moment is closed */
};

struct waiting {
	struct waiting *next;
	struct wish wish;
	int tries;
	size_t len;
	char request[];
};

int later_open(struct mounted *m)
{
	int rc = 0;

	for (int i = 0; !rc && i < LATER_JOBS; i++)
		rc = job_open(&m->later.jobs[i], m);
	return rc;
}

static bool is_page(const struct wish *wish)
{
	return wish->parts == HURRY_PAGE;
}

/* Who makes the page, or has made it. */
static struct job *maker_of(struct later *l, const char *page)
{
	for (int i = LATER_PAGES; i < LATER_JOBS; i++)
		if (l->jobs[i].busy && !strcmp(l->jobs[i].wish.page, page))
			return &l->jobs[i];
	return NULL;
}

/* Who has nothing to do; or has made what nobody has asked for. */
static struct job *free_for_page(struct later *l)
{
	struct job *held = NULL;

	for (int i = LATER_PAGES; i < LATER_JOBS; i++) {
		if (!l->jobs[i].busy)
			return &l->jobs[i];
		if (l->jobs[i].held)
			held = &l->jobs[i];
	}
	if (held)
		job_end(held);
	return held;
}

/* Who can begin to make it, unless it is being made. */
static struct job *job_for(struct later *l, const struct wish *wish)
{
	if (!is_page(wish))
		return l->jobs[LATER_ALL].busy ? NULL : &l->jobs[LATER_ALL];
	return maker_of(l, wish->page) ? NULL : free_for_page(l);
}

/* The path that the request is about; false when it is about none, or about
 * one that no day is needed for. */
static bool path_of(struct buf *out, const struct mounted *m,
	const struct fuse_in_header *in, size_t len)
{
	const char *name = (const char *)(in + 1);
	const struct node *n;

	switch (in->opcode) {
	case FUSE_LOOKUP:
	case FUSE_GETATTR:
	case FUSE_READLINK:
	case FUSE_READ:
	case FUSE_READDIR:
	case FUSE_READDIRPLUS:
	case FUSE_GETXATTR:
	case FUSE_LISTXATTR:
		break;
	default:
		return false;
	}
	n = nodes_by_id(m->nodes, in->nodeid);
	if (!n || n->standing != NODE_PRESENT || !tree_may_be_day(n->path))
		return false;
	buf_printf(out, "%s", n->path);
	if (in->opcode == FUSE_LOOKUP)
		buf_printf(out, "%s%.*s", *n->path ? "/" : "",
			(int)strnlen(name, len - sizeof(*in)), name);
	return !out->err && out->len < TREE_PATH_MAX;
}

static bool lists(const struct fuse_in_header *in)
{
	return in->opcode == FUSE_READDIR || in->opcode == FUSE_READDIRPLUS;
}

/* The folder of a day is told of at once, so that no folder above it is held
 * until the day is judged. */
static bool must_wait(struct mounted *m, const struct fuse_in_header *in,
	size_t len, int32_t *day)
{
	auto_buf path = BUF_INIT;
	bool wait = false;

	pthread_mutex_lock(&m->lock);
	if (path_of(&path, m, in, len))
		wait = tree_day_wanted(m->now->tree, path.data, day) == 1 &&
			(lists(in) || !tree_is_day(m->now->tree, path.data));
	pthread_mutex_unlock(&m->lock);
	err_clear();
	return wait;
}

/* At the end of all that wait. */
static void enqueue(struct later *l, struct waiting *w)
{
	struct waiting **at = &l->first;

	while (*at)
		at = &(*at)->next;
	w->next = NULL;
	*at = w;
}

static void hurry(struct mounted *m, bool on)
{
	pthread_mutex_lock(&m->lock);
	tree_hurry(m->now->tree, on);
	pthread_mutex_unlock(&m->lock);
}

static void process(struct mounted *m, const struct waiting *w)
{
	m->later.wish.parts = 0;
	m->later.again = true;
	fuse_session_process_buf(m->session, &(struct fuse_buf){
		.size = w->len, .mem = (void *)w->request });
	m->later.again = false;
}

/* Who has waited enough is answered, however long that takes. The watch may
 * exchange the trees in between, and then it is one more time. */
static void answer(struct mounted *m, struct waiting *w)
{
	bool patient = w->tries < TRIES;

	if (!patient)
		hurry(m, false);
	process(m, w);
	if (!patient)
		hurry(m, true);
	w->wish = m->later.wish;
	if (w->wish.parts)
		enqueue(&m->later, w);
	else
		free(w);
}

/* The first that waits for something that nobody makes yet, taken out of those
 * that wait when it cannot be made. */
static struct waiting *start_first(struct mounted *m)
{
	struct waiting **at = &m->later.first;

	for (struct waiting *w; (w = *at); at = &w->next) {
		struct job *j = job_for(&m->later, &w->wish);

		if (!j || !job_start(j, &w->wish))
			continue;
		journal_failure("");
		*at = w->next;
		return w;
	}
	return NULL;
}

/* While one page is waited for, the next that will be is made, too. */
static void make_next(struct mounted *m, const char *page)
{
	struct wish next = { .parts = HURRY_PAGE };
	struct job *j = guess_long(m, page, next.page) ?
		job_for(&m->later, &next) : NULL;

	if (j && job_start(j, &next))
		err_clear();
}

/* An answer that libfuse is not asked for. */
static void answer_error(struct mounted *m, uint64_t unique, int error)
{
	const struct fuse_out_header out = { .len = sizeof(out),
		.error = error, .unique = unique };

	if (write(fuse_session_fd(m->session), &out, sizeof(out)) < 0)
		journal_say("answer: %s", strerror(errno));
}

/* The reader is gone, or wants to be. */
static bool interrupt(struct mounted *m, const struct fuse_interrupt_in *in)
{
	struct waiting **at = &m->later.first;
	struct waiting *w;

	for (; (w = *at); at = &w->next) {
		const struct fuse_in_header *of = (const void *)w->request;

		if (of->unique != in->unique)
			continue;
		*at = w->next;
		answer_error(m, of->unique, -EINTR);
		free(w);
		return true;
	}
	return false;
}

/* Whether it has to wait for another day now; a diff asks for two. */
static bool waits_on(struct mounted *m, struct waiting *w)
{
	const struct fuse_in_header *in = (const void *)w->request;

	return ++w->tries < TRIES && must_wait(m, in, w->len, &w->wish.day);
}

/* Whether it waits for what was made. */
static bool is_for(const struct waiting *w, const struct wish *made)
{
	const struct wish *wish = &w->wish;

	if (!made->parts || !wish->parts)
		return !made->parts && !wish->parts;
	if (is_page(made))
		return is_page(wish) && !strcmp(wish->page, made->page);
	return !is_page(wish);
}

/* Answers who waited for it; while another process writes to the cache they go
 * on waiting, since the session must not. */
static void give(struct mounted *m, struct job *made)
{
	struct later *l = &m->later;
	struct waiting *w = l->first;
	struct waiting *next;

	job_give(made);
	l->first = NULL;
	for (; w; w = next) {
		bool day = !w->wish.parts;

		next = w->next;
		if (!is_for(w, &made->wish) || made->rc == -EBUSY || (day &&
			(!made->rc || w->tries) && waits_on(m, w))) {
			enqueue(l, w);
			continue;
		}
		w->tries = made->rc ? TRIES : w->tries + 1;
		answer(m, w);
	}
	job_end(made);
}

/* Who waits may by now wait for another page, which is there. */
static struct job *find_made(struct later *l)
{
	for (const struct waiting *w = l->first; w; w = w->next) {
		struct job *j = is_page(&w->wish) ?
			maker_of(l, w->wish.page) : NULL;

		if (j && j->held)
			return j;
	}
	return NULL;
}

/* Has made what is waited for. Who cannot wait does without. */
static void go_on(struct mounted *m)
{
	struct waiting *w;
	struct job *made;

	while ((made = find_made(&m->later)))
		give(m, made);
	while ((w = start_first(m))) {
		w->tries = TRIES;
		answer(m, w);
	}
}

static bool put(struct mounted *m, const struct fuse_buf *request,
	const struct wish *wish)
{
	struct waiting *w = malloc(sizeof(*w) + request->size);

	if (!w)
		return false;
	*w = (struct waiting){ .wish = *wish, .len = request->size };
	memcpy(w->request, request->mem, request->size);
	enqueue(&m->later, w);
	go_on(m);
	if (is_page(wish))
		make_next(m, wish->page);
	return true;
}

bool later_put(struct mounted *m, const struct fuse_buf *request)
{
	const struct fuse_in_header *in = request->mem;
	struct wish wish = { 0 };

	if (request->flags & FUSE_BUF_IS_FD || request->size < sizeof(*in))
		return false;
	if (in->opcode == FUSE_INTERRUPT)
		return request->size >= sizeof(*in) +
			sizeof(struct fuse_interrupt_in) &&
			interrupt(m, (const void *)(in + 1));
	return must_wait(m, in, request->size, &wish.day) &&
		put(m, request, &wish);
}

void later_process(struct mounted *m, const struct fuse_buf *request)
{
	const struct fuse_in_header *in = request->mem;

	m->later.wish.parts = 0;
	fuse_session_process_buf(m->session, request);
	if (!m->later.wish.parts)
		return;
	const struct wish wish = m->later.wish; /* others come there, too */
	if (!put(m, request, &wish))
		answer_error(m, in->unique, -ENOMEM);
}

static bool is_waited_for(const struct later *l, const struct job *made)
{
	const struct waiting *w = l->first;

	while (w && !is_for(w, &made->wish))
		w = w->next;
	return w;
}

void later_answer(struct mounted *m, struct job *made)
{
	job_join(made);
	if (is_page(&made->wish) && !is_waited_for(&m->later, made))
		made->held = true;
	else
		give(m, made);
	go_on(m);
}

int later_wait(const struct later *l)
{
	bool rests = false;

	for (int i = LATER_PAGES; i < LATER_JOBS; i++) {
		const struct job *j = &l->jobs[i];

		if (j->busy && !j->held)
			return -1;
		rests = rests || j->moment.store;
	}
	return rests ? REST_MS : -1;
}

void later_rest(struct later *l)
{
	for (int i = LATER_PAGES; i < LATER_JOBS; i++)
		job_rest(&l->jobs[i]);
}

void later_close(struct later *l)
{
	for (int i = 0; i < LATER_JOBS; i++)
		job_close(&l->jobs[i]);
	while (l->first) {
		struct waiting *w = l->first;

		l->first = w->next;
		free(w);
	}
}
