/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The payload of a snapshot. It is a tree to read and a dossier to take in
 * again: `dossierfs import data` finds every record, and the bytes of every
 * file below a folder `evidence`, each stored once where that can be: what
 * tree/evidence/<record>/ holds under its own name is not stored anew.
 */
#include "contents.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "cmd.h"
#include "dossierfs/blob.h"
#include "dossierfs/err.h"
#include "dossierfs/hash.h"
#include "dossierfs/name.h"
#include "pack.h"

/* clang-format off */
static const char readme[] =
	"# A snapshot of a dossier\n"
	"\n"
	"- [tree](tree/README.md): everything that the dossier shows, as on the\n"
	"  day that `bag-info.txt` names. Start here.\n"
	"- `records/`, `findings/`, `evidence/`: what it holds, in the layout of\n"
	"  its git repository. A file that `tree/evidence/` has under its own name\n"
	"  is not repeated in `evidence/`.\n"
	"\n"
	"Whether every byte is what was packed, asked in the folder above, which is\n"
	"a bag (RFC 8493): `sha256sum -c manifest-sha256.txt`. A manifest writes\n"
	"`%25` where a file's name has `%`; `sha256sum` does not know that.\n"
	"\n"
	"To work with the records again: `dossierfs init new.dossier`, then\n"
	"`dossierfs -C new.dossier import data`.\n";
/* clang-format on */

/* The path in git: <folder>/<shard of id>/<id><rest>. */
static int git_path(
	struct buf *path, const char *folder, const char *id, const char *rest)
{
	char shard[3];

	name_shard(shard, id);
	buf_cut(path, 0);
	buf_printf(path, "%s/%s/%s%s", folder, shard, id, rest);
	return buf_done(path);
}

static int pack_records(struct package *p, struct store *st)
{
	auto_buf path = BUF_INIT, folder = BUF_INIT, text = BUF_INIT;
	auto_query q = NULL;
	int rc = query_open(&q, st,
		"select id, type, version, recorded"
		"  from record"
		" order by id",
		"");

	while (rc == 0 && (rc = query_next(q)) == 1) {
		buf_cut(&folder, 0);
		buf_cut(&text, 0);
		buf_printf(&folder, "records/%s", query_text(q, 1));
		rc = git_path(
			&path, buf_text(&folder), query_text(q, 0), ".json");
		if (rc == 0)
			rc = store_version(st, query_int(q, 2), &text);
		if (rc == 0)
			rc = package_file(p, &(struct package_file){ path.data,
						     query_int(q, 3), -1,
						     text.data, text.len });
	}
	return rc;
}

/* Recorded bytes, looked at before they are passed on. */
static int pack_bytes(struct package *p, struct store *st, const char *path,
	const char *sha256, int64_t mtime)
{
	char hex[HASH_HEX_MAX];
	uint64_t size;
	int fd = store_blob_open(st, sha256, &size);

	if (fd < 0)
		return fail(
			-EUCLEAN, "%s: its bytes are missing, run fsck", path);
	int rc = hash_fd(hex, HASH_SHA256, fd, &size);
	if (rc == 0 && strcmp(hex, sha256) != 0)
		rc = fail(
			-EUCLEAN, "%s: its bytes were changed, run fsck", path);
	if (rc == 0)
		rc = package_file(
			p, &(struct package_file){ path, mtime, fd, NULL, 0 });
	close(fd);
	return rc;
}

static int pack_findings(struct package *p, struct store *st)
{
	auto_buf path = BUF_INIT;
	auto_query q = NULL;
	int rc = query_open(&q, st,
		"select activity, sha256, recorded"
		"  from findings_file"
		" order by activity",
		"");

	while (rc == 0 && (rc = query_next(q)) == 1) {
		rc = git_path(&path, "findings", query_text(q, 0), ".jsonl");
		if (rc == 0)
			rc = pack_bytes(p, st, path.data, query_text(q, 1),
				query_int(q, 2));
	}
	return rc;
}

/* Whether the tree holds the bytes where import looks for them. 1, 0 or
 * negative. */
static int tree_holds(
	struct tree *t, const char *id, const char *name, const char *sha256)
{
	auto_buf path = BUF_INIT;
	struct tree_node node;

	buf_printf(&path, "evidence/%s/%s", id, name);
	int rc = buf_done(&path);
	if (rc == 0)
		rc = tree_find(t, &node, path.data);
	if (rc < 0)
		return rc == -ENOENT ? 0 : rc;
	return node.kind == TREE_BLOB && strcmp(node.sha256, sha256) == 0;
}

static int pack_evidence(struct package *p, struct store *st, struct tree *t)
{
	auto_buf path = BUF_INIT, rest = BUF_INIT;
	auto_query q = NULL;
	int rc = query_open(&q, st,
		"select id, name, sha256, recorded"
		"  from evidence"
		" order by id, name",
		"");

	while (rc == 0 && (rc = query_next(q)) == 1) {
		const char *id = query_text(q, 0), *name = query_text(q, 1);
		const char *sha256 = query_text(q, 2);
		buf_cut(&rest, 0);
		buf_printf(&rest, "/%s", name);
		rc = git_path(&path, "evidence", id, buf_text(&rest));
		if (rc == 0)
			rc = tree_holds(t, id, name, sha256);
		if (rc == 0)
			rc = pack_bytes(
				p, st, path.data, sha256, query_int(q, 3));
		if (rc > 0)
			rc = 0;
	}
	return rc;
}

int contents_pack(
	struct package *p, struct store *st, const struct bag_label *label)
{
	struct tree *t;
	int rc = tree_open(&t, st);

	if (rc < 0)
		return rc;
	rc = package_file(
		p, &(struct package_file){ "README.md", label->recorded, -1,
			   readme, strlen(readme) });
	if (rc == 0)
		rc = pack_evidence(p, st, t);
	if (rc == 0)
		rc = pack_findings(p, st);
	if (rc == 0)
		rc = pack_records(p, st);
	if (rc == 0)
		rc = package_folder(p, "tree", label->recorded);
	if (rc == 0)
		rc = pack_tree(p, t, "tree/", "snapshot");
	tree_close(t);
	return rc;
}
