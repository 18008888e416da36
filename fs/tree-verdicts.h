/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tree-verdicts - the verdicts of a state that was moved to, against those of
 * the state before.
 */
#ifndef TREE_VERDICTS_H
#define TREE_VERDICTS_H

#include <stdbool.h>

struct tree;

/* Judges the state, and fills judged_record anew if it was; the records whose
 * verdicts differ stand in tree_rejudged then. *turned: any may differ. */
int verdicts_anew(bool *turned, struct tree *t, bool judged);

#endif
