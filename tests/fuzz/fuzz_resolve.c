// SPDX-License-Identifier: GPL-2.0-or-later
// Any path against a fixed tree: the kernel's resolution and ours must give the same file or error.
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../src/sys/resolve.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char root_path[] = "/tmp/nqtune-fuzz-XXXXXX";
static int root = -1;

static const char *const links[][2] = {
	{ "l", "a/b" }, { "a/u", "../.." }, { "a/b/r", "/a" }, { "s", "s" }, { "d", "none" },
	{ "e", "f" }, { "o", "../../../f" }, { "t", "a/" }, { "a/b/w", "r/./u//t" },
};

static void clean(void)
{
	for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++)
		unlinkat(root, links[i][0], 0);
	unlinkat(root, "f", 0);
	unlinkat(root, "a/b", AT_REMOVEDIR);
	unlinkat(root, "a", AT_REMOVEDIR);
	rmdir(root_path);
}

static void make_tree(void)
{
	if (!mkdtemp(root_path))
		abort();
	root = open(root_path, O_RDONLY | O_DIRECTORY);
	mkdirat(root, "a", 0755);
	mkdirat(root, "a/b", 0755);
	close(openat(root, "f", O_CREAT | O_WRONLY, 0644));
	for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++)
		if (symlinkat(links[i][1], root, links[i][0]))
			abort();
	atexit(clean);
}

static void compare(const char *path, int flags)
{
	int a = resolve_by_kernel(root, path, flags);
	int b = resolve_by_walk(root, path, flags, NULL, NULL);
	struct stat sa, sb;

	if (a == -ENOSYS || a == -EAGAIN)
		goto out;
	/* Only the walk has a bound on depth; this tree has none so deep. */
	if ((a < 0) != (b < 0) || (a < 0 && a != b))
		abort();
	if (a >= 0 && (fstat(a, &sa) || fstat(b, &sb) || sa.st_ino != sb.st_ino))
		abort();
out:
	if (a >= 0)
		close(a);
	if (b >= 0)
		close(b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[PATH_MAX + 2];

	if (root < 0)
		make_tree();
	if (size >= sizeof(path))
		return 0;
	memcpy(path, data, size);
	path[size] = '\0';
	compare(path, O_PATH);
	compare(path, O_PATH | O_NOFOLLOW);
	compare(path, O_RDONLY | O_DIRECTORY);
	compare(path, O_RDONLY);
	return 0;
}
