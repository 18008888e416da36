/* SPDX-License-Identifier: Apache-2.0 */
/*
 * contents - what a snapshot holds: the payload of its bag.
 */
#ifndef CMD_CONTENTS_H
#define CMD_CONTENTS_H

#include "dossierfs/package.h"
#include "dossierfs/store.h"

/* The tree under tree/, records, findings and evidence in the layout of git,
 * and a page that says so. */
int contents_pack(
	struct package *p, struct store *st, const struct bag_label *label);

#endif
