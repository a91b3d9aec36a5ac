// SPDX-License-Identifier: GPL-2.0-or-later
// U12: what was read through a recording door reads the same from the recording, and no more
// is there.
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/resource.h>

#include "../../src/sys/files_priv.h"
#include "main.h"
#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/files.h"
#include "tree.h"

#define BIG (300 * 1024)

static struct tree t, out;
static struct arena *arena;
static struct err e;
static char dir[80];

static void setup(void)
{
	t = tree_new();
	out = tree_new();
	arena = arena_new(NULL);
	snprintf(dir, sizeof(dir), "%s/rec", out.path);
}

static void teardown(void)
{
	arena_free(arena);
	tree_free(&out);
	tree_free(&t);
}

static struct files *open_door(const char *root)
{
	struct files *f = NULL;

	ck_assert_int_eq(files_open(&f, root, &e), 0);
	return f;
}

struct transcript {
	char *text;
	size_t len;
};

static void say(struct transcript *s, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	s->len += (size_t)vsnprintf(s->text + s->len, (1 << 20) - s->len, fmt, ap);
	va_end(ap);
}

enum uses {
	READ = 1,
	READ_ALL = 2,
	LIST = 4,
	PLACE = 8,
	EXISTS = 16,
	LINK = 32,
	ALL = 63,
};

static void ask(struct transcript *s, struct files *f, const char *path, unsigned uses)
{
	char buf[512];
	struct names names;
	mode_t mode = 0;
	char *text;
	size_t len;

	say(s, "== %s\n", path);
	if (uses & READ) {
		say(s, "short %zd\n", files_read(f, path, buf, 4));
		say(s, "read %zd", files_read_mode(f, path, buf, sizeof(buf), &mode));
		say(s, " mode %o '%s'\n", (unsigned)mode, buf);
	}
	if (uses & READ_ALL) {
		say(s, "limit %d\n", files_read_all(f, path, 1000, arena, &text, &len));
		len = 0;
		say(s, "whole %d", files_read_all(f, path, 1 << 19, arena, &text, &len));
		say(s, " %zu %.40s\n", len, len ? text : "");
	}
	for (unsigned kinds = 1; uses & LIST && kinds < 8; kinds++) {
		say(s, "list %u %d:", kinds, files_list(f, path, kinds, arena, &names));
		for (size_t i = 0; i < names.n; i++)
			say(s, " %s", names.v[i]);
		say(s, "\n");
	}
	if (uses & PLACE) {
		buf[0] = '\0';
		say(s, "place %zd", files_realpath(f, path, buf, sizeof(buf)));
		say(s, " %s\n", buf);
	}
	if (uses & EXISTS)
		say(s, "exists %d\n", files_exists(f, path));
	if (uses & LINK) {
		buf[0] = '\0';
		say(s, "link %zd", files_link(f, path, buf, sizeof(buf)));
		say(s, " %s\n", buf);
	}
}

static char *ask_all(struct files *f, const char *const *paths, unsigned uses)
{
	struct transcript s = { .text = arena_alloc(arena, 1 << 20) };

	for (; *paths; paths++)
		ask(&s, f, *paths, uses);
	return s.text;
}

/* Tells the first line that differs, and its path. */
static void expect_same(const char *first, const char *again)
{
	const char *head = first;
	size_t line = 0;

	for (size_t i = 0; first[i] || again[i]; i++) {
		ck_assert_msg(first[i] == again[i], "%.60s...\nread  %.200s\nagain %.200s", head,
			      first + line, again + line);
		if (first[i] == '\n')
			line = i + 1;
		if (!strncmp(first + line, "== ", 3))
			head = first + line;
	}
}

