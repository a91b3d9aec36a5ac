// SPDX-License-Identifier: GPL-2.0-or-later
// To be loaded before a program: its NO_MEMORY_AT-th request for memory is refused, once. Says "refused" then.
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *p, size_t size);

static long left;

__attribute__((constructor)) static void begin(void)
{
	const char *at = getenv("NO_MEMORY_AT");

	left = at ? atol(at) : 0;
}

static int refused(void)
{
	if (!left || --left)
		return 0;
	(void)!write(STDERR_FILENO, "refused\n", 8);
	errno = ENOMEM;
	return 1;
}

void *malloc(size_t size)
{
	return refused() ? NULL : __libc_malloc(size);
}

void *calloc(size_t n, size_t size)
{
	return refused() ? NULL : __libc_calloc(n, size);
}

void *realloc(void *p, size_t size)
{
	return refused() ? NULL : __libc_realloc(p, size);
}
