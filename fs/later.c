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
#include <sys/eventfd.h>
#include <unistd.h>

#include "dossierfs/err.h"
#include "journal.h"
#include "mounted.h"
#include "tree-day.h"
#include "tree-hurry.h"

/* A day may be pushed out again before it is used, by others that are asked
 * for at the same time; what is now may have become another state. */
enum { TRIES = 4 };

struct waiting {
	struct waiting *next;
	int32_t day;
	unsigned parts; /* of the present state; 0: it waits for the day */
	int tries;
	size_t len;
	char request[];
};

int later_open(struct later *l)
{
	l->made = eventfd(0, EFD_CLOEXEC);
	return l->made < 0 ? fail(-errno, "eventfd: %s", strerror(errno)) : 0;
}

static int make_moment(struct mounted *m)
{
	struct later *l = &m->later;
	int rc = moment_open(&l->moment, m);

	return rc ? rc : tree_prepare(l->moment.tree, l->parts, l->shown);
}

static void *make(void *arg)
{
	struct mounted *m = arg;
	struct later *l = &m->later;
	const uint64_t one = 1;

	l->rc = l->day ? tree_day_make(l->day) : make_moment(m);
	if (l->rc)
		journal_failure(l->day ? "at" : "");
	if (write(l->made, &one, sizeof(one)) < 0)
		journal_say("nobody can be told of what was made");
	return NULL;
}

/* Lets go of what was made, unless it has been given away. */
static void end(struct later *l)
{
	tree_day_close(l->day);
	l->day = NULL;
	moment_close(&l->moment);
	l->busy = false;
}

static int start(struct mounted *m, const struct waiting *w)
{
	struct later *l = &m->later;
	int rc = 0;

	pthread_mutex_lock(&m->lock);
	l->parts = w->parts;
	l->shown = tree_shown(m->now->tree);
	if (!w->parts)
		rc = tree_day_begin(&l->day, m->now->tree, w->day);
	pthread_mutex_unlock(&m->lock);
	if (rc)
		return rc;
	rc = pthread_create(&l->thread, NULL, make, m);
	l->busy = !rc;
	if (!rc)
		return 0;
	end(l);
	return fail(-rc, "thread: %s", strerror(rc));
}

/* The path that the request is about; false when it is about none. */
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
	if (!n || n->standing != NODE_PRESENT)
		return false;
	buf_printf(out, "%s", n->path);
	if (in->opcode == FUSE_LOOKUP)
		buf_printf(out, "%s%.*s", *n->path ? "/" : "",
			(int)strnlen(name, len - sizeof(*in)), name);
	return !out->err && out->len < TREE_PATH_MAX;
}

/* The folder of a day is named at once, so that no folder above it is held
 * until the day is judged; its attributes are asked for apart. */
static bool must_wait(struct mounted *m, const struct fuse_in_header *in,
	size_t len, int32_t *day)
{
	auto_buf path = BUF_INIT;
	struct tree_node what;
	struct tree_stat stat;
	bool wait = false;

	pthread_mutex_lock(&m->lock);
	if (path_of(&path, m, in, len))
		wait = tree_day_wanted(m->now->tree, path.data, day) == 1 &&
			!(in->opcode == FUSE_LOOKUP && tree_day_folder(
				m->now->tree, path.data, &what, &stat));
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
	m->later.lacked = 0;
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
	w->parts = m->later.lacked;
	if (w->parts)
		enqueue(&m->later, w);
	else
		free(w);
}

/* Has made what the first that waits is waiting for. Who cannot wait does
 * without. */
static void go_on(struct mounted *m)
{
	struct later *l = &m->later;

	while (l->first && !l->busy) {
		struct waiting *w = l->first;

		if (!start(m, w))
			return;
		journal_failure(w->parts ? "" : "at");
		l->first = w->next;
		w->tries = TRIES;
		answer(m, w);
	}
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

static bool put(struct mounted *m, const struct fuse_buf *request,
	unsigned parts, int32_t day)
{
	struct waiting *w = malloc(sizeof(*w) + request->size);

	if (!w)
		return false;
	*w = (struct waiting){ .parts = parts, .day = day,
		.len = request->size };
	memcpy(w->request, request->mem, request->size);
	enqueue(&m->later, w);
	go_on(m);
	return true;
}

bool later_put(struct mounted *m, const struct fuse_buf *request)
{
	const struct fuse_in_header *in = request->mem;
	int32_t day;

	if (request->flags & FUSE_BUF_IS_FD || request->size < sizeof(*in))
		return false;
	if (in->opcode == FUSE_INTERRUPT)
		return request->size >= sizeof(*in) +
			sizeof(struct fuse_interrupt_in) &&
			interrupt(m, (const void *)(in + 1));
	return must_wait(m, in, request->size, &day) &&
		put(m, request, 0, day);
}

void later_process(struct mounted *m, const struct fuse_buf *request)
{
	const struct fuse_in_header *in = request->mem;

	m->later.lacked = 0;
	fuse_session_process_buf(m->session, request);
	if (m->later.lacked && !put(m, request, m->later.lacked, 0))
		answer_error(m, in->unique, -ENOMEM);
}

/* Whether it has to wait for another day now; a diff asks for two. */
static bool waits_on(struct mounted *m, struct waiting *w)
{
	const struct fuse_in_header *in = (const void *)w->request;

	return ++w->tries < TRIES && must_wait(m, in, w->len, &w->day);
}

/* What was made takes the place of what is now, whose state it has. */
static void succeed(struct mounted *m)
{
	struct moment *made = &m->later.moment;
	const struct moment before = *m->now;

	if (!moment_same(&before, made))
		return;
	tree_succeed(made->tree, before.tree);
	*m->now = *made;
	*made = before;
}

/* Those who waited for a day, or for parts of what is now. */
static void answer_waiting(struct mounted *m, struct waiting *w, bool day)
{
	struct later *l = &m->later;
	struct waiting *next;

	for (; w; w = next) {
		next = w->next;
		if (day != !w->parts ||
			(day && (!l->rc || w->tries) && waits_on(m, w))) {
			enqueue(l, w);
			continue;
		}
		w->tries = l->rc ? TRIES : w->tries + 1;
		answer(m, w);
	}
}

void later_answer(struct mounted *m)
{
	struct later *l = &m->later;
	struct waiting *w = l->first;
	bool day = l->day;
	uint64_t count;

	if (!l->busy || read(l->made, &count, sizeof(count)) < 0)
		return;
	pthread_join(l->thread, NULL);
	pthread_mutex_lock(&m->lock);
	if (!l->rc && day && tree_day_give(m->now->tree, l->day) < 0)
		journal_failure("at");
	if (!l->rc && !day)
		succeed(m);
	pthread_mutex_unlock(&m->lock);
	end(l);
	l->first = NULL;
	answer_waiting(m, w, day);
	go_on(m);
}

void later_close(struct later *l)
{
	if (l->busy)
		pthread_join(l->thread, NULL);
	end(l);
	while (l->first) {
		struct waiting *w = l->first;

		l->first = w->next;
		free(w);
	}
	close(l->made);
}
