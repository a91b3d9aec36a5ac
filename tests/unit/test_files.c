// SPDX-License-Identifier: GPL-2.0-or-later
// The files door: reading, listing, writing and own state, on friendly and hostile trees.
#include <errno.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <time.h>

#include "../../src/sys/files_priv.h"
#include "main.h"
#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/files.h"
#include "tree.h"

static struct tree t;
static struct files *f;
static struct arena *arena;
static struct err e;

static void setup(void)
{
	t = tree_new();
	arena = arena_new(NULL);
	ck_assert_int_eq(files_open(&f, t.path, &e), 0);
}

/* The whole suite again with our own path walk. */
static void setup_walk(void)
{
	setup();
	f->walk = true;
}

static void teardown(void)
{
	files_close(f);
	arena_free(arena);
	tree_free(&t);
}

START_TEST(open_says_why_not)
{
	struct files *g = NULL;

	tree_file(&t, "file", "");
	ck_assert_int_eq(files_open(&g, "/nonexistent/nqtune", &e), -ENOENT);
	ck_assert_ptr_nonnull(strstr(e.text, "/nonexistent/nqtune"));
	ck_assert_int_eq(chdir(t.path), 0);
	ck_assert_int_eq(files_open(&g, "file", &e), -ENOTDIR);
	ck_assert_ptr_null(g);
	ck_assert(!files_live(f));
	ck_assert_int_eq(files_open(&g, NULL, &e), 0);
	ck_assert(files_live(g));
	files_close(g);
	ck_assert_int_eq(files_open(&g, "/../", &e), 0);
	ck_assert(files_live(g));
	files_close(g);
}
END_TEST

START_TEST(read_takes_one_newline)
{
	static const struct {
		const char *content;
		size_t room;
		ssize_t len;
		const char *text;
	} cases[] = {
		{ "3f\n", 64, 2, "3f" },
		{ "3f", 64, 2, "3f" },
		{ "a\n\n", 64, 2, "a\n" },
		{ "\n", 64, 0, "" },
		{ "", 64, 0, "" },
		{ "\n", 1, 0, "" },
		{ "1\n", 2, 1, "1" },
		{ "1", 2, 1, "1" },
		{ "12", 2, -EFBIG, "" },
		{ "1\n2", 2, -EFBIG, "" },
		{ "1\n\n", 2, -EFBIG, "" },
		{ "1", 1, -EFBIG, "" },
		{ "1", 0, -EFBIG, NULL },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char buf[64] = "unset";

		tree_file(&t, "sys/file", cases[i].content);
		ck_assert_int_eq(files_read(f, "/sys/file", buf, cases[i].room), cases[i].len);
		if (cases[i].text)
			ck_assert_str_eq(buf, cases[i].text);
	}
}
END_TEST

START_TEST(read_mode)
{
	char buf[16];
	mode_t mode = 0;

	tree_file(&t, "proc/irq/9/smp_affinity", "f\n");
	fchmodat(t.fd, "proc/irq/9/smp_affinity", 0444, 0);
	ck_assert_int_eq(files_read_mode(f, "proc/irq/9/smp_affinity", buf, sizeof(buf), &mode), 1);
	ck_assert_uint_eq(mode, 0444);
	mode = 1;
	ck_assert_int_eq(files_read_mode(f, "proc/irq/8/smp_affinity", buf, sizeof(buf), &mode),
			 -ENOENT);
	ck_assert_uint_eq(mode, 1);
}
END_TEST

START_TEST(read_all_of_a_large_file)
{
	static char big[300 * 1024];
	char *text = NULL;
	size_t len = 0;

	memset(big, 'x', sizeof(big));
	big[77] = '\0';
	tree_put(&t, "big", big, sizeof(big));
	ck_assert_int_eq(files_read_all(f, "big", sizeof(big), arena, &text, &len), 0);
	ck_assert_uint_eq(len, sizeof(big));
	ck_assert_mem_eq(text, big, len);
	ck_assert_int_eq(text[len], '\0');
	ck_assert_int_eq(files_read_all(f, "big", 1 << 20, arena, &text, NULL), 0);
	ck_assert_int_eq(files_read_all(f, "big", sizeof(big) - 1, arena, &text, &len), -EFBIG);
	ck_assert_int_eq(files_read_all(f, "big", 0, arena, &text, &len), -EFBIG);
	ck_assert_int_eq(files_read(f, "big", big, sizeof(big)), -EFBIG);
	tree_file(&t, "none", "");
	ck_assert_int_eq(files_read_all(f, "none", 0, arena, &text, &len), 0);
	ck_assert_uint_eq(len, 0);
	ck_assert_int_eq(files_read_all(f, "missing", 9, arena, &text, &len), -ENOENT);
}
END_TEST

