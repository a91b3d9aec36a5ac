// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes as the kernel's lists of queueing disciplines and of netfilter's hooks, and any text as
// /proc/cpuinfo and a latency bound.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "answers_priv.h"
#include "nqtune/arena.h"
#include "nqtune/nfhooks.h"
#include "nqtune/qdiscs.h"
#include "surroundings.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct input {
	const uint8_t *v;
	size_t n;
};

static size_t total;

static int feed(const char *key, const void **bytes, size_t *len, void *data)
{
	const struct input *in = data;

	*bytes = in->v;
	*len = in->n;
	return 0;
}

/* Text that may be shown: terminated, and nothing that a terminal obeys. */
static void check(const char *text)
{
	for (; text && *text; text++) {
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			abort();
		total++;
	}
}

static void decode(struct answers *a, struct arena *arena)
{
	struct qdiscs qdiscs;
	struct nf_hooks hooks;

	qdiscs_read(a, arena, &qdiscs, NULL);
	for (size_t i = 0; i < qdiscs.n; i++) {
		if (!qdiscs.v[i].ifindex)
			abort();
		check(qdiscs.v[i].kind);
	}
	nfhooks_read(a, arena, &hooks, NULL);
	nfhooks_add_ingress(a, "eth0", arena, &hooks, NULL);
	for (size_t i = 0; i < hooks.n; i++) {
		check(hooks.v[i].function);
		check(hooks.v[i].module);
		check(hooks.v[i].chain);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	struct arena *arena;
	struct answers *a;
	const char *text;

	if (answers_open_bytes(&a, feed, &in))
		return 0;
	arena = arena_new(NULL);
	decode(a, arena);
	text = arena_strndup(arena, (const char *)data, size);
	check(cpuinfo_flags(text, arena));
	total += latency_bound(text).n;
	arena_free(arena);
	answers_close(a);
	return 0;
}
