/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table of nodes: found by id and by path, ids never used twice.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "../../fs/node.h"

enum { NODES = 5000 };

static struct node *add(struct nodes *t, const char *path,
	enum tree_kind kind)
{
	struct tree_node what = { .kind = kind };
	const struct tree_stat stat = { .kind = kind, .size = 7, .ino = 9 };
	struct node *n = NULL;

	snprintf(what.path, sizeof(what.path), "%s", path);
	memset(what.sha256, 'a', 64);
	assert_int_equal(nodes_add(t, &n, &what, &stat), 0);
	return n;
}

static void count(struct node *n, void *arg)
{
	(void)n;
	++*(int *)arg;
}

static void test_found_both_ways(void **state)
{
	struct nodes *t = NULL;
	char path[64];
	int all = 0;

	(void)state;
	assert_int_equal(nodes_open(&t), 0);
	assert_int_equal(add(t, "", TREE_FOLDER)->id, NODE_ROOT);
	for (int i = 0; i < NODES; i++) {
		snprintf(path, sizeof(path), "issues/%d.md", i);
		add(t, path, TREE_TEXT);
	}
	for (int i = 0; i < NODES; i++) {
		snprintf(path, sizeof(path), "issues/%d.md", i);
		struct node *n = nodes_by_path(t, path);
		assert_non_null(n);
		assert_ptr_equal(nodes_by_id(t, n->id), n);
		assert_null(nodes_by_folder(t, path));
		if (i % 2)
			nodes_remove(t, n);
	}
	assert_null(nodes_by_path(t, "issues/1.md"));
	assert_non_null(nodes_by_path(t, "issues/2.md"));
	assert_null(nodes_by_path(t, "issues/2"));
	assert_ptr_equal(nodes_by_folder(t, "issues"), nodes_by_id(t, 1));
	nodes_each(t, count, &all);
	assert_int_equal(all, 1 + NODES / 2);
	nodes_close(t);
}

static void test_hidden_keeps_its_id(void **state)
{
	struct nodes *t = NULL;
	struct tree_node what;

	(void)state;
	assert_int_equal(nodes_open(&t), 0);
	struct node *old = add(t, "evidence/a/b.pdf", TREE_BLOB);
	nodes_hide(t, old);
	assert_null(nodes_by_path(t, "evidence/a/b.pdf"));
	struct node *new = add(t, "evidence/a/b.pdf", TREE_BLOB);
	assert_true(new->id > old->id);
	assert_ptr_equal(nodes_by_path(t, "evidence/a/b.pdf"), new);
	assert_ptr_equal(nodes_by_id(t, old->id), old);
	node_what(old, &what);
	assert_int_equal(strlen(what.sha256), 64);
	assert_string_equal(what.path, "evidence/a/b.pdf");
	assert_int_equal(what.blob_size, 7);
	uint64_t last = new->id;
	nodes_remove(t, new);
	assert_true(add(t, "evidence/a/b.pdf", TREE_BLOB)->id > last);
	nodes_close(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_found_both_ways),
		cmocka_unit_test(test_hidden_keeps_its_id),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
