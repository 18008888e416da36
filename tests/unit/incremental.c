/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Judging from one state to the next gives what judging from nothing gives:
 * after random changes of records of every type, over random days, in several
 * dossiers.
 *
 *   INCREMENTAL_CHANGES  how many (2000); INCREMENTAL_SEED  where they begin (1)
 */
#include "judged.h"

enum { IDS = 10, PRODUCTS = 5, EACH = 250 };

/* What is made, as often as it stands here: what rules read most. */
static const char *const kinds[] = {
	"issue", "issue", "issue", "issue", "issue", "issue", "update",
	"update", "update", "notification", "notification", "notice",
	"change", "change", "document", "document", "activity", "activity",
	"disposition", "review", "review", "surface", "attestation",
	"applicability", "surface", "review",
};

/* What a product's records hang on. */
static const char *const frames[] = {
	"product", "release", "release", "release", "item", "item", "policy",
};

/* A value for one leaf; few of each kind, and often the first product and the
 * day itself, so that records meet. */
static void put_value(struct buf *out, const struct field *f)
{
	static const char *const words[] = {
		"it cannot be reached from outside", "no effect on the pump",
		"tbd", "the same reason once more",
	};

	switch (f->kind) {
	case FIELD_DATE:
		put_day(out, roll(2) ? today - 40 + (int32_t)roll(
			f->flags & FIELD_AHEAD ? 80 : 41) : today);
		break;
	case FIELD_CHOICE:
		buf_puts(out, choose(f->arg));
		break;
	case FIELD_REF:
		buf_printf(out, "%s-%u", f->arg, strcmp(f->arg, "product") ?
			roll(IDS) : roll(2) ? roll(PRODUCTS) : 0);
		break;
	case FIELD_PERSON:
		buf_puts(out, choose("Ann|Bo|Cem"));
		break;
	case FIELD_BOOL:
		buf_puts(out, choose("true|true|false"));
		break;
	case FIELD_INT:
		buf_printf(out, "%u", roll(4) ? 1 + roll(30) : 0);
		break;
	case FIELD_SCORE:
		buf_printf(out, "%u.%u", roll(10), roll(10));
		break;
	default:
		buf_puts(out, words[roll(4)]);
	}
}

