/* SPDX-License-Identifier: Apache-2.0 */
/*
 * chain - how far each issue has come, from identified to closed (RULES.md,
 * "Common gaps"). The page of an issue and the gap read the same view.
 *
 *   issue_chain  id, product, defect, identified_on, duplicate_of,
 *                identified, analysed, routed, changed, reviewed, verified,
 *                disclosed, notified, closed: each missing, done or waived
 *   first_missing  id, product, identified_on, step: a row for each issue that
 *                is no duplicate; step is 1 to 9 for the first link that is
 *                missing, 0 for a defective record, null where none is
 */
#ifndef DOSSIERFS_CHAIN_H
#define DOSSIERFS_CHAIN_H

#include "dossierfs/buf.h"

struct store;

enum chain_step {
	STEP_IDENTIFIED, STEP_ANALYSED, STEP_ROUTED, STEP_CHANGED,
	STEP_REVIEWED, STEP_VERIFIED, STEP_DISCLOSURE, STEP_NOTIFIED,
	STEP_CLOSED, STEP_COUNT
};

/* "impact reviewed" */
const char *chain_step_name(enum chain_step step);

/* The command that records it. */
const char *chain_step_command(enum chain_step step);

/* Makes the temporary views. */
int assess_chain(struct store *st);

#endif
