// SPDX-License-Identifier: GPL-2.0-or-later
// Values compared and spelled. Pure: the planner links this.
#include <inttypes.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/change.h"
#include "nqtune/cpuset.h"

bool value_equal(const struct value *a, const struct value *b)
{
	if (a->kind != b->kind)
		return false;
	switch (a->kind) {
	case VALUE_NONE:
		return true;
	case VALUE_CPUS:
		return cpuset_equal(a->cpus, b->cpus);
	case VALUE_NUMBER:
		return a->number == b->number;
	case VALUE_WORD:
		return !strcmp(a->word, b->word);
	}
	return false;
}

const char *value_text(struct arena *a, const struct value *v)
{
	switch (v->kind) {
	case VALUE_NONE:
		break;
	case VALUE_CPUS:
		return cpuset_empty(v->cpus) ? "none" : cpuset_list(a, v->cpus);
	case VALUE_NUMBER:
		return arena_printf(a, "%" PRIu64, v->number);
	case VALUE_WORD:
		return v->word;
	}
	return "not supported";
}
