// SPDX-License-Identifier: GPL-2.0-or-later
// Small files of /sys and /proc as numbers, lists and masks.
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/files.h"
#include "nqtune/sys.h"
#include "reader.h"

#define MASK_TEXT (CPUSET_MAX / 32 * 9 + 2)
#define LIST_TEXT 65536

ssize_t read_text(struct reader *rd, char *buf, size_t size, const char *fmt, ...)
{
	char path[READER_PATH];
	va_list ap;
	int len;

	va_start(ap, fmt);
	len = vsnprintf(path, sizeof(path), fmt, ap);
	va_end(ap);
	if (len < 0 || (size_t)len >= sizeof(path))
		return -ENAMETOOLONG;
	return files_read(rd->sys->files, path, buf, size);
}

#define FORMAT_PATH(path, fmt)                                    \
	do {                                                      \
		va_list ap;                                       \
		int len;                                          \
                                                                  \
		va_start(ap, fmt);                                \
		len = vsnprintf(path, sizeof(path), fmt, ap);     \
		va_end(ap);                                       \
		if (len < 0 || (size_t)len >= sizeof(path))       \
			path[0] = '\0';                           \
	} while (0)

struct reading read_number(struct reader *rd, const char *fmt, ...)
{
	struct reading r = { 0 };
	char path[READER_PATH], text[64];

	FORMAT_PATH(path, fmt);
	if (files_read(rd->sys->files, path, text, sizeof(text)) > 0)
		r.set = !parse_u64(text, UINT64_MAX, &r.n);
	if (!r.set)
		r.n = 0;
	return r;
}

struct cpuset *read_list(struct reader *rd, unsigned nbits, const char *fmt, ...)
{
	char path[READER_PATH], text[LIST_TEXT];
	struct cpuset *s;

	FORMAT_PATH(path, fmt);
	if (files_read(rd->sys->files, path, text, sizeof(text)) < 0)
		return NULL;
	s = cpuset_new(rd->arena, nbits);
	return cpuset_parse_list(s, text) ? NULL : s;
}

struct cpuset *mask_of(struct reader *rd, unsigned nbits, const char *text)
{
	struct cpuset *s = cpuset_new(rd->arena, nbits);

	return cpuset_parse_mask(s, text) ? NULL : s;
}

struct cpuset *read_mask(struct reader *rd, unsigned nbits, const char *fmt, ...)
{
	char path[READER_PATH], text[MASK_TEXT];

	FORMAT_PATH(path, fmt);
	if (files_read(rd->sys->files, path, text, sizeof(text)) < 0)
		return NULL;
	return mask_of(rd, nbits, text);
}
