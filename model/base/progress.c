/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Word of long work, passed on to the one who listens.
 */
#include "dossierfs/progress.h"

static progress_fn *listener;

void progress_listen(progress_fn *fn)
{
	listener = fn;
}

void progress(const char *what, size_t done, size_t all)
{
	if (listener)
		listener(what, done, all);
}
