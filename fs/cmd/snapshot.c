/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `snapshot`: tree, records and evidence as a bag in a zip. Head, day and
 * version of the program give its bytes: neither clock nor name of the file
 * or the dossier's folder is in them.
 */
#include "cmd.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "contents.h"
#include "dossierfs/err.h"
#include "dossierfs/hash.h"

static const struct option_row options[] = {
	{ "output", 'o', "FILE", "the zip to write" },
	OPTION_AS_OF,
	{ "compress", 0, NULL, "deflate, for transport: zlib gives the bytes" },
	{ "force", 0, NULL, "replace a file of that name" },
	OPTIONS_END,
};
const struct usage snapshot_usage = { options,
	"The zip holds a BagIt bag: data/tree is the tree, data/records,\n"
	"data/findings and data/evidence are what the dossier holds.\n"
	"Prints the file's name, its files, bytes and SHA-256.\n"
	"Example: dossierfs snapshot acme.dossier -o acme.zip\n" };

/* The zip while it is made, beside its place; and the bag's scratch files. What
 * a killed snapshot left of it the next one takes, for its lock is gone. */
struct part {
	struct buf folder, path;
	int zip, scratch[2];
};
#define PART_INIT \
	{ \
		BUF_INIT, BUF_INIT, -1, \
		{ \
			-1, -1 \
		} \
	}

static void part_close(struct part *p)
{
	if (p->zip >= 0) {
		if (p->path.len)
			unlink(p->path.data);
		close(p->zip);
	}
	for (int i = 0; i < 2; i++) {
		if (p->scratch[i] >= 0)
			close(p->scratch[i]);
	}
	buf_free(&p->folder);
	buf_free(&p->path);
}
#define auto_part __attribute__((cleanup(part_close))) struct part

static int output_check(const char *output, bool force)
{
	struct stat st;

	if (lstat(output, &st) < 0)
		return errno == ENOENT ? 0
				       : refuse(-errno, "%s: %s", output,
						 strerror(errno));
	if (!S_ISREG(st.st_mode))
		return refuse(-EEXIST, "%s: is there, and is no regular file",
			output);
	if (!force)
		return refuse(
			-EEXIST, "%s: exists; --force replaces it", output);
	return 0;
}

/* A file without a name, gone when it is closed. */
static int nameless(const char *folder)
{
	int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	auto_buf path = BUF_INIT;

	if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR))
		return fd;
	buf_printf(&path, "%s/.dossierfs.XXXXXX", folder);
	if (path.err)
		return -1;
	fd = mkostemp(path.data, O_CLOEXEC);
	if (fd >= 0)
		unlink(path.data);
	return fd;
}

/* The name may have become somebody's zip since it was opened. */
static bool is_still(int fd, const char *path)
{
	struct stat ours, there;

	return fstat(fd, &ours) == 0 && lstat(path, &there) == 0 &&
	       S_ISREG(there.st_mode) && ours.st_dev == there.st_dev &&
	       ours.st_ino == there.st_ino;
}

static int part_claim(struct part *p, const char *output)
{
	int fd = open(p->path.data,
		O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0666);

	if (fd < 0)
		return refuse(-errno, "%s: %s", output, strerror(errno));
	if (flock(fd, LOCK_EX | LOCK_NB) < 0 || !is_still(fd, p->path.data)) {
		close(fd);
		return refuse(-EBUSY, "%s: another snapshot is being written "
			"there", output);
	}
	p->zip = fd;
	return ftruncate(fd, 0) < 0
		       ? fail(-errno, "%s: %s", output, strerror(errno))
		       : 0;
}

static int part_open(struct part *p, const char *output)
{
	auto_text copy = strdup(output);

	if (!copy)
		return fail(-ENOMEM, "no memory left");
	buf_puts(&p->folder, dirname(copy));
	buf_printf(&p->path, "%s.dossierfs-part", output);
	int rc = buf_done(&p->folder);
	if (rc == 0)
		rc = buf_done(&p->path);
	if (rc == 0)
		rc = part_claim(p, output);
	if (rc < 0)
		return rc;
	for (int i = 0; i < 2; i++) {
		p->scratch[i] = nameless(p->folder.data);
		if (p->scratch[i] < 0)
			return fail(-errno, "%s: %s", p->folder.data,
				strerror(errno));
	}
	return 0;
}

