/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Packages without a dossier: what goes into a bag comes out of it, by the
 * judgment of unzip, python3 and coreutils; and the same again gives the same.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dossierfs/err.h"
#include "dossierfs/file.h"
#include "dossierfs/package.h"
#include "dossierfs/zip.h"

#include <cmocka.h> /* last: its fail() is a macro */

static char place[] = "/tmp/dossierfs-package.XXXXXX";

static int place_make(void **state)
{
	(void)state;
	return mkdtemp(place) ? chdir(place) : -1;
}

static int place_drop(void **state)
{
	auto_buf remove = BUF_INIT;

	(void)state;
	buf_printf(&remove, "rm -rf %s", place);
	return chdir("/") == 0 && system(remove.data) == 0 ? 0 : -1;
}

static void must(int rc)
{
	if (rc < 0)
		fail_msg("%s", err_sentence());
}

static void shell(const char *command)
{
	if (system(command) != 0)
		fail_msg("%s", command);
}

static int fresh(const char *name)
{
	int fd = open(name, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	return fd;
}

static void give(struct package *p, const char *path, const char *text)
{
	must(package_file(p, &(struct package_file){ path, 1700000001, -1, text,
				     strlen(text) }));
}

static const struct bag_label label = {
	.head = "0123456789abcdef0123456789abcdef01234567",
	.version = "1.2.3",
	.seq = 7,
	.as_of = 20000, /* 2024-10-04 */
	.recorded = 1700000000,
};

/* The contents: text, nothing, a descriptor, odd names, links. */
static void fill(struct package *p)
{
	int fd = open("blob", O_RDONLY | O_CLOEXEC);

	must(package_folder(p, "tree", 1700000000));
	must(package_folder(p, "tree/issues", 1700000002));
	give(p, "tree/issues/ISS-1.md", "# one\n");
	give(p, "tree/empty", "");
	give(p, "tree/100% \303\244.txt", "percent\n");
	must(package_link(p, "tree/first.md", "issues/ISS-1.md", 1700000003));
	must(package_link(p, "tree/all", "issues", 1700000003));
	must(package_file(p, &(struct package_file){
				     "tree/blob", 1700000004, fd, NULL, 0 }));
	close(fd);
}

static void bag(const char *name, bool compress)
{
	int scratch[2] = { fresh("scratch1"), fresh("scratch2") };
	int zip = fresh(name);
	auto_package p = NULL;

	must(bag_open(&p, zip, scratch, &label, compress));
	fill(p);
	must(package_end(p));
	assert_int_equal(package_files(p), 6);
	close(zip);
	close(scratch[0]);
	close(scratch[1]);
}

#define BASE "dossier-2024-10-04-0123456789ab"

static void a_bag_unpacks_and_its_manifests_hold(void **state)
{
	(void)state;
	shell("head -c 300000 /dev/urandom >blob");
	for (int compress = 0; compress < 2; compress++) {
		bag("bag.zip", compress);
		shell("rm -rf out && mkdir out && cd out &&"
		      " unzip -q ../bag.zip && cd " BASE " &&"
		      " sed -i s/%25/%/ manifest-*.txt &&"
		      " sha256sum --quiet -c manifest-sha256.txt &&"
		      " sha512sum --quiet -c manifest-sha512.txt &&"
		      " cmp data/tree/blob ../../blob &&"
		      " test ! -s data/tree/empty &&"
		      " grep -qx 'Bagging-Date: 2024-10-04' bag-info.txt &&"
		      " test $(find data -type f | wc -l) = 6 &&"
		      " test $(wc -l <manifest-sha256.txt) = 6");
		shell("python3 -c \"import zipfile;"
		      " z = zipfile.ZipFile('bag.zip');"
		      " assert z.testzip() is None;"
		      " assert z.namelist() == sorted(z.namelist());"
		      " assert not any(i.extra for i in z.infolist())\"");
	}
}

static void tag_manifests_and_oxum_hold(void **state)
{
	(void)state;
	shell("head -c 1000 /dev/zero >blob");
	bag("bag.zip", false);
	shell("rm -rf out && mkdir out && cd out && unzip -q ../bag.zip &&"
	      " cd " BASE " && sha256sum --quiet -c tagmanifest-sha256.txt &&"
	      " sha512sum --quiet -c tagmanifest-sha512.txt &&"
	      " test $(wc -l <tagmanifest-sha256.txt) = 4 &&"
	      " grep -qx \"Payload-Oxum: $(find data -type f -exec cat {} + |"
	      " wc -c).6\" bag-info.txt");
}

static void a_link_is_a_line_of_markdown(void **state)
{
	(void)state;
	shell("head -c 1000 /dev/zero >blob");
	bag("bag.zip", false);
	shell("unzip -p bag.zip " BASE "/data/tree/first.md >got &&"
	      " printf '[first.md](issues/ISS-1.md)\\n' | cmp - got &&"
	      " unzip -p bag.zip " BASE "/data/tree/all.md >got &&"
	      " printf '[all](issues)\\n' | cmp - got");
}

static void the_same_calls_give_the_same_bytes(void **state)
{
	(void)state;
	shell("seq 40000 >blob");
	bag("one.zip", false);
	setenv("TZ", "Pacific/Kiritimati", 1);
	umask(077);
	bag("two.zip", false);
	unsetenv("TZ");
	umask(022);
	shell("cmp one.zip two.zip");
	bag("three.zip", true);
	bag("four.zip", true);
	shell("cmp three.zip four.zip &&"
	      " test $(stat -c %s three.zip) -lt $(stat -c %s one.zip)");
}

static void over_65535_entries_need_zip64(void **state)
{
	int fd = fresh("many.zip");
	struct zip *z;

	(void)state;
	must(zip_open(&z, fd, "base", false));
	for (int i = 0; i < 65540; i++) {
		char name[32];
		snprintf(name, sizeof(name), "%d", i);
		must(zip_begin(z, name, 1, 1700000000));
		must(zip_add(z, "x", 1));
		must(zip_end(z));
	}
	must(zip_finish(z));
	zip_drop(z);
	close(fd);
	shell("python3 -c \"import zipfile;"
	      " z = zipfile.ZipFile('many.zip');"
	      " assert len(z.namelist()) == 65540;"
	      " assert z.read('base/65539') == b'x'\"");
}

static void two_files_of_one_path_are_refused(void **state)
{
	int fd = fresh("twice.zip");
	struct zip *z;

	(void)state;
	must(zip_open(&z, fd, "base", false));
	for (int i = 0; i < 2; i++) {
		must(zip_begin(z, "a", 0, 0));
		must(zip_end(z));
	}
	assert_true(zip_finish(z) < 0);
	zip_drop(z);
	close(fd);
}

static void nothing_leads_out_of_a_package(void **state)
{
	static const char *const paths[] = { "", "/a", "a/", "a//b", ".", "..",
		"a/../b", "a/.." };
	static const char *const targets[] = { "", "/etc/passwd", "..", "../a",
		"b/../../c" };
	auto_package p = NULL;
	int dir;

	(void)state;
	assert_int_equal(mkdir("folder", 0700), 0);
	dir = open("folder", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	must(folder_open(&p, dir));
	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
		struct package_file f = { paths[i], 0, -1, "", 0 };
		assert_true(package_file(p, &f) < 0);
		assert_true(package_folder(p, paths[i], 0) < 0);
		assert_true(package_link(p, paths[i], "x", 0) < 0);
	}
	for (size_t i = 0; i < sizeof(targets) / sizeof(*targets); i++)
		assert_true(package_link(p, "a", targets[i], 0) < 0);
	must(package_link(p, "a", "b/../c", 0));
	close(dir);
	shell("test \"$(ls -A folder)\" = a");
}

static void a_folder_keeps_links_modes_and_times(void **state)
{
	auto_package p = NULL;
	int dir;

	(void)state;
	shell("head -c 1000 /dev/zero >blob; mkdir kept");
	dir = open("kept", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	must(folder_open(&p, dir));
	umask(077);
	fill(p);
	must(package_end(p));
	umask(022);
	close(dir);
	shell("test $(readlink kept/tree/first.md) = issues/ISS-1.md &&"
	      " cmp blob kept/tree/blob &&"
	      " test \"$(stat -c %a:%Y kept/tree/blob kept/tree/issues |"
	      " tr '\\n' ' ')\" = '644:1700000004 755:1700000002 '");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_bag_unpacks_and_its_manifests_hold),
		cmocka_unit_test(tag_manifests_and_oxum_hold),
		cmocka_unit_test(a_link_is_a_line_of_markdown),
		cmocka_unit_test(the_same_calls_give_the_same_bytes),
		cmocka_unit_test(over_65535_entries_need_zip64),
		cmocka_unit_test(two_files_of_one_path_are_refused),
		cmocka_unit_test(nothing_leads_out_of_a_package),
		cmocka_unit_test(a_folder_keeps_links_modes_and_times),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, place_make, place_drop);
}
