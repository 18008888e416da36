/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CVSS base scores: v2 (section 3.2.1), v3.0 (section 8.1), v3.1 (section 7.1
 * and Appendix A); 4.0 has a file of its own.
 */
#include "dossierfs/cvss.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "cvss.h"

enum { V2_AV, V2_AC, V2_AU, V2_C, V2_I, V2_A, V2_METRICS };
enum { V3_AV, V3_AC, V3_PR, V3_UI, V3_S, V3_C, V3_I, V3_A, V3_METRICS };

/* clang-format off */
static const struct metric v2[V2_METRICS] = {
	{ "AV", "LAN", { 0.395, 0.646, 1.0 } },
	{ "AC", "HML", { 0.35, 0.61, 0.71 } },
	{ "Au", "MSN", { 0.45, 0.56, 0.704 } },
	{ "C",  "NPC", { 0.0, 0.275, 0.660 } },
	{ "I",  "NPC", { 0.0, 0.275, 0.660 } },
	{ "A",  "NPC", { 0.0, 0.275, 0.660 } },
};

static const struct metric v3[V3_METRICS] = {
	{ "AV", "NALP", { 0.85, 0.62, 0.55, 0.2 } },
	{ "AC", "LH",   { 0.77, 0.44 } },
	{ "PR", "NLH",  { 0.85, 0.62, 0.27 } },
	{ "UI", "NR",   { 0.85, 0.62 } },
	{ "S",  "UC",   { 0.0, 1.0 } },
	{ "C",  "NLH",  { 0.0, 0.22, 0.56 } },
	{ "I",  "NLH",  { 0.0, 0.22, 0.56 } },
	{ "A",  "NLH",  { 0.0, 0.22, 0.56 } },
};
/* clang-format on */

/* Takes "AV:N" into values; false when it is no value of a known metric, or
 * the metric was there already. Metrics that are not asked for pass. */
static bool take(double *values, const struct metric *metrics, int n,
	const char *part, size_t len)
{
	const char *colon = memchr(part, ':', len);

	if (!colon)
		return false;
	for (int i = 0; i < n; i++) {
		size_t name = (size_t)(colon - part);
		const char *at;

		if (strlen(metrics[i].name) != name ||
			strncmp(metrics[i].name, part, name))
			continue;
		if (len != name + 2 || values[i] >= 0)
			return false;
		at = strchr(metrics[i].letters, colon[1]);
		if (!at || !*at)
			return false;
		values[i] = metrics[i].weights[at - metrics[i].letters];
	}
	return true;
}

bool cvss_read(double *values, const struct metric *metrics, int n,
	const char *vector)
{
	for (int i = 0; i < n; i++)
		values[i] = -1.0;
	while (*vector) {
		size_t len = strcspn(vector, "/");

		if (!take(values, metrics, n, vector, len))
			return false;
		vector += len;
		vector += *vector == '/';
	}
	for (int i = 0; i < n; i++) {
		if (values[i] < 0)
			return false;
	}
	return true;
}

static int score_v2(const double m[V2_METRICS])
{
	double impact = 10.41 * (1 - (1 - m[V2_C]) * (1 - m[V2_I]) *
		(1 - m[V2_A]));
	double exploitability = 20 * m[V2_AV] * m[V2_AC] * m[V2_AU];
	double f = m[V2_C] + m[V2_I] + m[V2_A] > 0 ? 1.176 : 0;
	double score = (0.6 * impact + 0.4 * exploitability - 1.5) * f;

	return (int)lround(score * 10);
}

/* v3.1, Appendix A: the smallest tenth that is not below, without the errors
 * of binary fractions. v3.0 rounds up plainly. */
static int round_up(double score, bool v31)
{
	long n;

	if (!v31)
		return (int)ceil(score * 10 - 1e-9);
	n = lround(score * 100000);
	return (int)(n % 10000 ? n / 10000 + 1 : n / 10000);
}

static int score_v3(double m[V3_METRICS], bool v31)
{
	double base = 1 - (1 - m[V3_C]) * (1 - m[V3_I]) * (1 - m[V3_A]);
	bool changed = m[V3_S] > 0;
	double impact, exploitability;

	/* Privileges weigh more when the scope changes (8.1, table). */
	if (changed && m[V3_PR] < 0.8)
		m[V3_PR] = m[V3_PR] > 0.5 ? 0.68 : 0.5;
	impact = changed ? 7.52 * (base - 0.029) -
		3.25 * pow(base - 0.02, 15) : 6.42 * base;
	exploitability = 8.22 * m[V3_AV] * m[V3_AC] * m[V3_PR] * m[V3_UI];
	if (impact <= 0)
		return 0;
	return round_up(fmin((changed ? 1.08 : 1.0) *
		(impact + exploitability), 10), v31);
}

bool cvss_score(int *tenths, const char *vector)
{
	double m[V3_METRICS];
	bool v31 = !strncmp(vector, "CVSS:3.1/", 9);

	if (v31 || !strncmp(vector, "CVSS:3.0/", 9)) {
		if (!cvss_read(m, v3, V3_METRICS, vector + 9))
			return false;
		*tenths = score_v3(m, v31);
		return true;
	}
	if (!strncmp(vector, "CVSS:4.0/", 9))
		return cvss4_score(tenths, vector + 9);
	if (!strncmp(vector, "CVSS:2.0/", 9))
		vector += 9;
	if (!cvss_read(m, v2, V2_METRICS, vector))
		return false;
	*tenths = score_v2(m);
	return true;
}
