/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gate - whether a release may go out, as people and CI systems read it.
 *
 * A case is a member of a constraint, or the constraint itself where it has
 * no member or none of them is to blame. It failed, passed, or was skipped:
 * not applicable, or not to be told yet. The cases stand in the temporary
 * table `gate_case`, made from what assess.h left:
 *
 *   place, n       order: of constraints in the catalogue, of cases in one
 *   constraint_id, clause, id (of the member), record, type, path (in git)
 *   verdict, why, until
 *   outcome        failed, passed, skipped
 *   mend, command  what closes it and the command that would; of failed ones
 */
#ifndef DOSSIERFS_GATE_H
#define DOSSIERFS_GATE_H

#include <stdbool.h>
#include <stdint.h>

#include "dossierfs/buf.h"

struct store;

struct gate {
	const char *release; /* NULL: no release is asked for */
	bool strict;         /* all must be met or not applicable */
	int64_t failed;      /* set by gate_judge: cases that fail */
	int64_t cases;
};

/* Without a release a constraint fails whose verdict is not-met; with one,
 * any that has a member not met, and the release itself fails while it is not
 * out. Strict: whatever is neither met nor not-applicable. */
int gate_judge(struct gate *g, struct store *st);

/* What was judged, in one of the formats that `check` prints. */
typedef int gate_format_fn(struct buf *out, struct store *st,
	const struct gate *g);
gate_format_fn gate_text, gate_json, gate_junit, gate_sarif;

#endif
