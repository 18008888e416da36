/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Judging from one state to the next gives what judging from nothing gives:
 * after random changes of records of every type, over random days, in several
 * dossiers.
 *
 *   INCREMENTAL_CHANGES  how many (2000); INCREMENTAL_SEED  where they begin (1)
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#undef fail /* ours is meant */

#include "dossierfs/assess.h"
#include "dossierfs/change.h"
#include "dossierfs/date.h"
#include "dossierfs/err.h"
#include "dossierfs/json.h"
#include "dossierfs/query.h"
#include "dossierfs/record.h"
#include "dossierfs/store.h"

enum { DAY = 86400, FIRST_DAY = 20480, IDS = 10, PRODUCTS = 5, EACH = 250 };

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

static char folder[64];
static char dossier[80];
static uint64_t seed;
static int32_t today = FIRST_DAY;

/* splitmix64 */
static uint32_t roll(uint32_t n)
{
	uint64_t z = (seed += 0x9e3779b97f4a7c15u);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return (uint32_t)((z ^ (z >> 31)) % n);
}

static const char *choose(const char *choices)
{
	static char out[40];
	uint32_t n = 1;

	for (const char *s = choices; *s; s++)
		n += *s == '|';
	for (n = roll(n); n; n--)
		choices = strchr(choices, '|') + 1;
	snprintf(out, sizeof(out), "%.*s", (int)strcspn(choices, "|"), choices);
	return out;
}

static void put_day(struct buf *out, int32_t day)
{
	char text[DAY_TEXT];

	buf_puts(out, day_format(text, day));
}

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

/* Everything that was judged, a line a row. */
static void dump(struct buf *out, struct store *st)
{
	static const char *const all[] = {
		"select 'verdict', constraint_id, verdict, why, met, partly,"
		" not_met, unknown, not_applicable, waiting from temp.verdict"
		" order by place",
		"select 'member', * from temp.member"
		" order by 2, 3, 4, 5, 6, 7, 8, 9",
		"select distinct 'reported', * from temp.reported order by 2, 3, 4",
		"select 'gap', * from temp.gap order by 2, 3",
		"select 'signal', * from temp.signal order by 2, 3, 4",
		"select 'link', * from temp.missing_link order by 2",
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		auto_query q = NULL;

		assert_int_equal(query_open_text(&q, st, all[i], NULL), 0);
		while (query_next(q) > 0) {
			for (int k = 0; k < query_columns(q); k++)
				buf_printf(out, "%s|", query_text(q, k) ?
					query_text(q, k) : "");
			buf_putc(out, '\n');
		}
	}
	assert_int_equal(buf_done(out), 0);
}

static void judge(struct store *st)
{
	int rc = assess(st, NULL);

	if (rc)
		print_message("# %s\n", err_sentence());
	assert_int_equal(rc, 0);
}

/* The same state from nothing; what was kept is kept on. */
static void dump_from_nothing(struct buf *out, struct store *st)
{
	static const char hide[] =
		"create temp table put_by as select * from cache.judged;"
		"delete from cache.judged; delete from temp.judged_for;";
	static const char show[] =
		"delete from cache.judged;"
		"insert into cache.judged select * from temp.put_by;"
		"drop table temp.put_by; delete from temp.judged_for;";

	assert_int_equal(store_run(st, hide), 0);
	judge(st);
	dump(out, st);
	assert_int_equal(store_run(st, show), 0);
	judge(st);
}

/* The lines that one has and the other has not. */
static void differing(const char *a, const char *b, const char *sign)
{
	while (*a) {
		size_t len = strcspn(a, "\n") + 1;
		bool there = false;

		for (const char *s = b; *s && !there; s += strcspn(s, "\n") + 1)
			there = !strncmp(s, a, len);
		if (!there)
			print_message("# %s %.*s", sign, (int)len, a);
		a += len;
	}
}

static void compare(struct store *st, int changes)
{
	auto_buf quick = BUF_INIT, slow = BUF_INIT;

	judge(st);
	dump(&quick, st);
	dump_from_nothing(&slow, st);
	if (!strcmp(buf_text(&quick), buf_text(&slow)))
		return;
	differing(buf_text(&quick), buf_text(&slow), "-");
	differing(buf_text(&slow), buf_text(&quick), "+");
	print_message("# after %d changes, on day %d\n", changes,
		today - FIRST_DAY);
	assert_string_equal(buf_text(&quick), "what is judged from nothing");
}

static int number(const char *name, int otherwise)
{
	const char *text = getenv(name);

	return text ? atoi(text) : otherwise;
}

