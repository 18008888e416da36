/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What git brings: a commit object, and a tree object whose paths the gate
 * lets through. Trees are read by libgit2 from a repository in memory.
 */
#include <git2.h>
#include <git2/sys/mempack.h>
#include <git2/sys/odb_backend.h>
#include <git2/sys/repository.h>
#include <string.h>

#include "../../model/store/commit.h"
#include "../../model/sync/walk.h"
#include "dossierfs/err.h"
#include "dossierfs/name.h"
#include "fuzz.h"

static void read_commit(const char *raw, size_t len)
{
	struct commit c;

	if (!commit_read(&c, raw, len)) {
		expect(c.parents <= 2 && strlen(c.tree) == 40 && c.when >= 0);
		expect(utf8_valid(buf_text(&c.reason), c.reason.len));
		expect(utf8_valid(buf_text(&c.name), c.name.len));
	}
	commit_free(&c);
	err_clear();
}

static int is_inside(const char *path, const git_tree_entry *entry, void *arg)
{
	(void)entry;
	(void)arg;
	expect(*path && *path != '/' && !strchr(path, '\\'));
	expect(strcmp(path, "..") && strncmp(path, "../", 3) &&
		!strstr(path, "/../") && strcasecmp(path, ".git"));
	return 0;
}

/* The objects of one input are dropped with the backend. */
static void read_tree(const char *raw, size_t len)
{
	git_odb_backend *memory = NULL;
	git_repository *repo = NULL;
	git_tree *tree = NULL;
	git_odb *odb = NULL;
	git_oid oid;

	git_libgit2_init();
	expect(!git_odb_new(&odb) && !git_mempack_new(&memory) &&
		!git_odb_add_backend(odb, memory, 1) &&
		!git_repository_wrap_odb(&repo, odb));
	if (!git_odb_write(&oid, odb, raw, len, GIT_OBJECT_TREE) &&
		!git_tree_lookup(&tree, repo, &oid))
		walk_tree(repo, NULL, tree, is_inside, NULL);
	git_tree_free(tree);
	git_repository_free(repo);
	git_odb_free(odb);
	err_clear();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size && data[0] == 't')
		read_tree((const char *)data + 1, size - 1);
	else if (size)
		read_commit((const char *)data + 1, size - 1);
	return 0;
}