/* The kernel hands such a file out a page at a time: that is no end. */
START_TEST(read_goes_on_after_a_page)
{
	static char buf[65536];
	struct files *live;

	if (access("/proc/kallsyms", R_OK))
		return;
	ck_assert_int_eq(files_open(&live, NULL, &e), 0);
	ck_assert_int_eq(files_read(live, "/proc/kallsyms", buf, sizeof(buf)), -EFBIG);
	files_close(live);
}
END_TEST

static void expect_names(const char *path, unsigned kinds, const char *joined)
{
	struct names names;
	char all[512] = "";

	ck_assert_int_eq(files_list(f, path, kinds, arena, &names), 0);
	for (size_t i = 0; i < names.n; i++) {
		strcat(all, names.v[i]);
		strcat(all, "|");
	}
	ck_assert_str_eq(all, joined);
}

START_TEST(list_by_kind_and_number)
{
	struct names names = { .n = 9 };

	tree_dirs(&t, "q/rx-10/");
	tree_dirs(&t, "q/rx-2/");
	tree_file(&t, "q/file", "");
	tree_file(&t, "q/new\nline\x1b[2J\xff", "");
	tree_link(&t, "q/eth0", "nowhere");
	ck_assert_int_eq(mkfifoat(t.fd, "q/fifo", 0600), 0);
	tree_link(&t, "lq", "q");
	expect_names("q", FILES_DIRS, "rx-2|rx-10|");
	expect_names("lq", FILES_LINKS, "eth0|");
	expect_names("/q/", FILES_REGULAR, "file|new\nline\x1b[2J\xff|");
	expect_names("q", FILES_DIRS | FILES_LINKS, "eth0|rx-2|rx-10|");
	expect_names("q/rx-2", 7, "");
	ck_assert_int_eq(files_list(f, "missing", 7, arena, &names), -ENOENT);
	ck_assert_uint_eq(names.n, 0);
	ck_assert_int_eq(files_list(f, "q/file", 7, arena, &names), -ENOTDIR);
	ck_assert_int_eq(files_list(f, "q/fifo", 7, arena, &names), -ENOTDIR);
}
END_TEST

START_TEST(places_and_links)
{
	char buf[64];

	tree_file(&t, "sys/devices/pci/net/eth0/mtu", "1500\n");
	tree_link(&t, "sys/class/net/eth0", "../../devices/pci/net/eth0");
	tree_link(&t, "dangling", "none");
	ck_assert_int_eq(files_realpath(f, "/sys/class/net/eth0", buf, sizeof(buf)), 24);
	ck_assert_str_eq(buf, "sys/devices/pci/net/eth0");
	ck_assert_int_eq(files_realpath(f, "/", buf, sizeof(buf)), 0);
	ck_assert_int_eq(files_realpath(f, "dangling", buf, sizeof(buf)), -ENOENT);
	ck_assert_int_eq(files_realpath(f, "sys/class/net/eth0", buf, 24), -EFBIG);
	ck_assert_int_eq(files_link(f, "sys/class/net/eth0", buf, sizeof(buf)), 26);
	ck_assert_str_eq(buf, "../../devices/pci/net/eth0");
	ck_assert_int_eq(files_link(f, "sys/class/net/eth0", buf, 27), 26);
	ck_assert_int_eq(files_link(f, "sys/class/net/eth0", buf, 26), -EFBIG);
	ck_assert_int_eq(files_link(f, "dangling", buf, sizeof(buf)), 4);
	ck_assert_int_eq(files_link(f, "sys", buf, sizeof(buf)), -EINVAL);
	ck_assert_int_eq(files_link(f, "none", buf, sizeof(buf)), -ENOENT);
	ck_assert(files_exists(f, "sys/class/net/eth0/mtu"));
	ck_assert(files_exists(f, "sys/class/net/eth0/../eth0"));
	ck_assert(!files_exists(f, "dangling"));
	ck_assert(!files_exists(f, "sys/class/net/eth1"));
}
END_TEST

