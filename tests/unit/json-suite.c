/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The gate against JSONTestSuite: files y_… are JSON, n_… are not, and i_…
 * may be either but harm nobody. Read in place from $CORPUS.
 */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "dossierfs/buf.h"
#include "dossierfs/file.h"
#include "dossierfs/json.h"

enum { FILE_MAX = 1 << 20 };

static char folder[4096];

static int look(const char *name)
{
	auto_buf path = BUF_INIT, text = BUF_INIT;
	struct json *j = NULL;
	int rc;

	buf_printf(&path, "%s/%s", folder, name);
	assert_int_equal(file_read(&text, buf_text(&path), FILE_MAX), 0);
	rc = json_check(buf_text(&text), text.len, JSON_DUPLICATES);
	/* What does not pass the gate must not pass the parser either. */
	if (!json_parse(&j, buf_text(&text), text.len, JSON_DUPLICATES))
		assert_int_equal(rc, 0);
	json_free(j);
	return rc;
}

static void test_suite(void **state)
{
	DIR *d = opendir(folder);
	struct dirent *e;
	int n = 0;

	(void)state;
	assert_non_null(d);
	while ((e = readdir(d)) != NULL) {
		if (e->d_name[0] == '.')
			continue;
		int rc = look(e->d_name);

		if ((e->d_name[0] == 'y' && rc) || (e->d_name[0] == 'n' && !rc))
			fail_msg("%s", e->d_name);
		n++;
	}
	closedir(d);
	assert_true(n > 300);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_suite) };
	const char *corpus = getenv("CORPUS");
	DIR *d;

	snprintf(folder, sizeof(folder), "%s/badinput/JSONTestSuite/test_parsing",
		corpus ? corpus : "../shared/data");
	d = opendir(folder);
	if (!d) {
		puts("1..0 # SKIP no JSONTestSuite here (CORPUS=)");
		return 0;
	}
	closedir(d);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
