/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cvss - taking a vector apart, for the versions' own files.
 */
#ifndef ASSESS_CVSS_H
#define ASSESS_CVSS_H

#include <stdbool.h>

/* The values of one metric: letters and what each stands for. */
struct metric {
	const char *name;
	const char *letters;
	double weights[4];
};

/* Fills values, in the order of metrics, from "AV:N/AC:L/…"; false unless
 * every metric is there once. Others are passed over. */
bool cvss_read(double *values, const struct metric *metrics, int n,
	const char *vector);

/* CVSS 4.0, after its prefix. */
bool cvss4_score(int *tenths, const char *vector);

#endif