/* None of these may block, act on a device, or show this machine's files. */
START_TEST(hostile_files)
{
	char buf[256], *text;
	struct names names;

	ck_assert_int_eq(mkfifoat(t.fd, "fifo", 0666), 0);
	tree_dirs(&t, "dir/");
	tree_link(&t, "tofifo", "fifo");
	tree_link(&t, "loop", "loop/loop");
	tree_link(&t, "out", "/etc/passwd");
	tree_link(&t, "out2", "../../../../../../etc/passwd");
	ck_assert_int_eq(files_read(f, "fifo", buf, sizeof(buf)), -EINVAL);
	ck_assert_int_eq(files_read(f, "tofifo", buf, sizeof(buf)), -EINVAL);
	ck_assert_int_eq(files_read_all(f, "fifo", 99, arena, &text, NULL), -EINVAL);
	ck_assert_int_eq(files_write(f, "fifo", "1"), -EINVAL);
	ck_assert_int_eq(files_read(f, "dir", buf, sizeof(buf)), -EISDIR);
	ck_assert_int_eq(files_write(f, "dir", "1"), -EISDIR);
	ck_assert_int_eq(files_read(f, "loop", buf, sizeof(buf)), -ELOOP);
	ck_assert_int_eq(files_list(f, "loop", 7, arena, &names), -ELOOP);
	ck_assert_int_eq(files_read(f, "out", buf, sizeof(buf)), -ENOENT);
	ck_assert_int_eq(files_read(f, "out2", buf, sizeof(buf)), -ENOENT);
	ck_assert_int_eq(files_write(f, "out", "1"), -ENOENT);
	ck_assert(!files_exists(f, "out2"));
	if (!mknodat(t.fd, "device", S_IFCHR | 0666, makedev(1, 7))) {
		ck_assert_int_eq(files_read(f, "device", buf, sizeof(buf)), -EINVAL);
		ck_assert_int_eq(files_write(f, "device", "1"), -EINVAL);
	}
}
END_TEST

START_TEST(write_replaces_and_never_creates)
{
	tree_file(&t, "sys/rps_cpus", "00000000\n");
	tree_link(&t, "link", "sys/rps_cpus");
	ck_assert_int_eq(files_write(f, "link", "3"), 0);
	ck_assert_str_eq(tree_text(&t, "sys/rps_cpus"), "3");
	ck_assert_int_eq(files_write(f, "sys/rps_cpus", ""), 0);
	ck_assert_str_eq(tree_text(&t, "sys/rps_cpus"), "");
	ck_assert_int_eq(files_write(f, "sys/none", "1"), -ENOENT);
	ck_assert_ptr_null(tree_text(&t, "sys/none"));
	tree_file(&t, "mine", "keep");
	ck_assert_int_eq(linkat(t.fd, "mine", t.fd, "sys/second", 0), 0);
	ck_assert_int_eq(files_write(f, "sys/second", "lost"), -EMLINK);
	ck_assert_str_eq(tree_text(&t, "mine"), "keep");
}
END_TEST

/* A kernel file mounted into a recorded tree is this machine. */
START_TEST(write_spares_mounted_kernel_files)
{
	struct files *g;
	char path[PATH_MAX];

	tree_dirs(&t, "proc/");
	snprintf(path, sizeof(path), "%s/proc", t.path);
	if (unshare(CLONE_NEWNS) || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    mount("proc", path, "proc", 0, NULL))
		return;
	ck_assert_int_eq(files_open(&g, t.path, &e), 0);
	g->walk = f->walk;
	ck_assert_int_eq(files_write(g, "proc/self/comm", "changed"), -EXDEV);
	files_close(g);
	umount2(path, MNT_DETACH);
}
END_TEST

START_TEST(live_write)
{
	struct files *live;
	char path[PATH_MAX];

	ck_assert_int_eq(files_open(&live, NULL, &e), 0);
	live->walk = f->walk;
	tree_file(&t, "attr", "xxxxxx");
	snprintf(path, sizeof(path), "%s/attr", t.path);
	/* One write, as the kernel's files want it: nothing is truncated. */
	ck_assert_int_eq(files_write(live, path, "abc"), 0);
	ck_assert_str_eq(tree_text(&t, "attr"), "abcxxx");
	ck_assert_int_eq(files_write(live, "/dev/full", "1"), -ENOSPC);
	ck_assert_int_eq(files_write(live, "/proc/self/comm", "nqtest"), 0);
	ck_assert_int_lt(files_write(live, "/proc/version", "1"), 0);
	files_close(live);
}
END_TEST