/* Asks root while recording it, then asks the recording the same, by both ways to resolve. */
static void same_again(const char *root, const char *const *paths, unsigned uses)
{
	struct files *f = open_door(root), *g;
	char *first, *again;

	ck_assert_int_eq(files_record(f, dir, &e), 0);
	first = ask_all(f, paths, uses);
	ck_assert_msg(!files_record_status(f, &e), "%s", e.text);
	files_close(f);
	for (int walk = 0; walk < 2; walk++) {
		g = open_door(dir);
		g->walk |= walk;
		again = ask_all(g, paths, uses);
		expect_same(first, again);
		files_close(g);
	}
}

static void small_machine(void)
{
	static char big[BIG];

	memset(big, 'b', sizeof(big));
	tree_file(&t, "sys/devices/pci0/virtio2/net/eth0/mtu", "1500\n");
	tree_file(&t, "sys/devices/pci0/virtio2/net/eth0/queues/rx-0/rps_cpus", "00000003\n");
	tree_file(&t, "sys/devices/pci0/virtio2/net/eth0/queues/rx-10/rps_cpus", "0\n");
	tree_file(&t, "sys/devices/pci0/virtio2/net/eth0/queues/rx-2/rps_cpus", "");
	tree_file(&t, "sys/devices/pci0/virtio2/net/eth0/uevent", "A=1\nB=2\n");
	tree_file(&t, "sys/devices/pci0/msi_irqs/25", "msix\n");
	tree_link(&t, "sys/devices/pci0/virtio2/net/eth0/device", "../../../virtio2");
	tree_link(&t, "sys/class/net/eth0", "../../devices/pci0/virtio2/net/eth0");
	tree_link(&t, "sys/class/net/gone", "../../devices/gone");
	tree_file(&t, "sys/class/net/bonding_masters", "bond0\n");
	tree_file(&t, "sys/class/net/new\nline\x1b[2J", "odd\n");
	tree_link(&t, "sys/devices/pci0/virtio2/driver", "/sys/bus/virtio/drivers/virtio_net");
	tree_file(&t, "sys/bus/virtio/drivers/virtio_net/module", "m\n");
	/* A device whose directory holds nothing that is read, and is only passed through. */
	tree_dirs(&t, "sys/devices/soc/port/");
	tree_file(&t, "sys/devices/soc/irqs/7", "edge\n");
	tree_file(&t, "sys/devices/soc/eth1/mtu", "9000\n");
	tree_link(&t, "sys/devices/soc/eth1/device", "../port");
	tree_link(&t, "sys/class/net/eth1", "../../devices/soc/eth1");
	tree_link(&t, "proc/net", "self/net");
	tree_link(&t, "proc/self", "4711");
	tree_file(&t, "proc/4711/net/dev", "Inter-|\n");
	tree_file(&t, "proc/irq/25/smp_affinity", "f\n");
	fchmodat(t.fd, "proc/irq/25/smp_affinity", 0444, 0);
	tree_put(&t, "proc/interrupts", big, sizeof(big));
	tree_dirs(&t, "sys/empty/");
	tree_link(&t, "loop", "loop");
	tree_link(&t, "out", "../../../../etc/passwd");
	tree_link(&t, "outabs", "/etc/shadow");
}

static const char *const machine_paths[] = {
	"/sys/class/net",
	"sys/class/net/eth0",
	"sys/class/net/eth0/",
	"sys/class/net/eth0/mtu",
	"sys/class/net/eth0/uevent",
	"sys/class/net/eth0/speed",
	"sys/class/net/eth0/queues",
	"sys/class/net/eth0/queues/rx-0/rps_cpus",
	"sys/class/net/eth0/queues/rx-2/rps_cpus",
	"sys/class/net/eth0/queues/rx-3/rps_cpus",
	"sys/class/net/eth0/device",
	"sys/class/net/eth0/device/../msi_irqs",
	"sys/class/net/eth0/device/../msi_irqs/25",
	"sys/class/net/eth0/device/driver/module",
	"sys/class/net/eth0/device/driver",
	"sys/class/net/eth1/device/../irqs/7",
	"sys/class/net/gone",
	"sys/class/net/bonding_masters",
	"sys/class/net/new\nline\x1b[2J",
	"sys/class/net/../../empty",
	"sys/empty",
	"proc/net/dev",
	"proc/irq/25/smp_affinity",
	"proc/interrupts",
	"nothing/at/all",
	"loop",
	"out",
	"outabs",
	"",
	"/",
	NULL,
};

