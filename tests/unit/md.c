/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Foreign text stays text: a page with hostile text in it has, after it was
 * read as Markdown, the same elements as a page with a plain word there.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm-extension_api.h>
#include <cmark-gfm.h>
#include <cmocka.h>

#include "dossierfs/md.h"

static const char *const hostile[] = {
	"<script>alert(1)</script>", "<img src=x onerror=y>", "<!-- x", "-->",
	"</td></table>", "[x](javascript:alert(1))", "![x](http://e/x.png)",
	"<javascript:alert(1)>", "<https://e.example/>", "[x]: http://e", "[x]",
	"[^1]", "[^1]: note", "# heading", "#", "## a ##", "====", "---", "***",
	"___", "- item", "* item", "+ item", "1. item", "1) item", "10.", "7)",
	"> quote", ">", "```", "```sh\nrm\n```", "~~~", "~~gone~~", "    code",
	"\tcode", "a\n===", "a\n---", "a\n\n# b", "a\n- b", "a\n1. b",
	"a\n\n    b", "| a | b |\n|---|---|\n| 1 | 2 |", "a | b", "\\| a",
	"---\ntitle: x\n---\n", "**bold** _em_ __b__ `code` ``c``", "*a", "_a_",
	"a_b_c", "\\", "a\\", "\\*", "&lt;script&gt;", "&#60;b&#62;", "&amp;",
	"`", "``` `` `", "a\r# b", "a\r\n# b", "\n\n", " ", "- [ ] task",
	":--", "a\n:--|--", "$x$", "<b", "b>", "<?php", "<![CDATA[", "<a href=x",
	"a  \nb", "a\\\nb", "\x1b[2J", "\x07", "\x7f", "\xc2\x9b" "2J",
	"\xe2\x80\xae" "abc", "\xff\xfe", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90",
	"x\n\n\n\ny", "<\n!--", "[a\nb](c)", "term\n: definition", "+\n+", "=",
	"*\n*", "- - -", "* * *", "a\n\n- b\n\n  c", "0. x", "-", "+",
};

static const char *render(const struct buf *page, char **html)
{
	static const char *const names[] = { "table", "strikethrough",
		"tasklist" };
	cmark_parser *parser;
	cmark_node *doc;

	cmark_gfm_core_extensions_ensure_registered();
	parser = cmark_parser_new(CMARK_OPT_UNSAFE | CMARK_OPT_FOOTNOTES);
	for (size_t i = 0; i < 3; i++)
		cmark_parser_attach_syntax_extension(parser,
			cmark_find_syntax_extension(names[i]));
	cmark_parser_feed(parser, page->data, page->len);
	doc = cmark_parser_finish(parser);
	*html = cmark_render_html(doc, CMARK_OPT_UNSAFE,
		cmark_parser_get_syntax_extensions(parser));
	cmark_node_free(doc);
	cmark_parser_free(parser);
	return *html;
}

/* Every tag of the HTML in order, but line breaks and paragraphs: how many
 * lines a text has is its own. */
static void elements(struct buf *out, const char *html)
{
	for (const char *p = strchr(html, '<'); p; p = strchr(p + 1, '<')) {
		size_t len = strcspn(p, ">");

		if (strncmp(p, "<br", 3) == 0 || strncmp(p, "<p>", 3) == 0 ||
			strncmp(p, "</p>", 4) == 0)
			continue;
		buf_put(out, p, len + 1);
	}
}

static void page_inline(struct buf *out, const char *s)
{
	buf_puts(out, "# ");
	md_text(out, s);
	buf_puts(out, " end\n\nBefore ");
	md_text(out, s);
	buf_puts(out, " after\n\n- ");
	md_text(out, s);
	buf_puts(out, "\n- second\n\n");
	md_text(out, s);
	buf_puts(out, " at a start\n\n| ");
	md_cell(out, s);
	buf_puts(out, " | b |\n|---|---|\n| ");
	md_cell(out, s);
	buf_puts(out, " | ");
	md_cell(out, s);
	buf_puts(out, " |\n\n**");
	md_cell(out, s);
	buf_puts(out, "**\n\n");
	md_link(out, s, "a/b.md");
	buf_puts(out, "\n\nthe end\n");
}

