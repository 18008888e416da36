/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What may be relied on of the tree: exact sizes, sorted names that occur
 * once, listings that go on from any name, and that every path whose bytes
 * differ after a change was named. The dossier grows by random changes from a
 * fixed seed.
 */
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

static void must(int rc)
{
	if (rc < 0)
		fail_msg("%s", err_sentence());
}

static void begin(const char *reason)
{
	now += 600;
	must(change_begin(&change, writer, &(struct authorship){ "Ann Author",
		"ann@example.org", reason, now }));
}

static void commit(void)
{
	must(change_commit(change, NULL));
}

/* Adds or replaces a record; single quotes stand for double ones. */
static void put(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
static void put(const char *fmt, ...)
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

static void document(const char *id, const char *title, const char *file,
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

static void issue(const char *id, const char *title, const char *on,
	const char *rest)
{
	put("{'type':'issue','id':'%s','title':'%s','product':'P1',"
		"'identified_on':'%s',%s}", id, title, on, rest);
}

/* Ids of which one begins the next: "A-1.md" sorts before "A.md". */
static const char *const nested[] = { "A", "A-1", "A-1-1", "A-1.x", "A.1",
	"A.m", "A.mc", "A.me", "A.x", "A0", "AB", "A_", "a-b" };

static void sample(void)
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

static int set_up(void **state)
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

static int tear_down(void **state)
{
	auto_buf remove = BUF_INIT;

	(void)state;
	store_close(writer);
	buf_printf(&remove, "rm -rf %s", place);
	return system(remove.data) == 0 ? 0 : -1;
}

static struct tree *reader(struct store **st, int32_t day, bool live)
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
	uint64_t mark;
	enum tree_kind kind;
};

struct seen {
	struct tree *tree;
	struct line *lines;
	size_t n, room;
};

static uint64_t mark_of(uint64_t h, const void *bytes, size_t len)
{
	const unsigned char *p = bytes;

	for (size_t i = 0; i < len; i++)
		h = (h ^ p[i]) * 0x100000001b3;
	return h;
}

static struct line *line_add(struct seen *s, const char *path)
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

static int name_mark(const char *name, const struct tree_node *node, void *arg)
{
	uint64_t *mark = arg;

	(void)node;
	*mark = mark_of(*mark, name, strlen(name) + 1);
	return 0;
}

static int look_at(const struct tree_node *node, void *arg)
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
	l->mark = mark_of(l->mark, bytes.data, bytes.len);
	l->mark = mark_of(l->mark, &st.mtime, sizeof(st.mtime));
	return 0;
}

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct line *)a)->path,
		((const struct line *)b)->path);
}

static struct seen look(struct tree *t)
{
	struct seen s = { .tree = t };
	struct tree_node root;

	must(tree_find(t, &root, ""));
	look_at(&root, &s);
	must(tree_walk(t, "", look_at, &s));
	qsort(s.lines, s.n, sizeof(*s.lines), by_path);
	return s;
}

static const struct line *line_of(const struct seen *s, const char *path)
{
	struct line key;

	snprintf(key.path, sizeof(key.path), "%s", path);
	return bsearch(&key, s->lines, s->n, sizeof(*s->lines), by_path);
}

static void same(const struct seen *a, const struct seen *b)
{
	assert_int_equal(a->n, b->n);
	for (size_t i = 0; i < a->n; i++) {
		assert_string_equal(a->lines[i].path, b->lines[i].path);
		if (a->lines[i].mark != b->lines[i].mark)
			fail_msg("%s differs", a->lines[i].path);
	}
}

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

static unsigned dice(unsigned sides)
{
	static uint64_t seed = 20240610;

	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(seed >> 33) % sides;
}

static const char *a_day(void)
{
	static const char *const days[] = { "2023-05-05", "2024-03-01",
		"2024-06-01" };

	return days[dice(3)];
}

static const char *a_state(void)
{
	static const char *const states[] = { "new", "confirmed", "resolved",
		"closed" };

	return states[dice(4)];
}

static void change_issues(int i)
{
	char id[32];

	snprintf(id, sizeof(id), "X-%u", dice(12));
	switch (dice(3)) {
	case 0:
		put("{'type':'issue','id':'%s','title':'T%d','product':'P1',"
			"'identified_on':'%s','state':'%s','affected':['R1']}",
			id, i, a_day(), a_state());
		break;
	case 1:
		issue("ISS-1", "Again", a_day(), dice(2) ?
			"'state':'confirmed','affected':['R1']" :
			"'state':'closed','verification':{'by':'Flo','on':"
			"'2024-06-01','result':'pass','evidence':['DOC-1']}");
		break;
	default:
		issue(id, "T", "2024-03-01", "'state':'new'");
		issue("Y-1", "Y", "2024-03-01", "'state':'new'");
		must(change_withdraw(change, dice(2) ? "Y-1" : id));
	}
}

