/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What people write where nothing is known yet (RULES.md, verdicts 5).
 */
#include <string.h>
#include <strings.h>

#include "dossierfs/name.h"

static const char blanks[] = " \t\r\n\v\f";

/* Whether the text of len bytes is one pair of brackets and its inside. */
static bool is_bracketed(const char *s, size_t len, char open, char close)
{
	size_t depth = 0, i;

	if (len < 2 || s[0] != open || s[len - 1] != close)
		return false;
	for (i = 0; i < len; i++) {
		depth += s[i] == open;
		depth -= s[i] == close && depth;
		if (!depth)
			return i == len - 1;
	}
	return false;
}

static bool is_double_braced(const char *s, size_t len)
{
	return len >= 4 && s[1] == '{' && s[len - 2] == '}' &&
	       is_bracketed(s, len, '{', '}');
}

static bool begins_with_word(const char *s, size_t len, const char *word)
{
	size_t n = strlen(word);

	if (len < n || strncasecmp(s, word, n) != 0)
		return false;
	if (len == n)
		return true;
	return !strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
		       "0123456789_",
		       s[n]) &&
	       (unsigned char)s[n] < 0x80;
}

static bool is_listed(const char *s, size_t len)
{
	static const char *const words[] = { "tbc", "n/a", "na", "xxx", "-" };
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strlen(words[i]) == len && !strncasecmp(s, words[i], len))
			return true;
	return false;
}

bool text_is_placeholder(const char *s)
{
	size_t len;

	if (!s)
		return true;
	s += strspn(s, blanks);
	len = strlen(s);
	while (len && strchr(" \t\r\n\v\f.,;:!?", s[len - 1]))
		len--;
	return len == 0 || is_listed(s, len) ||
	       begins_with_word(s, len, "tbd") ||
	       begins_with_word(s, len, "todo") ||
	       is_bracketed(s, len, '[', ']') ||
	       is_bracketed(s, len, '<', '>') || is_double_braced(s, len);
}

size_t text_words(const char *s)
{
	size_t n = 0;

	for (s += strspn(s, blanks); *s; s += strspn(s, blanks)) {
		s += strcspn(s, blanks);
		n++;
	}
	return n;
}