/* Fields whose words mean something to a rule. */
static const char *special(const char *path)
{
	static const struct {
		const char *path, *values;
	} all[] = {
		{ "fingerprint", "f0|f1|f2|f3" },
		{ "purls[]", "pkg:npm/x|pkg:npm/y" },
		{ "commit", "abc|def" },
		{ "subject", "9.5-1|9.5-8|6.3-1|activity:dast|activity:sast" },
		{ "availability[].audience", "all|all|some" },
		{ "title", "PSIRT closure|Security update procedure|Report" },
		{ "aspect", "1|2" }, { "signal", "9.5-content" },
		{ "severity.cvss",
		  "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H" },
		{ "sast", "each_release|20" }, { "max_same", "1|1|2|0" }, { "findings_total", "0|2" },
		{ "interfaces[]", "usb|radio" }, { "interface", "usb|radio" },
		{ "document_sha256", "00" }, { "third_party.public_before",
		  "" },
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		if (!strcmp(all[i].path, path))
			return all[i].values;
	return NULL;
}

/* Sets a leaf, or takes it away; what the record's rules refuse stays. */
static void set_leaf(const struct record_type *type, struct json *record,
	const struct field *f)
{
	auto_buf path = BUF_INIT;
	auto_buf value = BUF_INIT;
	const char *words = special(f->path);
	const char *list = strstr(f->path, "[].");

	if (f->kind == FIELD_FILE || f->kind == FIELD_SHA256 ||
		(words && !*words))
		return;
	if (list)
		buf_printf(&path, "%.*s[%u].%s", (int)(list - f->path), f->path,
			roll(2), list + 3);
	else
		buf_puts(&path, f->path);
	if (roll(8) == 0 && !(f->flags & FIELD_REQUIRED))
		buf_cut(&value, 0);
	else if (words)
		buf_puts(&value, choose(words));
	else
		put_value(&value, f);
	if (record_assign(type, record, buf_text(&path), buf_text(&value)))
		err_clear();
}

static struct json *present(struct store *st, const char *id)
{
	auto_buf text = BUF_INIT;
	struct json *out = NULL;

	if (store_record(st, id, &text) ||
		json_parse(&out, buf_text(&text), text.len, 0))
		err_clear();
	return out;
}

/* An SBOM of one component, or what is none. */
static int put_bill(struct change *c, const struct record_type *type,
	struct json *record, const char *id)
{
	auto_buf bill = BUF_INIT, file = BUF_INIT;
	char sha256[65];
	int rc;

	buf_printf(&bill, "{\"bomFormat\":\"%s\",\"specVersion\":\"1.5\","
		"\"version\":1,\"components\":[{\"type\":\"library\","
		"\"name\":\"x\",\"version\":\"1\",\"purl\":\"pkg:npm/%s@%u\"}]}",
		roll(9) ? "CycloneDX" : "none", choose("x|y|z"), roll(999));
	rc = change_put_file(c, id, "bill.json", buf_text(&bill), bill.len,
		sha256);
	buf_printf(&file, "{\"name\":\"bill.json\",\"sha256\":\"%s\","
		"\"size\":%zu}", sha256, bill.len);
	return rc ? rc : record_assign(type, record, "file", buf_text(&file));
}

/* A file for a document, and findings for an activity. */
static int put_bytes(struct change *c, const struct record_type *type,
	struct json *record, const char *id)
{
	auto_buf text = BUF_INIT;

	if (!strcmp(type->name, "activity") && roll(2)) {
		for (uint32_t n = roll(3); n; n--)
			buf_printf(&text, "{\"class\":\"%s\",\"fingerprint\":"
				"\"f%u\",\"level\":\"error\"}\n",
				choose("vulnerability|weakness"), roll(4));
		return change_put_findings(c, id, buf_text(&text), text.len);
	}
	if (strcmp(type->name, "document") ||
		(roll(2) && json_get(record, "file")))
		return 0;
	return put_bill(c, type, record, id);
}

/* Of how many leaves one is set where the record is there: most of what a
 * product's records have says nothing to others. */
static uint32_t leaves(const char *kind)
{
	for (size_t i = 0; i < sizeof(frames) / sizeof(*frames); i++)
		if (!strcmp(frames[i], kind))
			return 4;
	return 12;
}

static int put_record(struct change *c, struct store *st, const char *kind)
{
	const struct record_type *type = record_type_find(kind);
	bool few = !strcmp(kind, "product");
	auto_json record = NULL;
	char id[48];
	int fresh;
	int rc;

	snprintf(id, sizeof(id), "%s-%u", kind, roll(few ? PRODUCTS : IDS));
	record = present(st, id);
	fresh = !record;
	if (!fresh && roll(25) == 0)
		return change_withdraw(c, id);
	if (fresh) {
		record = json_object();
		json_set_text(record, "type", kind);
		json_set_text(record, "id", id);
		json_set_text(record, "title", choose(
			"PSIRT closure|Security update notification|Report"));
	}
	for (const struct field *f = type->fields; f->path; f++)
		if (fresh ? f->flags & FIELD_REQUIRED || roll(5) < 3 ||
			!strcmp(f->path, "sbom") : roll(leaves(kind)) == 0)
			set_leaf(type, record, f);
	rc = put_bytes(c, type, record, id);
	return rc ? rc : change_put(c, record);
}

/* One change-set; whether it was taken. */
static bool change(struct store *st)
{
	struct authorship by = { "Ann", NULL, "a reason",
		(int64_t)today * DAY + roll(DAY) };
	struct change *c;
	int rc;

	assert_int_equal(change_begin(&c, st, &by), 0);
	rc = put_record(c, st, (today == FIRST_DAY && roll(2)) || roll(6) == 0 ?
		frames[roll(sizeof(frames) / sizeof(*frames))] :
		kinds[roll(sizeof(kinds) / sizeof(*kinds))]);
	if (rc)
		change_drop(c);
	else
		rc = change_commit(c, NULL);
	err_clear();
	return !rc;
}

/* Changes a field of an issue, or takes it away. */
static void put_told(struct change *c, struct store *st, uint32_t n,
	const char *field)
{
	static const char *const values[] = { "Ann", "Bo", "[1, {}]",
		"{\"name\": \"Cem\", \"role\": 7}", "it is broken" };
	auto_json record = NULL;
	char id[48];

	snprintf(id, sizeof(id), "issue-%u", n);
	record = present(st, id);
	if (!record || record_assign(record_type_find("issue"), record, field,
		roll(6) ? values[roll(5)] : "") || change_put(c, record))
		err_clear();
}

/* Changes what no rule reads, in all issues; whether any was changed. */
static bool tell(struct store *st)
{
	struct authorship by = { "Ann", NULL, "a word",
		(int64_t)today * DAY + DAY - 1 };
	const char *of = choose("title|owner|root_cause|safety_impact|"
		"effectiveness_impact|references[]|origin.source");
	struct change *c;
	char field[40];

	snprintf(field, sizeof(field), "%s", of);
	assert_int_equal(change_begin(&c, st, &by), 0);
	for (uint32_t n = 0; n < IDS; n++)
		put_told(c, st, n, field);
	if (!change_is_empty(c))
		return !change_commit(c, NULL);
	change_drop(c);
	return false;
}

/* What was judged stays as it is where judging has nothing new to see; whether
 * that was so. */
static bool tell_and_compare(struct store *st)
{
	auto_buf before = BUF_INIT, after = BUF_INIT;
	int64_t moved;

	judge(st);
	dump_from_nothing(&before, st);
	if (!tell(st))
		return false;
	assert_int_equal(store_look(st, today, true), 0);
	assert_int_equal(assess_moved(&moved, NULL, st), 0);
	if (moved == store_seq(st))
		return false;
	judge(st);
	dump_from_nothing(&after, st);
	differing(buf_text(&before), buf_text(&after), "-");
	differing(buf_text(&after), buf_text(&before), "+");
	assert_string_equal(buf_text(&before), buf_text(&after));
	return true;
}

static int number(const char *name, int otherwise)
{
	const char *text = getenv(name);

	return text ? atoi(text) : otherwise;
}

/* So many changes of a new dossier; how many generations followed another. */
static int64_t change_and_compare(int first, int wanted, int *told)
{
	auto_store st = NULL;
	int taken = 0;

	seed = (uint64_t)first;
	today = FIRST_DAY;
	snprintf(dossier, sizeof(dossier), "%s/%d", folder, first);
	assert_int_equal(store_init(dossier), 0);
	assert_int_equal(store_open(&st, dossier, STORE_WRITE), 0);
	while (taken < wanted) {
		if (taken > 30 && roll(12) == 0)
			today += 1 + (int32_t)roll(roll(9) ? 2 : 12);
		assert_int_equal(store_look(st, today, true), 0);
		if (roll(5) == 0)
			reopen(&st);
		taken += change(st);
		if (roll(3) == 0)
			judge(st);
		if (roll(6) == 0)
			assert_int_equal(assess_ready(st), 0);
		if (roll(8) == 0)
			compare(st, taken);
		if (roll(24) == 0)
			*told += tell_and_compare(st);
	}
	compare(st, taken);
	print_message("# seed %d: %d changes over %d days, up to generation %d\n",
		first, taken, today - FIRST_DAY, (int)followed(st));
	return followed(st);
}

static void changes_are_judged_as_from_nothing(void **state)
{
	int wanted = number("INCREMENTAL_CHANGES", 2000);
	int first = number("INCREMENTAL_SEED", 1);
	int64_t generations = 0;
	int told = 0;

	(void)state;
	for (int done = 0; done < wanted; done += EACH)
		generations += change_and_compare(first++,
			wanted - done < EACH ? wanted - done : EACH, &told);
	assert_true(generations > wanted / 30);
	assert_true(told > wanted / 200);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(changes_are_judged_as_from_nothing),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
