/* SPDX-License-Identifier: Apache-2.0 */
/*
 * text - what stands in a document.
 *
 * Text is taken out of plain text (UTF-8, UTF-16, Latin 1), Markdown, HTML,
 * PDF, DOCX and ODT. Files
 * come from outside: size, nesting, compression, time and memory are bounded,
 * and a file that is over a bound gives no text at all.
 */
#ifndef DOSSIERFS_TEXT_H
#define DOSSIERFS_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dossierfs/buf.h"

struct store;

/* Another version gives other text: what is kept is stale. */
#define TEXT_VERSION "2"

/* How a paragraph becomes words: the option of its FTS5 table. */
#define TEXT_WORDS "tokenize = 'unicode61 remove_diacritics 2'"

enum {
	TEXT_FILE_MAX = 32 << 20, /* bytes of a PDF or zip that is read */
	TEXT_HEAD = 1024,         /* bytes by which these are known */
	TEXT_MAX = 8 << 20,       /* bytes of text taken out of it */
	TEXT_PART_MAX = 4000,     /* bytes of a paragraph; a longer one is cut */
};

struct text_file {
	const char *name;       /* may be NULL */
	const char *media_type; /* may be NULL */
	const void *bytes;
	size_t len;
};

/* Whether the first bytes are those of a PDF or a zip. */
bool text_is_packed(const char *head, size_t len);

enum text_answer {
	TEXT_READ,
	TEXT_UNREADABLE, /* it holds no text, or none that can be taken out */
	TEXT_UNABLE,     /* not on this machine: a program lacks */
};

/* Appends UTF-8 whose lines are those of the file; '\f' ends a page and '\v'
 * a paragraph that no empty line ends. *paged says that places are pages. why
 * gets one phrase where there is no text. Negative: no memory. */
int text_extract(struct buf *out, enum text_answer *answer, bool *paged,
	const struct text_file *in, struct buf *why);

/* Calls fn for each paragraph with the page or line on which it begins; a
 * non-zero return stops and is returned. The text is borrowed. */
typedef int text_part_fn(int64_t place, const char *text, void *arg);
int text_parts(const struct buf *text, bool paged, text_part_fn *fn,
	void *arg);

/* Whether a placeholder stands in it (RULES.md, "Verdicts" 5, line by line). */
bool text_is_unfilled(const char *text, size_t len);

/*
 * What the documents on record say: CONTENT_MATCH. Fills temporary tables for
 * the state that the store looks at, unless they hold it already:
 *
 *   content_signal clause, signal, pattern (FILE_EXISTS)
 *   aspect         clause, signal, aspect, title
 *   content_hit    signal, aspect, document, place, paged (0/1), passage: the
 *                  first paragraph of each document that the query finds
 *   content_file   document, answer (read, unreadable, unable), why, sha256:
 *                  the documents that were looked at; those of data (JSON,
 *                  XML) and of no file are not among them
 *   attested       id, signal, aspect, document, answer, by, by_role, on,
 *                  expires_on, location, stands ("current" or why it does
 *                  not), recorded
 */
int assess_content(struct store *st);

/* Fills content_signal and aspect, and makes attested, without a search. */
int assess_aspects(struct store *st);

/* Takes the text out of the documents of this state, and keeps it. */
int assess_texts(struct store *st);

/* Searches the text of the same documents by an FTS5 query: fills the temporary
 * table content_found: version and id of the document, parts: paragraphs in
 * which it is found. */
int assess_search(struct store *st, const char *query);

/* Of those whose version stands in content_wanted, which is emptied, fills
 * content_passage: version, passage: where the first paragraph stands and what
 * it says, with \002 and \003 around what was found by that query. */
int assess_passages(struct store *st, const char *query);

/* Appends the text of a document, a line for each paragraph with its place
 * before it: what a reader program gets. -ENOENT when it has none. */
int assess_text(struct buf *out, struct store *st, const char *document);

/* Runs a local program, not through a shell: its input is `in`, its output is
 * appended to out. Bounded in time, memory and output; *ended is false, and
 * why says what happened, unless it ended by itself with status 0. */
struct text_run {
	const char *const *argv;
	const void *in;
	size_t in_len;
	int seconds;
	size_t memory;  /* bytes of address space */
	size_t out_max; /* more than that ends it */
	bool offline;   /* without network, where the system lets us */
};
int text_run(struct buf *out, bool *ended, const struct text_run *run,
	struct buf *why);

/* Whether a program of this name is found where text_run looks for it. */
bool text_run_there(const char *program);

#endif
