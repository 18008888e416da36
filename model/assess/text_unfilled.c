/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Placeholders inside a document: a template that nobody has filled in yet is
 * no procedure.
 */
#include <string.h>
#include <strings.h>

#include "dossierfs/name.h"
#include "dossierfs/text.h"

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

/* Whether what stands in brackets asks for something: begins with a word that
 * templates use, or is in capitals, as "[insert name]" and "[COMPANY]" do. A
 * reference ("[1]", "[ISO 14971]", "[see B]") and a link do not. */
static bool asks(const char *s, size_t len)
{
	static const char *const words[] = { "insert", "enter", "fill", "your",
		"name", "company", "organisation", "organization", "date",
		"product name", "approver", "department", "to be" };
	size_t letters = 0;

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		size_t n = strlen(words[i]);

		if (n <= len && !strncasecmp(s, words[i], n) &&
			(n == len || !is_letter(s[n])))
			return true;
	}
	for (size_t i = 0; i < len; i++) {
		if (s[i] != ' ' && s[i] != '_' && !(s[i] >= 'A' && s[i] <= 'Z'))
			return false;
		letters += s[i] >= 'A' && s[i] <= 'Z';
	}
	return letters >= 4;
}

/* Whether the line holds such brackets, and no link. */
static bool has_brackets(const char *line, size_t len)
{
	const char *end = line + len;

	for (const char *s = line; s < end; s++) {
		const char *close = *s != '[' && *s != '<' ? NULL :
			memchr(s, *s == '[' ? ']' : '>', (size_t)(end - s));

		if (close && (close + 1 == end || !strchr("([:", close[1])) &&
			asks(s + 1, (size_t)(close - s - 1)))
			return true;
	}
	return false;
}

/* Whether a line, or what follows its colon, is a placeholder as a field's
 * value would be (RULES.md, "Verdicts" 5), or holds "{{…}}" or "[insert …]". */
static bool line_unfilled(const char *line, size_t len)
{
	char text[256];
	const char *colon;

	if (has_mark(line, len) || has_brackets(line, len) ||
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

bool text_is_unfilled(const char *text, size_t len)
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