/* How many generations stand on another. */
static int64_t followed(struct store *st)
{
	auto_query q = NULL;

	assert_int_equal(query_open_text(&q, st, "select max(gen) from"
		" cache.judged", NULL), 0);
	return query_next(q) > 0 ? query_int(q, 0) : 0;
}

/* As another process would go on: with what is kept, and nothing else. */
static void reopen(struct store **st)
{
	store_close(*st);
	assert_int_equal(store_open(st, dossier, STORE_WRITE), 0);
	assert_int_equal(store_look(*st, today, true), 0);
}

/* So many changes of a new dossier; how many generations followed another. */
static int64_t change_and_compare(int first, int wanted)
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

	(void)state;
	for (int done = 0; done < wanted; done += EACH)
		generations += change_and_compare(first++,
			wanted - done < EACH ? wanted - done : EACH);
	assert_true(generations > wanted / 30);
}

/* One change-set: the record, the day where it has an @. */
static void put(struct store *st, const char *record)
{
	struct authorship by = { "Ann", NULL, "a reason",
		(int64_t)today * DAY };
	auto_buf text = BUF_INIT;
	auto_json parsed = NULL;
	struct change *c;

	for (; *record; record++)
		if (*record == '@')
			put_day(&text, today);
		else
			buf_putc(&text, *record);
	assert_int_equal(json_parse(&parsed, buf_text(&text), text.len, 0), 0);
	assert_int_equal(change_begin(&c, st, &by), 0);
	assert_int_equal(change_put(c, parsed), 0);
	assert_int_equal(change_commit(c, NULL), 0);
	assert_int_equal(store_look(st, today, true), 0);
}

static void open_new(struct store **st, const char *name)
{
	today = FIRST_DAY;
	snprintf(dossier, sizeof(dossier), "%s/%s", folder, name);
	assert_int_equal(store_init(dossier), 0);
	assert_int_equal(store_open(st, dossier, STORE_WRITE), 0);
	put(*st, "{\"type\":\"product\",\"id\":\"P\",\"title\":\"P\","
		"\"supported_from\":\"2025-01-01\"}");
}

static void put_issue(struct store *st, int n, const char *more)
{
	char text[200];

	snprintf(text, sizeof(text), "{\"type\":\"issue\",\"id\":\"I%d\","
		"\"product\":\"P\",\"identified_on\":\"@\",%s}", n, more);
	put(st, text);
}

static void a_review_sees_what_is_recorded_on_its_day(void **state)
{
	auto_store st = NULL;

	(void)state;
	open_new(&st, "review");
	put(st, "{\"type\":\"release\",\"id\":\"R\",\"title\":\"R\","
		"\"product\":\"P\",\"version\":\"1\",\"released_on\":\"@\"}");
	put(st, "{\"type\":\"review\",\"id\":\"V\",\"title\":\"V\","
		"\"kind\":\"open_issues\",\"product\":\"P\","
		"\"release\":\"R\",\"held_on\":\"@\",\"issues\":[]}");
	compare(st, 3);
	put_issue(st, 1, "\"title\":\"I\",\"state\":\"new\","
		"\"origin\":{\"kind\":\"reactive\"}");
	compare(st, 4);
	assert_int_equal(followed(st), 2);
}

/* The sixth of a reason, and one of them later on. */
static void a_reason_too_often_is_said_of_all(void **state)
{
	static const char reason[] = "\"title\":\"%s\",\"state\":\"new\","
		"\"route\":{\"reason\":\"nobody can reach it\"}";
	auto_store st = NULL;
	char text[100];

	(void)state;
	open_new(&st, "reason");
	snprintf(text, sizeof(text), reason, "One");
	for (int n = 1; n <= 7; n++) {
		put_issue(st, n, text);
		if (n >= 5)
			compare(st, n);
	}
	snprintf(text, sizeof(text), reason, "Another");
	put_issue(st, 3, text);
	compare(st, 8);
	put_issue(st, 3, "\"title\":\"One\",\"state\":\"new\"");
	put_issue(st, 4, "\"title\":\"One\",\"state\":\"new\"");
	compare(st, 10);
	assert_int_equal(followed(st), 5);
}

