/* SPDX-License-Identifier: Apache-2.0 */
/*
 * records - records, findings and evidence as files, in MODEL.md's layout.
 *
 * A folder is walked first and read then, in the order of names: records,
 * their evidence, the findings of activities. Any depth below records/<type>/,
 * findings/ and evidence/ is good; the last names count. Links are not
 * followed, and what lies elsewhere is named in the report.
 */
#include "records.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dossierfs/change.h"
#include "dossierfs/err.h"
#include "dossierfs/file.h"
#include "dossierfs/query.h"
#include "dossierfs/record.h"
#include "dossierfs/store.h"
#include "intake.h"

enum { DEPTH = 32, FILES = 2000000 };

static void folder_free(struct folder *f)
{
	for (size_t i = 0; i < f->n; i++)
		free(f->files[i].path);
	free(f->files);
	free(f->records);
}

static int keep(struct folder *f, const char *path)
{
	if (f->n == f->cap) {
		size_t cap = f->cap ? f->cap * 2 : 256;
		struct folder_file *more = realloc(f->files,
			cap * sizeof *more);

		if (!more)
			return fail(-ENOMEM,
				"import: no memory for the folder");
		f->files = more;
		f->cap = cap;
	}
	if (f->n == FILES)
		return refuse(-EFBIG, "more than %d files", FILES);
	f->files[f->n] = (struct folder_file){ .path = strdup(path) };
	if (!f->files[f->n++].path)
		return fail(-ENOMEM, "import: no memory for the folder");
	return 0;
}

static int walk(struct folder *f, int at, struct buf *path, int depth);

static int entry(struct folder *f, int at, struct buf *path, const char *name,
	int depth)
{
	size_t len = path->len;
	struct stat st;
	int rc = 0;

	/* .git and what editors and systems leave behind. */
	if (*name == '.')
		return 0;
	if (fstatat(at, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return fail(-errno, "%s/%s: %s", buf_text(path), name,
			strerror(errno));
	if (len)
		buf_putc(path, '/');
	buf_puts(path, name);
	if (buf_done(path) < 0)
		return path->err;
	if (S_ISDIR(st.st_mode)) {
		int fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW |
			O_CLOEXEC);

		rc = fd < 0 ? refuse(-errno, "%s: %s", buf_text(path),
			strerror(errno)) : walk(f, fd, path, depth + 1);
	} else if (S_ISREG(st.st_mode)) {
		rc = keep(f, buf_text(path));
	} else {
		intake_note(f->in, "%s: skipped, no regular file",
			buf_text(path));
	}
	buf_cut(path, len);
	return rc;
}

/* Takes the descriptor. */
static int walk(struct folder *f, int at, struct buf *path, int depth)
{
	DIR *dir = fdopendir(at);
	struct dirent *e;
	int rc = 0;

	if (!dir) {
		close(at);
		return fail(-errno, "%s: %s", buf_text(path), strerror(errno));
	}
	if (depth > DEPTH)
		rc = refuse(-ELOOP, "%s: nested more than %d folders deep",
			buf_text(path), DEPTH);
	while (rc == 0 && (e = readdir(dir)))
		rc = entry(f, at, path, e->d_name, depth);
	closedir(dir);
	return rc;
}

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct folder_file *)a)->path,
		((const struct folder_file *)b)->path);
}

static enum folder_kind layout_name(const char *p, size_t n)
{
	if (n == 7 && memcmp(p, "records", n) == 0)
		return FOLDER_RECORD;
	if (n == 8 && memcmp(p, "findings", n) == 0)
		return FOLDER_FINDINGS;
	if (n == 8 && memcmp(p, "evidence", n) == 0)
		return FOLDER_EVIDENCE;
	return FOLDER_OTHER;
}

/* Which part of the layout a path lies in: the first such name below the
 * folder, else the last in the folder's own path. *rest is what follows. */
static enum folder_kind layout(const struct folder *f, const char *path,
	const char **rest)
{
	enum folder_kind kind = FOLDER_OTHER;

	for (const char *p = path; strchr(p, '/'); p = strchr(p, '/') + 1) {
		kind = layout_name(p, strcspn(p, "/"));
		*rest = strchr(p, '/') + 1;
		if (kind != FOLDER_OTHER)
			return kind;
	}
	*rest = path;
	return f->above;
}

bool folder_shows(const struct folder_file *file)
{
	return strncmp(file->path, "tree/", strlen("tree/")) == 0;
}

