/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import - fingerprints by their vectors, paths, package names, encodings and
 * shapes. The vectors are sha256sum's, of fields that each end in a NUL:
 *   printf 'vulnerability\0pkg:npm/lodash\0CVE-2021-23337\0' | sha256sum
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../model/import/intake.h"
#include "../../model/import/rating.h"
#include "../../model/import/sarif.h"
#include "../../model/import/scan.h"
#include "../../model/import/shape.h"
#include "dossierfs/err.h"
#include "dossierfs/sbom.h"

/* Last: cmocka has a macro fail(). */
#include <cmocka.h>

static void print_is(const struct finding *f, const char *tool,
	struct ordinals *seen, const char *wanted)
{
	auto_buf print = BUF_INIT;

	assert_int_equal(fingerprint(&print, f, tool, seen), 0);
	assert_string_equal(buf_text(&print), wanted);
}

static void vulnerabilities_agree_across_scanners(void **state)
{
	static const char *const ghsa[] = { "GHSA-35jh-r3h4-6jhm" };
	static const char *const cve[] = { "CVE-2021-23337" };
	static const char *const two[] = { "CVE-2020-2", "CVE-2020-1" };
	static const char wanted[] = "v1:460e9854470dc2b4b14d7cbd0b5721e0";
	struct ordinals seen = { 0 };
	struct finding f = {
		.class = "vulnerability", .purl = "pkg:npm/lodash@4.17.20",
		.vulnerability = "CVE-2021-23337", .aliases = ghsa,
		.alias_count = 1, .own = "theirs",
	};

	(void)state;
	print_is(&f, "Trivy", &seen, wanted);
	f.vulnerability = ghsa[0];
	f.aliases = cve;
	f.purl = "pkg:npm/lodash@4.17.19?arch=any#sub";
	print_is(&f, "Grype", &seen, wanted);
	print_is(&f, "Grype", &seen, wanted);
	/* An advisory on two CVEs is itself. */
	f.aliases = two;
	f.alias_count = 2;
	assert_string_equal(vulnerability_identity(&f), ghsa[0]);
	f.alias_count = 0;
	assert_string_equal(vulnerability_identity(&f), ghsa[0]);
	ordinals_free(&seen);
}

static void equal_findings_are_told_apart_by_order(void **state)
{
	struct ordinals seen = { 0 };
	struct finding f = {
		.class = "code", .rule = "R1", .file = "src/a.c",
		.text = "\tstrcpy(a,  b);\n", .message = "line 7",
	};

	(void)state;
	print_is(&f, "Tool", &seen, "v1:0aed8e94a9daaed4b016ba055e97825e");
	print_is(&f, "TOOL", &seen, "v1:a6a2b469cd896ac861276bde0cf53d8c");
	f.text = NULL;
	print_is(&f, "Tool", &seen, "v1:68145e799ff41c3b2c8f1688d22e5958");
	ordinals_free(&seen);
	f.message = "line 12345";
	print_is(&f, "Tool", &seen, "v1:68145e799ff41c3b2c8f1688d22e5958");
	ordinals_free(&seen);
}

static void a_report_s_own_fingerprint_stays(void **state)
{
	struct ordinals seen = { 0 };
	struct finding f = { .class = "code", .own = "sarif:T:R:k=1" };

	(void)state;
	print_is(&f, "T", &seen, "sarif:T:R:k=1");
	/* A vulnerability without a package cannot agree with another's. */
	f.vulnerability = "CVE-2020-1";
	print_is(&f, "T", &seen, "sarif:T:R:k=1");
	ordinals_free(&seen);
}

static void many_ordinals_stay_linear_and_right(void **state)
{
	struct ordinals seen = { 0 };
	struct finding f = { .class = "code", .text = "same" };
	auto_buf first = BUF_INIT;
	auto_buf last = BUF_INIT;
	char rule[16];

	(void)state;
	for (int i = 0; i < 20000; i++) {
		auto_buf print = BUF_INIT;

		f.rule = rule;
		snprintf(rule, sizeof rule, "R%d", i);
		assert_int_equal(fingerprint(&print, &f, "T", &seen), 0);
		if (!i)
			buf_puts(&first, buf_text(&print));
	}
	assert_int_equal(seen.used, 20000);
	strcpy(rule, "R0");
	assert_int_equal(fingerprint(&last, &f, "T", &seen), 0);
	assert_string_not_equal(buf_text(&first), buf_text(&last));
	ordinals_free(&seen);
}

static void package_is(const char *purl, const char *wanted)
{
	auto_buf out = BUF_INIT;

	purl_package(&out, purl);
	assert_string_equal(buf_text(&out), wanted);
}

