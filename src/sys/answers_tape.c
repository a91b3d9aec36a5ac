// SPDX-License-Identifier: GPL-2.0-or-later
// Recorded answers: the raw bytes the kernel sent, one file a request.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answers_priv.h"
#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/files.h"

#define ORDER_FILE "nqtune/byte-order"

/* Netlink speaks the byte order of the machine it was recorded on. */
static const char *own_order(void)
{
	const uint16_t one = 1;
	uint8_t first;

	memcpy(&first, &one, 1);
	return first ? "little" : "big";
}

int bytes_reserve(struct bytes *b, size_t more)
{
	size_t room = b->room ? b->room : 4096;
	uint8_t *v;

	if (more > ANSWER_LIMIT || b->len > ANSWER_LIMIT - more)
		return -EFBIG;
	while (room < b->len + more)
		room *= 2;
	if (b->v && room == b->room)
		return 0;
	v = realloc(b->v, room);
	if (!v)
		return -ENOMEM;
	b->v = v;
	b->room = room;
	return 0;
}

int bytes_add(struct bytes *b, const void *bytes, size_t len, struct err *e)
{
	int rc = bytes_reserve(b, len);

	if (rc)
		return err_set(e, rc, "%s", err_words(rc));
	if (len)
		memcpy(b->v + b->len, bytes, len);
	b->len += len;
	return 0;
}

static int check_order(struct answers *a, struct err *e)
{
	char order[16];
	ssize_t n;

	if (a->order_checked)
		return 0;
	n = files_read(a->files, ORDER_FILE, order, sizeof(order));
	if (n >= 0 && strcmp(order, own_order()) != 0) {
		return err_set(e, -EBADMSG,
			       "its netlink answers are in the other byte order (use a %s-endian"
			       " machine)",
			       strcmp(own_order(), "big") == 0 ? "little" : "big");
	}
	if (n < 0 && n != -ENOENT)
		return err_set(e, -EBADMSG, "%s: %s", ORDER_FILE, err_words((int)n));
	a->order_checked = true;
	return 0;
}

int tape_load(struct answers *a, const char *key, struct bytes *out, struct err *e)
{
	struct arena *scratch;
	char path[512];
	const void *bytes;
	char *text;
	size_t len;
	int rc;

	if (a->bytes_fn) {
		rc = a->bytes_fn(key, &bytes, &len, a->bytes_data);
		return rc ? err_set(e, rc, "%s: not recorded", key) : bytes_add(out, bytes, len, e);
	}
	if (snprintf(path, sizeof(path), "nqtune/answers/%s", key) >= (int)sizeof(path))
		return err_set(e, -ENODATA, "%s: not recorded", key);
	if (!files_exists(a->files, path))
		return err_set(e, -ENODATA, "%s: not recorded", key);
	rc = check_order(a, e);
	if (rc)
		return rc;
	scratch = arena_new(NULL);
	rc = files_read_all(a->files, path, ANSWER_LIMIT, scratch, &text, &len);
	if (rc == -ENOENT)
		rc = err_set(e, -ENODATA, "%s: not recorded", key);
	else if (rc < 0)
		rc = err_set(e, rc, "%s: %s", path, err_words(rc));
	else
		rc = bytes_add(out, text, len, e);
	arena_free(scratch);
	return rc;
}

void tape_keep(struct answers *a, const char *key, const void *bytes, size_t len)
{
	const char *order = own_order();
	char path[512];

	if (!a->files)
		return;
	if (snprintf(path, sizeof(path), "nqtune/answers/%s", key) >= (int)sizeof(path))
		return;
	files_record_blob(a->files, ORDER_FILE, order, strlen(order));
	files_record_blob(a->files, path, bytes, len);
}
