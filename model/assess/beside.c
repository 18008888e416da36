/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two things at once. What a thread says of an error ends with it, so it is
 * said again.
 */
#include <pthread.h>

#include "dossierfs/err.h"
#include "judge.h"

struct side {
	int (*fn)(void *arg);
	void *arg;
	int rc, status;
	struct buf sentence;
};

static void *run(void *arg)
{
	struct side *s = arg;

	s->rc = s->fn(s->arg);
	if (s->rc) {
		s->status = err_status();
		buf_printf(&s->sentence, "%s", err_sentence());
	}
	return NULL;
}

static int said(const struct side *s)
{
	return s->status == 2 ? refuse(s->rc, "%s", buf_text(&s->sentence)) :
		fail(s->rc, "%s", buf_text(&s->sentence));
}

int beside(int (*there)(void *), void *a, int (*here)(void *), void *b)
{
	struct side side = { .fn = there, .arg = a };
	pthread_t thread;
	bool two = !pthread_create(&thread, NULL, run, &side);
	int rc = here(b);

	if (two)
		pthread_join(thread, NULL);
	else if (!rc)
		run(&side);
	if (!rc && side.rc)
		rc = said(&side);
	buf_free(&side.sentence);
	return rc;
}
