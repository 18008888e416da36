/* SPDX-License-Identifier: Apache-2.0 */
/*
 * signal - the evidence signals as data: model/catalog/signals.json, read
 * once. Private to model/assess.
 */
#ifndef ASSESS_SIGNAL_H
#define ASSESS_SIGNAL_H

#include <stddef.h>
#include <stdint.h>

#include "dossierfs/text.h"

enum { SIGNALS_MAX = 16, ASPECTS_MAX = 16 };

/* A question, and the FTS5 query that looks for its answer. */
struct aspect {
	const char *id; /* "1" */
	const char *title;
	struct buf query;
};

struct signal {
	const char *clause;  /* "iec-81001-5-1/6.3" */
	const char *id;      /* "6.3-content" */
	const char *pattern; /* extended, case ignored; over names and titles */
	struct aspect aspects[ASPECTS_MAX];
	size_t n_aspects;
};

struct signals {
	struct signal all[SIGNALS_MAX];
	size_t n;
};

int signals_open(const struct signals **out);

/* Makes sure that the text of every file named in the temporary table
 * text_wanted (sha256, format, name, media_type) is known: taken out of it
 * now, or kept from before. Text stands in cache.db, or, where that cannot be
 * written, in the connection's temporary tables:
 *
 *   text_file   sha256, format, answer, why, paged, unfilled, first, last:
 *               rowids of its paragraphs; kept: 1 in cache.db, 0 here.
 *               The first is a multiple of 2^22, and no other file's
 *               paragraph comes before the next
 *   text_part   body, place (FTS5)
 *
 * text_known is both schemas' text_file, of this version. */
int text_know(struct store *st);

/* Makes the tables, and empties text_wanted. */
int text_ready(struct store *st);

enum { TEXT_PART_BITS = 22 };
#define TEXT_FIRST(row) "(" row " >> 22 << 22)"

/* What text_wanted.format says of a file d: text is read by its bytes, but
 * HTML is text as well. */
#define TEXT_FORMAT(name, media) \
	"iif(lower(coalesce(" name ", '')) glob '*.htm*'" \
	" or lower(coalesce(" name ", '')) glob '*.xhtml'" \
	" or lower(coalesce(" media ", '')) glob 'text/html*'," \
	" 'html', 'text')"

/* The document d and the file e that it says something with: SBOMs, and what
 * only programs read, say nothing of a procedure. */
#define TEXT_DOCUMENT \
	"e.id = d.id and e.name = d.file_name and e.sha256 = d.file_sha256" \
	" and d.defect is null and coalesce(d.kind, 'other') <> 'sbom'" \
	" and not lower(coalesce(d.file_media_type, '')) glob '*[/+]json*'" \
	" and not lower(coalesce(d.file_media_type, '')) glob '*[/+]xml*'" \
	" and not lower(coalesce(d.file_name, '')) glob '*.json'" \
	" and not lower(coalesce(d.file_name, '')) glob '*.jsonl'" \
	" and not lower(coalesce(d.file_name, '')) glob '*.sarif'" \
	" and not lower(coalesce(d.file_name, '')) glob '*.xml'"

#endif
