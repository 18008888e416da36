/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A path into the tree: what is found has that path, can be looked at and
 * read, and its size is the length of its bytes.
 */
#include <stdio.h>
#include <string.h>

#include "dossierfs/change.h"
#include "dossierfs/err.h"
#include "dossierfs/json.h"
#include "dossierfs/store.h"
#include "dossierfs/tree.h"
#include "fuzz.h"

enum { TODAY = 20000 };

static struct tree *tree;
static struct store *store;
static char folder[64];

static const char *const records[] = {
	"{\"type\":\"product\",\"id\":\"P\",\"title\":\"P\","
	"\"supported_from\":\"2024-01-01\"}",
	"{\"type\":\"release\",\"id\":\"R-1\",\"title\":\"R\",\"product\":"
	"\"P\",\"version\":\"1\",\"released_on\":\"2024-02-01\"}",
	"{\"type\":\"issue\",\"id\":\"I-1\",\"title\":\"Overflow\",\"product\":"
	"\"P\",\"state\":\"new\",\"identified_on\":\"2024-03-01\","
	"\"owner\":\"Ann Bell\",\"affected\":[\"R-1\"]}",
};

static void leave(void)
{
	char command[128];

	tree_close(tree);
	store_close(store);
	snprintf(command, sizeof(command), "rm -rf '%s'", folder);
	if (system(command))
		fprintf(stderr, "%s is left\n", folder);
}

static void make_tree(void)
{
	static const struct authorship author = { "Ann", "ann@example.org",
		"fuzz", TODAY * 86400LL };
	char path[128];
	struct change *c;

	snprintf(folder, sizeof(folder), "/tmp/dossierfs-fuzz.XXXXXX");
	expect(mkdtemp(folder) != NULL);
	atexit(leave);
	snprintf(path, sizeof(path), "%s/d", folder);
	expect(!store_init(path) && !store_open(&store, path, STORE_WRITE));
	expect(!store_look(store, TODAY, true));
	expect(!change_begin(&c, store, &author));
	for (size_t i = 0; i < sizeof(records) / sizeof(*records); i++) {
		auto_json j = NULL;

		expect(!json_parse(&j, records[i], strlen(records[i]), 0));
		expect(!change_put(c, j));
	}
	expect(!change_commit(c, NULL));
	expect(!store_look(store, TODAY, true) && !tree_open(&tree, store));
	tree_ask(tree);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	auto_buf path = BUF_INIT;
	auto_buf bytes = BUF_INIT;
	struct tree_node node;
	struct tree_stat st;

	if (!tree)
		make_tree();
	buf_put(&path, data, size);
	buf_putc(&path, '\0');
	if (!tree_find(tree, &node, path.data)) {
		expect(!strcmp(node.path, path.data));
		expect(!tree_stat(tree, &node, &st));
		if (node.kind != TREE_FOLDER) {
			expect(!tree_read(tree, &node, &bytes, NULL));
			expect(bytes.len == st.size);
		}
	}
	err_clear();
	return 0;
}
