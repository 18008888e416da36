/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CVSS 4.0 base scores (specification, section 8.2): a vector falls into a
 * class by six equivalences, each class has a score, and within it the score
 * falls with the distance from the class's worst vector. With base metrics
 * alone exploits are taken as known and all requirements as high, so that
 * the fifth equivalence is always 0 and the fourth never.
 */
#include "cvss.h"

#include <math.h>
#include <string.h>

#include "dossierfs/cvss.h"

enum { AV, PR, UI, AC, AT, VC, VI, VA, SC, SI, SA, METRICS };

/* The values of each metric, from the worst on: one step each. */
/* clang-format off */
static const struct metric metrics[METRICS] = {
	{ "AV", "NALP", { 0, 1, 2, 3 } },
	{ "PR", "NLH",  { 0, 1, 2 } },
	{ "UI", "NPA",  { 0, 1, 2 } },
	{ "AC", "LH",   { 0, 1 } },
	{ "AT", "NP",   { 0, 1 } },
	{ "VC", "HLN",  { 0, 1, 2 } },
	{ "VI", "HLN",  { 0, 1, 2 } },
	{ "VA", "HLN",  { 0, 1, 2 } },
	{ "SC", "HLN",  { 0, 1, 2 } },
	{ "SI", "HLN",  { 0, 1, 2 } },
	{ "SA", "HLN",  { 0, 1, 2 } },
};

/* Score of a class in tenths, by the equivalences 1 and 2, by 3 and 6
 * together (00 01 10 11 21), and by 4 (1, 2). */
static const unsigned char scores[3][2][5][2] = {
	{ { { 100, 93 }, { 96, 90 }, { 93, 88 }, { 92, 80 }, { 79, 69 } },
	  { {  95, 92 }, { 91, 81 }, { 92, 84 }, { 82, 70 }, { 71, 63 } } },
	{ { {  94, 87 }, { 89, 75 }, { 86, 72 }, { 76, 57 }, { 65, 53 } },
	  { {  90, 77 }, { 77, 66 }, { 74, 61 }, { 59, 52 }, { 58, 23 } } },
	{ { {  86, 70 }, { 74, 54 }, { 72, 53 }, { 57, 36 }, { 47, 24 } },
	  { {  73, 54 }, { 55, 43 }, { 61, 46 }, { 51, 18 }, { 24, 10 } } },
};
/* clang-format on */

/* Equivalences 3 and 6 together: places in the table above. */
enum { WHOLE, WHOLE_LESS, PART, PART_LESS, LOW };

/* Steps from the first of the worst vectors that is nowhere milder. */
static double distance(const double *m, int n, const double worst[][3],
	int count)
{
	for (int i = 0; i < count; i++) {
		double sum = 0;
		bool below = true;

		for (int k = 0; k < n; k++) {
			below = below && m[k] >= worst[i][k];
			sum += m[k] - worst[i][k];
		}
		if (below)
			return sum;
	}
	return 0;
}

static int exploitability(const double *m)
{
	if (m[AV] + m[PR] + m[UI] == 0)
		return 0;
	return m[AV] < 3 && (m[AV] == 0 || m[PR] == 0 || m[UI] == 0) ? 1 : 2;
}

static double exploitability_steps(const double *m, int class)
{
	static const double worst[][3][3] = {
		{ { 0, 0, 0 } },
		{ { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } },
		{ { 3, 0, 0 }, { 1, 1, 1 } },
	};
	static const int count[] = { 1, 3, 2 };

	return distance(m + AV, 3, worst[class], count[class]);
}

static double impact_steps(const double *m, int class)
{
	static const double whole[][3] = { { 0, 0, 0 } };
	static const double part[][3] = { { 1, 0, 0 }, { 0, 1, 0 } };
	static const double low[][3] = { { 1, 1, 1 } };

	if (class == LOW)
		return distance(m + VC, 3, low, 1);
	return class == PART ? distance(m + VC, 3, part, 2) :
		distance(m + VC, 3, whole, 1);
}

/* What the score loses towards the next milder class: the distance of their
 * scores, in proportion to the steps taken of those there are. */
struct fall {
	double sum;
	int classes;
};

static void fall_add(struct fall *f, double gap, double steps, double depth)
{
	f->sum += gap * steps / depth;
	f->classes++;
}

static int score(const double *m)
{
	static const double depth1[] = { 1, 4, 5 };
	int eq1 = exploitability(m), eq2 = m[AC] + m[AT] > 0;
	int eq36 = m[VC] + m[VI] == 0 ? WHOLE :
		m[VC] == 0 || m[VI] == 0 || m[VA] == 0 ? PART : LOW;
	int eq4 = m[SC] > 0 && m[SI] > 0 && m[SA] > 0;
	double top = scores[eq1][eq2][eq36][eq4];
	struct fall f = { 0, 1 }; /* the fifth: no steps taken */

	if (eq1 < 2)
		fall_add(&f, top - scores[eq1 + 1][eq2][eq36][eq4],
			exploitability_steps(m, eq1), depth1[eq1]);
	if (!eq2)
		fall_add(&f, top - scores[eq1][1][eq36][eq4], 0, 1);
	if (eq36 == WHOLE)
		fall_add(&f, top - fmax(scores[eq1][eq2][WHOLE_LESS][eq4],
			scores[eq1][eq2][PART][eq4]),
			impact_steps(m, WHOLE), 7);
	if (eq36 == PART)
		fall_add(&f, top - scores[eq1][eq2][PART_LESS][eq4],
			impact_steps(m, PART), 8);
	if (!eq4)
		fall_add(&f, top - scores[eq1][eq2][eq36][1],
			m[SC] + m[SI] + m[SA], 5);
	return (int)floor(fmax(top - f.sum / f.classes, 0) + 0.5 + 1e-6);
}

bool cvss4_score(int *tenths, const char *vector)
{
	double m[METRICS];

	if (!cvss_read(m, metrics, METRICS, vector))
		return false;
	*tenths = m[VC] + m[VI] + m[VA] + m[SC] + m[SI] + m[SA] == 12 ? 0 :
		score(m);
	return true;
}
