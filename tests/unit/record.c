/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Records against the table of their types: defects and where they are,
 * references and files, columns, the canonical spelling, field=value.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#undef fail /* err.h's is meant */

#include "dossierfs/derive.h"
#include "dossierfs/err.h"
#include "dossierfs/json.h"
#include "dossierfs/record.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))
#define ISSUE "\"type\":\"issue\",\"id\":\"I-1\",\"title\":\"t\"," \
	"\"product\":\"P\",\"identified_on\":\"2024-01-01\",\"state\":\"new\""

/* 2024-06-30, on which these tests record. */
enum { TODAY = 19904 };

static struct json *parsed(const char *text)
{
	struct json *j;

	assert_int_equal(json_parse(&j, text, strlen(text), 0), 0);
	return j;
}

static int note_defect(const char *pointer, const char *expected, void *arg)
{
	assert_true(strlen(expected) > 0);
	buf_printf(arg, "%s ", pointer);
	return 0;
}

/* The pointers of all defects, a blank behind each. */
static void assert_defects(const char *type, const char *text,
	const char *wanted)
{
	auto_json j = parsed(text);
	auto_buf found = BUF_INIT;

	assert_int_equal(record_check(record_type_find(type), j, TODAY,
		note_defect, &found), 0);
	assert_string_equal(buf_text(&found), wanted);
}

static void test_whole_records(void **state)
{
	(void)state;
	assert_defects("issue", "{" ISSUE "}", "");
	assert_defects("issue", "{" ISSUE ",\"unknown\":{\"severity\":1},"
		"\"severity\":{\"score\":10,\"more\":[]},\"owner\":\"Ann\","
		"\"references\":[],\"third_party\":{\"public_before\":true}}", "");
	assert_defects("issue", "{" ISSUE ",\"owner\":{\"name\":\"A\",\"role\":\"r\"},"
		"\"acceptance\":{\"expires_on\":\"2099-01-01\"},"
		"\"disclosure\":{\"until\":\"2099-01-01\",\"on\":\"2024-07-01\"}}", "");
}

static void test_defects_by_pointer(void **state)
{
	static const struct {
		const char *fields;
		const char *wanted;
	} cases[] = {
		{ ",\"severity\":\"high\"", "/severity " },
		{ ",\"severity\":{\"level\":\"huge\",\"score\":10.1}", "/severity/score /severity/level " },
		{ ",\"severity\":{\"score\":7.55}", "/severity/score " },
		{ ",\"severity\":{\"score\":\"7\"}", "/severity/score " },
		{ ",\"items\":\"IT-1\"", "/items " },
		{ ",\"items\":[\"a\",5,null]", "/items/1 /items/2 " },
		{ ",\"route\":{\"way\":[\"resolution\",\"other\"]}", "/route/way/1 " },
		{ ",\"confirmed_on\":\"2024-07-02\"", "/confirmed_on " },
		{ ",\"confirmed_on\":\"2024-02-30\"", "/confirmed_on " },
		{ ",\"confirmed_on\":20240101", "/confirmed_on " },
		{ ",\"owner\":{\"role\":\"r\"}", "/owner/name " },
		{ ",\"owner\":{\"name\":\"A\",\"role\":1}", "/owner/role " },
		{ ",\"owner\":[\"A\"]", "/owner " },
		{ ",\"description\":null", "/description " },
		{ ",\"disclosure\":{\"advisory\":[]}", "/disclosure/advisory " },
		{ ",\"disclosure\":{\"advisory\":{\"published_on\":\"x\"}}", "/disclosure/advisory/published_on " },
	};
	char text[512];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		snprintf(text, sizeof(text), "{" ISSUE "%s}", cases[i].fields);
		assert_defects("issue", text, cases[i].wanted);
	}
}

static void test_missing_and_wrong_heads(void **state)
{
	(void)state;
	assert_defects("issue", "[]", " ");
	assert_defects("issue", "{}", "/type /id /product /identified_on /state ");
	assert_defects("product", "{\"type\":\"issue\",\"id\":\"../x\",\"title\":5,"
		"\"supported_from\":\"2030-01-01\"}", "/type /id /title ");
	assert_defects("change", "{\"type\":\"change\",\"id\":\"C\",\"issues\":[],"
		"\"author\":\" \"}", "/issues /author ");
	assert_defects("install_base", "{\"type\":\"install_base\",\"id\":\"C\","
		"\"release\":\"R\",\"on\":\"2024-01-01\",\"count\":1.0}", "/count ");
	assert_defects("install_base", "{\"type\":\"install_base\",\"id\":\"C\","
		"\"release\":\"R\",\"on\":\"2024-01-01\",\"count\":-1}", "/count ");
}