static void what_a_review_lists_is_said_of_an_issue_that_changes(void **state)
{
	auto_store st = NULL;

	(void)state;
	open_new(&st, "listed");
	put_issue(st, 1, "\"title\":\"One\",\"state\":\"closed\"");
	put(st, "{\"type\":\"review\",\"id\":\"V\",\"title\":\"V\","
		"\"kind\":\"open_issues\",\"product\":\"P\","
		"\"held_on\":\"@\",\"issues\":[{\"id\":\"I1\"}]}");
	today += 2;
	assert_int_equal(store_look(st, today, true), 0);
	compare(st, 2);
	put_issue(st, 1, "\"title\":\"One\",\"state\":\"closed\","
		"\"severity\":{\"level\":\"low\"}");
	compare(st, 3);
	assert_int_equal(followed(st), 2);
}

static void what_a_review_lists_is_open_on_its_day(void **state)
{
	auto_store st = NULL;

	(void)state;
	open_new(&st, "open");
	put_issue(st, 1, "\"title\":\"One\",\"state\":\"closed\"");
	put(st, "{\"type\":\"review\",\"id\":\"V\",\"title\":\"V\","
		"\"kind\":\"open_issues\",\"product\":\"P\","
		"\"held_on\":\"@\",\"issues\":[{\"id\":\"I1\"}]}");
	compare(st, 2);
	put_issue(st, 1, "\"title\":\"One\",\"state\":\"new\"");
	compare(st, 3);
	assert_int_equal(followed(st), 2);
}

/* A day of the last three, today most of all. */
static const char *a_day(void)
{
	static char out[DAY_TEXT];

	return day_format(out, today - (roll(2) ? 0 : (int32_t)roll(3)));
}

static void put_release(struct store *st, uint32_t n)
{
	char text[200];

	snprintf(text, sizeof(text), "{\"type\":\"release\",\"id\":\"R%u\","
		"\"title\":\"R\",\"product\":\"P\",\"version\":\"1\","
		"\"released_on\":\"%s\"}", n, a_day());
	put(st, text);
}

static void put_minutes(struct store *st)
{
	struct authorship by = { "Ann", NULL, "a reason",
		(int64_t)today * DAY };
	auto_json record = json_object();
	char sha256[65], file[120];
	struct change *c;

	assert_int_equal(change_begin(&c, st, &by), 0);
	assert_int_equal(change_put_file(c, "M", "m", "said", 4, sha256), 0);
	snprintf(file, sizeof(file), "{\"name\":\"m\",\"sha256\":\"%s\","
		"\"size\":4}", sha256);
	json_set_text(record, "type", "document");
	json_set_text(record, "id", "M");
	json_set_text(record, "title", "M");
	assert_int_equal(record_assign(record_type_find("document"), record,
		"file", file), 0);
	assert_int_equal(change_put(c, record), 0);
	assert_int_equal(change_commit(c, NULL), 0);
	assert_int_equal(store_look(st, today, true), 0);
}

/* Lists some issues, those of another product among them. */
static void put_review(struct store *st)
{
	auto_buf text = BUF_INIT;
	uint32_t gap = 1 + roll(4);

	buf_printf(&text, "{\"type\":\"review\",\"id\":\"V%u\",\"title\":\"V\","
		"\"kind\":\"open_issues\",\"product\":\"P\","
		"\"release\":\"R%u\",\"held_on\":\"%s\",%s\"issues\":[",
		roll(4), roll(3), a_day(),
		roll(2) ? "\"minutes\":\"M\"," : "");
	for (uint32_t i = 0; i <= 8; i += gap)
		buf_printf(&text, "%s{\"id\":\"I%u\",\"decision\":\"wait\","
			"\"rationale\":\"%s\"}", i ? "," : "", i,
			roll(2) ? "tbd" : "not now");
	buf_puts(&text, "]}");
	put(st, buf_text(&text));
}

static void put_some_issue(struct store *st)
{
	auto_buf text = BUF_INIT;

	buf_printf(&text, "{\"type\":\"issue\",\"id\":\"I%u\",\"title\":\"I\","
		"\"product\":\"%s\",\"origin\":{\"kind\":\"reactive\"},"
		"\"identified_on\":\"%s\",", roll(8), roll(5) ? "P" : "Q",
		a_day());
	buf_printf(&text, "\"severity\":{\"level\":\"%s\"},",
		choose("high|low|low|low"));
	buf_printf(&text, "\"state\":\"%s\"}",
		choose("new|confirmed|closed|rejected"));
	put(st, buf_text(&text));
}

/* Releases, their reviews and the issues that were open then, on days that are
 * near. */
