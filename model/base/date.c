/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Days and times of the proleptic Gregorian calendar, in UTC. Years run from
 * March inside, so that the leap day is a year's last.
 */
#include "dossierfs/date.h"

#include <stdio.h>
#include <string.h>

enum {
	DAY_SECONDS = 86400,
	DAYS_400_YEARS = 146097,
	DAYS_TO_1970 = 719468, /* from 0000-03-01 */
	DAY_FIRST = -719162,   /* 0001-01-01 */
	DAY_LAST = 2932896,    /* 9999-12-31 */
};

static int32_t day_from(int y, int m, int d)
{
	int era, year, day;

	y -= m <= 2;
	era = y / 400;
	year = y - era * 400;
	day = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
	day += year * 365 + year / 4 - year / 100;
	return era * DAYS_400_YEARS + day - DAYS_TO_1970;
}

static void day_split(int32_t day, int *y, int *m, int *d)
{
	int z = day + DAYS_TO_1970;
	int era = z / DAYS_400_YEARS;
	int doe = z - era * DAYS_400_YEARS;
	int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int mp = (5 * doy + 2) / 153;

	*d = doy - (153 * mp + 2) / 5 + 1;
	*m = mp < 10 ? mp + 3 : mp - 9;
	*y = yoe + era * 400 + (*m <= 2);
}

/* Exactly n digits. */
static bool digits(int *out, const char **s, int n)
{
	*out = 0;
	for (; n; n--, (*s)++) {
		if (**s < '0' || **s > '9')
			return false;
		*out = *out * 10 + (**s - '0');
	}
	return true;
}

static bool one_of(const char **s, const char *set)
{
	if (!**s || !strchr(set, **s))
		return false;
	(*s)++;
	return true;
}

static int month_days(int y, int m)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
		31 };
	bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;

	return days[m - 1] + (m == 2 && leap);
}

static bool day_read(int32_t *out, const char **s)
{
	int y, m, d;

	if (!digits(&y, s, 4) || !one_of(s, "-") || !digits(&m, s, 2) ||
		!one_of(s, "-") || !digits(&d, s, 2))
		return false;
	if (y < 1 || m < 1 || m > 12 || d < 1 || d > month_days(y, m))
		return false;
	*out = day_from(y, m, d);
	return true;
}

bool day_parse(int32_t *out, const char *s)
{
	return s && day_read(out, &s) && !*s;
}

const char *day_format(char out[DAY_TEXT], int32_t day)
{
	int y, m, d;

	if (day < DAY_FIRST)
		day = DAY_FIRST;
	if (day > DAY_LAST)
		day = DAY_LAST;
	day_split(day, &y, &m, &d);
	snprintf(out, DAY_TEXT, "%04u-%02u-%02u", (unsigned)y % 10000,
		(unsigned)m % 100, (unsigned)d % 100);
	return out;
}

/* "Z" or "+hh:mm": seconds east of UTC. */
static bool offset_read(int *out, const char **s)
{
	int sign = **s == '-' ? -1 : 1;
	int h, m;

	*out = 0;
	if (one_of(s, "Zz"))
		return true;
	if (!one_of(s, "+-") || !digits(&h, s, 2) || !one_of(s, ":") ||
		!digits(&m, s, 2) || h > 23 || m > 59)
		return false;
	*out = sign * (h * 60 + m) * 60;
	return true;
}

static bool fraction_read(const char **s)
{
	int digit;

	if (!one_of(s, "."))
		return true;
	if (!digits(&digit, s, 1))
		return false;
	while (**s >= '0' && **s <= '9')
		(*s)++;
	return true;
}

bool time_parse(int64_t *out, const char *s)
{
	int h, m, sec, offset;
	int32_t day;

	/* The note in section 5.6 allows a blank for the T. */
	if (!s || !day_read(&day, &s) || !one_of(&s, "Tt ") ||
		!digits(&h, &s, 2) || !one_of(&s, ":") || !digits(&m, &s, 2) ||
		!one_of(&s, ":") || !digits(&sec, &s, 2) ||
		!fraction_read(&s) || !offset_read(&offset, &s) || *s)
		return false;
	if (h > 23 || m > 59 || sec > 60)
		return false;
	if (sec == 60)
		sec = 59;
	*out = (int64_t)day * DAY_SECONDS + (h * 60 + m) * 60 + sec - offset;
	day = day_of(*out);
	return day >= DAY_FIRST && day <= DAY_LAST;
}

const char *time_format(char out[TIME_TEXT], int64_t t)
{
	const int64_t first = (int64_t)DAY_FIRST * DAY_SECONDS;
	const int64_t last = (int64_t)(DAY_LAST + 1) * DAY_SECONDS - 1;
	char day[DAY_TEXT];
	unsigned sec;

	if (t < first)
		t = first;
	if (t > last)
		t = last;
	sec = (unsigned)(t - (int64_t)day_of(t) * DAY_SECONDS);
	snprintf(out, TIME_TEXT, "%sT%02u:%02u:%02uZ",
		day_format(day, day_of(t)), sec / 3600 % 24, sec / 60 % 60,
		sec % 60);
	return out;
}

int32_t day_of(int64_t t)
{
	int64_t day = t / DAY_SECONDS - (t % DAY_SECONDS < 0);

	if (day < INT32_MIN)
		return INT32_MIN;
	return day > INT32_MAX ? INT32_MAX : (int32_t)day;
}

int64_t time_now(void)
{
	return (int64_t)time(NULL);
}

struct timespec time_after(long ns)
{
	const long second = 1000000000;
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	t.tv_nsec += ns;
	t.tv_sec += t.tv_nsec / second;
	t.tv_nsec %= second;
	return t;
}
