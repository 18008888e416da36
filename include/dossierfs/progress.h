/* SPDX-License-Identifier: Apache-2.0 */
/*
 * progress - word of work that takes long.
 *
 * Whoever works tells how far; whoever runs the program says, once and before
 * any thread begins, who listens. Nobody listens at first.
 */
#ifndef DOSSIERFS_PROGRESS_H
#define DOSSIERFS_PROGRESS_H

#include <stddef.h>

/* `what` is a phrase ("taking commits"), `all` is 0 where it is not known. */
typedef void progress_fn(const char *what, size_t done, size_t all);

void progress_listen(progress_fn *fn);
void progress(const char *what, size_t done, size_t all);

#endif
