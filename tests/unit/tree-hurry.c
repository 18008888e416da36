/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A tree in a hurry gives the same bytes as any other, once what it lacks was
 * made by another one; and it does none of that itself.
 */
#include "tree.h"

#include "../../fs/tree-hurry.h"
#include "../../fs/tree-row.h"

struct three {
	struct tree *hasty;
	struct tree *plain;
	struct tree *helper;
	int lacked;
	int pages;
};

static void agree(struct three *x, const struct tree_node *node)
{
	auto_buf got = BUF_INIT;
	auto_buf wanted = BUF_INIT;

	must(tree_read(x->hasty, node, &got, NULL));
	must(tree_read(x->plain, node, &wanted, NULL));
	assert_string_equal(buf_text(&got), buf_text(&wanted));
}

static void given(struct three *x, const struct tree_node *node)
{
	struct tree_given page = { 0 };

	assert_string_equal(tree_long_page(x->hasty), node->path);
	strcpy(page.path, node->path);
	must(tree_write(x->helper, &page));
	tree_give(x->hasty, &page);
	agree(x, node);
	tree_give(x->hasty, NULL);
	buf_free(&page.bytes);
	x->pages++;
}

static int each(const struct tree_node *node, void *arg)
{
	struct three *x = arg;
	auto_buf bytes = BUF_INIT;
	int rc;

	if (node->kind != TREE_TEXT)
		return 0;
	rc = tree_read(x->hasty, node, &bytes, NULL);
	if (rc == 0) {
		agree(x, node);
		return 0;
	}
	assert_int_equal(rc, -EAGAIN);
	assert_string_equal(err_sentence(), "");
	rc = (int)tree_lacked(x->hasty);
	if (rc == HURRY_PAGE)
		given(x, node);
	x->lacked |= rc;
	return 0;
}

static void others_give_what_it_lacks(void **state)
{
	const unsigned all = HURRY_VERDICTS | HURRY_METRICS |
		HURRY_TEXT;
	struct store *st[4];
	struct tree *ready = reader(&st[3], day_of(now), true);
	struct three x = {
		.hasty = reader(&st[0], day_of(now), true),
		.plain = reader(&st[1], day_of(now), true),
		.helper = reader(&st[2], day_of(now), true),
	};

	(void)state;
	x.hasty->large = true;
	tree_hurry(x.hasty, true);
	must(tree_walk(x.plain, "", each, &x));
	assert_int_equal(x.lacked, all | HURRY_PAGE);
	assert_false(x.hasty->verdicts);
	must(tree_prepare(ready, all, tree_shown(x.hasty)));
	tree_succeed(ready, x.hasty);
	tree_close(x.hasty);
	x.hasty = ready;
	ready->large = true;
	x.lacked = 0;
	x.pages = 0;
	must(tree_walk(x.plain, "", each, &x));
	assert_int_equal(x.lacked, HURRY_PAGE);
	assert_true(x.pages > 20);
	tree_close(x.hasty);
	tree_close(x.plain);
	tree_close(x.helper);
	for (int i = 0; i < 4; i++)
		store_close(st[i]);
}

static void who_is_in_no_hurry_makes_it(void **state)
{
	struct store *st;
	struct tree *t = reader(&st, day_of(now) + 1, true);
	struct tree_node node;
	auto_buf bytes = BUF_INIT;

	(void)state;
	t->large = true;
	must(tree_find(t, &node, "status.json"));
	tree_hurry(t, true);
	assert_int_equal(tree_read(t, &node, &bytes, NULL), -EAGAIN);
	assert_int_equal(tree_lacked(t), HURRY_VERDICTS);
	assert_int_equal(tree_lacked(t), 0);
	tree_hurry(t, false);
	must(tree_read(t, &node, &bytes, NULL));
	assert_true(bytes.len > 0);
	tree_close(t);
	store_close(st);
}

static void verdicts_of_before_are_there(void **state)
{
	struct store *st[2];
	struct tree *judge = reader(&st[0], day_of(now) + 2, true);
	struct tree *t = reader(&st[1], day_of(now) + 2, true);
	struct tree_node node;
	auto_buf bytes = BUF_INIT;

	(void)state;
	must(tree_prepare(judge, HURRY_VERDICTS, 0));
	must(tree_find(t, &node, "status.json"));
	tree_hurry(t, true);
	must(tree_read(t, &node, &bytes, NULL));
	assert_true(bytes.len > 0);
	tree_close(judge);
	tree_close(t);
	for (int i = 0; i < 2; i++)
		store_close(st[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(others_give_what_it_lacks),
		cmocka_unit_test(who_is_in_no_hurry_makes_it),
		cmocka_unit_test(verdicts_of_before_are_there),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