START_TEST(the_same_answers)
{
	small_machine();
	same_again(t.path, machine_paths, ALL);
}
END_TEST

/* Each kind of question alone must leave enough behind for its own answer. */
START_TEST(the_same_answers_to_one_kind)
{
	small_machine();
	same_again(t.path, machine_paths, 1U << _i);
}
END_TEST

START_TEST(a_recording_of_a_recording)
{
	struct files *f;
	char *first, one[80];

	small_machine();
	f = open_door(t.path);
	first = ask_all(f, machine_paths, ALL);
	files_close(f);
	same_again(t.path, machine_paths, ALL);
	strcpy(one, dir);
	snprintf(dir, sizeof(dir), "%s/two", out.path);
	same_again(one, machine_paths, ALL);
	f = open_door(dir);
	expect_same(first, ask_all(f, machine_paths, ALL));
	files_close(f);
}
END_TEST

/* This machine: its loopback device and some of /proc, which hold still. */
START_TEST(the_live_machine)
{
	static const char *const paths[] = {
		"/sys/class/net/lo",
		"/sys/class/net/lo/mtu",
		"/sys/class/net/lo/uevent",
		"/sys/class/net/lo/queues/rx-0/rps_cpus",
		"/sys/class/net/lo/queues/",
		"/sys/class/net/lo/device/numa_node",
		"/sys/devices/system/cpu/possible",
		"/sys/devices/system/cpu/cpu0/cache/index0/shared_cpu_list",
		"/sys/devices/system/node",
		"/proc/version",
		"/proc/sys/net/core/rps_sock_flow_entries",
		"/proc/irq/default_smp_affinity",
		NULL,
	};
	static const char *const links[] = { "/proc/self", "/proc/net", "/proc/self/ns/net", NULL };

	if (access("/sys/class/net/lo/mtu", R_OK))
		return;
	same_again(NULL, paths, ALL & ~LINK);
	snprintf(dir, sizeof(dir), "%s/links", out.path);
	same_again(NULL, links, LINK | EXISTS);
}
END_TEST

START_TEST(nothing_more_than_was_read)
{
	struct files *f;
	struct names names;
	char buf[64];

	small_machine();
	f = open_door(t.path);
	ck_assert_int_eq(files_record(f, dir, &e), 0);
	ck_assert_int_eq(files_read(f, "sys/class/net/eth0/mtu", buf, sizeof(buf)), 4);
	ck_assert_int_eq(files_list(f, "proc/irq", FILES_DIRS, arena, &names), 0);
	ck_assert_int_eq(files_write(f, "sys/class/net/eth0/queues/rx-0/rps_cpus", "1"), 0);
	ck_assert_int_eq(files_save(f, "run/nqtune/state", "1", &e), 0);
	ck_assert_int_eq(files_record_status(f, &e), 0);
	files_close(f);
	ck_assert_str_eq(tree_text(&out, "rec/sys/devices/pci0/virtio2/net/eth0/mtu"), "1500\n");
	ck_assert_int_eq(readlinkat(out.fd, "rec/sys/class/net/eth0", buf, sizeof(buf)), 35);
	ck_assert_int_eq(faccessat(out.fd, "rec/proc/irq/25", F_OK, 0), 0);
	ck_assert_int_ne(faccessat(out.fd, "rec/proc/irq/25/smp_affinity", F_OK, 0), 0);
	ck_assert_int_ne(faccessat(out.fd, "rec/sys/devices/pci0/virtio2/net/eth0/queues", F_OK, 0), 0);
	ck_assert_int_ne(faccessat(out.fd, "rec/sys/class/net/bonding_masters", F_OK, 0), 0);
	ck_assert_int_ne(faccessat(out.fd, "rec/run", F_OK, 0), 0);
}
END_TEST