static void reviews_are_judged_by_the_issues_of_their_day(void **state)
{
	auto_store st = NULL;

	(void)state;
	seed = 7;
	open_new(&st, "days");
	put(st, "{\"type\":\"product\",\"id\":\"Q\",\"title\":\"Q\","
		"\"supported_from\":\"2025-01-01\"}");
	put(st, "{\"type\":\"issue\",\"id\":\"I8\",\"title\":\"I\","
		"\"product\":\"Q\",\"identified_on\":\"@\",\"state\":\"new\"}");
	put_minutes(st);
	for (int n = 0; n < 3; n++)
		put_release(st, (uint32_t)n);
	for (int n = 0; n < 8; n++)
		put_issue(st, n, "\"title\":\"I\",\"state\":\"new\"");
	for (int n = 0; n < 90; n++) {
		uint32_t what = roll(16);

		if (what == 0)
			today++;
		else if (what < 3)
			put_release(st, roll(3));
		else if (what < 6)
			put_review(st);
		else
			put_some_issue(st);
		assert_int_equal(store_look(st, today, true), 0);
		if (roll(9) == 0)
			reopen(&st);
		if (what > 2)
			compare(st, n);
	}
	assert_true(followed(st) > 40);
}

/* As they come in by git: one whose text is wrong, one that names nothing. */
static void what_is_wrong_with_a_record_is_seen_in_a_part(void **state)
{
	static const char wrong[] = "update dossier.version set defect ="
		" '/state' || char(9) || 'a state' where version ="
		" (select max(version) from dossier.version)";
	static const char nothing[] = "update dossier.d_reference set"
		" target = 'R9' where type = 'release' and version ="
		" (select max(version) from dossier.version)";
	static const char issue[] = "\"title\":\"I\",\"state\":\"new\","
		"\"affected\":[\"R\"]";
	auto_store st = NULL;

	(void)state;
	open_new(&st, "wrong");
	put(st, "{\"type\":\"release\",\"id\":\"R\",\"title\":\"R\","
		"\"product\":\"P\",\"version\":\"1\",\"released_on\":\"@\"}");
	put_issue(st, 1, issue);
	compare(st, 3);
	put_issue(st, 1, "\"title\":\"Two\",\"state\":\"new\"");
	assert_int_equal(store_run(st, wrong), 0);
	compare(st, 4);
	put_issue(st, 2, issue);
	assert_int_equal(store_run(st, nothing), 0);
	compare(st, 5);
	assert_int_equal(followed(st), 3);
}

/* Lost rows, or those of another program: they are not what stands there. */
static void a_frame_that_is_not_whole_is_made_anew(void **state)
{
	static const char *const harm[] = {
		"delete from cache.frame_policy_term",
		"update cache.frame_kept set program = 'another';"
		"update cache.frame_policy_term set value = 1",
		"drop table cache.frame_policy_now",
		"drop table cache.frame_kept",
	};
	auto_store st = NULL;

	(void)state;
	open_new(&st, "frame");
	put(st, "{\"type\":\"release\",\"id\":\"R\",\"title\":\"R\","
		"\"product\":\"P\",\"version\":\"1\",\"released_on\":\"@\"}");
	compare(st, 2);
	for (int n = 0; n < (int)(sizeof(harm) / sizeof(*harm)); n++) {
		put_issue(st, n, "\"title\":\"I\",\"state\":\"confirmed\","
			"\"confirmed_on\":\"@\",\"affected\":[\"R\"]");
		judge(st);
		assert_int_equal(store_run(st, harm[n]), 0);
		assert_int_equal(store_look(st, today, true), 0);
		reopen(&st);
		put_issue(st, n, "\"title\":\"I\",\"state\":\"confirmed\","
			"\"affected\":[\"R\"]");
		compare(st, n + 3);
	}
	assert_int_equal(followed(st), 9);
}

static int set_up(void **state)
{
	(void)state;
	snprintf(folder, sizeof(folder), "%s/dossierfs-unit.XXXXXX",
		access("/dev/shm", W_OK) ? "/tmp" : "/dev/shm");
	return mkdtemp(folder) ? 0 : -1;
}

static int tear_down(void **state)
{
	char command[120];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf '%s'", folder);
	return system(command);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_review_sees_what_is_recorded_on_its_day),
		cmocka_unit_test(a_reason_too_often_is_said_of_all),
		cmocka_unit_test(
			what_a_review_lists_is_said_of_an_issue_that_changes),
		cmocka_unit_test(what_a_review_lists_is_open_on_its_day),
		cmocka_unit_test(reviews_are_judged_by_the_issues_of_their_day),
		cmocka_unit_test(what_is_wrong_with_a_record_is_seen_in_a_part),
		cmocka_unit_test(a_frame_that_is_not_whole_is_made_anew),
		cmocka_unit_test(changes_are_judged_as_from_nothing),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
