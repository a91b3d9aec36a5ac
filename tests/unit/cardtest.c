// SPDX-License-Identifier: GPL-2.0-or-later
#include "cardtest.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fakehost.h"
#include "fakehost_priv.h"
#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/host.h"
#include "plantest.h"

#define ROUNDS 3
#define IGB                                                                                        \
	"channels.combined=6/8 channels.other=1/1 ring.rx=256/4096 ring.tx=256/4096 "              \
	"rss.table=block:6:128 rss.udp4=sd rss.udp6=sd rss.tcp4=sdfn coalesce.rx-usecs=3 "         \
	"pause.autoneg=on pause.rx=on pause.tx=on offload.rx-gro=on offload.rx-lro=off! "          \
	"offload.tx-nocache-copy=off offload.rx-hashing=on rfs.flows=0 rfs.entries=0"

#define IFACE_ROW(word, what) { .name = word, .kind = what, .scope = SCOPE_IFACE }

/* The knobs' own descriptors read from the kernel; these have their names, and the order of plans. */
static const struct knob_attr channel_rows[] = {
	IFACE_ROW("rx", ATTR_NUMBER), IFACE_ROW("tx", ATTR_NUMBER),
	IFACE_ROW("other", ATTR_NUMBER), IFACE_ROW("combined", ATTR_NUMBER),
};
static const struct knob_attr ring_rows[] = {
	IFACE_ROW("rx", ATTR_NUMBER), IFACE_ROW("tx", ATTR_NUMBER),
};
static const struct knob_attr rss_rows[] = {
	IFACE_ROW("table", ATTR_LIST),
	{ .name = "fields", .kind = ATTR_WORD, .scope = SCOPE_NAMED },
};
static const struct knob_attr coalesce_rows[] = {
	IFACE_ROW("adaptive-rx", ATTR_BOOL), IFACE_ROW("rx-frames", ATTR_NUMBER),
	IFACE_ROW("rx-usecs", ATTR_NUMBER),
};
static const struct knob_attr pause_rows[] = {
	IFACE_ROW("autoneg", ATTR_BOOL), IFACE_ROW("rx", ATTR_BOOL), IFACE_ROW("tx", ATTR_BOOL),
};
static const struct knob_attr offload_rows[] = {
	{ .name = "feature", .kind = ATTR_BOOL, .scope = SCOPE_NAMED },
};
static const struct knob_attr rfs_rows[] = {
	{ .name = "flows", .kind = ATTR_NUMBER, .scope = SCOPE_RX, .file = "rps_flow_cnt" },
	{ .name = "entries", .kind = ATTR_NUMBER, .scope = SCOPE_HOST, .file = "/proc/entries" },
};

#define KNOB(word, when, rows)                                                                     \
	{ .name = word, .stage = when, .settable = true, .attrs = rows,                            \
	  .nattrs = sizeof(rows) / sizeof(rows[0]) }
static const struct knob fakes[] = {
	KNOB("channels", 10, channel_rows), KNOB("ring", 20, ring_rows), KNOB("rss", 30, rss_rows),
	KNOB("coalesce", 40, coalesce_rows), KNOB("pause", 5, pause_rows),
	KNOB("offload", 46, offload_rows), KNOB("rfs", 80, rfs_rows),
};
#define NFAKES (sizeof(fakes) / sizeof(fakes[0]))

static struct value numbers(uint32_t *v, size_t n)
{
	return (struct value){ .kind = VALUE_LIST, .list = { v, n } };
}

static struct value blocks(size_t queues, size_t n)
{
	uint32_t *v = arena_array(arena, n, sizeof(*v));

	for (size_t i = 0; i < n; i++)
		v[i] = (uint32_t)(i * queues / n);
	return numbers(v, n);
}

static struct value turns(size_t queues, size_t n)
{
	uint32_t *v = arena_array(arena, n, sizeof(*v));

	for (size_t i = 0; i < n; i++)
		v[i] = (uint32_t)(i % queues);
	return numbers(v, n);
}

static struct value listed(const char *text)
{
	char *rest = arena_strdup(arena, text), *part;
	uint32_t *v = NULL;
	size_t n = 0;

	while ((part = strsep(&rest, ",")))
		*arena_push(arena, v, n) = fake_number(part);
	return numbers(v, n);
}

static struct value table_of(const char *text)
{
	unsigned queues, n;

