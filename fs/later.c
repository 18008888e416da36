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

/* A day may be pushed out again before it is used, by others that are asked
 * for at the same time. */
enum { TRIES = 4 };

struct waiting {
	struct waiting *next;
	int32_t day;
	int tries;
	size_t len;
	char request[];
};

int later_open(struct later *l)
{
	l->made = eventfd(0, EFD_CLOEXEC);
	return l->made < 0 ? fail(-errno, "eventfd: %s", strerror(errno)) : 0;
}

static void *make(void *arg)
{
	struct later *l = arg;
	const uint64_t one = 1;

	l->rc = tree_day_make(l->day);
	if (l->rc)
		journal_failure("at");
	if (write(l->made, &one, sizeof(one)) < 0)
		journal_say("nobody can be told that a day was judged");
	return NULL;
}

static int start(struct later *l, struct tree *t, int32_t day)
{
	int rc = tree_day_begin(&l->day, t, day);

	if (rc)
		return rc;
	rc = pthread_create(&l->thread, NULL, make, l);
	if (!rc)
		return 0;
	tree_day_close(l->day);
	l->day = NULL;
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

static void enqueue(struct later *l, struct waiting *w)
{
	struct waiting **at = &l->first;

	while (*at)
		at = &(*at)->next;
	w->next = NULL;
	*at = w;
}

/* Has the first that waits get its day made. Who cannot wait does without. */
static void go_on(struct mounted *m)
{
	struct later *l = &m->later;

	while (l->first && !l->day) {
		struct waiting *w = l->first;

		pthread_mutex_lock(&m->lock);
		int rc = start(l, m->now->tree, w->day);
		pthread_mutex_unlock(&m->lock);
		if (!rc)
			return;
		journal_failure("at");
		l->first = w->next;
		fuse_session_process_buf(m->session, &(struct fuse_buf){
			.size = w->len, .mem = w->request });
		free(w);
	}
}

/* The reader is gone, or wants to be. */
static bool interrupt(struct mounted *m, const struct fuse_interrupt_in *in)
{
	struct waiting **at = &m->later.first;
	struct waiting *w;

	for (; (w = *at); at = &w->next) {
		const struct fuse_in_header *of = (const void *)w->request;
		const struct fuse_out_header out = { .len = sizeof(out),
			.error = -EINTR, .unique = of->unique };

		if (of->unique != in->unique)
			continue;
		*at = w->next;
		if (write(fuse_session_fd(m->session), &out, sizeof(out)) < 0)
			journal_say("interrupt: %s", strerror(errno));
		free(w);
		return true;
	}
	return false;
}

bool later_put(struct mounted *m, const struct fuse_buf *request)
{
	const struct fuse_in_header *in = request->mem;
	struct waiting *w;
	int32_t day;

	if (request->flags & FUSE_BUF_IS_FD || request->size < sizeof(*in))
		return false;
	if (in->opcode == FUSE_INTERRUPT)
		return request->size >= sizeof(*in) +
			sizeof(struct fuse_interrupt_in) &&
			interrupt(m, (const void *)(in + 1));
	if (!must_wait(m, in, request->size, &day))
		return false;
	w = malloc(sizeof(*w) + request->size);
	if (!w)
		return false;
	*w = (struct waiting){ .day = day, .len = request->size };
	memcpy(w->request, request->mem, request->size);
	enqueue(&m->later, w);
	go_on(m);
	return true;
}

/* Whether it has to wait for another day now; a diff asks for two. */
static bool waits_on(struct mounted *m, struct waiting *w)
{
	const struct fuse_in_header *in = (const void *)w->request;

	return ++w->tries < TRIES && must_wait(m, in, w->len, &w->day);
}

void later_answer(struct mounted *m)
{
	struct later *l = &m->later;
	struct waiting *w = l->first;
	struct waiting *next;
	uint64_t count;

	if (!l->day || read(l->made, &count, sizeof(count)) < 0)
		return;
	pthread_join(l->thread, NULL);
	pthread_mutex_lock(&m->lock);
	if (!l->rc && tree_day_give(m->now->tree, l->day) < 0)
		journal_failure("at");
	pthread_mutex_unlock(&m->lock);
	tree_day_close(l->day);
	l->day = NULL;
	l->first = NULL;
	for (; w; w = next) {
		next = w->next;
		if ((!l->rc || w->tries) && waits_on(m, w)) {
			enqueue(l, w);
			continue;
		}
		fuse_session_process_buf(m->session, &(struct fuse_buf){
			.size = w->len, .mem = w->request });
		free(w);
	}
	go_on(m);
}

void later_close(struct later *l)
{
	if (l->day)
		pthread_join(l->thread, NULL);
	tree_day_close(l->day);
	while (l->first) {
		struct waiting *w = l->first;

		l->first = w->next;
		free(w);
	}
	close(l->made);
}