static void test_files(void **state)
{
	(void)state;
	assert_defects("document", "{\"type\":\"document\",\"id\":\"D\","
		"\"file\":{\"name\":\"a/b\",\"sha256\":\"x\",\"size\":-1,\"media_type\":1}}",
		"/file/name /file/sha256 /file/size /file/media_type ");
	assert_defects("document", "{\"type\":\"document\",\"id\":\"D\",\"file\":\"a\"}",
		"/file ");
	assert_defects("update", "{\"type\":\"update\",\"id\":\"U\",\"security\":true,"
		"\"artifacts\":[{\"name\":\"a.bin\"},{\"name\":\"A.BIN\"},7,"
		"{\"name\":\"b\",\"integrity\":{\"signature_file\":\"s\"}},"
		"{\"name\":\"c\",\"integrity\":{\"signature_file\":\"s\",\"manifest_file\":\"S\"}}]}",
		"/artifacts/2 /artifacts/1/name /artifacts/4/integrity/manifest_file ");
}

static int note_reference(const char *pointer, const char *wanted,
	const char *target, void *arg)
{
	buf_printf(arg, "%s %s %s; ", pointer, wanted, target);
	return 0;
}

static int note_file(const char *pointer, const char *name,
	const char *sha256, void *arg)
{
	buf_printf(arg, "%s %s %s; ", pointer, name, sha256 ? sha256 : "-");
	return 0;
}

static void test_references_and_files(void **state)
{
	auto_json j = parsed("{\"fixes\":[\"I-1\",5,\"I-2\"],\"product\":\"P\","
		"\"mitigation\":{\"notification\":\"N\"},\"artifacts\":[{\"name\":\"a\","
		"\"sha256\":\"00\",\"integrity\":{\"key\":\"D\",\"signature_file\":\"a.sig\"}}]}");
	auto_json r = parsed("{\"record\":\"X\"}");
	auto_buf found = BUF_INIT;

	(void)state;
	record_references(record_type_find("update"), j, note_reference, &found);
	record_references(record_type_find("resolution"), r, note_reference, &found);
	assert_string_equal(found.data, "/product product P; /fixes/0 issue I-1; "
		"/fixes/2 issue I-2; /mitigation/notification notification N; "
		"/artifacts/0/integrity/key document D; /record * X; ");
	buf_cut(&found, 0);
	record_files(record_type_find("update"), j, note_file, &found);
	assert_string_equal(found.data, "/artifacts/0/name a 00; "
		"/artifacts/0/integrity/signature_file a.sig -; ");
}

static int stop(const char *pointer, const char *expected, void *arg)
{
	(void)pointer;
	(void)expected;
	++*(int *)arg;
	return 42;
}

static void test_a_walk_can_be_stopped(void **state)
{
	auto_json j = parsed("{}");
	int calls = 0;

	(void)state;
	assert_int_equal(record_check(record_type_find("issue"), j, TODAY,
		stop, &calls), 42);
	assert_int_equal(calls, 1);
}

static int note_row(const struct derived_table *t, int64_t n,
	const struct derived_value *values, void *arg)
{
	int i;

	buf_printf(arg, "%s %d:", t->name, (int)n);
	for (i = 0; i < t->count; i++) {
		if (values[i].kind == DERIVED_TEXT)
			buf_printf(arg, " %s=%s", t->columns[i], values[i].text);
		if (values[i].kind == DERIVED_INT && values[i].integer)
			buf_printf(arg, " %s=%d", t->columns[i],
				(int)values[i].integer);
		if (values[i].kind == DERIVED_REAL)
			buf_printf(arg, " %s=%.1f", t->columns[i],
				values[i].real);
	}
	buf_putc(arg, '\n');
	return 0;
}

static void assert_rows(const char *type, const char *text, const char *wanted)
{
	auto_json j = parsed(text);
	auto_buf rows = BUF_INIT;

	assert_int_equal(record_derive(record_type_find(type), j, note_row,
		&rows), 0);
	assert_string_equal(buf_text(&rows), wanted);
}

