/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gpgv - one run of GnuPG's verifier, shut off from the user's own GnuPG: a
 * private folder holds its keyring and is its home, and its environment is
 * empty.
 */
#ifndef SEAL_GPGV_H
#define SEAL_GPGV_H

#include "scheme.h"

/* Appends the lines of its status output (GnuPG's doc/DETAILS). *unable stays
 * NULL, or says why gpgv could not be asked. */
int gpgv_run(struct buf *status, const char **unable, struct span key,
	struct span signature, struct span message);

#endif
