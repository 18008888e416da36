/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dossierfs edit: a record's JSON in the user's editor.
 *
 * The dossier is not locked while the editor runs. What was changed meanwhile
 * is not overwritten, and a text that is refused stays where it was written.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "dossierfs/err.h"
#include "dossierfs/file.h"
#include "dossierfs/json.h"
#include "dossierfs/record.h"
#include "writing.h"

static const struct option_row options[] = { OPTIONS_AUTHOR, OPTIONS_END };

const struct usage edit_usage = {
	options,
	"  dossierfs edit ISS-7 -m \"Severity as the supplier states it\"\n\n"
	"Opens $VISUAL, else $EDITOR, else vi on the record's JSON. A text\n"
	"left as it was changes nothing; one that is refused is kept in a\n"
	"file.\n",
};

enum { TEXT_MAX = 64 << 20 };

/* Writes the text to a new file that only the user can read. */
static int write_copy(struct buf *path, const char *id, const struct buf *text)
{
	const char *folder = getenv("TMPDIR");
	ssize_t n;
	int fd;

	buf_printf(path, "%s/dossierfs-%s-XXXXXX.json",
		folder && *folder ? folder : "/tmp", id);
	if (buf_done(path))
		return path->err;
	fd = mkostemps(path->data, (int)strlen(".json"), O_CLOEXEC);
	if (fd < 0)
		return fail(-errno, "%s: %s", path->data, strerror(errno));
	n = write(fd, text->data, text->len);
	if (close(fd) || n != (ssize_t)text->len)
		return fail(-EIO, "%s: cannot be written", path->data);
	return 0;
}

/* The editor is a command line of the user's own, as git takes it. */
static int run_editor(const char *path)
{
	const char *editor = getenv("VISUAL");
	auto_buf command = BUF_INIT;
	int status;

	if (!editor || !*editor)
		editor = getenv("EDITOR");
	buf_printf(&command, "%s \"$DOSSIERFS_EDIT\"",
		editor && *editor ? editor : "vi");
	if (buf_done(&command) || setenv("DOSSIERFS_EDIT", path, 1))
		return fail(-ENOMEM, "no memory left");
	status = system(command.data);
	if (status == -1 || !WIFEXITED(status) || WEXITSTATUS(status))
		return refuse(-ECANCELED,
			"the editor failed, nothing was changed");
	return 0;
}

/* The record must still be as it was when the editor was opened. */
static int refuse_moved(struct writing *w, const char *id,
	const struct buf *before)
{
	auto_buf now = BUF_INIT;
	int rc = cmd_record(w->store, id, &now, NULL, NULL);

	if (rc)
		return rc;
	if (now.len != before->len || memcmp(now.data, before->data, now.len))
		return refuse(-EBUSY,
			"%s: was changed by someone else meanwhile", id);
	return 0;
}

static int refuse_renamed(const struct json *record, const char *id,
	const struct record_type *type)
{
	const char *new_id = json_text_at(record, "id");
	const char *new_type = json_text_at(record, "type");

	if (!new_id || strcmp(new_id, id) != 0)
		return refuse(-EINVAL,
			"%s: /id: the id of a record cannot change", id);
	if (type && (!new_type || strcmp(new_type, type->name) != 0))
		return refuse(-EINVAL,
			"%s: /type: the type of a record cannot change", id);
	return 0;
}

static int store_edit(struct call *c, const char *id, const struct buf *before,
	const struct record_type *type, const struct json *record)
{
	auto_writing w = { 0 };
	char plain[80];
	int rc;

	rc = refuse_renamed(record, id, type);
	if (rc)
		return rc;
	snprintf(plain, sizeof(plain), "edit %.70s", id);
	rc = writing_begin(&w, c, plain);
	if (!rc)
		rc = refuse_moved(&w, id, before);
	if (!rc)
		rc = writing_put(&w, record);
	return rc ? rc : writing_commit(&w);
}

/* Takes what the editor left. *same says that it left the text alone. */
static int take_edit(struct call *c, const char *id, const struct buf *before,
	const struct record_type *type, const char *path, bool *same)
{
	auto_json record = NULL;
	auto_buf after = BUF_INIT;
	int rc = file_read(&after, path, TEXT_MAX);

	if (rc)
		return rc;
	*same = after.len == before->len &&
		!memcmp(after.data, before->data, after.len);
	if (*same)
		return 0;
	rc = json_parse(&record, buf_text(&after), after.len, 0);
	if (rc)
		return err_in(rc, "%s", id);
	return store_edit(c, id, before, type, record);
}

static int edit_text(struct call *c, const char *id, const struct buf *before,
	const struct record_type *type)
{
	auto_buf path = BUF_INIT;
	bool same = false;
	int rc;

	rc = write_copy(&path, id, before);
	if (rc)
		return rc;
	rc = run_editor(path.data);
	if (rc) {
		unlink(path.data);
		return rc;
	}
	rc = take_edit(c, id, before, type, path.data, &same);
	if (rc && err_status() == 3)
		return fail(rc, "%s; your text is kept in %s", err_sentence(),
			path.data);
	if (rc)
		return refuse(rc, "%s; your text is kept in %s", err_sentence(),
			path.data);
	unlink(path.data);
	if (same)
		cmd_printf("nothing changed\n");
	return 0;
}

static int read_record(struct call *c, const char *id, struct buf *text,
	const struct record_type **type)
{
	auto_store st = NULL;
	int rc = call_store(c, -1, STORE_READ, &st);

	return rc ? rc : cmd_record(st, id, text, NULL, type);
}

static int edit(struct call *c)
{
	const char *id = call_arg(c, 0);
	const struct record_type *type;
	struct authorship by;
	auto_buf before = BUF_INIT;
	int rc;

	if (call_count(c) != 1)
		return refuse(-EINVAL, "edit: expected one ID");
	rc = read_record(c, id, &before, &type);
	/* Who writes is asked before the work, not after. */
	if (!rc)
		rc = call_authorship(c, "edit", &by);
	return rc ? rc : edit_text(c, id, &before, type);
}

int cmd_edit(struct call *c)
{
	return cmd_status(edit(c));
}