static void packages_are_purls_without_version(void **state)
{
	(void)state;
	package_is("pkg:deb/debian/apt@1.8.2?arch=amd64", "pkg:deb/debian/apt");
	package_is("pkg:npm/%40angular/core@12.0.0", "pkg:npm/@angular/core");
	package_is("pkg:npm/@angular/core", "pkg:npm/@angular/core");
	package_is("pkg:npm/@angular", "pkg:npm/@angular");
	package_is("pkg:golang/github.com/Docker/cli@v2%2Bincompatible",
		"pkg:golang/github.com/docker/cli");
	package_is("pkg:pypi/Zope_Interface@1", "pkg:pypi/zope-interface");
	package_is("pkg:generic/a%00b%zz@1", "pkg:generic/a%00b%zz");
	package_is("not a purl", "");
	package_is("", "");
}

static void ids_of_vulnerabilities_are_known(void **state)
{
	(void)state;
	assert_int_equal(vulnerability_id("CVE-2021-23337"), 14);
	assert_int_equal(vulnerability_id("CVE-2018-1000001-libc"), 16);
	assert_int_equal(vulnerability_id("GHSA-35jh-r3h4-6jhm"), 19);
	assert_int_equal(vulnerability_id("GHSA-35jh-r3h4"), 0);
	assert_int_equal(vulnerability_id("CVE-21-1"), 0);
	assert_int_equal(vulnerability_id("R1"), 0);
	assert_int_equal(vulnerability_id(""), 0);
}

static void path_is(const char *uri, const char *wanted)
{
	const char *bases[] = { "file:///home/ci/build/", "file:///home/" };
	const struct sarif_run run = { .bases = bases, .base_count = 2 };
	auto_buf out = BUF_INIT;

	sarif_path(&out, &run, uri);
	assert_string_equal(buf_text(&out), wanted);
}

static void paths_lose_what_differs_between_machines(void **state)
{
	(void)state;
	path_is("src/a.c", "src/a.c");
	path_is("./src/a.c", "src/a.c");
	path_is("/src/a.c", "src/a.c");
	path_is("file:///home/ci/build/src/a.c", "src/a.c");
	path_is("file:///home/me/src/a.c", "me/src/a.c");
	path_is("file://host/share/a.c", "share/a.c");
	path_is("file:///C:/src/a%20b.c", "src/a b.c");
	path_is("C:\\src\\a.c", "src/a.c");
	path_is("a%0ab.c", "a%0ab.c");
	path_is("a%ff.c", "a%ff.c");
	path_is("a%", "a%");
	path_is("", "");
}

static void utf16_and_marks_are_converted(void **state)
{
	auto_buf out = BUF_INIT;

	(void)state;
	assert_int_equal(utf8_from(&out, "\xff\xfe{\0\x3d\xd8\x00\xde", 8), 1);
	assert_string_equal(buf_text(&out), "{\xf0\x9f\x98\x80");
	buf_free(&out);
	assert_int_equal(utf8_from(&out, "\xfe\xff\0{\x65\xe5", 6), 1);
	assert_string_equal(buf_text(&out), "{\xe6\x97\xa5");
	buf_free(&out);
	assert_int_equal(utf8_from(&out, "\xef\xbb\xbf{}", 5), 1);
	assert_string_equal(buf_text(&out), "{}");
	buf_free(&out);
	assert_int_equal(utf8_from(&out, "{}", 2), 0);
	assert_true(utf8_from(&out, "\xff\xfe{", 3) < 0);
	assert_true(utf8_from(&out, "\xff\xfe\x00\xde", 4) < 0);
	assert_true(utf8_from(&out, "\xff\xfe\x3d\xd8", 4) < 0);
}

static void day_is(const char *text, bool good, int32_t wanted)
{
	int32_t day = -1;

	assert_int_equal(report_day(&day, text), good);
	if (good)
		assert_int_equal(day, wanted);
}

static void days_of_reports_are_read(void **state)
{
	(void)state;
	day_is("2021-08-25T12:20:30.000000005Z", true, 18864);
	day_is("2021-08-25T23:20:30-02:00", true, 18865);
	day_is("2021-08-25T12:20:30", true, 18864);
	day_is("2021-08-25", true, 18864);
	day_is("2021-08-25x", false, 0);
	day_is("0001-01-01T00:00:00Z", false, 0);
	day_is("yesterday", false, 0);
	day_is("", false, 0);
	day_is(NULL, false, 0);
}

static const struct shape whole = { .kind = SHAPE_WHOLE };
static const struct shape wholes = { .kind = SHAPE_LIST, .element = &whole };
static const struct shape thing = { .kind = SHAPE_OBJECT,
	.members = (const struct shape_member[]) {
		{ "n/m", 0, &wholes },
		{ "late", 16, &whole },
		{ NULL, 0, NULL },
	} };

