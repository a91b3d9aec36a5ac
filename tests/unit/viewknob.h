/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/* What knobs read, made by hand from the real knobs' rows. */
#include <stdlib.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/knob.h"

static const struct value vk_none;

static inline struct value vk_number(uint64_t n)
{
	return (struct value){ .kind = VALUE_NUMBER, .number = n };
}

static inline struct value vk_word(const char *s)
{
	return (struct value){ .kind = VALUE_WORD, .word = s };
}

/* n numbers: those of v over and over. */
static inline struct value vk_list(struct arena *a, const uint32_t *v, size_t period, size_t n)
{
	uint32_t *all = arena_array(a, n + 1, sizeof(*all));

	for (size_t i = 0; i < n; i++)
		all[i] = v[i % period];
	return (struct value){ .kind = VALUE_LIST, .list = { all, n } };
}

/* n numbers below top, in no order. */
static inline struct value vk_mixed(struct arena *a, uint32_t top, size_t n)
{
	uint32_t *all = arena_array(a, n + 1, sizeof(*all));

	for (size_t i = 0; i < n; i++)
		all[i] = (uint32_t)(i * i + i / 5) % top;
	return (struct value){ .kind = VALUE_LIST, .list = { all, n } };
}

static inline const struct knob_attr *vk_attr(const char *knob, const char *attr,
					      enum attr_scope scope)
{
	const struct knob *k = knob_find(knob);

	for (size_t i = 0; k && i < k->nattrs; i++)
		if (!strcmp(k->attrs[i].name, attr) && k->attrs[i].scope == scope)
			return &k->attrs[i];
	abort();
}

/* What a knob read, of the interface unless vk_at() or vk_named() adds it. */
struct vk {
	const char *knob;
	struct knob_readings r;
	struct arena *a;
};

static inline struct knob_reading *vk_push(struct vk *k, const char *attr, enum attr_scope scope,
					   const char *target, unsigned index, struct value v)
{
	struct knob_reading *r = arena_push(k->a, k->r.v, k->r.n);

	*r = (struct knob_reading){ .attr = vk_attr(k->knob, attr, scope), .target = target,
				    .index = index, .value = v };
	return r;
}

static inline void vk_add(struct vk *k, const char *attr, struct value now, struct value max)
{
	vk_push(k, attr, SCOPE_IFACE, "", 0, now)->max = max;
}

static inline void vk_host(struct vk *k, const char *attr, struct value now)
{
	vk_push(k, attr, SCOPE_HOST, "", 0, now);
}

/* "rx-3", "queue-3" */
static inline void vk_at(struct vk *k, const char *attr, enum attr_scope scope, const char *word,
			 unsigned queue, struct value v)
{
	vk_push(k, attr, scope, arena_printf(k->a, "%s-%u", word, queue), queue, v);
}

static inline void vk_named(struct vk *k, const char *attr, const char *target, struct value v)
{
	vk_push(k, attr, SCOPE_NAMED, target, 0, v);
}

static inline void vk_feature(struct vk *k, const char *name, bool on, bool fixed)
{
	vk_push(k, "feature", SCOPE_NAMED, name, 0, vk_word(on ? "on" : "off"))->fixed = fixed;
}
