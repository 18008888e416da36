/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mend - the command that closes a gap, with what is known put in the place of
 * its words in capitals. Gaps and the gate show the same one.
 */
#ifndef EXPORTERS_MEND_H
#define EXPORTERS_MEND_H

#include "dossierfs/buf.h"

struct constraint;
struct store;

/* A member that fails, as the table `member` has it. */
struct mend {
	const char *id;
	const char *why;
	const char *record; /* these may be NULL */
	const char *type;
	const char *product;
};

/* Appends what mends the member: the command of the constraint for records of
 * its type, or for what a pair is owed to. */
int mend_command(struct buf *out, struct store *st,
	const struct constraint *k, const struct mend *m);

/* A word, in small letters, and what stands for it. */
struct mend_word {
	const char *word;
	const char *value; /* NULL: the word stays */
};

/* Appends the command; the words end with one that is NULL. What is no id is
 * not put in: commands are copied into shells. */
void mend_fill(struct buf *out, const char *command,
	const struct mend_word *words);

#endif
