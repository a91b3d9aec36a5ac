// SPDX-License-Identifier: GPL-2.0-or-later
// What to do about a driver's refusal. Pure.
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "nqtune/err.h"
#include "readings.h"

static const struct {
	const char *kernel;	/* some of its words */
	const char *todo;
} said[] = {
	{ "too low for existing indirection table",
	  " (first let the driver make its own table: nqtune rss IFACE default)" },
};

/* A driver that gives no words at all. */
static const struct {
	int code;
	const char *plain;
} silent[] = {
	{ -EINVAL, "the driver takes no such value and does not say why (many take only certain "
		   "numbers: try another near it)" },
	{ -EBUSY, "busy: the driver does not change it now (try with the link down: ip link set "
		  "dev IFACE down)" },
	{ -EOPNOTSUPP, "the driver cannot change it" },
	{ -ENOMEM, "out of memory, or a number that the driver cannot make (virtio's rings are "
		   "powers of two)" },
};

/* Writes text at at, with the interface's name for IFACE, to the end of e. */
static void put(struct err *e, char *at, const char *text, const char *ifname)
{
	size_t room = sizeof(e->text) - (size_t)(at - e->text);
	const char *mark = strstr(text, "IFACE");

	if (mark)
		snprintf(at, room, "%.*s%s%s", (int)(mark - text), text, ifname, mark + 5);
	else
		snprintf(at, room, "%s", text);
}

/* The words that stand for an errno, alone or behind "rx: "; NULL = the kernel said more. */
static char *bare_words(int code, struct err *e)
{
	const char *words = err_words(code);
	size_t n = strlen(words), len = strlen(e->text);
	char *at = len >= n ? e->text + len - n : NULL;

	if (!at || strcmp(at, words))
		return NULL;
	return at == e->text || (len >= n + 2 && !strncmp(at - 2, ": ", 2)) ? at : NULL;
}

int ethread_refused(int code, const char *ifname, struct err *e)
{
	char *bare;

	if (!e)
		return code;
	for (size_t i = 0; i < sizeof(said) / sizeof(said[0]); i++)
		if (strstr(e->text, said[i].kernel))
			put(e, e->text + strlen(e->text), said[i].todo, ifname);
	bare = bare_words(code, e);
	for (size_t i = 0; bare && i < sizeof(silent) / sizeof(silent[0]); i++)
		if (silent[i].code == code)
			put(e, bare, silent[i].plain, ifname);
	return code;
}