/* A name that is not flushed may be gone after a power cut. */
static int folder_flush(const char *folder)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int rc = fd < 0 || fsync(fd) < 0 ? -errno : 0;

	if (fd >= 0)
		close(fd);
	if (rc == 0 || rc == -EINVAL) /* not every file system can */
		return 0;
	return fail(rc, "%s: %s", folder, strerror(-rc));
}

/* On disk first, then in place: nobody ever sees a part of it. */
static int part_settle(struct part *p, const char *output, bool force)
{
	if (fsync(p->zip) < 0)
		return fail(-errno, "%s: %s", output, strerror(errno));
	int rc = renameat2(AT_FDCWD, p->path.data, AT_FDCWD, output,
		force ? 0 : RENAME_NOREPLACE);
	if (rc < 0 && errno == EINVAL) /* not every file system can */
		rc = rename(p->path.data, output);
	if (rc < 0)
		return fail(-errno, "%s: %s", output, strerror(errno));
	buf_cut(&p->path, 0);
	return folder_flush(p->folder.data);
}

/* A pass over everything gains nothing from keeping what it has read. */
static int keep_little(struct store *st)
{
	static const char sql[] = "pragma mmap_size = 0;"
				  "pragma dossier.cache_size = -1024;"
				  "pragma cache.cache_size = -1024;";
	int rc = store_cache(st);

	return rc < 0 ? rc : store_run(st, sql);
}

static int label_fill(struct bag_label *label, struct store *st)
{
	auto_query q = NULL;

	label->head = store_commit_id(st);
	label->version = DOSSIERFS_VERSION;
	label->seq = store_seq(st);
	label->as_of = store_day(st);
	label->recorded = (int64_t)label->as_of * 86400;

	int rc = query_open(&q, st,
		"select recorded from changeset where commit_id = ?1", "s",
		label->head);
	if (rc == 0)
		rc = query_next(q);
	if (rc == 1)
		label->recorded = query_int(q, 0);
	return rc < 0 ? rc : 0;
}

static int report(const struct part *part, const char *output, uint64_t files)
{
	char hex[HASH_HEX_MAX];
	uint64_t size;

	if (lseek(part->zip, 0, SEEK_SET) < 0)
		return fail(-errno, "%s: %s", output, strerror(errno));
	int rc = hash_fd(hex, HASH_SHA256, part->zip, &size);
	if (rc < 0)
		return rc;
	cmd_printf("%s: %" PRIu64 " files, %" PRIu64 " bytes, SHA-256 %s\n",
		output, files, size, hex);
	return 0;
}

static int snapshot(
	struct store *st, const char *output, bool compress, bool force)
{
	auto_part part = PART_INIT;
	auto_package p = NULL;
	struct bag_label label;
	int rc = keep_little(st);

	if (rc == 0)
		rc = label_fill(&label, st);
	if (rc == 0)
		rc = part_open(&part, output);
	if (rc == 0)
		rc = bag_open(&p, part.zip, part.scratch, &label, compress);
	if (rc == 0)
		rc = contents_pack(p, st, &label);
	if (rc == 0)
		rc = package_end(p);
	if (rc == 0)
		rc = part_settle(&part, output, force);
	return rc < 0 ? rc : report(&part, output, package_files(p));
}

int cmd_snapshot(struct call *c)
{
	const char *output = call_option(c, "output");
	bool force = call_has(c, "force");
	auto_store st = NULL;

	if (!output || !*output || strcmp(output, "-") == 0)
		return cmd_status(refuse(-EINVAL,
			"snapshot: expected -o and the file to write"));
	int rc = call_store(c, 0, STORE_READ, &st);
	if (rc == 0)
		rc = output_check(output, force);
	if (rc == 0)
		rc = snapshot(st, output, call_has(c, "compress"), force);
	return cmd_status(rc);
}