	if (sscanf(text, "turn:%u:%u", &queues, &n) == 2)
		return turns(queues, n);
	if (sscanf(text, "block:%u:%u", &queues, &n) == 2)
		return blocks(queues, n);
	if (strncmp(text, "list:", 5))
		fake_nonsense("not a table", text);
	return listed(text + 5);
}

static struct value number(const char *text)
{
	return (struct value){ .kind = VALUE_NUMBER, .number = strtoull(text, NULL, 10) };
}

static void read_value(struct knob_reading *r, char *text)
{
	char *max = strchr(text, '/'), *fast = strchr(text, '!');

	if (fast)
		*fast = '\0';
	r->fixed = fast;
	if (!strcmp(text, "none"))
		return;
	if (r->attr->kind == ATTR_LIST) {
		r->value = table_of(text);
	} else if (r->attr->kind == ATTR_NUMBER) {
		r->value = number(text);
		if (max)
			r->max = number(max + 1);
	} else {
		r->value = (struct value){ .kind = VALUE_WORD, .word = text };
	}
}

static const struct knob_attr *row_of(const struct knob *k, const char *name)
{
	for (size_t i = 0; i < k->nattrs; i++)
		if (!strcmp(k->attrs[i].name, name))
			return &k->attrs[i];
	return &k->attrs[k->nattrs - 1];
}

static void add_reading(struct nic_knobs *k, size_t at, const char *name, char *text)
{
	const struct knob_attr *row = row_of(k->knob[at], name);
	struct knob_readings *all = &k->readings[at];
	size_t n = row->scope == SCOPE_RX ? k->nic->nrx : 1;

	for (size_t i = 0; i < n; i++) {
		struct knob_reading *r = arena_push(arena, all->v, all->n);

		*r = (struct knob_reading){ .attr = row, .target = "", .index = (unsigned)i };
		if (row->scope == SCOPE_NAMED)
			r->target = name;
		if (row->scope == SCOPE_RX)
			r->target = arena_printf(arena, "rx-%zu", i);
		read_value(r, text);
	}
}

static size_t fake_place(const char *knob)
{
	for (size_t i = 0; i < NFAKES; i++)
		if (!strcmp(fakes[i].name, knob))
			return i;
	fake_nonsense("no such knob", knob);
}

static void add_words(struct nic_knobs *k, const char *words)
{
	char *rest = arena_strdup(arena, words), *word;

	while ((word = strsep(&rest, " "))) {
		char *value = strchr(word, '='), *name = strchr(word, '.');

		if (!value || !name)
			fake_nonsense("not KNOB.SETTING=VALUE", word);
		*value++ = *name++ = '\0';
		add_reading(k, fake_place(word), name, value);
	}
}

static struct nic_knobs *new_knobs(struct cards *c, const char *nic)
{
	struct nic_knobs *k = arena_push(arena, c->v, c->n);

	*k = (struct nic_knobs){ .nic = fake_nic(c->h, nic), .n = NFAKES };
	k->knob = arena_array(arena, NFAKES, sizeof(*k->knob));
	k->readings = arena_array(arena, NFAKES, sizeof(*k->readings));
	for (size_t i = 0; i < NFAKES; i++)
		k->knob[i] = &fakes[i];
	return k;
}

struct cards cards_of(const char *host, const char *readings)
{
	struct cards c = { .h = fake_host(arena, host) };
	char *rest = arena_strdup(arena, readings), *word;
	struct nic_knobs *k = NULL;

	while ((word = strsep(&rest, " "))) {
		if (!strcmp(word, "IGB"))
			add_words(k, IGB);
		else if (strchr(word, '='))
			add_words(k, word);
		else if (*word)
			k = new_knobs(&c, word);
	}
	return c;
}

const struct knob_reading *cards_reading(const struct cards *c, const char *nic, const char *knob,
					 const char *attr, const char *target)
{
	for (size_t i = 0; i < c->n; i++)
		if (!strcmp(c->v[i].nic->name, nic))
			return nic_knobs_find(&c->v[i], knob, attr, target);
	return NULL;
}

