// SPDX-License-Identifier: GPL-2.0-or-later
// What the knobs' readers share. Pure: the planner links this.
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/host.h"
#include "readings.h"

struct knob_reading *readings_add(struct arena *a, struct knob_readings *out,
				  const struct knob_attr *attr, const char *target, unsigned index)
{
	struct knob_reading *r = arena_push(a, out->v, out->n);

	*r = (struct knob_reading){ .attr = attr, .target = target, .index = index };
	return r;
}

const struct knob_reading *readings_find(const struct knob_readings *r,
					 const struct knob_attr *attr, const char *target)
{
	for (size_t i = 0; i < r->n; i++)
		if ((!attr || r->v[i].attr == attr) &&
		    (!target || !strcmp(r->v[i].target, target)))
			return &r->v[i];
	return NULL;
}

struct value value_cpus(const struct cpuset *set)
{
	if (!set)
		return (struct value){ .kind = VALUE_NONE };
	return (struct value){ .kind = VALUE_CPUS, .cpus = set };
}

struct value value_number(struct reading n)
{
	if (!n.set)
		return (struct value){ .kind = VALUE_NONE };
	return (struct value){ .kind = VALUE_NUMBER, .number = n.n };
}

struct value value_flag(struct reading n)
{
	if (!n.set)
		return (struct value){ .kind = VALUE_NONE };
	return (struct value){ .kind = VALUE_WORD, .word = n.n ? "on" : "off" };
}

struct value value_word(const char *const *words, struct reading n)
{
	for (uint64_t i = 0; n.set && words && words[i]; i++)
		if (i == n.n)
			return (struct value){ .kind = *words[i] ? VALUE_WORD : VALUE_NONE,
					       .word = words[i] };
	return value_number(n);
}

uint64_t value_wire(const struct knob_attr *attr, const struct value *v)
{
	uint64_t i = 0;

	if (v->kind == VALUE_NUMBER)
		return v->number;
	if (attr->kind == ATTR_BOOL)
		return !strcmp(v->word, "on");
	while (attr->words[i] && strcmp(attr->words[i], v->word))
		i++;
	return i;
}

const char *target_rx(struct arena *a, unsigned queue)
{
	return arena_printf(a, "rx-%u", queue);
}

const char *target_tx(struct arena *a, unsigned queue)
{
	return arena_printf(a, "tx-%u", queue);
}

const char *target_vector(struct arena *a, const struct vector *v)
{
	return v->name && *v->name ? v->name : arena_printf(a, "%u", v->irq->number);
}

const struct knob_reading *nic_knobs_find(const struct nic_knobs *k, const char *knob,
					  const char *attr, const char *target)
{
	const struct knob_readings *r = NULL;

	for (size_t i = 0; k && i < k->n; i++)
		if (!strcmp(k->knob[i]->name, knob))
			r = &k->readings[i];
	for (size_t i = 0; r && i < r->n; i++) {
		const struct knob_reading *v = &r->v[i];

		if (!strcmp(v->attr->name, attr) && (!target || !strcmp(v->target, target)))
			return v->value.kind == VALUE_NONE ? NULL : v;
	}
	return NULL;
}
