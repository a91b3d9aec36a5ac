// SPDX-License-Identifier: GPL-2.0-or-later
// What the NIC and the kernel do for packets on their way: the features, by the kernel's names.
#include "offload.h"

#include <errno.h>
#include <linux/ethtool_netlink.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/ethnl.h"
#include "nqtune/host.h"
#include "nqtune/sys.h"
#include "readings.h"
#include "registry.h"

/* No kernel has nearly as many; a damaged recording might. */
#define FEATURES_MAX 1024

static const struct knob_attr attrs[] = {
	{ .name = "feature", .kind = ATTR_BOOL, .scope = SCOPE_NAMED,
	  .help = "any feature by the kernel's or ethtool's name: on or off",
	  .not_kept = "something else that it needs, or excludes, stands against it" },
};

struct features {
	struct arena *arena;
	struct knob_readings *out;
	size_t seen;		/* names in the set being walked */
	bool damaged;
};

static struct knob_reading *find(const struct knob_readings *r, const char *name)
{
	for (size_t i = 0; i < r->n; i++)
		if (!strcmp(r->v[i].target, name))
			return &r->v[i];
	return NULL;
}

static struct knob_reading *next_named(struct features *f, const char *name)
{
	return f->seen++ < FEATURES_MAX ? find(f->out, name) : NULL;
}

/* This set names every feature the kernel knows; those on can be changed. */
static void on_hw(const char *name, bool on, void *data)
{
	struct features *f = data;
	struct knob_reading *r;
	char *target;

	if (f->seen++ >= FEATURES_MAX || find(f->out, name))
		return;
	target = arena_strdup(f->arena, name);
	text_clean(target);
	r = readings_add(f->arena, f->out, &attrs[0], target, FEATURE_SETTLED);
	r->value = value_flag((struct reading){ true, false });
	r->fixed = !on;
}

static void on_nochange(const char *name, bool on, void *data)
{
	struct knob_reading *r = next_named(data, name);

	if (r && on)
		r->fixed = true;
}

static void on_active(const char *name, bool on, void *data)
{
	struct knob_reading *r = next_named(data, name);

	if (!r || !on)
		return;
	r->value = value_flag((struct reading){ true, true });
	if (!r->fixed)
		r->index = FEATURE_IN_VAIN;
}

/* Comes last: what is active is settled when it is wanted, what is not when it is not. */
static void on_wanted(const char *name, bool on, void *data)
{
	struct knob_reading *r = next_named(data, name);

	if (r && on && !r->fixed)
		r->index = strcmp(r->value.word, "on") ? FEATURE_IN_VAIN : FEATURE_SETTLED;
}

static void walk(struct features *f, const struct nlattr *bits,
		 void (*fn)(const char *name, bool on, void *data))
{
	f->seen = 0;
	f->damaged |= ethnl_bits(bits, fn, f) != 0;
}

static int on_answer(const struct nlattr *const *tb, void *data)
{
	struct features *f = data;

	/* One interface was asked: a second answer would be a malformed recording. */
	if (f->out->n)
		return 0;
	walk(f, tb[ETHTOOL_A_FEATURES_HW], on_hw);
	walk(f, tb[ETHTOOL_A_FEATURES_NOCHANGE], on_nochange);
	walk(f, tb[ETHTOOL_A_FEATURES_ACTIVE], on_active);
	walk(f, tb[ETHTOOL_A_FEATURES_WANTED], on_wanted);
	return 0;
}

static int read_features(struct sys *s, const char *ifname, struct arena *a,
			 struct knob_readings *out, struct err *e)
{
	struct features f = { .arena = a, .out = out };
	int r;

	*out = (struct knob_readings){ 0 };
	r = ethnl_get(s->answers, ETHTOOL_MSG_FEATURES_GET, ifname, on_answer, &f, e);
	if (!r && f.damaged)
		return err_set(e, -EBADMSG, "the answer about the features of %s is damaged",
			       ifname);
	return r;
}

static int offload_read(const struct knob *k, struct sys *s, const struct host *h,
			const struct nic *nic, struct arena *a, struct knob_readings *out,
			struct err *e)
{
	int r = read_features(s, nic->name, a, out, e);

	return ethread_absent(r) ? 0 : r;
}

/*
 * Values are what is active. Beside that the kernel keeps what is wanted, and makes it active
 * once nothing stands against it: sg off takes tso along, sg on brings it back. So it is
 * told of what was named and no more, and what followed follows again when that is put back.
 * A feature wanted in vain is not told at all: asked for, it is wanted already, and put
 * back it stays so; whether it came with the others is read. One that is asked to stay as it
 * is, wanted otherwise in vain, is told: else it would follow one day, perhaps in this order.
 */
static int offload_set(struct sys *s, const struct change *c, const struct value *const *v,
		       size_t n, struct err *e)
{
	struct arena *a = arena_new(NULL);
	struct ethnl_feature *wire = arena_array(a, n, sizeof(*wire));
	size_t told = 0;
	int r = 0;

	for (size_t i = 0; i < n; i++)
		if (c[i].index != FEATURE_IN_VAIN)
			wire[told++] = (struct ethnl_feature){ c[i].target,
							       !strcmp(v[i]->word, "on") };
	if (told)
		r = ethnl_set_features(s->answers, c->iface, wire, told, e);
	arena_free(a);
	return r ? ethread_refused(r, c->iface, e) : 0;
}

static int offload_get(struct sys *s, const struct change *c, size_t n, struct arena *a,
		       struct value *out, struct err *e)
{
	struct knob_readings now;
	int r = read_features(s, c->iface, a, &now, e);

	for (size_t i = 0; !r && i < n; i++) {
		const struct knob_reading *is = find(&now, c[i].target);

		if (!is)
			continue;
		out[i] = is->value;
		if (c[i].index == FEATURE_WANTED && is->index == FEATURE_IN_VAIN)
			out[i] = offload_other(&is->value);
	}
	return r;
}

static const char *offload_shell(struct arena *a, const struct change *c)
{
	return arena_printf(a, "ethtool -K %s %s %s", shell_word(a, c->iface),
			    shell_word(a, c->target), c->new.word);
}

const struct knob knob_offload = {
	.name = "offload",
	.summary = "features: work done by the NIC, or once for many packets",
	.examples = (const char *const []){ "offload eth0 gro on tx-nocache-copy off", NULL },
	.stage = 46,
	.settable = true,
	.ethtool = "-K",
	.attrs = attrs,
	.nattrs = sizeof(attrs) / sizeof(attrs[0]),
	.words = offload_words,
	.open_words = true,
	.read = offload_read,
	.order = offload_order,
	.set = offload_set,
	.get = offload_get,
	.shell = offload_shell,
};
