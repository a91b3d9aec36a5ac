// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "nqtune/err.h"

int err_set(struct err *e, int code, const char *fmt, ...)
{
	va_list ap;

	if (!e)
		return code;
	va_start(ap, fmt);
	vsnprintf(e->text, sizeof(e->text), fmt, ap);
	va_end(ap);
	return code;
}

void err_prefix(struct err *e, const char *fmt, ...)
{
	char head[sizeof(e->text)];
	char tail[sizeof(e->text)];
	va_list ap;

	if (!e)
		return;
	va_start(ap, fmt);
	vsnprintf(head, sizeof(head), fmt, ap);
	va_end(ap);
	memcpy(tail, e->text, sizeof(tail));
	tail[sizeof(tail) - 1] = '\0';
	snprintf(e->text, sizeof(e->text), "%.200s: %.300s", head, tail);
}

static const struct {
	int code;
	const char *words;
} words[] = {
	{ EPERM, "not permitted (needs root, or CAP_NET_ADMIN)" },
	{ EACCES, "permission denied (needs root)" },
	{ ENOENT, "no such file or directory" },
	{ ENODEV, "no such device" },
	{ ENXIO, "no such device or address" },
	{ EIO, "input/output error" },
	{ EBUSY, "busy" },
	{ EINVAL, "invalid value" },
	{ ERANGE, "out of range" },
	{ EOVERFLOW, "a number this kernel has no room for" },
	{ ENOSPC, "no space left" },
	{ ENOMEM, "out of memory" },
	{ EROFS, "read-only file system" },
	{ ENOTDIR, "not a directory" },
	{ EISDIR, "is a directory" },
	{ ELOOP, "too many links, or a link where none may be" },
	{ EFBIG, "larger than expected" },
	{ EOPNOTSUPP, "not supported" },
	{ ENODATA, "not recorded on this machine's recording" },
	{ EBADMSG, "malformed answer" },
	{ ETIMEDOUT, "timed out" },
	{ EXDEV, "leads out of its tree" },
	{ ENAMETOOLONG, "name too long" },
	{ ENOTEMPTY, "not empty" },
	{ EEXIST, "already exists" },
};

const char *err_words(int code)
{
	int errnum = code < 0 ? -code : code;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (words[i].code == errnum)
			return words[i].words;
	return strerrordesc_np(errnum) ? strerrordesc_np(errnum) : "unknown error";
}