START_TEST(save_makes_and_replaces)
{
	mode_t old = umask(077);
	struct stat st;
	int fd;

	ck_assert_int_eq(files_save(f, "/run/nqtune/journal", "one\n", &e), 0);
	ck_assert_int_eq(files_save(f, "run/nqtune/journal", "two\n", &e), 0);
	umask(old);
	ck_assert_str_eq(tree_text(&t, "run/nqtune/journal"), "two\n");
	ck_assert_int_eq(fstatat(t.fd, "run/nqtune/journal", &st, 0), 0);
	ck_assert_uint_eq(st.st_mode, S_IFREG | 0644);
	ck_assert_int_eq(fstatat(t.fd, "run/nqtune", &st, 0), 0);
	ck_assert_uint_eq(st.st_mode, S_IFDIR | 0755);
	fd = openat(t.fd, "run/nqtune/journal", O_RDONLY);
	ck_assert_int_eq(files_save(f, "run/nqtune/journal", "three\n", &e), 0);
	ck_assert_int_eq(fstat(fd, &st), 0);
	ck_assert_uint_eq(st.st_nlink, 0);
	close(fd);
	/* No temporary file stays. */
	expect_names("run/nqtune", 7, "journal|");
}
END_TEST

START_TEST(save_refuses)
{
	struct stat st;

	tree_file(&t, "elsewhere", "keep");
	tree_dirs(&t, "run/nqtune/dir/");
	tree_link(&t, "run/nqtune/link", "../../elsewhere");
	tree_link(&t, "run/ldir", "nqtune");
	ck_assert_int_eq(files_save(f, "run/nqtune/link", "x", &e), -ELOOP);
	ck_assert_ptr_nonnull(strstr(e.text, "/run/nqtune/link is a link"));
	ck_assert_str_eq(tree_text(&t, "elsewhere"), "keep");
	ck_assert_int_eq(files_save(f, "run/ldir/file", "x", &e), -ELOOP);
	ck_assert_ptr_nonnull(strstr(e.text, "/run/ldir is a link"));
	ck_assert_int_eq(files_save(f, "elsewhere/file", "x", &e), -ENOTDIR);
	ck_assert_ptr_nonnull(strstr(e.text, "cannot save: /elsewhere: "));
	ck_assert_int_eq(files_save(f, "run/nqtune/dir", "x", &e), -EISDIR);
	ck_assert_int_eq(files_save(f, "run/../x", "x", NULL), -EINVAL);
	ck_assert_int_eq(fstatat(t.fd, "x", &st, 0), -1);
	ck_assert_int_eq(files_save(f, "run/..", "x", &e), -EINVAL);
	ck_assert_int_eq(files_save(f, "run/", "x", &e), -EINVAL);
	ck_assert_int_eq(files_save(f, "", "x", &e), -EINVAL);
	expect_names("run/nqtune", 7, "dir|link|");
}
END_TEST

/* A hook that runs as root must not trust a directory that others may change. */
START_TEST(live_save_wants_its_own_directory)
{
	struct files *live;
	char path[PATH_MAX];

	ck_assert_int_eq(files_open(&live, NULL, &e), 0);
	snprintf(path, sizeof(path), "%s/state/file", t.path);
	ck_assert_int_eq(files_save(live, path, "x", &e), 0);
	fchmodat(t.fd, "state", 01777, 0);
	ck_assert_int_eq(files_save(live, path, "y", &e), -EPERM);
	ck_assert_ptr_nonnull(strstr(e.text, "others may write"));
	ck_assert_int_eq(files_lock(live, path, 0, &e), -EPERM);
	fchmodat(t.fd, "state", 0755, 0);
	if (!fchownat(t.fd, "state", 12345, 12345, 0)) {
		ck_assert_int_eq(files_save(live, path, "y", &e), -EPERM);
		ck_assert_ptr_nonnull(strstr(e.text, "belongs to user 12345"));
	}
	ck_assert_str_eq(tree_text(&t, "state/file"), "x");
	files_close(live);
}
END_TEST

