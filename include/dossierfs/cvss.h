/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cvss - the base score of a CVSS vector, versions 2, 3.0, 3.1 and 4.0.
 *
 * Metrics of time and environment are passed over; a vector that lacks a base
 * metric, or names one twice, has no score.
 */
#ifndef DOSSIERFS_CVSS_H
#define DOSSIERFS_CVSS_H

#include <stdbool.h>

/* The score in tenths, 0 to 100. false: no vector that is read here. */
bool cvss_score(int *tenths, const char *vector);

#endif