/* A driver makes the table anew for the queues it has, unless someone's own still fits. */
static void redo_table(struct cards *c, const char *nic)
{
	struct knob_reading *t = (void *)cards_reading(c, nic, "rss", "table", NULL);
	const struct knob_reading *combined = cards_reading(c, nic, "channels", "combined", NULL);
	const struct knob_reading *rx = cards_reading(c, nic, "channels", "rx", NULL);
	uint64_t n = (combined ? combined->value.number : 0) + (rx ? rx->value.number : 0);

	if (!n)
		n = fake_nic(c->h, nic)->nrx;
	if (t)
		t->value = blocks((size_t)n, t->value.list.n);
}

/* As the kernel: a configured table keeps the queues that it names. */
static void check_table(const struct cards *c, const struct change *ch)
{
	const struct knob_reading *t = cards_reading(c, ch->iface, "rss", "table", NULL);
	struct value own;

	if (!t || ch->new.number >= ch->old.number || !strcmp(ch->attr->name, "tx"))
		return;
	own = blocks((size_t)ch->old.number, t->value.list.n);
	for (size_t i = 0; !value_equal(&own, &t->value) && i < t->value.list.n; i++)
		if (t->value.list.v[i] != i % ch->old.number)
			ck_assert_uint_lt(t->value.list.v[i], ch->new.number);
}

static void apply_one(struct cards *c, const struct change *ch)
{
	for (size_t i = 0; i < c->n; i++) {
		struct knob_reading *r;

		if (*ch->iface && strcmp(c->v[i].nic->name, ch->iface))
			continue;
		r = (void *)nic_knobs_find(&c->v[i], ch->knob->name, ch->attr->name, ch->target);
		if (!*ch->iface && !r)
			continue;
		ck_assert_ptr_nonnull(r);
		ck_assert(value_equal(&r->value, &ch->old));
		if (ch->attr->kind == ATTR_LIST && ch->new.kind == VALUE_WORD) {
			redo_table(c, ch->iface);
			continue;
		}
		if (!strcmp(ch->knob->name, "channels"))
			check_table(c, ch);
		r->value = ch->new;
		if (!strcmp(ch->knob->name, "channels"))
			redo_table(c, ch->iface);
	}
}

void cards_apply(struct cards *c, const struct plan *p)
{
	for (size_t i = 0; i < p->nchanges; i++)
		apply_one(c, &p->changes[i]);
	c->h = plan_preview(c->h, p->changes, p->nchanges, arena);
	for (size_t i = 0; i < c->n; i++)
		c->v[i].nic = fake_nic(c->h, c->v[i].nic->name);
}

static bool is_release(const struct change *c)
{
	return c->attr->kind == ATTR_LIST && c->new.kind == VALUE_WORD;
}

static void check_change(const struct cards *cards, const struct plan *p, size_t i)
{
	const struct change *c = &p->changes[i];
	const struct knob_reading *r;

	ck_assert(*c->why);
	ck_assert(!value_equal(&c->old, &c->new));
	ck_assert_int_ne(c->old.kind, VALUE_NONE);
	ck_assert_int_ne(c->new.kind, VALUE_NONE);
	ck_assert(c->optional || !strcmp(c->knob->name, "rfs"));
	if (c->attr->file)
		ck_assert_ptr_nonnull(c->path);
	if (*c->iface) {
		r = cards_reading(cards, c->iface, c->knob->name, c->attr->name, c->target);
		ck_assert_ptr_nonnull(r);
		ck_assert(!r->fixed);
		ck_assert(value_equal(&r->value, &c->old));
		if (r->max.kind == VALUE_NUMBER)
			ck_assert_uint_le(c->new.number, r->max.number);
	}
	for (size_t k = 0; k < i; k++) {
		const struct change *b = &p->changes[k];

		ck_assert(strcmp(b->iface, c->iface) || b->attr != c->attr ||
			  strcmp(b->target, c->target));
		if (!is_release(b))
			ck_assert_uint_le(b->knob->stage, c->knob->stage);
	}
}

static void check_plan(const struct cards *c, const struct plan *p)
{
	for (size_t i = 0; i < p->nchanges; i++)
		check_change(c, p, i);
	for (size_t i = 0; i < p->nleft; i++) {
		ck_assert(*p->left[i].iface && *p->left[i].knob && *p->left[i].why);
		for (size_t k = 0; k < i; k++)
			ck_assert(strcmp(p->left[i].iface, p->left[k].iface) ||
				  strcmp(p->left[i].knob, p->left[k].knob) ||
				  strcmp(p->left[i].why, p->left[k].why));
	}
}