START_TEST(lock_excludes_and_waits)
{
	struct timespec a, b;
	struct stat st;
	int one, two;
	long ms;

	one = files_lock(f, "/run/nqtune/lock", 0, &e);
	ck_assert_int_ge(one, 0);
	ck_assert_int_eq(fstat(one, &st), 0);
	ck_assert_uint_eq(st.st_mode, S_IFREG | 0600);
	clock_gettime(CLOCK_MONOTONIC, &a);
	ck_assert_int_eq(files_lock(f, "run/nqtune/lock", 100, &e), -ETIMEDOUT);
	clock_gettime(CLOCK_MONOTONIC, &b);
	ms = (b.tv_sec - a.tv_sec) * 1000 + (b.tv_nsec - a.tv_nsec) / 1000000;
	ck_assert_int_ge(ms, 90);
	ck_assert_int_lt(ms, 20000);
	ck_assert_ptr_nonnull(strstr(e.text, "/run/nqtune/lock"));
	close(one);
	two = files_lock(f, "run/nqtune/lock", 0, &e);
	ck_assert_int_ge(two, 0);
	close(two);
}
END_TEST

START_TEST(lock_is_taken_when_its_holder_ends)
{
	int ready[2], go[2], fd, status;
	char c;
	pid_t pid;

	ck_assert_int_eq(pipe(ready), 0);
	ck_assert_int_eq(pipe(go), 0);
	pid = fork();
	if (!pid) {
		const struct timespec pause = { .tv_nsec = 100000000L };

		fd = files_lock(f, "run/nqtune/lock", 0, NULL);
		if (write(ready[1], "x", 1) != 1 || read(go[0], &c, 1) != 1)
			_exit(1);
		nanosleep(&pause, NULL);
		_exit(fd < 0);
	}
	ck_assert_int_eq(read(ready[0], &c, 1), 1);
	ck_assert_int_eq(files_lock(f, "run/nqtune/lock", 0, &e), -ETIMEDOUT);
	ck_assert_int_eq(write(go[1], "x", 1), 1);
	fd = files_lock(f, "run/nqtune/lock", 20000, &e);
	ck_assert_int_ge(fd, 0);
	close(fd);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
	close(ready[0]);
	close(ready[1]);
	close(go[0]);
	close(go[1]);
}
END_TEST

START_TEST(lock_refuses)
{
	tree_file(&t, "elsewhere", "");
	tree_link(&t, "run/nqtune/link", "../../elsewhere");
	ck_assert_int_eq(mkfifoat(t.fd, "run/nqtune/fifo", 0600), 0);
	ck_assert_int_eq(files_lock(f, "run/nqtune/link", 0, &e), -ELOOP);
	ck_assert_int_eq(files_lock(f, "run/nqtune/fifo", 0, &e), -EINVAL);
	ck_assert_ptr_nonnull(strstr(e.text, "cannot lock: /run/nqtune/fifo"));
}
END_TEST

START_TEST(saved_is_read_and_removed)
{
	char *text;

	ck_assert_int_eq(files_saved(f, "/run/nqtune/own", 100, arena, &text, &e), -ENOENT);
	ck_assert_ptr_null(tree_text(&t, "run"));
	ck_assert_int_eq(files_remove(f, "/run/nqtune/own", &e), 0);
	ck_assert_int_eq(files_save(f, "/run/nqtune/own", "text\n", &e), 0);
	ck_assert_int_eq(files_saved(f, "/run/nqtune/own", 100, arena, &text, &e), 0);
	ck_assert_str_eq(text, "text\n");
	ck_assert_int_eq(files_saved(f, "/run/nqtune/own", 4, arena, &text, &e), -EFBIG);
	ck_assert_ptr_nonnull(strstr(e.text, "/run/nqtune/own: "));
	ck_assert_int_eq(files_remove(f, "/run/nqtune/own", &e), 0);
	ck_assert_int_eq(files_saved(f, "/run/nqtune/own", 100, arena, &text, &e), -ENOENT);
	ck_assert_int_eq(files_remove(f, "/run/nqtune/own", &e), 0);
}
END_TEST

