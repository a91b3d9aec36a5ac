// SPDX-License-Identifier: GPL-2.0-or-later
// Any text as a list, a mask and a person's set of CPUs: what is accepted prints and parses back
// to itself.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/cpuspec.h"
#include "nqtune/err.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(struct arena *a, const struct cpuset *s, unsigned nbits)
{
	struct cpuset *list = cpuset_new(a, nbits), *mask = cpuset_new(a, nbits);
	unsigned n = 0;

	cpuset_each(cpu, s) {
		if ((unsigned)cpu >= nbits)
			abort();
		n++;
	}
	if (n != cpuset_count(s))
		abort();
	if (cpuset_parse_list(list, cpuset_list(a, s)) || !cpuset_equal(list, s))
		abort();
	if (cpuset_parse_mask(mask, cpuset_mask(a, s, nbits)) || !cpuset_equal(mask, s))
		abort();
}

static const struct cpuset *word(void *data, const char *text, const char **why)
{
	if (!strcmp(text, "all"))
		return data;
	if (!strcmp(text, "big"))
		*why = "all CPUs are alike";
	return NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const words[] = { "all", "big", NULL };
	struct cpuset *list, *mask, *spec, *all;
	struct arena *a;
	struct err e;
	unsigned nbits;
	char *text;

	if (size < 2)
		return 0;
	nbits = 1 + (data[0] | (unsigned)data[1] << 8) % CPUSET_MAX;
	a = arena_new(NULL);
	text = arena_strndup(a, (const char *)data + 2, size - 2);
	list = cpuset_new(a, nbits);
	mask = cpuset_new(a, nbits);
	spec = cpuset_new(a, nbits);
	all = cpuset_new(a, nbits);
	for (unsigned i = 0; i < nbits; i++)
		cpuset_add(all, i);
	if (!cpuset_parse_list(list, text))
		check(a, list, nbits);
	if (!cpuset_parse_mask(mask, text))
		check(a, mask, nbits);
	if (!cpuspec_parse(spec, text, all, words, word, all, &e))
		check(a, spec, nbits);
	else if (!memchr(e.text, '\0', sizeof(e.text)) || !*e.text)
		abort();
	arena_free(a);
	return 0;
}
