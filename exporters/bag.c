/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A bag (RFC 8493) in a zip. Nothing is kept of a file but its entry in the
 * zip's directory: both digests are taken while its bytes pass, and their
 * lines go to the scratch files until the payload is complete.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "dossierfs/buf.h"
#include "dossierfs/date.h"
#include "dossierfs/err.h"
#include "dossierfs/hash.h"
#include "dossierfs/md.h"
#include "dossierfs/zip.h"
#include "package-sink.h"

enum { ALGORITHMS = 2, LINES_MAX = 1 << 16 };

static const struct {
	enum hash_kind kind;
	const char *manifest, *tagmanifest;
} algorithms[ALGORITHMS] = {
	{ HASH_SHA256, "manifest-sha256.txt", "tagmanifest-sha256.txt" },
	{ HASH_SHA512, "manifest-sha512.txt", "tagmanifest-sha512.txt" },
};

/* Lines of a manifest: the end in memory, what came before in a file. */
struct lines {
	struct buf text;
	int fd; /* -1: all in memory */
};

struct bag {
	struct package base; /* first */
	struct zip *zip;
	const struct bag_label *label;
	char name[BAG_NAME_MAX];
	struct lines payload[ALGORITHMS];
	struct lines tags[ALGORITHMS];
};

const char *bag_name(char out[BAG_NAME_MAX], const struct bag_label *label)
{
	char day[DAY_TEXT];
	auto_buf name = BUF_INIT;

	day_format(day, label->as_of);
	buf_printf(&name, "dossier-%s-%.12s", day,
		*label->head ? label->head : "empty");
	*out = '\0';
	strncat(out, buf_text(&name), BAG_NAME_MAX - 1);
	return out;
}

static int lines_flush(struct lines *l)
{
	const char *at = l->text.data;
	size_t left = l->text.len;

	while (left) {
		ssize_t n = write(l->fd, at, left);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fail(-errno, "manifest: %s", strerror(errno));
		at += n;
		left -= (size_t)n;
	}
	buf_cut(&l->text, 0);
	return 0;
}

/* RFC 8493, 2.1.3: a path keeps to its line. */
static void encode_path(struct buf *out, const char *path)
{
	for (; *path; path++) {
		if (*path == '\r' || *path == '\n' || *path == '%')
			buf_printf(out, "%%%02X", (unsigned char)*path);
		else
			buf_putc(out, *path);
	}
}

static int lines_add(struct lines *l, const char *hex, const char *path)
{
	buf_puts(&l->text, hex);
	buf_puts(&l->text, "  ");
	encode_path(&l->text, path);
	buf_putc(&l->text, '\n');
	if (l->fd >= 0 && !l->text.err && l->text.len > LINES_MAX)
		return lines_flush(l);
	return buf_done(&l->text);
}

/* A file on its way into the zip. */
struct passage {
	struct zip *zip;
	struct hash *hash[ALGORITHMS];
};

static int pass(void *arg, const void *bytes, size_t len)
{
	struct passage *p = arg;
	int rc = zip_add(p->zip, bytes, len);

	for (int i = 0; rc == 0 && i < ALGORITHMS; i++)
		rc = hash_add(p->hash[i], bytes, len);
	return rc;
}

static int passage_end(struct passage *p, struct lines *lines, const char *path)
{
	int rc = zip_end(p->zip);

	for (int i = 0; rc == 0 && i < ALGORITHMS; i++) {
		char hex[HASH_HEX_MAX];
		rc = hash_end(p->hash[i], hex);
		p->hash[i] = NULL;
		if (rc == 0 && lines)
			rc = lines_add(&lines[i], hex, path);
	}
	return rc;
}

/* One file of the bag, and its line in each of the manifests. */
static int bag_put(
	struct bag *b, const struct package_file *f, struct lines *lines)
{
	struct passage p = { .zip = b->zip };
	uint64_t size;
	int rc = package_size(&size, f);

	for (int i = 0; rc == 0 && i < ALGORITHMS; i++)
		rc = hash_begin(&p.hash[i], algorithms[i].kind);
	if (rc == 0)
		rc = zip_begin(b->zip, f->path, size, f->mtime);
	if (rc == 0)
		rc = package_pour(f, pass, &p);
	if (rc == 0)
		rc = passage_end(&p, lines, f->path);
	for (int i = 0; i < ALGORITHMS; i++)
		hash_drop(p.hash[i]);
	return rc;
}

/* Text that the bag makes itself. */
static int bag_text(struct bag *b, const char *path, const struct buf *text,
	struct lines *lines)
{
	struct package_file f = { path, b->label->recorded, -1, text->data,
		text->len };
	int rc = buf_done(text);

