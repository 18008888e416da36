/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sbom - the components that a software bill of materials names.
 *
 * Reads CycloneDX 1.2 to 1.6 and SPDX 2.2 and 2.3, both as JSON. What a bill
 * is about (its subject) is no component of it.
 */
#ifndef DOSSIERFS_SBOM_H
#define DOSSIERFS_SBOM_H

#include <stdbool.h>
#include <stddef.h>

struct json;

/* Readings of one file by two versions of this reader may differ. */
#define SBOM_READER "1"

/* One component, borrowed. purl, name and version are as written, NULL where
 * the bill has none. Returns non-zero to stop. */
typedef int sbom_component_fn(const char *purl, const char *name,
	const char *version, void *arg);

/* Calls fn for every component, nested ones too, in the file's order: once
 * for each purl that it has, once with NULL when it has none. Refuses what is
 * no such SBOM. Returns 0, or what fn returned. */
int sbom_components(const char *bytes, size_t len, sbom_component_fn *fn,
	void *arg);

/* The same for a parsed one. */
int sbom_walk(const struct json *bom, sbom_component_fn *fn, void *arg);

/* "CycloneDX 1.5", "SPDX 2.3", or NULL when it is no SBOM read here. */
const char *sbom_format(const struct json *root);

/* Whether an item's purl covers a component's: it is the same, or the
 * component's goes on at a boundary: "@", "?", "#" or "/". */
bool sbom_covers(const char *item, const char *purl);

#endif
