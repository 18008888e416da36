/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tree - a small dossier for the tests of its tree, and what the tree held at
 * one time: each path with a mark of its bytes. Each test that includes this
 * has a dossier of its own.
 */
#ifndef DOSSIERFS_TESTS_TREE_H
#define DOSSIERFS_TESTS_TREE_H

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "dossierfs/change.h"
#include "dossierfs/date.h"
#include "dossierfs/err.h"
#include "dossierfs/json.h"
#include "dossierfs/store.h"
#include "dossierfs/tree.h"

#include <cmocka.h> /* last: its fail() is a macro */

enum { BEGIN = 1718000000 }; /* 2024-06-10T06:13:20Z */

static char place[] = "/tmp/dossierfs-tree.XXXXXX";
static int64_t now = BEGIN;
static struct store *writer;
static struct change *change;

static inline void must(int rc)
{
	if (rc < 0)
		fail_msg("%s", err_sentence());
}

static inline void begin(const char *reason)
{
	now += 600;
	must(change_begin(&change, writer, &(struct authorship){ "Ann Author",
		"ann@example.org", reason, now }));
}

static inline void commit(void)
{
	must(change_commit(change, NULL));
}

/* Adds or replaces a record; single quotes stand for double ones. */
static inline void put(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
static inline void put(const char *fmt, ...)
{
	auto_buf text = BUF_INIT;
	auto_json j = NULL;
	va_list ap;

	va_start(ap, fmt);
	buf_vprintf(&text, fmt, ap);
	va_end(ap);
	assert_int_equal(text.err, 0);
	for (size_t i = 0; i < text.len; i++)
		if (text.data[i] == '\'')
			text.data[i] = '"';
	must(json_parse(&j, text.data, text.len, 0));
	must(change_put(change, j));
}

static inline void document(const char *id, const char *title, const char *file,
	const char *bytes)
{
	char sha[65];

	must(change_put_file(change, id, file, bytes, strlen(bytes), sha));
	put("{'type':'document','id':'%s','title':'%s','kind':'report',"
		"'state':'approved','author':'Bo','approved_by':'Cy',"
		"'approved_on':'2024-01-02','file':{'name':'%s','sha256':'%s',"
		"'size':%zu,'media_type':'text/plain'}}",
		id, title, file, sha, strlen(bytes));
}

static inline void issue(const char *id, const char *title, const char *on,
	const char *rest)
{
	put("{'type':'issue','id':'%s','title':'%s','product':'P1',"
		"'identified_on':'%s',%s}", id, title, on, rest);
}

/* Ids of which one begins the next: "A-1.md" sorts before "A.md". */
static const char *const nested[] = { "A", "A-1", "A-1-1", "A-1.x", "A.1",
	"A.m", "A.mc", "A.me", "A.x", "A0", "AB", "A_", "a-b" };

static inline void sample(void)
{
	static const char finding[] =
		"{\"fingerprint\":\"v1:aa\",\"level\":\"error\",\"message\":"
		"\"<b>*bad* | worse\",\"rule\":\"r1\"}\n";
	char sha[65];

	begin("Found the dossier");
	put("{'type':'product','id':'P1','title':'Pump | <script>',"
		"'supported_from':'2023-01-01'}");
	put("{'type':'item','id':'IT-1','title':'# Item','product':'P1',"
		"'own_code':true,'class':'maintained'}");
	document("DOC-1", "Report\\n# heading", "Scan report (1).txt", "bytes");
	document("DOC-2", "Minutes", "README.md", "recorded, not generated");
	document("SBOM-1", "Parts", "sbom.cdx.json", "{}");
	put("{'type':'release','id':'R1','title':'One','product':'P1',"
		"'version':'1.0','released_on':'2024-02-01','sbom':'SBOM-1'}");
	put("{'type':'activity','id':'ACT-1','title':'Scan','kind':'sast',"
		"'product':'P1','release':'R1','performed_on':'2024-01-20',"
		"'result':'DOC-1','findings_total':1}");
	must(change_put_findings(change, "ACT-1", finding,
		sizeof(finding) - 1));
	commit();
	begin("Issues");
	issue("ISS-1", "](javascript:x) ../../etc/passwd", "2024-03-01",
		"'state':'confirmed','items':['IT-1'],'affected':['R1'],"
		"'description':'---\\n# no heading\\n<!-- no','custom':{'x':[1]}");
	for (size_t i = 0; i < sizeof(nested) / sizeof(*nested); i++)
		issue(nested[i], "Nested", "2023-05-05", "'state':'new'");
	must(change_put_file(change, "UPD-1", "fix.bin", "artifact", 8, sha));
	put("{'type':'update','id':'UPD-1','title':'Fix','item':'IT-1',"
		"'security':true,'available_on':'2024-04-01','fixes':['ISS-1'],"
		"'artifacts':[{'name':'fix.bin','sha256':'%s','size':8}]}",
		sha);
	put("{'type':'review','id':'REV-1','title':'Review','product':'P1',"
		"'kind':'open_issues','release':'R1','held_on':'2024-01-30',"
		"'issues':[{'id':'ISS-1','decision':'fix'}],'minutes':'DOC-2'}");
	commit();
}

static inline int set_up(void **state)
{
	char dir[64];

	(void)state;
	if (!mkdtemp(place))
		return -1;
	setenv("XDG_CACHE_HOME", place, 1);
	snprintf(dir, sizeof(dir), "%s/d", place);
	if (store_init(dir) < 0 || store_open(&writer, dir, STORE_WRITE) < 0)
		return -1;
	must(store_look(writer, day_of(now), true));
	sample();
	return 0;
}

static inline int tear_down(void **state)
{
	auto_buf remove = BUF_INIT;

	(void)state;
	store_close(writer);
	buf_printf(&remove, "rm -rf %s", place);
	return system(remove.data) == 0 ? 0 : -1;
}

static inline struct tree *reader(struct store **st, int32_t day, bool live)
{
	struct tree *t;
	char dir[64];

	snprintf(dir, sizeof(dir), "%s/d", place);
	must(store_open(st, dir, STORE_READ));
	must(store_look(*st, day, live));
	must(tree_open(&t, *st));
	return t;
}

/* What the tree held: a line a path, with a mark of its bytes. */
struct line {
	char path[TREE_PATH_MAX];
	uint64_t mark;  /* and its time */
	uint64_t bytes;
	int64_t mtime;
	enum tree_kind kind;
};

struct seen {
	struct tree *tree;
	struct line *lines;
	size_t n, room;
};

static inline uint64_t mark_of(uint64_t h, const void *bytes, size_t len)
{
	const unsigned char *p = bytes;

	for (size_t i = 0; i < len; i++)
		h = (h ^ p[i]) * 0x100000001b3;
	return h;
}

static inline struct line *line_add(struct seen *s, const char *path)
{
	if (s->n == s->room) {
		s->room = s->room ? 2 * s->room : 256;
		s->lines = realloc(s->lines, s->room * sizeof(*s->lines));
		assert_non_null(s->lines);
	}
	strcpy(s->lines[s->n].path, path);
	s->lines[s->n].mark = 0xcbf29ce484222325;
	return &s->lines[s->n++];
}

static inline int name_mark(const char *name, const struct tree_node *node, void *arg)
{
	uint64_t *mark = arg;

	(void)node;
	*mark = mark_of(*mark, name, strlen(name) + 1);
	return 0;
}

static inline int look_at(const struct tree_node *node, void *arg)
{
	struct seen *s = arg;
	struct line *l = line_add(s, node->path);
	auto_buf bytes = BUF_INIT;
	struct tree_stat before;
	struct tree_stat st;

	l->kind = node->kind;
	must(tree_stat(s->tree, node, &before));
	if (node->kind == TREE_FOLDER) {
		must(tree_list(s->tree, node, NULL, name_mark, &l->mark));
		return 0;
	}
	must(tree_read(s->tree, node, &bytes, &st));
	assert_int_equal(before.size, bytes.len);
	assert_int_equal(st.size, bytes.len);
	assert_true(before.mtime == st.mtime && before.ino == st.ino);
	l->bytes = mark_of(l->mark, bytes.data, bytes.len);
	l->mtime = st.mtime;
	l->mark = mark_of(l->bytes, &st.mtime, sizeof(st.mtime));
	return 0;
}

static inline int by_path(const void *a, const void *b)
{
	return strcmp(((const struct line *)a)->path,
		((const struct line *)b)->path);
}

static inline struct seen look(struct tree *t)
{
	struct seen s = { .tree = t };
	struct tree_node root;

	must(tree_find(t, &root, ""));
	look_at(&root, &s);
	must(tree_walk(t, "", look_at, &s));
	qsort(s.lines, s.n, sizeof(*s.lines), by_path);
	return s;
}

static inline const struct line *line_of(const struct seen *s, const char *path)
{
	struct line key;

	snprintf(key.path, sizeof(key.path), "%s", path);
	return bsearch(&key, s->lines, s->n, sizeof(*s->lines), by_path);
}

static inline void same(const struct seen *a, const struct seen *b)
{
	assert_int_equal(a->n, b->n);
	for (size_t i = 0; i < a->n; i++) {
		assert_string_equal(a->lines[i].path, b->lines[i].path);
		if (a->lines[i].mark != b->lines[i].mark)
			fail_msg("%s differs", a->lines[i].path);
	}
}

#endif
