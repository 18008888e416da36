/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sarif_run - the tables of one run: rules, artifacts, base URIs.
 */
#include "sarif.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "dossierfs/err.h"
#include "dossierfs/json.h"

/* Every path is held against each of them. */
enum { BASES_MAX = 64 };

static int no_memory(void)
{
	return fail(-ENOMEM, "import: no memory for the run");
}

static int by_id(const void *a, const void *b)
{
	const struct sarif_rule *x = a, *y = b;
	int order = strcmp(x->id, y->id);

	return order ? order : (x->j > y->j) - (x->j < y->j);
}

/* Appends a component's rules; without r->rules only counts them. */
static void component(struct sarif_run *r, const struct json *tool_component,
	size_t n)
{
	const struct json *rules = json_get(tool_component, "rules");

	if (r->first)
		r->first[n] = r->rule_count;
	for (const struct json *j = json_first(rules); j; j = json_next(j)) {
		const char *id = json_text_at(j, "id");

		if (r->rules)
			r->rules[r->rule_count] = (struct sarif_rule){
				.id = id ? id : "", .j = j };
		r->rule_count++;
	}
}

static void components(struct sarif_run *r)
{
	const struct json *extensions = json_at(r->run, "/tool/extensions");

	r->rule_count = 0;
	r->component_count = 0;
	component(r, r->driver, r->component_count++);
	for (const struct json *j = json_first(extensions); j; j = json_next(j))
		component(r, j, r->component_count++);
	if (r->first)
		r->first[r->component_count] = r->rule_count;
}

static int rules(struct sarif_run *r)
{
	components(r);
	r->first = calloc(r->component_count + 1, sizeof *r->first);
	r->rules = calloc(r->rule_count + 1, sizeof *r->rules);
	r->by_id = calloc(r->rule_count + 1, sizeof *r->by_id);
	if (!r->first || !r->rules || !r->by_id)
		return no_memory();
	components(r);
	memcpy(r->by_id, r->rules, r->rule_count * sizeof *r->rules);
	qsort(r->by_id, r->rule_count, sizeof *r->by_id, by_id);
	return 0;
}

static int artifacts(struct sarif_run *r)
{
	const struct json *list = json_get(r->run, "artifacts");

	r->artifacts = calloc(json_count(list) + 1, sizeof *r->artifacts);
	if (!r->artifacts)
		return no_memory();
	for (const struct json *j = json_first(list); j; j = json_next(j))
		r->artifacts[r->artifact_count++] = j;
	return 0;
}

static void base(struct sarif_run *r, const struct json *location)
{
	const char *uri = json_text_at(location, "uri");

	if (uri && r->base_count < BASES_MAX &&
		strncmp(uri, "file:", 5) == 0)
		r->bases[r->base_count++] = uri;
}

static int bases(struct sarif_run *r)
{
	const struct json *ids = json_get(r->run, "originalUriBaseIds");
	const struct json *calls = json_get(r->run, "invocations");

	r->bases = calloc(json_count(ids) + json_count(calls) + 1,
		sizeof *r->bases);
	if (!r->bases)
		return no_memory();
	for (const struct json *j = json_first(ids); j; j = json_next(j))
		base(r, j);
	for (const struct json *j = json_first(calls); j; j = json_next(j))
		base(r, json_get(j, "workingDirectory"));
	return 0;
}

int sarif_run_open(struct sarif_run *out, const struct json *run)
{
	const char *name;
	int rc;

	*out = (struct sarif_run){ .run = run };
	out->driver = json_at(run, "/tool/driver");
	name = json_text_at(out->driver, "name");
	out->tool = name ? name : "";
	rc = rules(out);
	if (rc == 0)
		rc = artifacts(out);
	if (rc == 0)
		rc = bases(out);
	return rc;
}

void sarif_run_free(struct sarif_run *r)
{
	free(r->rules);
	free(r->by_id);
	free(r->first);
	free(r->artifacts);
	free(r->bases);
}
