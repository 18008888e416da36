/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reader - the external command: a program of the user's own that is asked
 * what a document says of an aspect. Off unless this machine names one; what
 * it answers is unverified and never recorded or shown in the tree.
 */
#ifndef CMD_READER_H
#define CMD_READER_H

#include "dossierfs/buf.h"

enum { READER_WORDS = 32 };

struct reader {
	char *line;                     /* what the configuration says */
	const char *argv[READER_WORDS]; /* the words of it */
	int words;
};

#define auto_reader __attribute__((cleanup(reader_free))) struct reader

/* $DOSSIERFS_READER, else `reader = PROGRAM ARGUMENT…` in the configuration.
 * Refuses where neither names an absolute path. */
int reader_find(struct reader *r);
void reader_free(struct reader *r);

/* Runs it as PROGRAM ARGUMENT… SIGNAL ASPECT QUESTION DOCUMENT with the
 * document's text on its input; the first lines of its output, or what went
 * wrong, go to answer. */
int reader_ask(struct reader *r, struct buf *answer, const char *const ask[4],
	const struct buf *text);

#endif
