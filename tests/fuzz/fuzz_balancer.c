// SPDX-License-Identifier: GPL-2.0-or-later
// What irqbalance answers: any bytes. What is understood can be put to it again, and is the same.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/irqbalance.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The list in the words of an answer. */
static const char *answer_of(const struct balancer_list *list, struct arena *a)
{
	const char *text = "SLEEP 10";

	for (size_t i = 0; i < list->n; i++)
		text = arena_printf(a, "%s IRQ %u LOAD 0", text, list->irqs[i]);
	return arena_printf(a, "%s BANNED 0", text);
}

static void check(const struct balancer_list *list, struct arena *a)
{
	const char *command = balancer_command(list, a), *text;
	struct balancer_list again;

	for (size_t i = 1; i < list->n; i++)
		if (list->irqs[i - 1] >= list->irqs[i])
			abort();
	if (command && strlen(command) > 499)
		abort();
	if (list->n > 200)
		return;
	text = answer_of(list, a);
	if (balancer_parse(text, strlen(text), a, &again) || again.n != list->n)
		abort();
	if (list->n && memcmp(again.irqs, list->irqs, list->n * sizeof(*list->irqs)))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new(NULL);
	struct balancer_list list;

	if (balancer_parse((const char *)data, size, a, &list)) {
		if (list.n || list.irqs)
			abort();
	} else {
		check(&list, a);
	}
	arena_free(a);
	return 0;
}
