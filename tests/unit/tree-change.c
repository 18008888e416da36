/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every path whose bytes differ after a change was named, and little is named
 * for a little change. The dossier grows by random changes from a fixed seed.
 */
#include "tree.h"

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
	switch (dice(4)) {
	case 3:
		issue("A-1", dice(2) ? "Nested" : "Told", "2023-05-05", dice(2)
			? "'state':'new'" : "'state':'new','owner':'Bo'");
		break;
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

static bool ends_with(const char *path, const char *end)
{
	size_t len = strlen(path);

	return len >= strlen(end) && !strcmp(path + len - strlen(end), end);
}

/* Verdicts, or the digests of files. */
static bool shows_verdicts_or_files(const struct line *l)
{
	return l->kind == TREE_TEXT && (!strncmp(l->path, "clauses/", 8) ||
		!strncmp(l->path, "metrics.", 8) ||
		(!strncmp(l->path, "evidence/", 9) &&
		 ends_with(l->path, "/index.json")));
}

/* Who copies by size and time must see that the bytes are others. */
static void is_of_another_time(const struct line *l, const struct line *m,
	int i)
{
	if (m->bytes != l->bytes && m->mtime == l->mtime)
		fail_msg("change %d: %s differs and is as old", i, l->path);
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
		if (m && shows_verdicts_or_files(m))
			is_of_another_time(l, m, i);
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
	for (int i = 0; i < 48; i++) {
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
	struct seen all, named;
	struct store *st;
	struct tree *t;

	(void)state;
	begin("Begin with a title");
	issue("A-1", "A title", "2023-05-05", "'state':'new'");
	commit();
	t = reader(&st, day_of(now), true);
	all = look(t);
	begin("Change one title");
	issue("A-1", "Another title", "2023-05-05", "'state':'new'");
	commit();
	named = move_on(st, t);
	assert_non_null(line_of(&named, "issues/2023/A-1.md"));
	assert_null(line_of(&named, "issues/2023/A.md"));
	assert_null(line_of(&named, "issues/2023/A-1-1.json"));
	assert_null(line_of(&named, "evidence/DOC-1.md"));
	assert_null(line_of(&named, "updates/2024/UPD-1.md"));
	assert_null(line_of(&named, "clauses/iec-81001-5-1/9.5/README.md"));
	assert_null(line_of(&named, "metrics.md"));
	assert_true(named.n < all.n);
	free(all.lines);
	free(named.lines);
	tree_close(t);
	store_close(st);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_changed_path_is_named),
		cmocka_unit_test(little_is_named_for_a_little_change),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