	return rc < 0 ? rc : bag_put(b, &f, lines);
}

/* A zip's folders follow from its files; git and BagIt do the same. */
static int bag_folder(struct package *p, const char *path, int64_t mtime)
{
	(void)p;
	(void)path;
	(void)mtime;
	return 0;
}

static int bag_file(struct package *p, const struct package_file *f)
{
	struct bag *b = (struct bag *)p;
	struct package_file inside = *f;
	auto_buf path = BUF_INIT;

	buf_printf(&path, "data/%s", f->path);
	int rc = buf_done(&path);
	if (rc < 0)
		return rc;
	inside.path = path.data;
	return bag_put(b, &inside, b->payload);
}

static bool is_markdown(const char *path)
{
	size_t len = strlen(path);

	return len > 3 && strcmp(path + len - 3, ".md") == 0;
}

/* Links do not survive every unpacker: a page that leads on does. */
static int bag_link(
	struct package *p, const char *path, const char *target, int64_t mtime)
{
	const char *slash = strrchr(path, '/');
	auto_buf name = BUF_INIT, page = BUF_INIT;

	buf_printf(&name, "%s%s", path, is_markdown(path) ? "" : ".md");
	md_link(&page, slash ? slash + 1 : path, target);
	buf_putc(&page, '\n');
	int rc = buf_done(&name);
	if (rc == 0)
		rc = buf_done(&page);
	if (rc < 0)
		return rc;
	return package_file(p, &(struct package_file){ name.data, mtime, -1,
				       page.data, page.len });
}

static int put_declaration(struct bag *b)
{
	auto_buf text = BUF_INIT;

	buf_puts(&text, "BagIt-Version: 1.0\n"
			"Tag-File-Character-Encoding: UTF-8\n");
	return bag_text(b, "bagit.txt", &text, b->tags);
}

static int put_info(struct bag *b)
{
	const struct bag_label *l = b->label;
	char day[DAY_TEXT];
	auto_buf text = BUF_INIT;

	day_format(day, l->as_of);
	buf_printf(&text, "Bagging-Date: %s\n", day);
	buf_printf(&text, "External-Identifier: %s\n", b->name);
	buf_printf(&text, "Payload-Oxum: %" PRIu64 ".%" PRIu64 "\n",
		b->base.bytes, b->base.files);
	buf_printf(&text, "Bag-Software-Agent: dossierfs %s\n", l->version);
	buf_printf(&text, "Dossier-Head: %s\n", *l->head ? l->head : "none");
	if (l->seq >= 0)
		buf_printf(&text, "Dossier-Seq: %" PRId64 "\n", l->seq);
	buf_printf(&text, "Dossier-As-Of: %s\n", day);
	return bag_text(b, "bag-info.txt", &text, b->tags);
}

static int put_manifest(struct bag *b, int i)
{
	struct package_file f = { algorithms[i].manifest, b->label->recorded,
		b->payload[i].fd, NULL, 0 };
	int rc = lines_flush(&b->payload[i]);

	return rc < 0 ? rc : bag_put(b, &f, b->tags);
}

static int bag_end(struct package *p)
{
	struct bag *b = (struct bag *)p;
	int rc = 0;

	for (int i = 0; rc == 0 && i < ALGORITHMS; i++)
		rc = put_manifest(b, i);
	if (rc == 0)
		rc = put_info(b);
	for (int i = 0; rc == 0 && i < ALGORITHMS; i++)
		rc = bag_text(
			b, algorithms[i].tagmanifest, &b->tags[i].text, NULL);
	return rc < 0 ? rc : zip_finish(b->zip);
}

static void bag_drop(struct package *p)
{
	struct bag *b = (struct bag *)p;

	zip_drop(b->zip);
	for (int i = 0; i < ALGORITHMS; i++) {
		buf_free(&b->payload[i].text);
		buf_free(&b->tags[i].text);
	}
	free(b);
}

static const struct package_sink bag_sink = { bag_folder, bag_file, bag_link,
	bag_end, bag_drop };

int bag_open(struct package **out, int zip, const int scratch[2],
	const struct bag_label *label, bool compress)
{
	struct bag *b = calloc(1, sizeof(*b));

	*out = (struct package *)b;
	if (!b)
		return fail(-ENOMEM, "no memory left");
	b->base.sink = &bag_sink;
	b->label = label;
	bag_name(b->name, label);
	for (int i = 0; i < ALGORITHMS; i++) {
		b->payload[i].fd = scratch[i];
		b->tags[i].fd = -1;
	}
	int rc = zip_open(&b->zip, zip, b->name, compress);
	return rc < 0 ? rc : put_declaration(b);
}
