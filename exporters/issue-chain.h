/* SPDX-License-Identifier: Apache-2.0 */
/*
 * issue-chain - how far an issue has come, from identified to closed.
 */
#ifndef EXPORTERS_ISSUE_CHAIN_H
#define EXPORTERS_ISSUE_CHAIN_H

#include "dossierfs/chain.h"
#include "page.h"

enum step_state { STEP_MISSING, STEP_DONE, STEP_WAIVED };

struct step {
	enum step_state state;
	struct buf when;  /* a day, or "" */
	struct buf who;   /* Markdown */
	struct buf proof; /* Markdown: links */
};

struct chain {
	struct step steps[STEP_COUNT];
};

#define auto_chain __attribute__((cleanup(chain_free))) struct chain

/* Reads the chain of the page's issue; failures mark out. */
void chain_read(struct chain *c, struct buf *out, struct page *p,
	const struct json *issue);
void chain_free(struct chain *c);

/* The table, and the sentence that names the first missing step. */
void chain_write(struct buf *out, const struct chain *c);

#endif
