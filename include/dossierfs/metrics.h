/* SPDX-License-Identifier: Apache-2.0 */
/*
 * metrics - the numbers of RULES.md, "Metrics", for the dossier, for each
 * product and for each release: the issues that affect it.
 *
 * Each has its denominator (`of`) and how many of that are unknown. They stand
 * in temporary tables; product and release are '' where a row is of all:
 *
 *   metric_scope  product, release
 *   metric_share  product, release, of, fixed, otherwise (accepted, or closed
 *                 by the environment of use), open, unknown
 *   metric_chain  product, release, of, whole, unknown
 *   metric_time   product, release, name, of, measured, median, ninth, longest
 *                 (days); of - measured are unknown
 *   metric_open   product, release, level (or 'unknown'), of, to_30, to_90,
 *                 to_365, over_365, unknown (age)
 */
#ifndef DOSSIERFS_METRICS_H
#define DOSSIERFS_METRICS_H

struct store;

/* Fills the tables, unless they hold this state and day already; judges. */
int assess_metrics(struct store *st);

#endif
