/* SPDX-License-Identifier: Apache-2.0 */
/*
 * clause - what the pages of a clause share.
 */
#ifndef EXPORTERS_CLAUSE_H
#define EXPORTERS_CLAUSE_H

#include <stdbool.h>

#include "dossierfs/catalog.h"
#include "page.h"

/* The clause that the path names; NULL after a failure. */
const struct clause *page_clause(struct buf *out, const struct page *p);

/* "iec-81001-5-1/9.5" */
void clause_name(struct buf *out, const struct clause *c);

/* Whether it has evidence signals and an audit-defence statement. */
bool clause_is_defended(const struct clause *c);

/* Words of a clause or constraint as Markdown; those of a record are quoted,
 * for they are foreign. catalog is NULL for the program's own. */
void clause_words(struct buf *out, const char *catalog, const char *words);

#endif
