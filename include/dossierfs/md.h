/* SPDX-License-Identifier: Apache-2.0 */
/*
 * md - foreign text in Markdown, so that it stays text.
 *
 * The page around it is GitHub-flavoured Markdown. Whatever the text holds,
 * it makes no heading, list, link, HTML, fence, table or front matter, and it
 * does not leave its line, cell or block. Control characters, invisible
 * direction marks and bytes that are no UTF-8 are shown as U+FFFD.
 */
#ifndef DOSSIERFS_MD_H
#define DOSSIERFS_MD_H

#include <stdint.h>

#include "dossierfs/buf.h"

/* Inline, in a heading, a paragraph or a cell; line ends become blanks. NULL
 * writes nothing. */
void md_text(struct buf *out, const char *s);

/* The same, and "–" for NULL or nothing: a cell is never empty by accident. */
void md_cell(struct buf *out, const char *s);

/* A text of lines as a quoted block, its lines kept; ends with a blank line.
 * NULL writes nothing. */
void md_block(struct buf *out, const char *s);

/* Bytes to be read as they are: SQL, a hash, a log. A fenced block that the
 * bytes cannot close. lang is a literal, or "". */
void md_code(struct buf *out, const char *lang, const char *s);

/* `s` between backticks, on one line. */
void md_span(struct buf *out, const char *s);

/* [text](target). The target is a path inside the tree, made of safe names. */
void md_link(struct buf *out, const char *text, const char *target);

/* A URL of a record: a link when it is http or https, else text. */
void md_url(struct buf *out, const char *url);

#endif