static void change_context(int i)
{
	switch (dice(5)) {
	case 0:
		put("{'type':'product','id':'P1','title':'P%d',"
			"'supported_from':'2023-01-01'}", i);
		break;
	case 1:
		put("{'type':'release','id':'R%u','title':'R%d','product':'P1',"
			"'version':'%d','released_on':'%s','sbom':'SBOM-1'}",
			1 + dice(3), i, i, a_day());
		break;
	case 2:
		put("{'type':'policy','id':'POL-%u','title':'Terms','valid_from"
			"':'2024-01-01','sla_days':{'high':%u}}", dice(2),
			1 + dice(400));
		break;
	case 3:
		put("{'type':'activity','id':'ACT-%u','title':'S%d','kind':"
			"'%s','product':'P1','performed_on':'%s'}",
			1 + dice(3), i, dice(2) ? "sast" : "dast", a_day());
		break;
	default:
		put("{'type':'disposition','id':'D-%u','title':'D%d',"
			"'product':'P1','fingerprint':'v1:%s','state':'fixed'}",
			dice(3), i, dice(2) ? "aa" : "bb");
	}
}

static void change_work(int i)
{
	switch (dice(3)) {
	case 0:
		document(dice(2) ? "DOC-1" : "DOC-2", dice(2) ? "Old" : "New",
			dice(2) ? "a.txt" : "b.txt", dice(2) ? "1" : "22");
		break;
	case 1:
		put("{'type':'change','id':'C-%u','title':'C%d','issues':["
			"'ISS-1'],'author':'Dee','made_on':'%s','impact':{"
			"'reviewer':'Eve','reviewed_on':'2024-05-01',"
			"'risk_file':'DOC-1'}}", dice(3), i, a_day());
		break;
	default:
		put("{'type':'notification','id':'N-%u','title':'N%d',"
			"'updates':['UPD-1'],'sent_on':'%s','channel':'mail'}",
			dice(3), i, a_day());
	}
}

/* One random change-set; every kind of neighbourhood occurs. */
static void change_something(int i)
{
	begin("A change");
	switch (dice(3)) {
	case 0:
		change_issues(i);
		break;
	case 1:
		change_context(i);
		break;
	default:
		change_work(i);
	}
	commit();
}

static int name_seen(const char *path, void *arg)
{
	struct seen *named = arg;

	line_add(named, path);
	return 0;
}

static void must_be_named(const struct seen *named, const char *path,
	int i, const char *how)
{
	if (!line_of(named, path))
		fail_msg("change %d: %s %s and was not named", i, path, how);
}

/* A name that came or went is covered by its folder; where that came or went
 * too, by the folder above. */
static void folder_is_named(const struct seen *named,
	const struct seen *other, const char *path, int i)
{
	char up[TREE_PATH_MAX];
	char *slash;

	strcpy(up, path);
	while (!line_of(named, up) && !line_of(other, up)) {
		slash = strrchr(up, '/');
		*(slash ? slash : up) = '\0';
	}
	if (!line_of(named, up))
		fail_msg("change %d: %s came or went and neither it nor its "
			"folder was named", i, path);
}

static void covers(const struct seen *before, const struct seen *after,
	const struct seen *named, int i)
{
	for (size_t k = 0; k < before->n; k++) {
		const struct line *l = &before->lines[k];
		const struct line *m = line_of(after, l->path);

		if (!m)
			folder_is_named(named, after, l->path, i);
		else if (m->mark != l->mark)
			must_be_named(named, l->path, i, "differs");
	}
	for (size_t k = 0; k < after->n; k++)
		if (!line_of(before, after->lines[k].path))
			folder_is_named(named, before,
				after->lines[k].path, i);
}

/* Changes what the reader looks at, and gathers what is named. */
static struct seen move_on(struct store *st, struct tree *t)
{
	struct seen named = { 0 };
	int64_t moved;

	must(store_refresh(st, day_of(now), &moved));
	must(tree_changed(t, moved, name_seen, &named));
	qsort(named.lines, named.n, sizeof(*named.lines), by_path);
	return named;
}

static void is_as_if_opened_now(const struct seen *s)
{
	struct store *st;
	struct tree *t = reader(&st, day_of(now), true);
	struct seen fresh = look(t);

	same(s, &fresh);
	free(fresh.lines);
	tree_close(t);
	store_close(st);
}

static void every_changed_path_is_named(void **state)
{
	struct store *st;
	struct tree *t = reader(&st, day_of(now), true);
	struct seen before = look(t);

	(void)state;
	for (int i = 0; i < 36; i++) {
		struct seen named, after;

		if (i % 10 == 9)
			now += 86400 * (1 + (int64_t)dice(40));
		else
			change_something(i);
		named = move_on(st, t);
		after = look(t);
		covers(&before, &after, &named, i);
		if (i % 6 == 5)
			is_as_if_opened_now(&after);
		free(before.lines);
		free(named.lines);
		before = after;
	}
	free(before.lines);
	tree_close(t);
	store_close(st);
}

/* One changed issue touches its own pages, neighbours and summaries. */
static void little_is_named_for_a_little_change(void **state)
{
	struct store *st;
	struct tree *t = reader(&st, day_of(now), true);
	struct seen all = look(t);
	struct seen named;

	(void)state;
	begin("Change one title");
	issue("A-1", "Another title", "2023-05-05", "'state':'new'");
	commit();
	named = move_on(st, t);
	assert_non_null(line_of(&named, "issues/2023/A-1.md"));
	assert_null(line_of(&named, "issues/2023/A.md"));
	assert_null(line_of(&named, "issues/2023/A-1-1.json"));
	assert_null(line_of(&named, "evidence/DOC-1.md"));
	assert_null(line_of(&named, "updates/2024/UPD-1.md"));
	assert_true(named.n < all.n);
	free(all.lines);
	free(named.lines);
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
		cmocka_unit_test(every_changed_path_is_named),
		cmocka_unit_test(little_is_named_for_a_little_change),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
