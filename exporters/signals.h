/* SPDX-License-Identifier: Apache-2.0 */
/*
 * signals - what the page of a clause's evidence signals and its JSON share.
 */
#ifndef EXPORTERS_SIGNALS_H
#define EXPORTERS_SIGNALS_H

#include "clause.h"
#include "dossierfs/text.h"

/* Names: document, name, result, of clause ?1; near misses where ?2 is 1.
 * Aspects: signal, aspect, title, number of hits, attested (0/1), of ?1.
 * Hits: document, place, paged, passage, of signal ?1 and aspect ?2.
 * Attested: id, document, answer, by, role, on, expires_on, location, stands.
 * Unread: document, why. */
extern const char sql_signal_names[], sql_signal_aspects[], sql_signal_hits[],
	sql_signal_attested[], sql_signal_unread[];

/* Judges and searches; the clause's name goes to `name`. NULL: failed. */
const struct clause *signal_begin(struct buf *out, struct page *p,
	struct buf *name);

/* How many documents could be searched. */
int64_t signal_searched(struct buf *out, struct page *p);

/* found, not-found or not-searchable. */
const char *signal_machine(int64_t hits, int64_t searched);

/* Whether every aspect is attested. */
bool signal_is_met(struct buf *out, struct page *p, const char *clause,
	int64_t *attested, int64_t *all);

/* "line 12" of a row of hits. */
void signal_place(struct buf *out, struct query *hit);

#endif