static void test_columns(void **state)
{
	(void)state;
	assert_rows("issue", "{" ISSUE ",\"owner\":{\"name\":\" Ann B.\",\"role\":\"TBD\"},"
		"\"description\":\"tbd\",\"rejected_reason\":\"two words\","
		"\"root_cause\":\"two words\",\"severity\":{\"score\":9,\"level\":\"huge\"},"
		"\"references\":[\"CVE-1\",\"n/a\",{\"b\":1,\"a\":[]}],\"items\":[],"
		"\"third_party\":{\"public_before\":false},"
		"\"disclosure\":{\"reason\":\"three small words\",\"advisory\":{\"authorities\":[\"x\"]}},"
		"\"route\":\"none\",\"verification\":{\"on\":\"2024-02-30\"}}",
		"d_issue -1: product=P identified_on=2024-01-01 items_listed=1"
		" owner= Ann B. owner_key=ann b. state=new severity_score=9.0"
		" references_listed=1 root_cause=two words"
		" disclosure_reason=three small words"
		" disclosure_advisory_authorities=[\"x\"]\n"
		"d_issue_references 0: value=CVE-1\n"
		"d_issue_references 1:\n"
		"d_issue_references 2: value={\"a\":[],\"b\":1}\n");
	assert_rows("review", "{\"issues\":[{\"id\":\"I-1\"},3],\"held_on\":5}",
		"d_review -1: issues_listed=1\n"
		"d_review_issues 0: issue=I-1\nd_review_issues 1:\n");
	assert_rows("document", "{\"version\":\"2\",\"file\":{\"name\":\"a\",\"size\":3,\"sha256\":\"x\"}}",
		"d_document -1: version_name=2 file_name=a file_size=3\n");
}

static void test_tables_have_distinct_columns(void **state)
{
	const struct derived_table *t;
	size_t i;
	int a, b;

	(void)state;
	for (i = 0; (t = derived_table(i)) != NULL; i++)
		for (a = 0; a < t->count; a++) {
			assert_string_not_equal(t->columns[a], "version");
			assert_string_not_equal(t->columns[a], "id");
			assert_string_not_equal(t->columns[a], "n");
			for (b = 0; b < a; b++)
				assert_string_not_equal(t->columns[a],
					t->columns[b]);
		}
	assert_true(i > 40);
}

static void test_canonical(void **state)
{
	auto_json j = parsed("{\"severity\":{\"score\":9,\"x\":9},\"score\":1.50,\"a\":-0}");
	auto_json k = parsed("{\"artifacts\":[{\"size\":-0},{\"size\":3.0}]}");
	auto_buf out = BUF_INIT;

	(void)state;
	record_canonical(&out, record_type_find("issue"), j);
	assert_string_equal(out.data, "{\n  \"a\": -0,\n  \"score\": 1.50,\n"
		"  \"severity\": {\n    \"score\": 9.0,\n    \"x\": 9\n  }\n}\n");
	assert_string_equal(json_number(json_at(j, "/severity/score")), "9");
	buf_cut(&out, 0);
	record_canonical(&out, record_type_find("update"), k);
	assert_non_null(strstr(out.data, "\"size\": 0\n"));
	assert_non_null(strstr(out.data, "\"size\": 3.0\n"));
}

/* Assigns all, in order; the last may be refused, with this in its sentence. */
static void assert_assigned(const char *const *pairs, const char *wanted,
	const char *sentence)
{
	const struct record_type *type = record_type_find("update");
	auto_json j = json_object();
	auto_buf out = BUF_INIT;
	int rc = 0;

	err_clear();
	for (; *pairs; pairs += 2) {
		assert_int_equal(rc, 0);
		rc = record_assign(type, j, pairs[0], pairs[1]);
	}
	if (sentence) {
		assert_true(rc < 0);
		assert_int_equal(err_status(), 2);
		assert_non_null(strstr(err_sentence(), sentence));
		return;
	}
	assert_int_equal(rc, 0);
	json_line(&out, j);
	assert_string_equal(buf_text(&out), wanted);
}

#define PAIRS(...) ((const char *const[]){ __VA_ARGS__, NULL })

static void test_assign(void **state)
{
	(void)state;
	assert_assigned(PAIRS("title", "[draft] {x}", "security", "true",
		"fixes[]", "I-1", "fixes[]", "I-2", "approval.state", "approved",
		"approval.by", "Ann", "approval.by.role", "lead"),
		"{\"approval\":{\"by\":{\"name\":\"Ann\",\"role\":\"lead\"},\"state\":\"approved\"},"
		"\"fixes\":[\"I-1\",\"I-2\"],\"security\":true,\"title\":\"[draft] {x}\"}", NULL);
	assert_assigned(PAIRS("artifacts[0].name", "a", "artifacts[0].size", "5",
		"artifacts[1].integrity.method", "hash",
		"artifacts[0].integrity.method", "hash",
		"artifacts[0].integrity.method", ""),
		"{\"artifacts\":[{\"name\":\"a\",\"size\":5},{\"integrity\":{\"method\":\"hash\"}}]}", NULL);
	assert_assigned(PAIRS("approval", "{\"own\":[1.50]}", "availability",
		"[{\"channel\":\"web\"}]", "availability[]", "{\"channel\":\"usb\"}"),
		"{\"approval\":{\"own\":[1.50]},\"availability\":[{\"channel\":\"web\"},{\"channel\":\"usb\"}]}", NULL);
	assert_assigned(PAIRS("mitigation.text", "x", "mitigation.text", "",
		"approval.on", ""), "{}", NULL);
}

