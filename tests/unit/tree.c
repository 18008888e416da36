/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What may be relied on of the tree: exact sizes, sorted names that occur
 * once, listings that go on from any name.
 */
#include "tree.h"

static void same_bytes_again_and_elsewhere(void **state)
{
	struct store *s1, *s2;
	struct tree *one = reader(&s1, day_of(now), true);
	struct tree *two = reader(&s2, day_of(now), false);
	struct seen a = look(one);
	struct seen b = look(one);
	struct seen c = look(two);

	(void)state;
	assert_true(a.n > 150);
	same(&a, &b);
	same(&a, &c);
	for (size_t i = 1; i < a.n; i++)
		assert_string_not_equal(a.lines[i].path, a.lines[i - 1].path);
	free(a.lines);
	free(b.lines);
	free(c.lines);
	tree_close(one);
	tree_close(two);
	store_close(s1);
	store_close(s2);
}

/* Listing a folder from each of its names gives what comes after it. */
struct names {
	char name[64][80];
	int n;
};

static int name_add(const char *name, const struct tree_node *node, void *arg)
{
	struct names *names = arg;

	(void)node;
	assert_true(names->n < 64 && strlen(name) < 80);
	assert_true(strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrs"
		"tuvwxyz0123456789._+=-") == strlen(name));
	if (names->n > 0)
		assert_true(strcmp(names->name[names->n - 1], name) < 0);
	strcpy(names->name[names->n++], name);
	return 0;
}

static int list_from_each(const struct tree_node *node, void *arg)
{
	struct tree *t = arg;
	struct names all = { .n = 0 };
	struct tree_node found;

	if (node->kind != TREE_FOLDER)
		return 0;
	must(tree_list(t, node, NULL, name_add, &all));
	for (int i = 0; i < all.n; i++) {
		struct names rest = { .n = 0 };
		char path[2 * TREE_PATH_MAX];

		must(tree_list(t, node, all.name[i], name_add, &rest));
		assert_int_equal(rest.n, all.n - i - 1);
		for (int k = 0; k < rest.n; k++)
			assert_string_equal(rest.name[k], all.name[i + 1 + k]);
		snprintf(path, sizeof(path), "%s%s%s", node->path,
			*node->path ? "/" : "", all.name[i]);
		must(tree_find(t, &found, path));
	}
	return 0;
}

static void listing_goes_on_from_any_name(void **state)
{
	struct store *st;
	struct tree *t = reader(&st, day_of(now), true);
	struct tree_node root;

	(void)state;
	must(tree_find(t, &root, ""));
	list_from_each(&root, t);
	must(tree_walk(t, "", list_from_each, t));
	tree_close(t);
	store_close(st);
}

static void nothing_else_is_found(void **state)
{
	static const char *const absent[] = { "/", ".", "..", "issues/",
		"/issues", "issues/2024/ISS-2.md", "issues/2023/ISS-1.md",
		"issues/2024/iss-1.md", "issues/2024/ISS-1", "issues//2024",
		"evidence/DOC-1/Scan report (1).txt", "issues/2024/../2024",
		"evidence/ISS-1.md", "products/P1/releases/R2", ".git",
		"clauses/iec-62304/9.5", "issues/2024/ISS-1.md/x",
		"issues/2024/ISS-1.history.md", "issues/2024/.md", "{id}.md",
		"issues/{year}", "updates/2024/UPD-1/fix.bin/x" };
	struct store *st;
	struct tree *t = reader(&st, day_of(now), true);
	struct tree_node node;

	(void)state;
	for (size_t i = 0; i < sizeof(absent) / sizeof(*absent); i++)
		if (tree_find(t, &node, absent[i]) != -ENOENT)
			fail_msg("%s is found", absent[i]);
	tree_close(t);
	store_close(st);
}

static void recorded_file_goes_before_generated(void **state)
{
	struct store *st;
	struct tree *t = reader(&st, day_of(now), true);
	struct tree_node node;
	auto_buf bytes = BUF_INIT;

	(void)state;
	must(tree_find(t, &node, "evidence/DOC-2/README.md"));
	assert_int_equal(node.kind, TREE_BLOB);
	must(tree_read(t, &node, &bytes, NULL));
	assert_string_equal(buf_text(&bytes), "recorded, not generated");
	tree_close(t);
	store_close(st);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(same_bytes_again_and_elsewhere),
		cmocka_unit_test(listing_goes_on_from_any_name),
		cmocka_unit_test(nothing_else_is_found),
		cmocka_unit_test(recorded_file_goes_before_generated),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
