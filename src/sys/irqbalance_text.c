// SPDX-License-Identifier: GPL-2.0-or-later
// What irqbalance answers, and how a list of interrupts is put to it.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/irqbalance.h"
#include "nqtune/parse.h"

#define BAN "settings ban irqs"
/* Its buffer is 500 bytes; what is beyond them is lost, and a number may be cut in two. */
#define COMMAND_MAX 499
/* Far more interrupts than anybody names to it. */
#define IRQS_MAX 65536

static int compare(const void *a, const void *b)
{
	unsigned x = *(const unsigned *)a, y = *(const unsigned *)b;

	return x < y ? -1 : x > y;
}

void balancer_sort(struct balancer_list *list)
{
	size_t n = 0;

	if (list->n)
		qsort(list->irqs, list->n, sizeof(*list->irqs), compare);
	for (size_t i = 0; i < list->n; i++)
		if (!n || list->irqs[n - 1] != list->irqs[i])
			list->irqs[n++] = list->irqs[i];
	list->n = n;
}

/* The number behind a key. */
static int number(char **rest, uint64_t max, uint64_t *out)
{
	const char *word = strsep(rest, " ");

	return word && !parse_u64(word, max, out) ? 0 : -EPROTO;
}

/* All up to "BANNED", which ends the list; a text without it was cut short. */
static int parse_irqs(char **rest, struct arena *a, struct balancer_list *out)
{
	const char *key;
	uint64_t n;

	while ((key = strsep(rest, " "))) {
		if (!strcmp(key, "BANNED"))
			return 0;
		if (!*key)
			continue;
		if (number(rest, strcmp(key, "IRQ") ? UINT64_MAX : INT32_MAX, &n))
			return -EPROTO;
		if (strcmp(key, "IRQ"))
			continue;
		if (out->n == IRQS_MAX)
			return -EPROTO;
		*arena_push(a, out->irqs, out->n) = (unsigned)n;
	}
	return -EPROTO;
}

int balancer_parse(const char *text, size_t len, struct arena *a, struct balancer_list *out)
{
	char *rest = arena_strndup(a, text, len);
	const char *first = strsep(&rest, " ");
	uint64_t seconds;

	*out = (struct balancer_list){ 0 };
	if (strcmp(first, "SLEEP") || number(&rest, INT32_MAX, &seconds) ||
	    parse_irqs(&rest, a, out)) {
		*out = (struct balancer_list){ 0 };
		return -EPROTO;
	}
	balancer_sort(out);
	return 0;
}

const char *balancer_command(const struct balancer_list *list, struct arena *a)
{
	char text[COMMAND_MAX + 1] = BAN;
	size_t len = strlen(BAN);

	if (!list->n)
		return BAN " NONE";
	for (size_t i = 0; i < list->n; i++) {
		len += (size_t)snprintf(text + len, sizeof(text) - len, " %u", list->irqs[i]);
		if (len > COMMAND_MAX)
			return NULL;
	}
	return arena_strdup(a, text);
}
