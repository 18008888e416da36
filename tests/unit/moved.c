/* SPDX-License-Identifier: Apache-2.0 */
/*
 * When judging last had something new to see hangs on the change-sets alone:
 * who goes along finds the same as who looks anew.
 */
#include "tree.h"

#include "dossierfs/assess.h"

static void put_issue(int n, const char *rest)
{
	char title[16];

	snprintf(title, sizeof(title), "T%d", n);
	begin("A word");
	issue("I-1", title, "2024-03-01", rest);
	commit();
}

static int64_t moved(struct store *along)
{
	struct store *st;
	struct tree *t = reader(&st, day_of(now), true);
	int64_t seq, again, before;

	must(store_refresh(along, day_of(now), &before));
	must(assess_moved(&seq, NULL, along));
	must(assess_moved(&again, NULL, st));
	assert_int_equal(seq, again);
	tree_close(t);
	store_close(st);
	return seq;
}

static void what_no_rule_reads_is_passed_over(void **state)
{
	static const struct {
		const char *rest;
		bool seen;
	} steps[] = {
		{ "'state':'new'", true },
		{ "'state':'new','owner':'Ann'", true },
		{ "'state':'new','owner':{'name':'Bo','role':'QA'}", false },
		{ "'state':'new','owner':'Cem','references':['x']", false },
		{ "'state':'new','owner':'Bo','acceptance':{'by':'Cem'}", true },
		{ "'state':'new','owner':'Ann','acceptance':{'by':'Cem'}",
		  false },
		{ "'state':'new','owner':'cem','acceptance':{'by':'Cem'}",
		  true },
	};
	struct store *st;
	struct tree *t = reader(&st, day_of(now), true);
	int64_t last = moved(st);

	(void)state;
	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++) {
		put_issue((int)i, steps[i].rest);
		int64_t seq = moved(st);
		assert_int_equal(seq, steps[i].seen ? store_seq(st) : last);
		last = seq;
	}
	tree_close(t);
	store_close(st);
}

/* However long ago it was, it is found soon. */
static void what_is_passed_over_is_little(void **state)
{
	enum { BLOCK = 256 };
	struct store *st;
	struct tree *t = reader(&st, day_of(now), true);
	int64_t first;

	(void)state;
	put_issue(-1, "'state':'confirmed'");
	first = moved(st);
	for (int i = 0; store_seq(st) < BLOCK + 2; i++) {
		put_issue(i, "'state':'confirmed'");
		int64_t seq = moved(st);
		assert_int_equal(seq, store_seq(st) < BLOCK ? first : BLOCK);
	}
	tree_close(t);
	store_close(st);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_no_rule_reads_is_passed_over),
		cmocka_unit_test(what_is_passed_over_is_little),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