static void test_assign_refuses(void **state)
{
	static const struct {
		const char *path;
		const char *value;
		const char *sentence;
	} bad[] = {
		{ "approvl.state", "x", "approval.state" },
		{ "scheme", "x", "artifacts[].integrity.scheme" },
		{ "id", "x", "cannot change" },
		{ "type", "issue", "cannot change" },
		{ "security", "yes", "true or false" },
		{ "artifacts[0].size", "many", "integer" },
		{ "artifacts[0].sha256", "AB", "64" },
		{ "artifacts[3].name", "a", "the list has 0" },
		{ "artifacts[].name", "a", "artifacts[0]" },
		{ "artifacts[0].name", "../x", "slash" },
		{ "approval", "approved", "approval.FIELD" },
		{ "fixes", "I-1", "fixes[]" },
		{ "approval.state", "maybe", "one of approved" },
		{ "available_on", "2024-13-01", "a day that exists" },
		{ "approval", "{\"a\":1,\"a\":2}", "byte 7" },
		{ "", "x", "name of a field" },
		{ "a..b", "x", "name of a field" },
		{ "fixes[-1]", "x", "name of a field" },
		{ "fixes[1", "x", "name of a field" },
		{ "title", "\xff", "UTF-8" },
		{ "approval.state.more", "x", "no such field" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(bad); i++)
		assert_assigned(PAIRS(bad[i].path, bad[i].value), NULL,
			bad[i].sentence);
}

static void test_refusals_name_record_and_place(void **state)
{
	static const char *const cases[][2] = {
		{ "[]", "expected a record" },
		{ "{\"id\":\"X\"}", "X: /type: expected a record type" },
		{ "{\"type\":\"isue\",\"id\":\"X\"}", "X: /type: expected a record type, not \"isue\"" },
		{ "{\"type\":\"issue\",\"id\":\"X\"}", "X: /title: expected a title" },
		{ "{\"type\":\"issue\",\"title\":\"t\"}", "a record without id: /id: expected an id" },
		{ "{" ISSUE ",\"severity\":{\"level\":\"x\"}}",
			"I-1: /severity/level: expected one of critical, high, medium, low, none" },
	};
	const struct record_type *type;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		auto_json j = parsed(cases[i][0]);

		assert_true(record_refuse(&type, j, TODAY) < 0);
		assert_int_equal(err_status(), 2);
		assert_memory_equal(err_sentence(), cases[i][1],
			strlen(cases[i][1]));
	}
}

/* Names that have hurt other programs are nobody's id. */
static void test_no_type_takes_a_hostile_id(void **state)
{
	static const char *const ids[] = { "../../etc/passwd", "/", "", ".",
		"..", "a/b", "-rf", "$(id)", "`id`", "a\nb", "\033[2J",
		"\xe2\x80\xaegnp.exe", "e\xcc\x81", "\xc3\xa9", "CON", "NUL.txt",
		"COM1", "x.", "x ", " x", "a:b", "a\\b", "<script>", "README",
		"index", "undated", "I-1.history", "I-1.findings", "I-1.ERROR",
		".git" };
	const struct record_type *type;
	size_t i;

	(void)state;
	for (type = record_types; type->name; type++)
		for (i = 0; i < COUNT(ids); i++) {
			auto_json j = json_object();
			auto_buf found = BUF_INIT;

			json_set_text(j, "type", type->name);
			json_set_text(j, "id", ids[i]);
			record_check(type, j, TODAY, note_defect, &found);
			assert_memory_equal(buf_text(&found), "/id ", 4);
		}
}

static void test_year(void **state)
{
	auto_json j = parsed("{\"identified_on\":\"2024-02-01\",\"made_on\":\"x\"}");
	char year[8];

	(void)state;
	assert_string_equal(record_year(record_type_find("issue"), j, year), "2024");
	assert_string_equal(record_year(record_type_find("change"), j, year), "undated");
	assert_string_equal(record_year(record_type_find("update"), j, year), "undated");
	assert_null(record_year(record_type_find("item"), j, year));
	assert_null(record_type_find("finding"));
	assert_null(record_type_find(NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole_records),
		cmocka_unit_test(test_defects_by_pointer),
		cmocka_unit_test(test_missing_and_wrong_heads),
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_references_and_files),
		cmocka_unit_test(test_a_walk_can_be_stopped),
		cmocka_unit_test(test_columns),
		cmocka_unit_test(test_tables_have_distinct_columns),
		cmocka_unit_test(test_canonical),
		cmocka_unit_test(test_assign),
		cmocka_unit_test(test_assign_refuses),
		cmocka_unit_test(test_refusals_name_record_and_place),
		cmocka_unit_test(test_no_type_takes_a_hostile_id),
		cmocka_unit_test(test_year),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
