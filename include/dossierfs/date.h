/* SPDX-License-Identifier: Apache-2.0 */
/*
 * date - UTC days and times, without locale or clock.
 *
 * A day is a count from 1970-01-01; a time is seconds from its midnight.
 */
#ifndef DOSSIERFS_DATE_H
#define DOSSIERFS_DATE_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#define DAY_TEXT 11  /* YYYY-MM-DD and a NUL */
#define TIME_TEXT 21 /* YYYY-MM-DDThh:mm:ssZ and a NUL */

/* Exactly YYYY-MM-DD, a day that exists, years 0001 to 9999. */
bool day_parse(int32_t *out, const char *s);
const char *day_format(char out[DAY_TEXT], int32_t day);

/* RFC 3339, section 5.6; offsets are converted, fractions cut. A leap second
 * is the last second of its minute. */
bool time_parse(int64_t *out, const char *s);
const char *time_format(char out[TIME_TEXT], int64_t t);

/* The day a time falls on, also before 1970. */
int32_t day_of(int64_t t);

/* The present time. Only commands and the mount may ask; below them time is
 * an argument. */
int64_t time_now(void);

/* So many ns, up to a second, from now on, by CLOCK_MONOTONIC: when a wait
 * ends. */
struct timespec time_after(long ns);

#endif
