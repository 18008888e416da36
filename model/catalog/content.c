/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From OSCAL to clauses and constraints. Standards are OSCAL groups, clauses
 * their controls, constraints the controls of those; what OSCAL has no word
 * for stands in props. What the shipped catalogue must say, another may leave
 * out where a plain text can stand for it.
 */
#include <errno.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "content.h"
#include "dossierfs/err.h"
#include "dossierfs/json.h"
#include "dossierfs/name.h"

enum { PATTERN_MAX = 256, NAME_MAX_HERE = 32 };

static int unexpected(const struct reading *r, const char *expected)
{
	return refuse(-EINVAL, "%s: %s: expected %s", r->made->file.name,
		buf_text(&r->at), expected);
}

static bool is_shipped(const struct reading *r)
{
	return !r->made->id;
}

const char *content_text(struct content *c, const char *text, size_t len)
{
	char *copy;

	if (c->n_owned == sizeof(c->owned) / sizeof(*c->owned))
		return NULL;
	copy = malloc(len + 1);
	if (!copy)
		return NULL;
	memcpy(copy, text, len);
	copy[len] = '\0';
	c->owned[c->n_owned++] = copy;
	return copy;
}

void content_free(struct content *c)
{
	if (!c)
		return;
	while (c->n_owned)
		free(c->owned[--c->n_owned]);
	while (c->n_roots)
		json_free(c->roots[--c->n_roots]);
	free(c);
}

bool replaces(const struct json *list, const char *what)
{
	const struct json *e = json_first(list);

	if (json_text(list))
		return !strcmp(json_text(list), what);
	for (; e; e = json_next(e))
		if (json_text(e) && !strcmp(json_text(e), what))
			return true;
	return false;
}

/* The value of the prop `name`, NULL when there is none. */
const char *content_prop(const struct json *control, const char *name)
{
	const struct json *p = json_first(json_get(control, "props"));

	for (; p; p = json_next(p)) {
		const char *is = json_text_at(p, "name");

		if (is && !strcmp(is, name))
			return json_text_at(p, "value");
	}
	return NULL;
}

/* The props `command`: one for any record, and those of a class, which is a
 * type of records. */
static void read_commands(const struct json *control, struct constraint *out)
{
	const struct json *p = json_first(json_get(control, "props"));
	size_t n = 0;

	for (; p; p = json_next(p)) {
		const char *is = json_text_at(p, "name");
		const char *type = json_text_at(p, "class");

		if (!is || strcmp(is, "command") || !json_text_at(p, "value"))
			continue;
		if (!type)
			out->command = json_text_at(p, "value");
		if (!type || n == sizeof(out->commands) / sizeof(*out->commands))
			continue;
		out->commands[n].type = type;
		out->commands[n++].text = json_text_at(p, "value");
	}
}

/* The prose of the part `name`, NULL when there is none. */
static const char *prose(const struct json *control, const char *name)
{
	const struct json *p = json_first(json_get(control, "parts"));

	for (; p; p = json_next(p)) {
		const char *is = json_text_at(p, "name");

		if (is && !strcmp(is, name))
			return json_text_at(p, "prose");
	}
	return NULL;
}

/* A folder or file of the tree may be called so: short, lower case, no name
 * of a file that stands there anyway. */
static bool is_name(const char *s)
{
	size_t len = s ? strlen(s) : 0;

	return len && len <= NAME_MAX_HERE && !id_fault(s) &&
		strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789._-") == len &&
		(len < 3 || strcmp(s + len - 3, ".md")) &&
		(len < 5 || strcmp(s + len - 5, ".json"));
}

static const char *or_else(const char *text, const char *otherwise)
{
	return text && *text ? text : otherwise;
}

/* The bytes of a rule file among those that came with the catalogue. */
static const char *rule_bytes(struct reading *r, const char *name)
{
	for (size_t i = 0; i < r->made->n_rules; i++)
		if (!strcmp(r->made->rules[i].name, name)) {
			r->used++;
			return r->made->rules[i].bytes;
		}
	return NULL;
}

/* "lab-1" as a file is "lab-1"; a label in capitals becomes lower case. */
static const char *file_of(struct reading *r, const char *label)
{
	auto_buf low = BUF_INIT;

	name_fold(&low, label);
	return low.err ? NULL : content_text(r->c, buf_text(&low), low.len);
}