static void sort_out(struct folder *f, struct folder_file *file)
{
	const char *rest, *slash, *dot;

	file->kind = layout(f, file->path, &rest);
	slash = strrchr(file->path, '/');
	file->name = slash ? slash + 1 : file->path;
	file->type = rest;
	dot = strrchr(file->name, '.');
	if (file->kind == FOLDER_RECORD && (!dot || strcmp(dot, ".json") != 0))
		file->kind = FOLDER_OTHER;
	if (file->kind == FOLDER_FINDINGS &&
		(!dot || strcmp(dot, ".jsonl") != 0))
		file->kind = FOLDER_OTHER;
	/* Evidence lies in a folder named by its record. */
	if (file->kind == FOLDER_EVIDENCE && (!slash || slash < rest))
		file->kind = FOLDER_OTHER;
	if (file->kind == FOLDER_OTHER && !folder_shows(file))
		intake_note(f->in, "%s: skipped, not where records, findings or"
			" evidence lie", file->path);
}

/* Where the named folder itself stands in a layout: "x/records/issue". */
static int find_above(struct folder *f, const char *path)
{
	char *real = realpath(path, NULL);
	int rc = real ? 0 : refuse(-errno, "%s: %s", path, strerror(errno));

	f->above = FOLDER_OTHER;
	for (char *p = real; p && (p = strchr(p, '/')); ) {
		size_t n = strcspn(++p, "/");

		if (layout_name(p, n) == FOLDER_OTHER)
			continue;
		f->above = layout_name(p, n);
		snprintf(f->type_above, sizeof f->type_above, "%.*s",
			p[n] ? (int)strcspn(p + n + 1, "/") : 0, p + n + 1);
	}
	free(real);
	return rc;
}

static int by_name(const void *a, const void *b)
{
	const struct folder_file *const *x = a, *const *y = b;

	return strcmp((*x)->name, (*y)->name);
}

const struct folder_file *folder_find(const struct folder *f, const char *name)
{
	const struct folder_file key = { .name = name }, *at = &key;
	const struct folder_file **found = f->record_count ? bsearch(&at,
		f->records, f->record_count, sizeof *f->records, by_name) :
		NULL;

	return found ? *found : NULL;
}

static int sort_all(struct folder *f)
{
	if (f->n)
		qsort(f->files, f->n, sizeof *f->files, by_path);
	f->records = calloc(f->n + 1, sizeof *f->records);
	if (!f->records)
		return fail(-ENOMEM, "import: no memory for the folder");
	for (size_t i = 0; i < f->n; i++) {
		sort_out(f, &f->files[i]);
		if (f->files[i].kind == FOLDER_RECORD)
			f->records[f->record_count++] = &f->files[i];
	}
	if (f->record_count)
		qsort(f->records, f->record_count, sizeof *f->records, by_name);
	return 0;
}

static int take_kind(struct folder *f, enum folder_kind kind,
	int (*take)(struct folder *f, const struct folder_file *file))
{
	int rc = 0;

	for (size_t i = 0; i < f->n && rc == 0; i++)
		if (f->files[i].kind == kind) {
			rc = take(f, &f->files[i]);
			if (rc < 0)
				err_in(rc, "%s", f->files[i].path);
		}
	return rc;
}

static int take_all(struct folder *f)
{
	int rc = take_kind(f, FOLDER_RECORD, folder_record);

	if (rc == 0)
		rc = take_kind(f, FOLDER_EVIDENCE, folder_evidence);
	if (rc == 0)
		rc = take_kind(f, FOLDER_FINDINGS, folder_findings);
	if (rc < 0)
		return rc;
	if (!f->taken && !f->unchanged)
		return refuse(-EINVAL, "expected records below records/<type>/,"
			" findings/ or evidence/");
	intake_held(f->in, "files taken", f->taken);
	intake_held(f->in, "files unchanged", f->unchanged);
	f->in->report->known = !f->taken;
	return 0;
}

int records_import(struct intake *in, const char *path)
{
	struct folder f = { .in = in, .fd = -1 };
	auto_buf below = BUF_INIT;
	int rc = find_above(&f, path), fd;

	if (rc < 0)
		return rc;
	f.fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	fd = f.fd < 0 ? -1 : fcntl(f.fd, F_DUPFD_CLOEXEC, 3);
	rc = fd < 0 ? refuse(-errno, "%s", strerror(errno)) :
		walk(&f, fd, &below, 0);
	if (rc == 0)
		rc = sort_all(&f);
	if (rc == 0)
		rc = take_all(&f);
	if (f.fd >= 0)
		close(f.fd);
	folder_free(&f);
	return rc < 0 ? err_in(rc, "%s", path) : 0;
}
