/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Entries are found first and looked at afterwards, so that no query runs
 * inside another. One record that cannot be read costs its own attributes, not
 * the listing.
 */
#include "sheet.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cookie.h"
#include "dossierfs/err.h"
#include "ops.h"

enum {
	STEP = 2,         /* entries, in an idle moment */
	FOLDERS_MAX = 64, /* whose pages are written before they are listed */
};

/* The sheet while it is being filled. */
struct filling {
	struct mounted *m;
	struct sheet *sheet;
	struct node *folder;
	struct listed *found;
	enum reader_looks looks;
	bool idle; /* nobody has asked for it yet */
};

static bool is_same(const struct sheet_part *a, const struct sheet_part *b)
{
	return a->folder == b->folder && a->from == b->from &&
		a->size == b->size && a->plus == b->plus &&
		a->looks == b->looks;
}

static size_t entry_size(const struct sheet *s, const char *name)
{
	return s->part.plus ?
		fuse_add_direntry_plus(NULL, NULL, 0, name, NULL, 0) :
		fuse_add_direntry(NULL, NULL, 0, name, NULL, 0);
}

static void put(struct sheet *s, const char *name,
	const struct fuse_entry_param *e, uint64_t cookie)
{
	char *to = s->bytes + s->used;
	size_t room = s->part.size - s->used;

	s->used += s->part.plus ? fuse_add_direntry_plus(NULL, to, room, name,
			e, (off_t)cookie) :
		fuse_add_direntry(NULL, to, room, name, &e->attr,
			(off_t)cookie);
	s->place = cookie;
}

/* With no nodeid an entry has a name, a number and a type only; the kernel
 * looks it up when it wants more, and gets the error, if any, then. */
static void name_only(const struct tree_node *what, struct fuse_entry_param *e)
{
	*e = (struct fuse_entry_param){ 0 };
	e->attr.st_ino = tree_ino(what);
	e->attr.st_mode = what->kind == TREE_FOLDER ? S_IFDIR :
		what->kind == TREE_LINK ? S_IFLNK : S_IFREG;
}

static bool is_unwritten(const struct filling *f, const struct tree_node *what)
{
	return f->sheet->part.plus && f->looks == LOOKS &&
		tree_is_unmade(f->m->now->tree, what);
}

/* False when it is not for now: what is told ahead of being asked for must
 * still be so then. */
static bool describe(const struct filling *f, const struct tree_node *what,
	struct fuse_entry_param *e)
{
	struct node *n;
	int rc;

	if (f->idle && !share_has_room(f->m) && is_unwritten(f, what))
		return false;
	rc = node_now(f->m, &n, what->path, what);
	if (f->idle && (rc || n->stale)) {
		err_clear();
		return false;
	}
	if (!rc) {
		ops_entry(f->m, n, e);
		buf_put(&f->sheet->counted, &n->id, sizeof(n->id));
		return true;
	}
	ops_errno(f->m, rc, what->path);
	name_only(what, e);
	return true;
}

/* Who walks by names goes into folders, too; but how old one is may take long
 * to find out, as may what a page that nobody looks at would say. */
static bool is_described(const struct filling *f, const struct tree_node *what)
{
	bool plus = f->sheet->part.plus;

	if (!plus || f->looks == LOOKS)
		return plus;
	return (f->looks == LOOKS_MAYBE || what->kind == TREE_FOLDER) &&
		tree_is_known(f->m->now->tree, what);
}

/* The same pages of a folder of the same kind. */
static bool add_pages_of(const struct filling *f, const struct node *folder)
{
	struct tree_node what;
	bool room = strlen(folder->path) + OPS_NAME_MAX < TREE_PATH_MAX - 1;

	for (size_t i = 0; room && listed_later(f->found, i, folder->path,
			&what); i++)
		if (what.kind == TREE_TEXT && tree_is_fixed(what.row))
			room = share_add(f->m, &what);
	return room;
}

/* Small folders are gone into one after the other. */
static void add_next_folders(const struct filling *f)
{
	const struct node *n = f->folder;
	bool room = true;

	for (int i = 0; room && i < FOLDERS_MAX && (n = node_next_folder(f->m,
			n)); i++)
		room = add_pages_of(f, n);
}

/* Writes pages ahead of their being asked for: many at once. */
static void write_ahead(const struct filling *f)
{
	struct tree_node what;
	bool room = true;

	for (size_t i = 0; room && i < SHARE_MAX && listed_later(f->found, i,
			f->folder->path, &what); i++)
		room = share_add(f->m, &what);
	if (room && listed_whole(f->found))
		add_next_folders(f);
	share_write(f->m);
}

/* Gives what fits of what was found behind the place. */
static int put_entries(const struct filling *f, size_t most)
{
	struct sheet *s = f->sheet;
	struct fuse_entry_param e;
	struct tree_node what;
	const char *name;
	uint64_t cookie;

	for (; most > 0; most--) {
		if (!listed_next(f->found, f->folder->path, &name, &what) ||
			s->used + entry_size(s, name) > s->part.size) {
			s->whole = true;
			return 0;
		}
		int rc = cookies_give(&f->folder->cookies, name, &cookie);

		if (rc) /* what is there is in order */
			return s->used && !f->idle ? 0 : rc;
		if (!f->idle && is_unwritten(f, &what))
			write_ahead(f);
		if (!is_described(f, &what))
			name_only(&what, &e);
		else if (!describe(f, &what, &e))
			return -EAGAIN;
		put(s, name, &e, cookie);
		listed_gave(f->found, cookie);
	}
	return 0;
}