static void shape_says(const char *text, unsigned edition, const char *wanted)
{
	auto_json j = NULL;

	err_clear();
	assert_int_equal(json_parse(&j, text, strlen(text), 0), 0);
	assert_int_equal(shape_check(j, &thing, edition, NULL) < 0, *wanted != 0);
	assert_string_equal(err_sentence(), wanted);
	err_clear();
}

static void shapes_name_the_place_and_the_expectation(void **state)
{
	(void)state;
	shape_says("{\"n/m\":[1,2.0],\"other\":{}}", 15, "");
	shape_says("{\"n/m\":null}", 15, "");
	shape_says("{\"n/m\":[1,0]}", 15, "/n~1m/1: expected a whole number from 1");
	shape_says("{\"n/m\":[1e400]}", 15, "/n~1m/0: expected a whole number from 1");
	shape_says("{\"n/m\":{}}", 15, "/n~1m: expected a list");
	shape_says("[]", 15, "/: expected an object");
	shape_says("{}", 16, "/: expected a member \"late\"");
}

static void the_newest_rating_counts(void **state)
{
	struct rating r = { 0 };
	auto_json score = json_new_number("9.8");
	auto_json low = json_new_number("5");

	(void)state;
	rating_take(&r, "AV:N/AC:L/Au:N/C:P/I:P/A:P", low);
	assert_string_equal(r.score, "5.0");
	rating_take(&r, "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", score);
	assert_string_equal(r.score, "9.8");
	rating_take(&r, "AV:N/AC:L/Au:N/C:P/I:P/A:P", low);
	rating_take(&r, NULL, low);
	assert_string_equal(r.score, "9.8");
	assert_int_equal(r.version, 31);
}

static int put(const char *purl, const char *name, const char *version,
	void *arg)
{
	struct buf *out = arg;

	buf_printf(out, "%s %s %s\n", purl ? purl : "-", name ? name : "-",
		version ? version : "-");
	return 0;
}

static void bill_is(const char *text, const char *wanted)
{
	auto_buf out = BUF_INIT;

	assert_int_equal(sbom_components(text, strlen(text), put, &out), 0);
	assert_string_equal(buf_text(&out), wanted);
}

static void components_of_bills_are_read(void **state)
{
	auto_buf out = BUF_INIT;

	(void)state;
	bill_is("{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.2\",\"components\":"
		"[{\"name\":\"a\",\"version\":\"1\",\"purl\":\"pkg:npm/a@1\",\"components\":"
		"[{\"name\":\"b\\u0000\"}]},{\"name\":\"c\",\"evidence\":{\"identity\":"
		"[{\"field\":\"purl\",\"concludedValue\":\"pkg:npm/c\"},"
		"{\"field\":\"purl\",\"concludedValue\":\"pkg:npm/d\"}]}}]}",
		"pkg:npm/a@1 a 1\n- b\xef\xbf\xbd -\npkg:npm/c c -\npkg:npm/d c -\n");
	bill_is("{\"spdxVersion\":\"SPDX-2.3\",\"packages\":[{\"name\":\"a\","
		"\"versionInfo\":\"NOASSERTION\",\"externalRefs\":[{\"referenceType\":"
		"\"purl\",\"referenceLocator\":\"pkg:deb/a\"}]},{\"name\":\"b\"}]}",
		"pkg:deb/a a -\n- b -\n");
	assert_true(sbom_components("{}", 2, put, &out) < 0);
	assert_true(sbom_components("{", 1, put, &out) < 0);
	err_clear();
	assert_true(sbom_covers("pkg:npm/a", "pkg:npm/a@1"));
	assert_true(sbom_covers("pkg:npm/a", "pkg:npm/a"));
	assert_false(sbom_covers("pkg:npm/a", "pkg:npm/ab"));
	assert_false(sbom_covers("", "pkg:npm/ab"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(vulnerabilities_agree_across_scanners),
		cmocka_unit_test(equal_findings_are_told_apart_by_order),
		cmocka_unit_test(a_report_s_own_fingerprint_stays),
		cmocka_unit_test(many_ordinals_stay_linear_and_right),
		cmocka_unit_test(packages_are_purls_without_version),
		cmocka_unit_test(ids_of_vulnerabilities_are_known),
		cmocka_unit_test(paths_lose_what_differs_between_machines),
		cmocka_unit_test(utf16_and_marks_are_converted),
		cmocka_unit_test(days_of_reports_are_read),
		cmocka_unit_test(shapes_name_the_place_and_the_expectation),
		cmocka_unit_test(the_newest_rating_counts),
		cmocka_unit_test(components_of_bills_are_read),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
