/* SPDX-License-Identifier: Apache-2.0 */
/*
 * PDF, by poppler's pdftotext as a child process: the bytes go in through a
 * file without a name, the text comes out through a pipe.
 */
#include <string.h>

#include "dossierfs/name.h"
#include "text_format.h"

enum { PDF_SECONDS = 20 };

static const char *const pdftotext[] = { "pdftotext", "-q", "-enc", "UTF-8",
	"-eol", "unix", "/dev/stdin", "-", NULL };

/* Page ends stay; other control characters become blanks. */
static void clean(struct buf *out, const struct buf *text)
{
	for (size_t i = 0; i < text->len; i++) {
		char c = text->data[i];

		buf_putc(out, (unsigned char)c < 0x20 && c != '\n' &&
			c != '\f' ? ' ' : c);
	}
}

int text_pdf(struct buf *out, enum text_answer *answer,
	const struct text_file *in, struct buf *why)
{
	struct text_run run = {
		.argv = pdftotext,
		.in = in->bytes,
		.in_len = in->len,
		.seconds = PDF_SECONDS,
		.memory = (size_t)512 << 20,
		.out_max = TEXT_MAX,
		.offline = true,
	};
	auto_buf text = BUF_INIT;
	bool ended;
	int rc = text_run(&text, &ended, &run, why);

	if (rc)
		return rc;
	if (ended && !utf8_valid(buf_text(&text), text.len)) {
		ended = false;
		buf_puts(why, "its text is not UTF-8");
	}
	if (ended)
		clean(out, &text);
	else if (strstr(buf_text(why), "is not installed"))
		*answer = TEXT_UNABLE;
	else
		*answer = TEXT_UNREADABLE;
	return buf_done(out);
}
