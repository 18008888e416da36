/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which program this is. The linker gives every program and library a digest
 * of what it holds, its build id; another one may write other bytes.
 */
#include "tree-row.h"

#include <elf.h>
#include <link.h>
#include <string.h>

#include "dossierfs/hash.h"

/* The build id among the notes, or NULL. A note is its header, then name and
 * content, each filled up to four bytes. */
static const char *build_id(const char *at, size_t len, size_t *id_len)
{
	ElfW(Nhdr) note;

	while (len >= sizeof(note)) {
		memcpy(&note, at, sizeof(note));
		size_t name = (note.n_namesz + 3u) & ~(size_t)3;
		size_t content = (note.n_descsz + 3u) & ~(size_t)3;

		if (name + content > len - sizeof(note))
			return NULL;
		*id_len = note.n_descsz;
		if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == 4 &&
			memcmp(at + sizeof(note), "GNU", 4) == 0)
			return at + sizeof(note) + name;
		at += sizeof(note) + name + content;
		len -= sizeof(note) + name + content;
	}
	return NULL;
}

/* One that bears none is told from others by nothing but its name. */
static int add_object(struct dl_phdr_info *object, size_t size, void *arg)
{
	struct buf *all = arg;
	size_t len;

	(void)size;
	buf_printf(all, "%s\n", object->dlpi_name);
	for (int i = 0; i < object->dlpi_phnum; i++) {
		const ElfW(Phdr) *part = &object->dlpi_phdr[i];
		const char *notes = (const char *)object->dlpi_addr +
			part->p_vaddr;
		const char *id;

		if (part->p_type != PT_NOTE)
			continue;
		id = build_id(notes, part->p_memsz, &len);
		if (id)
			buf_put(all, id, len);
	}
	return 0;
}

int tree_build(char hex[HASH_HEX_MAX])
{
	auto_buf all = BUF_INIT;
	int rc;

	dl_iterate_phdr(add_object, &all);
	rc = buf_done(&all);
	return rc ? rc : hash_bytes(hex, HASH_SHA256, all.data, all.len);
}
