/* SPDX-License-Identifier: Apache-2.0 */
/*
 * call - one invocation, taken apart after the command's table of options.
 */
#ifndef DOSSIERFS_CALL_H
#define DOSSIERFS_CALL_H

#include "cmd.h"

enum { CALL_OPTIONS = 24 };

struct call {
	const struct command *command;
	const char *dossier; /* -C */
	const char **args;
	int n_args;
	struct {
		const struct option_row *row;
		char *value; /* "" for a flag */
	} given[CALL_OPTIONS];
	int n_given;
	bool help;
	char *owned[8]; /* strings that live as long as the call */
	int n_owned;
};

/* Takes argv (after the command's word) apart. Refuses unknown options and
 * missing values, and more arguments than the command has. */
int call_parse(struct call *c, const struct command *command, int argc,
	char **argv);
void call_free(struct call *c);

/* Keeps a string for the length of the call; NULL when it is NULL. */
const char *call_keep(struct call *c, char *owned);

#endif
