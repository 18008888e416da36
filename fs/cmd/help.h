/* SPDX-License-Identifier: Apache-2.0 */
/*
 * help - usage texts, made from the tables.
 */
#ifndef DOSSIERFS_HELP_H
#define DOSSIERFS_HELP_H

#include <stdio.h>

struct command;

/* Every command, a line each. */
void help_all(FILE *out);

/* One command: synopsis, options, more; to standard output. */
void help_command(const struct command *command);

#endif
