/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cyclonedx - what a bill must look like. Private to model/import.
 */
#ifndef DOSSIERFS_IMPORT_CYCLONEDX_H
#define DOSSIERFS_IMPORT_CYCLONEDX_H

struct json;

/* Refuses a bill that is not CycloneDX of `edition`: 14, 15 or 16. */
int cyclonedx_check(const struct json *root, unsigned edition);

#endif