static const char *rule_name(struct reading *r, const char *label)
{
	const char *version = json_text(json_at(r->root,
		"/catalog/metadata/version"));
	auto_buf name = BUF_INIT;

	buf_printf(&name, "%s v%s", label, version);
	return name.err ? NULL : content_text(r->c, buf_text(&name), name.len);
}

static int read_rule(struct reading *r, const struct json *j,
	struct constraint *out)
{
	auto_buf name = BUF_INIT;
	const char *sql = content_prop(j, "sql");
	const char *bytes;

	if (sql)
		buf_printf(&name, "%s", sql);
	else
		buf_printf(&name, "%s.sql", out->file);
	bytes = rule_bytes(r, buf_text(&name));
	if (bytes)
		out->sql = is_shipped(r) ? bytes :
			content_text(r->c, bytes, strlen(bytes));
	if (!out->sql)
		return refuse(-EINVAL, "%s: %s: expected its rule %s among the "
			"rule files", r->made->file.name, buf_text(&r->at),
			buf_text(&name));
	return buf_done(&name);
}

/* What stands for what a catalogue of the dossier leaves out. */
static void fill_in(struct reading *r, struct constraint *out)
{
	if (out->id && !out->file)
		out->file = file_of(r, out->id);
	if (out->id && !out->rule)
		out->rule = rule_name(r, out->id);
	out->links = or_else(out->links, "");
	out->gap = or_else(out->gap, out->title);
	out->mend = or_else(out->mend,
		"Record what the constraint asks for.");
	out->command = or_else(out->command, "dossierfs edit ID");
	out->catalog = r->made->id;
	out->recorded = r->recorded;
}

/* Ids and files of constraints are told apart over all catalogues. */
static bool is_taken(const struct content *c, const struct constraint *k)
{
	for (size_t i = 0; i < c->n_constraints; i++)
		if (!strcasecmp(c->constraints[i].id, k->id) ||
			!strcmp(c->constraints[i].file, k->file) ||
			!strcmp(c->constraints[i].file, k->id))
			return true;
	return false;
}

static int read_constraint(struct reading *r, const struct json *j,
	const struct clause *clause)
{
	struct content *c = r->c;
	struct constraint *out = &c->constraints[c->n_constraints];
	const char *class = json_text_at(j, "class");

	if (c->n_constraints == CONSTRAINTS)
		return unexpected(r, "fewer constraints");
	if (!class || strcmp(class, "constraint"))
		return unexpected(r, "class constraint: a clause has no other "
			"controls");
	*out = (struct constraint){ .id = content_prop(j, "label"),
		.file = content_prop(j, "file"), .clause = clause,
		.title = json_text_at(j, "title"),
		.text = prose(j, "statement"), .rule = content_prop(j, "rule"),
		.links = content_prop(j, "judges"), .mend = prose(j, "guidance"),
		.gap = content_prop(j, "gap") };
	read_commands(j, out);
	if (!is_shipped(r))
		fill_in(r, out);
	if (!out->id || !out->file || !out->title || !out->text ||
		!out->rule || !out->links || !out->mend || !out->gap ||
		!out->command)
		return unexpected(r, "a title, a part statement, a prop label");
	if (id_fault(out->id) || strlen(out->id) > NAME_MAX_HERE ||
		!is_name(out->file))
		return unexpected(r, "a label of letters, digits, dots and "
			"dashes, 32 at most");
	if (is_taken(c, out))
		return unexpected(r, "a label that no other constraint has");
	c->n_constraints++;
	return read_rule(r, j, out);
}

/* The title that the standard has already: the first one counts. */
static const char *source_of(const struct content *c, const char *standard,
	const char *title)
{
	for (size_t i = 0; i < c->n_clauses; i++)
		if (!strcmp(c->clauses[i].standard, standard))
			return c->clauses[i].source;
	return title;
}

static struct clause *find_clause(struct content *c, const char *standard,
	const char *id)
{
	for (size_t i = 0; i < c->n_clauses; i++)
		if (!strcmp(c->clauses[i].standard, standard) &&
			!strcmp(c->clauses[i].id, id))
			return &c->clauses[i];
	return NULL;
}

