/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names and options: a safe name is safe whatever it is made of, and told
 * apart from others without case; a list of mount options is taken or refused.
 */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "dossierfs/err.h"
#include "dossierfs/mount.h"
#include "dossierfs/name.h"
#include "fuzz.h"

static void expect_safe(const char *name)
{
	size_t len = strlen(name);

	expect(len > 0 && len < 80 && name[0] != '.' && name[0] != '-');
	expect(name[len - 1] != '.');
	for (size_t i = 0; i < len; i++)
		expect(isalnum((unsigned char)name[i]) ||
			strchr("._+=-", name[i]));
	size_t stem = strcspn(name, ".");
	expect(stem != 3 || (strncasecmp(name, "con", 3) &&
		strncasecmp(name, "prn", 3) && strncasecmp(name, "aux", 3) &&
		strncasecmp(name, "nul", 3)));
	expect(stem != 4 || (strncasecmp(name, "com", 3) &&
		strncasecmp(name, "lpt", 3)) || !isdigit((unsigned char)name[3])
		|| name[3] == '0');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct mount_options opt = MOUNT_OPTIONS_INIT;
	auto_buf text = BUF_INIT;
	auto_buf first = BUF_INIT;
	auto_buf second = BUF_INIT;

	buf_put(&text, data, size);
	buf_putc(&text, '\0');
	name_safe(&first, text.data);
	expect_safe(buf_text(&first));
	name_safe_among(&second, text.data,
		(const char *const[]){ first.data }, 1);
	expect_safe(buf_text(&second));
	expect(strcasecmp(first.data, second.data) != 0);
	if (!id_fault(text.data))
		expect(strlen(text.data) <= 64 && isalnum(
			(unsigned char)text.data[0]) && !strchr(text.data, '/'));
	if (!name_fault(text.data))
		expect(utf8_valid(text.data, strlen(text.data)));
	mount_options_parse(&opt, text.data);
	err_clear();
	return 0;
}
