/* SPDX-License-Identifier: Apache-2.0 */
/*
 * FILE_EXISTS: which registered documents speak of a clause by file name or
 * title, and what state each is in. A hit is a hint; it makes nothing met.
 */
#include <errno.h>
#include <regex.h>
#include <string.h>

#include "dossierfs/date.h"
#include "dossierfs/err.h"
#include "dossierfs/name.h"
#include "dossierfs/query.h"
#include "judge.h"

/* Words may stand together or be parted by one of blank, dash, underscore. */
#define GAP "[ _-]?"

enum { SIGNALS = 2, TEXT_MAX = 8 << 20 };

/* clang-format off */
static const struct {
	const char *clause;
	const char *pattern; /* extended, case ignored */
} patterns[SIGNALS] = {
	{ "iec-81001-5-1/6.3",
	  "security" GAP "advisor(y|ies)"
	  "|update" GAP "notification"
	  "|software" GAP "update" GAP "(procedure|process|policy|sop)"
	  "|release" GAP "notes?" },
	{ "iec-81001-5-1/9.5",
	  "security" GAP "issues?" GAP "resolution"
	  "|vulnerabilit(y|ies)" GAP "remediation"
	  "|psirt" GAP "closure"
	  "|security" GAP "change" GAP "review" },
};
/* clang-format on */

static int compile(regex_t out[SIGNALS])
{
	for (int i = 0; i < SIGNALS; i++) {
		if (regcomp(&out[i], patterns[i].pattern,
			REG_EXTENDED | REG_ICASE | REG_NOSUB))
			return fail(-EINVAL, "signal %s: pattern",
				patterns[i].clause);
	}
	return 0;
}

/* Runs of blanks, dots, dashes and underscores become one blank. */
static void same_gaps(struct buf *out, const char *s)
{
	for (; *s; s++) {
		bool gap = strchr(" ._-\t", *s) != NULL;

		if (!gap)
			buf_putc(out, *s);
		else if (out->len && out->data[out->len - 1] != ' ')
			buf_putc(out, ' ');
	}
}

enum match { MISS, NEAR, HIT };

static enum match look(const regex_t *re, const char *name)
{
	auto_buf same = BUF_INIT;

	if (!name)
		return MISS;
	if (!regexec(re, name, 0, NULL, 0))
		return HIT;
	same_gaps(&same, name);
	return regexec(re, buf_text(&same), 0, NULL, 0) ? MISS : NEAR;
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
		(c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
}

/* Whether the line has one of the words that stand for what is missing. */
static bool has_mark(const char *line, size_t len)
{
	static const char *const marks[] = { "tbd", "todo", "tbc", "xxx" };

	for (size_t i = 0; i < len; i++) {
		if (i && is_letter(line[i - 1]))
			continue;
		for (size_t k = 0; k < 4; k++) {
			size_t n = strlen(marks[k]);

			if (i + n <= len && !strncasecmp(line + i, marks[k], n)
				&& (i + n == len || !is_letter(line[i + n])))
				return true;
		}
	}
	return false;
}

/* Whether a line, or what follows its colon, is a placeholder as a field's
 * value would be (RULES.md, "Verdicts" 5), or holds "{{…}}". */
static bool line_unfilled(const char *line, size_t len)
{
	char text[256];
	const char *colon;

	if (has_mark(line, len) ||
		(memmem(line, len, "{{", 2) && memmem(line, len, "}}", 2)))
		return true;
	if (len == 0 || len >= sizeof(text))
		return false;
	memcpy(text, line, len);
	text[len] = '\0';
	if (text[0] == '[' || text[0] == '<')
		return text_is_placeholder(text);
	colon = strchr(text, ':');
	if (!colon)
		return false;
	colon += 1 + strspn(colon + 1, " \t");
	return (*colon == '[' || *colon == '<') && text_is_placeholder(colon);
}

static bool text_unfilled(const char *text, size_t len)
{
	while (len) {
		const char *end = memchr(text, '\n', len);
		size_t line = end ? (size_t)(end - text) : len;
		size_t n = line;

		while (n && (text[n - 1] == '\r' || text[n - 1] == ' '))
			n--;
		while (n && (*text == ' ' || *text == '\t' || *text == '#' ||
			*text == '-' || *text == '*')) {
			text++;
			n--;
			line--;
			len--;
		}
		if (line_unfilled(text, n))
			return true;
		line += end != NULL;
		text += line;
		len -= line;
	}
	return false;
}

/* Looks into plain text and Markdown; other formats are not opened here. */
static int is_unfilled(bool *out, struct store *st, const char *sha256,
	const char *media_type)
{
	auto_buf text = BUF_INIT;
	int rc;

	*out = false;
	if (!media_type || (strncmp(media_type, "text/plain", 10) &&
		strncmp(media_type, "text/markdown", 13)))
		return 0;
	rc = store_blob_read(st, &text, sha256, TEXT_MAX);
	if (rc == -EFBIG || rc == -ENOENT || rc == -EUCLEAN) {
		err_clear();
		return 0;
	}
	if (!rc)
		*out = text_unfilled(buf_text(&text), text.len);
	return rc;
}

enum { ID, TITLE, NAME, SHA256, MEDIA_TYPE, APPROVED, STALE, READABLE };

static const char documents[] =
	"select d.id, d.title, d.file_name, d.file_sha256, d.file_media_type,"
	" d.defect is null and coalesce(d.state, '') = 'approved'"
	"  and (d.author_key is null or d.approved_by_key is null"
	"       or d.author_key <> d.approved_by_key),"
	" coalesce(d.review_by, j.as_of) < j.as_of,"
	" coalesce(p.state in ('whole', 'missing')"
	"          and d.file_sha256 is not null, 0)"
	"  from document d join judged j"
	"  left join proof p on p.document = d.id";

static int result_of(const char **out, struct store *st, struct query *q)
{
	bool unfilled = false;
	int rc = 0;

	*out = "unreadable";
	if (!query_int(q, READABLE))
		return 0;
	*out = "draft";
	if (!query_int(q, APPROVED))
		return 0;
	rc = is_unfilled(&unfilled, st, query_text(q, SHA256),
		query_text(q, MEDIA_TYPE));
	if (unfilled)
		*out = "unfilled";
	else
		*out = query_int(q, STALE) ? "stale" : "approved";
	return rc;
}

static int keep(struct store *st, struct query *q, const regex_t *re, int i)
{
	static const char insert[] =
		"insert into temp.signal values (?1, ?2, ?3, ?4, ?5)";
	enum match name = look(re, query_text(q, NAME));
	enum match title = look(re, query_text(q, TITLE));
	enum match best = name > title ? name : title;
	const char *result;
	int rc;

	if (best == MISS)
		return 0;
	rc = result_of(&result, st, q);
	return rc ? rc : query_run(st, insert, "ssssi", patterns[i].clause,
		query_text(q, ID), query_text(q, best == name ? NAME : TITLE),
		result, (int64_t)(best == NEAR));
}

int assess_signals(struct store *st)
{
	regex_t res[SIGNALS];
	auto_query q = NULL;
	int rc = compile(res);

	if (rc)
		return rc;
	rc = query_open(&q, st, documents, "");
	while (!rc && (rc = query_next(q)) > 0) {
		rc = 0;
		for (int i = 0; i < SIGNALS && !rc; i++)
			rc = keep(st, q, &res[i], i);
	}
	for (int i = 0; i < SIGNALS; i++)
		regfree(&res[i]);
	return rc;
}