static int find(const struct filling *f)
{
	const char *after = cookies_name(f->folder->cookies, f->sheet->place);
	struct tree_node what;

	if (!after)
		return refuse(-EINVAL, "no such place in the folder");
	node_what(f->folder, &what);
	return listed_fill(f->found, f->m->now->tree, &what,
		*after ? after : NULL);
}

static int fill(struct mounted *m, bool idle)
{
	struct sheet *s = &m->sheet;
	struct filling f = { .m = m, .sheet = s, .looks = s->part.looks,
		.idle = idle };
	int rc = 0;

	f.folder = nodes_by_id(m->nodes, s->part.folder);
	f.found = listed_at(&m->listings, s->part.folder, s->place);
	if (listed_empty(f.found))
		rc = find(&f);
	/* Names alone of a large folder come at once. */
	if (f.looks == LOOKS_MAYBE && !listed_whole(f.found))
		f.looks = LOOKS_NOT;
	if (!rc && s->part.plus && f.looks != LOOKS_NOT)
		rc = listed_look_ahead(f.found, m->now->tree, f.folder->path);
	if (!rc)
		rc = put_entries(&f, idle ? STEP : SIZE_MAX);
	return rc ? rc : buf_done(&s->counted);
}

/* "." and ".."; the kernel knows them and takes no nodeid. */
static void put_dots(struct mounted *m, struct sheet *s)
{
	const struct node *folder = nodes_by_id(m->nodes, s->part.folder);
	const struct node *up = nodes_by_folder(m->nodes, folder->path);
	struct fuse_entry_param e = { .attr.st_mode = S_IFDIR };

	if (s->part.from < COOKIE_DOT) {
		e.attr.st_ino = folder->ino;
		put(s, ".", &e, COOKIE_DOT);
	}
	if (s->part.from < COOKIE_NAMES) {
		e.attr.st_ino = up ? up->ino : folder->ino;
		put(s, "..", &e, COOKIE_NAMES);
	}
}

static int make_room(struct sheet *s, size_t size)
{
	char *bytes = size <= s->room ? s->bytes : realloc(s->bytes, size);

	if (!bytes)
		return fail(-ENOMEM, "out of memory");
	s->bytes = bytes;
	s->room = size <= s->room ? s->room : size;
	return 0;
}

static int begin(struct mounted *m, const struct sheet_part *part)
{
	struct sheet *s = &m->sheet;
	int rc = make_room(s, part->size);

	if (rc)
		return rc;
	s->part = *part;
	s->place = part->from;
	s->whole = s->waits = false;
	put_dots(m, s);
	return 0;
}

int sheet_fill(struct mounted *m, const struct sheet_part *part)
{
	int rc = 0;

	if (!is_same(&m->sheet.part, part)) {
		sheet_drop(m);
		rc = begin(m, part);
	}
	if (!rc && !m->sheet.whole)
		rc = fill(m, false);
	return rc;
}

static void forget_counted(struct sheet *s)
{
	if (s->counted.err)
		buf_free(&s->counted);
	else
		buf_cut(&s->counted, 0);
}

/* Only readdirplus that arrived counts as lookups. */
void sheet_drop(struct mounted *m)
{
	struct sheet *s = &m->sheet;
	const uint64_t *id = (const void *)s->counted.data;
	size_t n = s->counted.len / sizeof(*id);

	s->part.folder = 0;
	s->used = 0;
	while (n-- > 0)
		node_forget(m, nodes_by_id(m->nodes, *id++), 1);
	forget_counted(s);
}

void sheet_given(struct mounted *m, bool arrived)
{
	struct sheet *s = &m->sheet;
	struct sheet_part next = s->part;
	bool goes_on = arrived && s->used > 0;

	next.from = s->place;
	if (arrived)
		forget_counted(s);
	sheet_drop(m);
	if (goes_on && begin(m, &next))
		err_clear();
}

void sheet_expect(struct mounted *m, uint64_t folder, enum reader_looks looks)
{
	struct sheet_part part = m->sheet.part;

	if (part.folder)
		return;
	part.folder = folder;
	part.from = COOKIE_START;
	part.looks = looks;
	if (begin(m, &part))
		err_clear();
}

void sheet_free(struct mounted *m)
{
	free(m->sheet.bytes);
	buf_free(&m->sheet.counted);
}

bool sheet_go_on(struct mounted *m)
{
	struct sheet *s = &m->sheet;

	pthread_mutex_lock(&m->lock);
	bool any = s->part.folder && !s->whole && !s->waits;
	if (any && fill(m, true)) {
		err_clear();
		s->waits = true;
	}
	pthread_mutex_unlock(&m->lock);
	return any;
}
