/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CVSS scores of the corpus's vectors, on which two implementations agree.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dossierfs/cvss.h"

static FILE *vectors;

static int slashes(const char *s)
{
	int n = 0;

	for (; *s; s++)
		n += *s == '/';
	return n;
}

/* "[base,temporal,environmental]"; version 4.0 has one score, of all metrics
 * that are given. */
static void test_scores(void **state)
{
	char line[1024];
	int compared = 0;

	(void)state;
	while (fgets(line, sizeof(line), vectors)) {
		char *scores = strchr(line, '\t');
		int tenths;

		if (!scores || *line == '#')
			continue;
		*scores++ = '\0';
		if (*scores != '[' && slashes(line) != 11)
			continue;
		if (!cvss_score(&tenths, line))
			fail_msg("%s: no score", line);
		scores += *scores == '[';
		if (tenths != (int)(strtod(scores, NULL) * 10 + 0.5))
			fail_msg("%s: %d, expected %s", line, tenths, scores);
		compared++;
	}
	assert_true(compared > 3900);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_scores) };
	const char *corpus = getenv("CORPUS");
	char path[4096];

	snprintf(path, sizeof(path), "%s/cvss/generated/cvss-crosschecked.tsv",
		corpus ? corpus : "../shared/data");
	vectors = fopen(path, "r");
	if (!vectors) {
		puts("1..0 # SKIP no corpus cvss here (CORPUS=)");
		return 0;
	}
	cmocka_set_message_output(CM_OUTPUT_TAP);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	fclose(vectors);
	return failed;
}