/* Trap 12: a file that is there but cannot be read must not come back as an empty one. */
START_TEST(unreadable_is_absent)
{
	struct files *f, *g;
	struct names names;
	char buf[64];

	f = open_door(NULL);
	ck_assert_int_eq(files_record(f, dir, &e), 0);
	/* /proc/self/mem cannot be read at 0. */
	ck_assert_int_eq(files_list(f, "/proc/self", FILES_REGULAR, arena, &names), 0);
	ck_assert_int_lt(files_read(f, "/proc/self/mem", buf, sizeof(buf)), 0);
	ck_assert_int_eq(files_list(f, "/proc/self", FILES_REGULAR, arena, &names), 0);
	ck_assert(files_exists(f, "/proc/self/mem"));
	ck_assert_int_eq(files_record_status(f, &e), 0);
	files_close(f);
	g = open_door(dir);
	ck_assert_int_eq(files_read(g, "/proc/self/mem", buf, sizeof(buf)), -ENOENT);
	ck_assert(!files_exists(g, "/proc/self/mem"));
	ck_assert(files_exists(g, "/proc/self/status"));
	files_close(g);
}
END_TEST

START_TEST(the_fullest_read_stays)
{
	struct files *f;
	char buf[64], *text;

	tree_file(&t, "a/file", "0123456789\n");
	f = open_door(t.path);
	ck_assert_int_eq(files_record(f, dir, &e), 0);
	ck_assert_int_eq(files_read(f, "a/file", buf, 4), -EFBIG);
	ck_assert_str_eq(tree_text(&out, "rec/a/file"), "0123");
	ck_assert_int_eq(files_read(f, "a/file", buf, sizeof(buf)), 10);
	ck_assert_str_eq(tree_text(&out, "rec/a/file"), "0123456789\n");
	ck_assert_int_eq(files_read_all(f, "a/file", 5, arena, &text, NULL), -EFBIG);
	ck_assert(files_exists(f, "a/file"));
	ck_assert_str_eq(tree_text(&out, "rec/a/file"), "0123456789\n");
	tree_file(&t, "a/file", "new\n");
	ck_assert_int_eq(files_read(f, "a/file", buf, sizeof(buf)), 3);
	ck_assert_str_eq(tree_text(&out, "rec/a/file"), "new\n");
	files_close(f);
}
END_TEST

START_TEST(target_must_be_new_or_empty)
{
	struct files *f = open_door(t.path);
	char path[120];

	tree_file(&out, "full/file", "keep");
	tree_dirs(&out, "empty/");
	tree_link(&out, "link", "empty");
	tree_file(&out, "file", "");
	snprintf(path, sizeof(path), "%s/full", out.path);
	ck_assert_int_eq(files_record(f, path, &e), -ENOTEMPTY);
	ck_assert_ptr_nonnull(strstr(e.text, "not empty"));
	snprintf(path, sizeof(path), "%s/link/", out.path);
	ck_assert_int_lt(files_record(f, path, &e), 0);
	snprintf(path, sizeof(path), "%s/file", out.path);
	ck_assert_int_lt(files_record(f, path, &e), 0);
	snprintf(path, sizeof(path), "%s/no/such", out.path);
	ck_assert_int_eq(files_record(f, path, &e), -ENOENT);
	ck_assert_int_lt(files_record(f, "", &e), 0);
	snprintf(path, sizeof(path), "%s/empty", out.path);
	ck_assert_int_eq(files_record(f, path, &e), 0);
	ck_assert_int_eq(files_record(f, dir, &e), -EBUSY);
	files_close(f);
}
END_TEST

