// SPDX-License-Identifier: GPL-2.0-or-later
// The kernel's path resolution and our own must agree, and neither may leave the root.
#include <errno.h>

#include "../../src/sys/resolve.h"
#include "main.h"
#include "tree.h"

static struct tree t;
static bool kernel;

static void setup(void)
{
	t = tree_new();
	kernel = resolve_probe(t.fd);
	tree_file(&t, "sys/devices/pci/0000:01/net/eth0/mtu", "1500\n");
	tree_file(&t, "sys/devices/pci/0000:01/msi_irqs/34", "msi\n");
	tree_file(&t, "etc/passwd", "inside\n");
	tree_file(&t, "top", "top\n");
	tree_link(&t, "sys/class/net/eth0", "../../devices/pci/0000:01/net/eth0");
	tree_link(&t, "sys/devices/pci/0000:01/net/eth0/device", "../../../0000:01");
	tree_link(&t, "abs", "/sys/class/net");
	tree_link(&t, "absfile", "/etc/passwd");
	tree_link(&t, "up", "../../../../../../../../etc/passwd");
	tree_link(&t, "sys/up", "../../top");
	tree_link(&t, "self", "self");
	tree_link(&t, "ring1", "ring2");
	tree_link(&t, "ring2", "./ring1");
	tree_link(&t, "dangling", "no/such");
	tree_link(&t, "danglast", "sys/no");
	tree_link(&t, "slash", "sys/");
	tree_link(&t, "fileslash", "top/");
	tree_link(&t, "dot", ".");
	tree_link(&t, "dotdot", "..");
	tree_link(&t, "root", "/");
	tree_link(&t, "slashes", "//sys///class//net/./eth0");
	tree_link(&t, "throughfile", "top/..");
}

static void teardown(void)
{
	tree_free(&t);
}

/* The kernel's answer and ours, for all uses of a path. Returns our answer for a plain look. */
static int both(int root, const char *path, char *where)
{
	static const int flags[] = {
		O_PATH, O_PATH | O_NOFOLLOW, O_RDONLY, O_RDONLY | O_DIRECTORY,
		O_RDONLY | O_NOFOLLOW, O_PATH | O_DIRECTORY, O_WRONLY,
	};
	int answer = 0;

	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		int b = resolve_by_walk(root, path, flags[i], i ? NULL : where, NULL), a = b;
		struct stat sa, sb;

		if (kernel)
			a = resolve_by_kernel(root, path, flags[i]);
		if (!i)
			answer = b < 0 ? b : 0;
		ck_assert_msg((a < 0 ? a : 0) == (b < 0 ? b : 0), "'%s' flags %o: kernel %s, walk %s",
			      path, flags[i], a < 0 ? strerrorname_np(-a) : "ok",
			      b < 0 ? strerrorname_np(-b) : "ok");
		if (a < 0)
			continue;
		ck_assert_int_eq(fstat(a, &sa), 0);
		ck_assert_int_eq(fstat(b, &sb), 0);
		ck_assert_msg(sa.st_ino == sb.st_ino && sa.st_dev == sb.st_dev,
			      "'%s' flags %o: two different files", path, flags[i]);
		close(a);
		if (b != a)
			close(b);
	}
	return answer;
}

START_TEST(places)
{
	static const struct {
		const char *path;
		int err;
		const char *where;
	} cases[] = {
		{ "top", 0, "top" },
		{ "/top", 0, "top" },
		{ "//./top", 0, "top" },
		{ ".", 0, "" },
		{ "/", 0, "" },
		{ "..", 0, "" },
		{ "../../..", 0, "" },
		{ "../top", 0, "top" },
		{ "", -ENOENT, "" },
		{ "top/", -ENOTDIR, "" },
		{ "top/x", -ENOTDIR, "" },
		{ "top/..", -ENOTDIR, "" },
		{ "sys/", 0, "sys" },
		{ "sys/.", 0, "sys" },
		{ "sys/class/..", 0, "sys" },
		{ "sys/class/net/eth0", 0, "sys/devices/pci/0000:01/net/eth0" },
		{ "sys/class/net/eth0/", 0, "sys/devices/pci/0000:01/net/eth0" },
		{ "/sys/class/net/eth0/mtu", 0, "sys/devices/pci/0000:01/net/eth0/mtu" },
		{ "sys/class/net/eth0/device/msi_irqs/34", 0, "sys/devices/pci/0000:01/msi_irqs/34" },
		{ "sys/class/net/eth0/device/../0000:01/msi_irqs", 0,
		  "sys/devices/pci/0000:01/msi_irqs" },
		{ "sys/class/net/eth0/..", 0, "sys/devices/pci/0000:01/net" },
		{ "abs/eth0/mtu", 0, "sys/devices/pci/0000:01/net/eth0/mtu" },
		{ "absfile", 0, "etc/passwd" },
		{ "up", 0, "etc/passwd" },
		{ "sys/up", 0, "top" },
		{ "self", -ELOOP, "" },
		{ "self/x", -ELOOP, "" },
		{ "ring1", -ELOOP, "" },
		{ "dangling", -ENOENT, "" },
		{ "danglast", -ENOENT, "sys/no" },
		{ "missing", -ENOENT, "missing" },
		{ "missing/", -ENOENT, "" },
		{ "missing/..", -ENOENT, "" },
		{ "slash", 0, "sys" },
		{ "fileslash", -ENOTDIR, "" },
		{ "dot/dot/dot/top", 0, "top" },
		{ "dotdot/top", 0, "top" },
		{ "root/root/top", 0, "top" },
		{ "slashes/mtu", 0, "sys/devices/pci/0000:01/net/eth0/mtu" },
		{ "throughfile", -ENOTDIR, "" },
	};
	char where[PATH_MAX];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		ck_assert_msg(both(t.fd, cases[i].path, where) == cases[i].err, "'%s'", cases[i].path);
		ck_assert_str_eq(where, cases[i].where);
	}
}
END_TEST