/* A pattern that no text can make run long: no bounds, nothing referred
 * back to. */
static bool is_pattern(const char *pattern)
{
	regex_t re;

	if (!*pattern || strlen(pattern) > PATTERN_MAX ||
		strpbrk(pattern, "{\\") ||
		regcomp(&re, pattern, REG_EXTENDED | REG_ICASE | REG_NOSUB))
		return false;
	regfree(&re);
	return true;
}

static int check_clause(struct reading *r, const struct clause *k,
	const struct json *j)
{
	if (!k->standard || !k->source || !k->id || !k->title || !k->text ||
		!json_text_at(j, "id"))
		return unexpected(r, "an id, a title, a part statement and a "
			"prop label, in a group with id and title");
	if (!is_name(k->standard) || !is_name(k->id))
		return unexpected(r, "the group's id and the label of small "
			"letters, digits, dots and dashes, 32 at most");
	if (k->pattern && !is_pattern(k->pattern))
		return unexpected(r, "file-exists to be an extended regular "
			"expression without braces and backslashes, 256 bytes "
			"at most");
	return 0;
}

/* Where the clause stands: a new one, or the one whose words it replaces. */
static int place_clause(const struct clause **out, struct reading *r,
	const struct clause *k, const struct json *j)
{
	struct content *c = r->c;
	struct clause *there = find_clause(c, k->standard, k->id);
	auto_buf name = BUF_INIT;

	*out = there;
	buf_printf(&name, "%s/%s", k->standard, k->id);
	if (there && !replaces(r->made->replaces, buf_text(&name)))
		return refuse(-EINVAL, "%s: %s: expected replaces to name %s, "
			"which is there already", r->made->file.name,
			buf_text(&r->at), buf_text(&name));
	if (there) {
		r->words[r->n_words++] = *k;
		return buf_done(&name);
	}
	if (c->n_clauses == CLAUSES)
		return unexpected(r, "fewer clauses");
	c->names[c->n_clauses] = json_text_at(j, "id");
	c->clauses[c->n_clauses] = *k;
	*out = &c->clauses[c->n_clauses++];
	return buf_done(&name);
}

static int read_clause(struct reading *r, const struct json *group,
	const struct json *j)
{
	const struct json *k = json_first(json_get(j, "controls"));
	const struct clause *clause = NULL;
	struct clause made = {
		.standard = json_text_at(group, "id"),
		.source = json_text_at(group, "title"),
		.id = content_prop(j, "label"),
		.title = json_text_at(j, "title"),
		.text = prose(j, "statement"),
		.note = prose(j, "guidance"),
		.pattern = content_prop(j, "file-exists"),
		.catalog = r->made->id,
		.recorded = r->recorded,
	};
	size_t len = r->at.len;
	int rc = r->n_words == CLAUSES ? unexpected(r, "fewer clauses") :
		check_clause(r, &made, j);

	if (rc)
		return rc;
	made.source = source_of(r->c, made.standard, made.source);
	rc = place_clause(&clause, r, &made, j);
	if (!rc)
		rc = questions_read(r, j, clause);
	for (int i = 0; k && !rc; k = json_next(k), i++) {
		buf_printf(&r->at, "/controls/%d", i);
		rc = read_constraint(r, k, clause);
		if (!rc)
			buf_cut(&r->at, len);
	}
	return rc;
}

static const struct clause *clause_named(const struct content *c,
	const char *name)
{
	for (size_t i = 0; name && i < c->n_clauses; i++)
		if (!strcmp(c->names[i], name))
			return &c->clauses[i];
	return NULL;
}

/* The links of one clause; all clauses are read by then. */
static int read_links(struct reading *r, const struct json *group,
	const struct json *j)
{
	const struct json *l = json_first(json_get(j, "links"));
	struct content *c = r->c;

	(void)group;
	for (; l; l = json_next(l)) {
		struct crosswalk *out = &c->crosswalks[c->n_crosswalks];
		const char *href = json_text_at(l, "href");

		if (c->n_crosswalks == CROSSWALKS)
			return unexpected(r, "fewer links");
		/* Other links are for other readers. */
		if (!href || *href != '#')
			continue;
		out->from = clause_named(c, json_text_at(j, "id"));
		out->to = clause_named(c, href + 1);
		out->note = json_text_at(l, "text");
		if (!out->to || !out->from)
			return unexpected(r, "links to the id of a clause");
		c->n_crosswalks++;
	}
	return 0;
}

