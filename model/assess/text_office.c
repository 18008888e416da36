/* SPDX-License-Identifier: Apache-2.0 */
/*
 * DOCX and ODT: the one member of the zip that holds the document. What it
 * unpacks to is bounded, also against the size that it is packed in, and
 * nothing is written to disk.
 */
#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <string.h>

#include "dossierfs/err.h"
#include "dossierfs/name.h"
#include "text_format.h"

enum {
	MEMBERS_MAX = 4096,
	XML_MAX = 64 << 20, /* bytes of the member */
	RATIO_MAX = 200,    /* unpacked to the size of the whole file … */
	RATIO_FROM = 1 << 20, /* … once it is more than this */
};

static void archive_drop(struct archive **a)
{
	if (*a)
		archive_read_free(*a);
}
#define auto_archive __attribute__((cleanup(archive_drop))) struct archive

static int cannot(enum text_answer *answer, struct buf *why, const char *what)
{
	*answer = TEXT_UNREADABLE;
	buf_puts(why, what);
	return buf_done(why);
}

static bool is_main_part(const char *name)
{
	return name && (!strcmp(name, "word/document.xml") ||
		!strcmp(name, "content.xml"));
}

/* Moves to the member; NULL, or what is wrong. */
static const char *find(struct archive *a)
{
	struct archive_entry *e;

	for (int i = 0; i < MEMBERS_MAX; i++) {
		int rc = archive_read_next_header(a, &e);

		if (rc == ARCHIVE_EOF)
			return "it is a zip file, but neither DOCX nor ODT";
		if (rc < ARCHIVE_WARN)
			return "its zip is broken";
		if (is_main_part(archive_entry_pathname(e)))
			return archive_entry_is_encrypted(e) ?
				"it is encrypted" : NULL;
	}
	return "its zip has too many members";
}

static const char *unpack(struct buf *xml, struct archive *a, size_t packed)
{
	for (;;) {
		char chunk[16384];
		la_ssize_t n = archive_read_data(a, chunk, sizeof(chunk));

		if (n < 0)
			return "its zip is broken";
		if (n == 0)
			return NULL;
		buf_put(xml, chunk, (size_t)n);
		if (xml->len > XML_MAX)
			return "it unpacks to more than 64 MiB";
		if (xml->len > RATIO_FROM && xml->len / RATIO_MAX > packed)
			return "it unpacks to far more than it is packed in";
	}
}

int text_office(struct buf *out, enum text_answer *answer,
	const struct text_file *in, struct buf *why)
{
	auto_archive *a = archive_read_new();
	auto_buf xml = BUF_INIT;
	const char *wrong = NULL;

	if (!a)
		return fail(-ENOMEM, "no memory for a zip file");
	archive_read_support_format_zip_seekable(a);
	if (archive_read_open_memory(a, in->bytes, in->len) != ARCHIVE_OK)
		return cannot(answer, why, "its zip is broken");
	wrong = find(a);
	if (!wrong)
		wrong = unpack(&xml, a, in->len);
	if (xml.err)
		return buf_done(&xml);
	if (!wrong && (memchr(buf_text(&xml), '\0', xml.len) ||
		!utf8_valid(buf_text(&xml), xml.len)))
		wrong = "its XML is not UTF-8";
	if (wrong)
		return cannot(answer, why, wrong);
	int rc = text_xml(out, answer, buf_text(&xml), xml.len, why);
	if (!rc && out->len > TEXT_MAX)
		return cannot(answer, why, "it holds more than 8 MiB of text");
	return rc;
}
