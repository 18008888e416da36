/* SPDX-License-Identifier: Apache-2.0 */
/*
 * text_format - the formats that text is taken out of, one file each. Each
 * appends the text, or leaves `why` with one phrase and says so. Private to
 * model/assess.
 */
#ifndef ASSESS_TEXT_FORMAT_H
#define ASSESS_TEXT_FORMAT_H

#include "dossierfs/text.h"

/* Bytes of HTML; scripts, styles and comments are left out. */
int text_html(struct buf *out, const char *html, size_t len);

/* A PDF, by pdftotext; every page ends with '\f'. */
int text_pdf(struct buf *out, enum text_answer *answer,
	const struct text_file *in, struct buf *why);

/* A zip that is a DOCX or an ODT, a line a paragraph. */
int text_office(struct buf *out, enum text_answer *answer,
	const struct text_file *in, struct buf *why);

/* The XML of such a file's main part; no entity but XML's own five is known
 * and a document type declaration is refused. */
int text_xml(struct buf *out, enum text_answer *answer, const char *xml,
	size_t len, struct buf *why);

/* Whether a byte order mark of UTF-16 stands in front. */
bool text_is_utf16(const void *bytes, size_t len);

/* The text behind it; false where half a character, or none, stands in it. */
bool text_utf16(struct buf *out, const void *bytes, size_t len);

/* Appends a character as UTF-8; one that is none, or a control character, as
 * a blank. */
void text_character(struct buf *out, uint32_t c);

/* The character that "&amp;" and the like stand for, and *len its length;
 * *len is 1 and '&' comes back where none stands there. */
uint32_t text_entity(const char *s, size_t left, size_t *len);

#endif