static enum profile profile_of(const char *word)
{
	for (size_t i = 0; profile_names[i]; i++)
		if (!strcmp(profile_names[i], word))
			return (enum profile)i;
	fake_nonsense("no such profile", word);
}

/* "router channels short-tx-ring". */
static void read_asked(struct wish_cards *asked, const char *words)
{
	char *rest = arena_strdup(arena, words), *word = strsep(&rest, " ");
	const char **names = NULL;
	size_t n = 0;

	asked->profile = profile_of(word);
	while ((word = strsep(&rest, " "))) {
		if (!strcmp(word, "short-tx-ring"))
			asked->short_tx_ring = true;
		else if (strcmp(word, "full"))
			*arena_push(arena, names, n) = fakes[fake_place(word)].name;
		for (size_t i = 0; !strcmp(word, "full") && i + 1 < NFAKES; i++)
			*arena_push(arena, names, n) = fakes[i].name;
	}
	*arena_push(arena, names, n) = NULL;
	asked->knobs = names;
}

static struct plan plan_once(const struct cards *c, const char *words)
{
	char *asked = arena_strdup(arena, words), *wish = strstr(asked, " | ");
	struct wish_cards cards = { 0 };
	const char **ifaces = NULL;
	struct err e = { "" };
	struct plan p;
	struct wish w;
	size_t n = 0;
	int r;

	*wish = '\0';
	read_asked(&cards, asked);
	w = wish_of(c->h, wish + 3);
	for (size_t i = 0; i < w.n; i++)
		*arena_push(arena, ifaces, n) = w.v[i].name;
	*arena_push(arena, ifaces, n) = NULL;
	cards.ifaces = ifaces;
	r = (cards.knobs[0] && !strcmp(cards.knobs[0], "rfs") ? plan_rfs : plan_cards)(
		&p, c->h, &w, &cards, c->v, c->n, arena, &e);
	ck_assert_msg(r == 0, "%s", e.text);
	check_plan(c, &p);
	return p;
}

/* Readings of its own, so that the caller's stay as they are. */
static struct cards copy_of(const struct cards *c)
{
	struct cards copy = { .h = c->h, .n = c->n };

	copy.v = arena_array(arena, c->n, sizeof(*copy.v));
	for (size_t i = 0; i < c->n; i++) {
		copy.v[i] = c->v[i];
		copy.v[i].readings = arena_array(arena, NFAKES, sizeof(*c->v[i].readings));
		for (size_t k = 0; k < NFAKES; k++) {
			const struct knob_readings *r = &c->v[i].readings[k];
			struct knob_reading *v = arena_array(arena, r->n, sizeof(*v));

			for (size_t j = 0; j < r->n; j++)
				v[j] = r->v[j];
			copy.v[i].readings[k] = (struct knob_readings){ v, r->n };
		}
	}
	return copy;
}

struct plan cards_plan(struct cards c, const char *words)
{
	struct plan first = plan_once(&c, words), p = first;
	struct cards then = copy_of(&c);

	for (int i = 0; i < ROUNDS && p.nchanges; i++) {
		cards_apply(&then, &p);
		p = plan_once(&then, words);
	}
	ck_assert_str_eq(cards_text(&p), "");
	return first;
}

const char *cards_text(const struct plan *p)
{
	const char *text = "";

	for (size_t i = 0; i < p->nchanges; i++) {
		const struct change *c = &p->changes[i];
		bool feature = c->attr->scope == SCOPE_NAMED && c->attr->kind == ATTR_BOOL;

		text = arena_printf(arena, "%s%s%s %s %s%s%s=%s", text, i ? ", " : "",
				    *c->iface ? c->iface : "host", c->knob->name,
				    feature ? "" : c->attr->name, *c->target && !feature ? " " : "",
				    c->target, value_text(arena, &c->new));
	}
	return text;
}

const char *cards_planned(const char *host, const char *readings, const char *words)
{
	struct plan p = cards_plan(cards_of(host, readings), words);

	return cards_text(&p);
}

const char *cards_why(const struct plan *p, const char *nic, const char *setting)
{
	for (size_t i = 0; i < p->nchanges; i++) {
		const struct change *c = &p->changes[i];
		const char *name = arena_printf(arena, "%s %s", c->knob->name, c->attr->name);

		if (!strcmp(c->iface, nic) && !strcmp(name, setting))
			return c->why;
	}
	return "";
}