/* A link planted in the recording leads nowhere; reading goes on, the failure is told. */
START_TEST(planted_links)
{
	struct files *f;
	struct names names;
	char buf[64];

	small_machine();
	tree_dirs(&out, "elsewhere/");
	f = open_door(t.path);
	ck_assert_int_eq(files_record(f, dir, &e), 0);
	tree_link(&out, "rec/sys", "../elsewhere");
	tree_file(&out, "victim", "keep");
	tree_dirs(&out, "rec/proc/irq/25/");
	tree_link(&out, "rec/proc/irq/25/smp_affinity", "../../../../victim");
	ck_assert_int_eq(files_read(f, "proc/irq/25/smp_affinity", buf, sizeof(buf)), 1);
	ck_assert_str_eq(tree_text(&out, "victim"), "keep");
	ck_assert_int_eq(files_record_status(f, &e), 0);
	ck_assert_int_eq(files_read(f, "sys/class/net/eth0/mtu", buf, sizeof(buf)), 4);
	ck_assert_str_eq(buf, "1500");
	ck_assert_int_eq(files_record_status(f, &e), -ELOOP);
	ck_assert_ptr_nonnull(strstr(e.text, "/sys/class/net"));
	files_close(f);
	f = open_door(out.path);
	ck_assert_int_eq(files_list(f, "elsewhere", 7, arena, &names), 0);
	ck_assert_uint_eq(names.n, 0);
	files_close(f);
}
END_TEST

START_TEST(a_full_disk_is_told)
{
	const struct rlimit none = { 0, RLIM_INFINITY };
	const struct rlimit all = { RLIM_INFINITY, RLIM_INFINITY };
	struct files *f;
	char buf[64];

	tree_file(&t, "file", "x\n");
	tree_file(&t, "other", "y\n");
	f = open_door(t.path);
	ck_assert_int_eq(files_record(f, dir, &e), 0);
	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &none);
	ck_assert_int_eq(files_read(f, "file", buf, sizeof(buf)), 1);
	setrlimit(RLIMIT_FSIZE, &all);
	ck_assert_int_eq(files_read(f, "other", buf, sizeof(buf)), 1);
	ck_assert_int_eq(files_record_status(f, &e), -EFBIG);
	ck_assert_ptr_nonnull(strstr(e.text, "/file"));
	files_close(f);
}
END_TEST

START_TEST(blobs)
{
	struct files *f = open_door(t.path);

	ck_assert_int_eq(files_record_blob(f, "nqtune/answers/a", "x", 1), 0);
	ck_assert_int_eq(files_record_status(f, &e), 0);
	ck_assert_int_eq(files_record(f, dir, &e), 0);
	ck_assert_int_eq(files_record_blob(f, "/nqtune/answers/ethtool/eth0", "a\0b", 3), 0);
	ck_assert_str_eq(tree_text(&out, "rec/nqtune/answers/ethtool/eth0"), "a");
	ck_assert_int_lt(files_record_blob(f, "nqtune/../../victim", "x", 1), 0);
	ck_assert_ptr_null(tree_text(&out, "victim"));
	ck_assert_int_lt(files_record_status(f, &e), 0);
	files_close(f);
}
END_TEST

static Suite *record_suite(void)
{
	Suite *s = suite_create("files_record");
	TCase *c = tcase_create("files_record");

	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_test(c, the_same_answers);
	tcase_add_loop_test(c, the_same_answers_to_one_kind, 0, 6);
	tcase_add_test(c, a_recording_of_a_recording);
	tcase_add_test(c, the_live_machine);
	tcase_add_test(c, nothing_more_than_was_read);
	tcase_add_test(c, unreadable_is_absent);
	tcase_add_test(c, the_fullest_read_stays);
	tcase_add_test(c, target_must_be_new_or_empty);
	tcase_add_test(c, planted_links);
	tcase_add_test(c, a_full_disk_is_told);
	tcase_add_test(c, blobs);
	suite_add_tcase(s, c);
	return s;
}

TEST_MAIN(record_suite)