/* Calls one of the two readers for every clause of every standard. */
static int each_clause(struct reading *r, int (*read)(struct reading *r,
	const struct json *group, const struct json *j))
{
	const struct json *g = json_first(json_at(r->root, "/catalog/groups"));
	int rc = 0;

	for (int n = 0; g && !rc; g = json_next(g), n++) {
		const struct json *j = json_first(json_get(g, "controls"));

		for (int i = 0; j && !rc; j = json_next(j), i++) {
			buf_cut(&r->at, 0);
			buf_printf(&r->at, "/catalog/groups/%d/controls/%d", n,
				i);
			rc = r->at.err ? buf_done(&r->at) : read(r, g, j);
		}
	}
	return rc;
}

/* OSCAL's own: what every catalogue has, and a version that we know. */
static int check_head(struct reading *r)
{
	static const char *const texts[] = { "/catalog/uuid",
		"/catalog/metadata/title", "/catalog/metadata/last-modified",
		"/catalog/metadata/version",
		"/catalog/metadata/oscal-version" };
	const char *text = NULL;

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		buf_cut(&r->at, 0);
		buf_printf(&r->at, "%s", texts[i]);
		text = json_text(json_at(r->root, texts[i]));
		if (!text || !*text)
			return unexpected(r, "a text, as every OSCAL catalogue "
				"has");
	}
	if (strncmp(text, "1.1.", 4))
		return unexpected(r, "OSCAL 1.1");
	buf_cut(&r->at, 0);
	buf_puts(&r->at, "/catalog/groups");
	if (!json_count(json_at(r->root, "/catalog/groups")))
		return unexpected(r, "groups: standards, with clauses as their "
			"controls");
	return buf_done(&r->at);
}

/* The words of clauses that are replaced, at last: then nothing can fail. */
static void replace_words(struct reading *r)
{
	for (size_t i = 0; i < r->n_words; i++) {
		const struct clause *w = &r->words[i];
		struct clause *k = find_clause(r->c, w->standard, w->id);

		k->title = w->title;
		k->text = w->text;
		k->note = w->note;
		k->pattern = w->pattern ? w->pattern : k->pattern;
		k->catalog = w->catalog;
		k->recorded = w->recorded;
	}
	r->c->n_words += r->n_words;
}

static int read_all(struct reading *r)
{
	struct content *c = r->c;
	struct json *root = NULL;
	int rc;

	if (c->n_roots == SOURCES + 1)
		return refuse(-EINVAL, "%s: expected %d catalogues at most",
			r->made->file.name, SOURCES);
	rc = err_in(json_parse(&root, r->made->file.bytes, r->made->file.len,
		0), "%s", r->made->file.name);
	if (rc)
		return rc;
	c->roots[c->n_roots++] = root;
	r->root = root;
	rc = check_head(r);
	if (!rc)
		rc = each_clause(r, read_clause);
	if (!rc)
		rc = each_clause(r, read_links);
	buf_cut(&r->at, 0);
	if (!rc && !is_shipped(r) && r->used != r->made->n_rules)
		rc = refuse(-EINVAL, "%s: expected a constraint for each of "
			"the %zu rule files, found one for %zu",
			r->made->file.name, r->made->n_rules, r->used);
	return rc;
}

int content_read(struct content *c, const struct catalog_new *made,
	int64_t recorded)
{
	size_t clauses = c->n_clauses, constraints = c->n_constraints;
	size_t crosswalks = c->n_crosswalks, questions = c->n_questions;
	struct reading *r = calloc(1, sizeof(*r));
	int rc;

	if (!r)
		return fail(-ENOMEM, "no memory for a catalogue");
	r->c = c;
	r->made = made;
	r->recorded = recorded;
	rc = read_all(r);
	if (!rc) {
		replace_words(r);
	} else {
		c->n_clauses = clauses;
		c->n_constraints = constraints;
		c->n_crosswalks = crosswalks;
		c->n_questions = questions;
	}
	buf_free(&r->at);
	free(r);
	return rc;
}
