/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal - what a running mount has to say: to syslog, or to standard error
 * in the foreground. Foreign text is shown with its control characters as
 * escapes, so that it cannot forge a line.
 */
#ifndef DOSSIERFS_FS_JOURNAL_H
#define DOSSIERFS_FS_JOURNAL_H

#include <stdbool.h>

void journal_open(bool foreground);

void journal_say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Says the sentence of the failure that just happened on this thread, and
 * forgets it. `path` is what was asked for. */
void journal_failure(const char *path);

#endif