/* What others could have put there. */
START_TEST(saved_refuses)
{
	char *text = NULL;

	tree_file(&t, "elsewhere", "secret");
	tree_link(&t, "run/nqtune/link", "../../elsewhere");
	tree_link(&t, "run/dirs", "nqtune");
	tree_file(&t, "run/nqtune/own", "x");
	ck_assert_int_eq(mkfifoat(t.fd, "run/nqtune/fifo", 0600), 0);
	ck_assert_int_eq(linkat(t.fd, "elsewhere", t.fd, "run/nqtune/second", 0), 0);
	ck_assert_int_eq(files_saved(f, "run/nqtune/link", 100, arena, &text, &e), -ELOOP);
	ck_assert_ptr_nonnull(strstr(e.text, "is a link"));
	ck_assert_int_eq(files_saved(f, "run/dirs/own", 100, arena, &text, &e), -ELOOP);
	ck_assert_int_eq(files_saved(f, "run/nqtune/fifo", 100, arena, &text, &e), -EINVAL);
	ck_assert_int_eq(files_saved(f, "run/nqtune", 100, arena, &text, &e), -EISDIR);
	ck_assert_int_eq(files_saved(f, "run/nqtune/second", 100, arena, &text, &e), -EMLINK);
	ck_assert_int_eq(files_saved(f, "run/nqtune/../nqtune/own", 100, arena, &text, &e), -EINVAL);
	ck_assert_ptr_null(text);
	/* A link goes, and not what it names. */
	ck_assert_int_eq(files_remove(f, "run/nqtune/link", &e), 0);
	ck_assert_str_eq(tree_text(&t, "elsewhere"), "secret");
	ck_assert_int_eq(files_remove(f, "run/dirs/own", &e), -ELOOP);
	ck_assert_str_eq(tree_text(&t, "run/nqtune/own"), "x");
}
END_TEST

START_TEST(live_saved_wants_its_own)
{
	char path[128], *text;
	struct files *live;

	if (geteuid())
		return;
	ck_assert_int_eq(files_open(&live, NULL, &e), 0);
	snprintf(path, sizeof(path), "%s/own/file", t.path);
	tree_file(&t, "own/file", "x");
	ck_assert_int_eq(files_saved(live, path, 100, arena, &text, &e), 0);
	ck_assert_int_eq(fchmodat(t.fd, "own/file", 0664, 0), 0);
	ck_assert_int_eq(files_saved(live, path, 100, arena, &text, &e), -EPERM);
	ck_assert_ptr_nonnull(strstr(e.text, "others may write"));
	ck_assert_int_eq(fchmodat(t.fd, "own/file", 0644, 0), 0);
	ck_assert_int_eq(fchownat(t.fd, "own/file", 12345, 0, 0), 0);
	ck_assert_int_eq(files_saved(live, path, 100, arena, &text, &e), -EPERM);
	ck_assert_ptr_nonnull(strstr(e.text, "belongs to user 12345"));
	ck_assert_int_eq(fchownat(t.fd, "own/file", 0, 0, 0), 0);
	ck_assert_int_eq(fchmodat(t.fd, "own", 0777, 0), 0);
	ck_assert_int_eq(files_saved(live, path, 100, arena, &text, &e), -EPERM);
	ck_assert_int_eq(files_remove(live, path, &e), -EPERM);
	files_close(live);
}
END_TEST

static TCase *all_tests(const char *name, void (*make)(void))
{
	TCase *c = tcase_create(name);

	tcase_add_checked_fixture(c, make, teardown);
	tcase_add_test(c, open_says_why_not);
	tcase_add_test(c, read_takes_one_newline);
	tcase_add_test(c, read_mode);
	tcase_add_test(c, read_all_of_a_large_file);
	tcase_add_test(c, read_goes_on_after_a_page);
	tcase_add_test(c, list_by_kind_and_number);
	tcase_add_test(c, places_and_links);
	tcase_add_test(c, hostile_files);
	tcase_add_test(c, write_replaces_and_never_creates);
	tcase_add_test(c, write_spares_mounted_kernel_files);
	tcase_add_test(c, live_write);
	tcase_add_test(c, save_makes_and_replaces);
	tcase_add_test(c, save_refuses);
	tcase_add_test(c, live_save_wants_its_own_directory);
	tcase_add_test(c, saved_is_read_and_removed);
	tcase_add_test(c, saved_refuses);
	tcase_add_test(c, live_saved_wants_its_own);
	tcase_add_test(c, lock_excludes_and_waits);
	tcase_add_test(c, lock_is_taken_when_its_holder_ends);
	tcase_add_test(c, lock_refuses);
	return c;
}

static Suite *files_suite(void)
{
	Suite *s = suite_create("files");

	suite_add_tcase(s, all_tests("kernel", setup));
	suite_add_tcase(s, all_tests("walk", setup_walk));
	return s;
}

TEST_MAIN(files_suite)