START_TEST(forty_links_and_no_more)
{
	char name[32], text[32];

	tree_link(&t, "chain1", "top");
	for (int i = 2; i <= 41; i++) {
		snprintf(name, sizeof(name), "chain%d", i);
		snprintf(text, sizeof(text), "chain%d", i - 1);
		tree_link(&t, name, text);
	}
	ck_assert_int_eq(both(t.fd, "chain40", NULL), 0);
	ck_assert_int_eq(both(t.fd, "chain41", NULL), -ELOOP);
	ck_assert_int_eq(both(t.fd, "dot/chain40", NULL), -ELOOP);
}
END_TEST

START_TEST(long_paths)
{
	char path[PATH_MAX + 16], where[PATH_MAX];

	memset(path, 'n', sizeof(path));
	path[NAME_MAX] = '\0';
	ck_assert_int_eq(both(t.fd, path, NULL), -ENOENT);
	path[NAME_MAX] = 'n';
	path[NAME_MAX + 1] = '\0';
	ck_assert_int_eq(both(t.fd, path, NULL), -ENAMETOOLONG);
	memset(path, '/', sizeof(path));
	strcpy(path + PATH_MAX - 4, "top");
	ck_assert_int_eq(both(t.fd, path, NULL), 0);
	strcpy(path + PATH_MAX - 3, "top");
	path[PATH_MAX - 4] = '/';
	ck_assert_int_eq(both(t.fd, path, NULL), -ENAMETOOLONG);
	/* 100 directories deep, and too deep for the walk. */
	path[0] = '\0';
	for (int i = 0; i < 140; i++)
		strcat(path, "d/");
	tree_dirs(&t, path);
	path[200] = '\0';
	ck_assert_int_eq(both(t.fd, path, where), 0);
	ck_assert_uint_eq(strlen(where), 199);
	path[200] = 'd';
	ck_assert_int_eq(resolve_by_walk(t.fd, path, O_PATH, where, NULL), -ENAMETOOLONG);
}
END_TEST

/* Long link texts must not run over, nor take for ever. */
START_TEST(swelling_links)
{
	char text[PATH_MAX];

	memset(text, 0, sizeof(text));
	for (size_t i = 0; i + 6 < sizeof(text); i += 6)
		memcpy(text + i, "swell/", 6);
	tree_link(&t, "swell", text);
	ck_assert_int_lt(resolve_by_walk(t.fd, "swell/swell", O_PATH, NULL, NULL), 0);
	if (kernel)
		ck_assert_int_eq(resolve_by_kernel(t.fd, "swell/swell", O_PATH), -ELOOP);
}
END_TEST

/* The machine's own /proc: ordinary links work, links to objects do not. */
START_TEST(magic_links)
{
	static const struct {
		const char *path;
		int err;
	} cases[] = {
		{ "proc/net/dev", 0 },
		{ "proc/self/stat", 0 },
		{ "proc/mounts", 0 },
		{ "proc/self/ns/net", -ELOOP },
		{ "proc/self/fd/0", -ELOOP },
		{ "proc/self/exe", -ELOOP },
		{ "proc/self/root/etc", -ELOOP },
		{ "proc/self/cwd/..", -ELOOP },
		{ "proc/1/../self/root", -ELOOP },
	};
	int root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC), fd;
	char text[64];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		ck_assert_msg(both(root, cases[i].path, NULL) == cases[i].err, "%s", cases[i].path);
	fd = resolve_by_walk(root, "proc/self/ns/net", O_PATH | O_NOFOLLOW, NULL, NULL);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_gt(readlinkat(fd, "", text, sizeof(text)), 5);
	ck_assert_int_eq(strncmp(text, "net:[", 5), 0);
	close(fd);
	close(root);
}
END_TEST

START_TEST(no_fd_is_left)
{
	int before = dup(t.fd), after;

	close(before);
	both(t.fd, "sys/class/net/eth0/device/../x/y", NULL);
	both(t.fd, "sys/class/net/eth0/mtu/z", NULL);
	both(t.fd, "ring1", NULL);
	both(t.fd, "abs/eth0/device/msi_irqs/34", NULL);
	after = dup(t.fd);
	close(after);
	ck_assert_int_eq(before, after);
}
END_TEST

static Suite *resolve_suite(void)
{
	Suite *s = suite_create("resolve");
	TCase *c = tcase_create("resolve");

	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_test(c, places);
	tcase_add_test(c, forty_links_and_no_more);
	tcase_add_test(c, long_paths);
	tcase_add_test(c, swelling_links);
	tcase_add_test(c, magic_links);
	tcase_add_test(c, no_fd_is_left);
	suite_add_tcase(s, c);
	return s;
}

TEST_MAIN(resolve_suite)
