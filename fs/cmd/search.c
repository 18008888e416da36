/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dossierfs search: the passages of search/<words>/results.md in the tree.
 */
#include <errno.h>
#include <string.h>

#include "dossierfs/err.h"
#include "look.h"

static const struct option_row options[] = { OPTION_AS_OF, OPTIONS_END };

const struct usage search_usage = {
	options,
	"All the words are wanted; quotes around words that follow each "
	"other, * at the\nend of a word for any ending.\n\n"
	"  dossierfs search buffer overflow\n"
	"  dossierfs search '\"buffer overflow\"' 'pars*'\n",
};

static int print(struct look *l, const char *words)
{
	auto_buf path = BUF_INIT;
	auto_buf bytes = BUF_INIT;
	struct tree_node node;
	int rc;

	buf_printf(&path, "search/%s/results.md", words);
	rc = buf_done(&path);
	if (rc == 0)
		rc = tree_find(l->tree, &node, path.data);
	if (rc == -ENOENT)
		return refuse(rc, "search: %s: expected words of letters and "
			"digits, of at most 127 bytes", words);
	if (rc == 0)
		rc = tree_read(l->tree, &node, &bytes, NULL);
	if (rc == 0)
		cmd_print(buf_text(&bytes), bytes.len);
	return rc;
}

/* One name of the tree, which no dot begins; a slash divides words as any other
 * sign does. */
static void join(struct buf *words, struct call *c)
{
	for (int i = 0; i < call_count(c); i++) {
		const char *s = call_arg(c, i);

		if (i > 0)
			buf_putc(words, ' ');
		else if (s[strspn(s, ".")])
			s += strspn(s, ".");
		for (; *s; s++)
			buf_putc(words, *s == '/' ? ' ' : *s);
	}
}

int cmd_search(struct call *c)
{
	auto_look look = { 0 };
	auto_buf words = BUF_INIT;
	int rc;

	join(&words, c);
	rc = buf_done(&words);
	if (rc == 0)
		rc = look_open(&look, c);
	if (rc == 0)
		rc = print(&look, buf_text(&words));
	return cmd_status(rc);
}