static void page_block(struct buf *out, const char *s)
{
	buf_puts(out, "# Title\n\n");
	md_block(out, s);
	buf_puts(out, "## After\n\n| a |\n|---|\n| b |\n");
}

static void page_code(struct buf *out, const char *s)
{
	buf_puts(out, "# Title\n\n");
	md_code(out, "sql", s);
	buf_puts(out, "## After\n");
}

static void same_elements(void (*page)(struct buf *, const char *),
	const char *text)
{
	auto_buf one = BUF_INIT;
	auto_buf two = BUF_INIT;
	auto_buf got = BUF_INIT;
	auto_buf want = BUF_INIT;
	char *html;

	page(&one, text);
	page(&two, "plain");
	assert_int_equal(one.err, 0);
	elements(&want, render(&two, &html));
	free(html);
	elements(&got, render(&one, &html));
	if (strcmp(buf_text(&got), buf_text(&want)) != 0)
		print_message("# %s\n# became\n%s\n", text, html);
	free(html);
	assert_string_equal(buf_text(&got), buf_text(&want));
}

static bool is_blank(const char *s)
{
	return s[strspn(s, " \t\r\n")] == '\0';
}

static void text_stays_text(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(hostile) / sizeof(*hostile); i++) {
		if (is_blank(hostile[i]))
			continue;
		same_elements(page_inline, hostile[i]);
		same_elements(page_code, hostile[i]);
		same_elements(page_block, hostile[i]);
	}
}

/* All short words over the characters that mean something. */
static void short_words_stay_text(void **state)
{
	static const char marks[] = "a1 .#-+=*_`[]()<>!|~&\\:\n";
	char word[5] = "";
	size_t n = sizeof(marks) - 1;

	(void)state;
	for (size_t i = 0; i < n * n * n; i++) {
		word[0] = marks[i % n];
		word[1] = marks[i / n % n];
		word[2] = marks[i / n / n];
		word[3] = '\0';
		if (is_blank(word))
			continue;
		same_elements(page_inline, word);
		same_elements(page_block, word);
	}
}

static void control_characters_are_replaced(void **state)
{
	auto_buf out = BUF_INIT;

	(void)state;
	md_text(&out, "a\x1b[2J\xe2\x80\xae" "b\x7f\xff");
	assert_string_equal(buf_text(&out),
		"a\xef\xbf\xbd\\[2J\xef\xbf\xbd" "b\xef\xbf\xbd\xef\xbf\xbd");
	buf_cut(&out, 0);
	md_text(&out, "one\ntwo");
	assert_string_equal(buf_text(&out), "one two");
}

static void plain_words_stay_as_they_are(void **state)
{
	static const char *const plain[] = { "CVE-2024-0727 in OpenSSL",
		"9.5-7", "snake_case_name", "a (b) c", "R&D", "1.2.3", "50 %",
		"Größe: µs", "x = y + z", "a-b", "user@host.example", "5 > 4" };

	(void)state;
	for (size_t i = 0; i < sizeof(plain) / sizeof(*plain); i++) {
		auto_buf out = BUF_INIT;

		md_text(&out, plain[i]);
		if (strcmp(plain[i], "5 > 4") != 0)
			assert_string_equal(buf_text(&out), plain[i]);
	}
}

static void only_web_addresses_become_links(void **state)
{
	auto_buf out = BUF_INIT;

	(void)state;
	md_url(&out, "https://e.example/a?b=c");
	assert_string_equal(buf_text(&out), "<https://e.example/a?b=c>");
	buf_cut(&out, 0);
	md_url(&out, "javascript:alert(1)");
	assert_string_equal(buf_text(&out), "javascript:alert(1)");
	buf_cut(&out, 0);
	md_url(&out, "https://e> <b>");
	assert_string_equal(buf_text(&out), "https://e\\> \\<b\\>");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_stays_text),
		cmocka_unit_test(short_words_stay_text),
		cmocka_unit_test(control_characters_are_replaced),
		cmocka_unit_test(plain_words_stay_as_they_are),
		cmocka_unit_test(only_web_addresses_become_links),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
