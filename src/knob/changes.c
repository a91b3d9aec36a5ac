// SPDX-License-Identifier: GPL-2.0-or-later
// From a setting as the user wrote it to the changes it takes. Pure.
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/host.h"
#include "nqtune/knob.h"
#include "readings.h"
#include "rxqs.h"
#include "targets.h"

/* "50us", "4k": the unit is known, and nothing is counted in thousands. */
static const char *unit_hint(const struct knob_attr *attr, const char *text, struct arena *a)
{
	size_t digits = strspn(text, "0123456789");

	if (!attr->unit || !digits || !text[digits])
		return "";
	return arena_printf(a, " (a plain number of %s)", attr->unit);
}

static int parse_number(const struct knob_order *o, const struct knob_reading *r,
			const char *text, struct value *out, struct err *e)
{
	const struct knob_attr *attr = r->attr;
	/* Netlink's numbers are 32 bits wide; a file says itself what it takes. */
	uint64_t limit = attr->limit ? attr->limit : attr->file ? UINT64_MAX : UINT32_MAX;
	uint64_t known = limit;
	struct reading n = { .set = true };
	bool has_max = r->max.kind == VALUE_NUMBER;
	const char *from = "";

	if (!strcmp(text, "max") && has_max) {
		*out = r->max;
		return 0;
	}
	/* More than the maximum is the kernel's to refuse, in its own words. */
	if (has_max && r->max.number < limit)
		known = r->max.number;
	if (attr->min)
		from = arena_printf(o->arena, "from %" PRIu64 " ", attr->min);
	if (parse_u64(text, o->foresee ? known : limit, &n.n) || n.n < attr->min)
		return err_set(e, -EINVAL, "%s takes a number %sup to %" PRIu64 "%s, not '%.40s'%s",
			       attr->name, from, known, has_max ? ", or max" : "", text,
			       unit_hint(attr, text, o->arena));
	*out = value_number(n);
	return 0;
}

static int parse_flag(const struct knob_attr *attr, const char *text, struct value *out,
		      struct err *e)
{
	bool on = !strcmp(text, "on");

	if (!on && strcmp(text, "off"))
		return err_set(e, -EINVAL, "%s takes on or off, not '%.40s'", attr->name, text);
	*out = value_flag((struct reading){ .set = true, .n = on });
	return 0;
}

static int parse_word(const struct knob_attr *attr, const char *text, struct arena *a,
		      struct value *out, struct err *e)
{
	const char *list = "";

	for (size_t i = 0; attr->words && attr->words[i]; i++) {
		/* A number without a word: read, not asked for. */
		if (!*attr->words[i])
			continue;
		if (!strcmp(attr->words[i], text)) {
			*out = (struct value){ .kind = VALUE_WORD, .word = attr->words[i] };
			return 0;
		}
		list = arena_list(a, list, attr->words[i]);
	}
	return err_set(e, -EINVAL, "%s takes one of %s, not '%.40s'", attr->name, list, text);
}

static int parse_set(const struct knob_order *o, const struct knob_reading *r, const char *text,
		     struct value *out, struct err *e)
{
	struct cpuset *set = NULL;
	int code;

	if (r->attr->kind == ATTR_RXQS)
		code = rxqs_parse(o->nic, text, o->arena, &set, e);
	else
		code = knob_parse_cpus(o->h, o->nic, r->attr->scope, r->index, text, o->arena,
				       &set, e);
	*out = value_cpus(set);
	return code;
}

int order_parse(const struct knob_order *o, const struct knob_reading *r, const char *text,
		struct value *out, struct err *e)
{
	switch (r->attr->kind) {
	case ATTR_CPUS:
	case ATTR_RXQS:
		return parse_set(o, r, text, out, e);
	case ATTR_NUMBER:
		return parse_number(o, r, text, out, e);
	case ATTR_BOOL:
		return parse_flag(r->attr, text, out, e);
	case ATTR_WORD:
		return parse_word(r->attr, text, o->arena, out, e);
	case ATTR_LIST:
		break;
	}
	return err_set(e, -EINVAL, "%s is not set like this", r->attr->name);
}

void order_add(const struct knob_order *o, const struct knob_reading *r, const struct value *v,
	       struct changes *out, size_t *already)
{
	if (value_equal(&r->value, v)) {
		*already += 1;
		return;
	}
	*arena_push(o->arena, out->v, out->n) = (struct change){
		.iface = r->attr->scope == SCOPE_HOST ? "" : o->nic->name,
		.knob = o->knob,
		.attr = r->attr,
		.target = r->target,
		.index = r->index,
		.id = r->id,
		.old = r->value,
		.new = *v,
		.path = knob_path(o->arena, r->attr, o->nic->name, r->index),
		.why = "asked for",
	};
}

static const struct irq *irq_of(const struct knob_order *o, const struct knob_reading *r)
{
	for (size_t i = 0; r->attr->scope == SCOPE_VECTOR && i < o->nic->nvectors; i++)
		if (o->nic->vectors[i].irq->number == r->index)
			return o->nic->vectors[i].irq;
	return NULL;
}

static int check_movable(const struct knob_order *o, const struct knob_reading *r,
			 const struct value *new, struct err *e)
{
	const struct irq *irq = irq_of(o, r);

	if (!irq || irq->movable || value_equal(&r->value, new))
		return 0;
	return err_set(e, -EIO, "interrupt %u (%s) cannot be moved: %s", r->index, r->target,
		       irq->unmovable_why ? irq->unmovable_why : "the kernel refuses");
}

static int set_target(const struct knob_order *o, const struct knob_setting *s,
		      const struct knob_reading *r, struct changes *out, size_t *already,
		      struct err *e)
{
	struct value new;
	int code;

	if (r->value.kind == VALUE_NONE)
		return target_unset(o, r, e);
	code = order_parse(o, r, s->args[0], &new, e);
	if (!code)
		code = check_movable(o, r, &new, e);
	if (!code && r->fixed && !value_equal(&r->value, &new))
		code = err_set(e, -EOPNOTSUPP, "%s is fixed: the driver does not let it be changed",
			       *r->target ? r->target : r->attr->name);
	if (!code)
		order_add(o, r, &new, out, already);
	return code;
}

/* Two vectors of a NIC may share an interrupt: one change. */
static bool seen(const struct knob_readings *now, size_t at)
{
	if (now->v[at].attr->scope != SCOPE_VECTOR)
		return false;
	for (size_t i = 0; i < at; i++)
		if (now->v[i].attr == now->v[at].attr && now->v[i].index == now->v[at].index)
			return true;
	return false;
}

int order_row(const struct knob_order *o, const struct knob_setting *s,
	      const struct knob_attr *attr, struct changes *out, size_t *already, struct err *e)
{
	size_t n = 0;
	int code = 0;

	for (size_t i = 0; !code && i < o->now->n; i++) {
		const struct knob_reading *r = &o->now->v[i];

		if (r->attr != attr || !target_wanted(o, r) || seen(o->now, i))
			continue;
		n++;
		code = set_target(o, s, r, out, already, e);
	}
	return code || n ? code : target_missing(o, attr, e);
}

static bool by_queue(const struct knob_attr *attr)
{
	return attr->scope == SCOPE_RX || attr->scope == SCOPE_TX || attr->scope == SCOPE_QUEUE;
}

/* Of two rows of one name, that of the whole interface and that of one queue, the one meant. */
static const struct knob_attr *row_meant(const struct knob_order *o, const struct knob_attr *attr)
{
	for (size_t i = 0; o->queue >= 0 && i < o->knob->nattrs; i++)
		if (by_queue(&o->knob->attrs[i]) && !strcmp(o->knob->attrs[i].name, attr->name))
			return &o->knob->attrs[i];
	return attr;
}

static int check_queue(const struct knob_order *o, const struct knob_attr *attr, struct err *e)
{
	const struct knob_attr *row = row_meant(o, attr);

	if (o->queue < 0 || by_queue(row) || row->scope == SCOPE_VECTOR)
		return 0;
	return err_set(e, -EINVAL, "%s is of the whole %s: it takes no queue", attr->name,
		       row->scope == SCOPE_HOST ? "host" : "interface");
}

int order_check(const struct knob_order *o, size_t i, struct err *e)
{
	const struct knob_setting *s = &o->settings[i];

	if (!s->attr)
		return err_set(e, -EINVAL, "%s has no setting '%.40s'", o->knob->name, s->word);
	if (s->attr->read_only)
		return err_set(e, -EINVAL, "%s can be shown but not set", s->attr->name);
	for (size_t k = 0; k < i; k++)
		if (o->settings[k].attr == s->attr)
			return err_set(e, -EINVAL, "'%s' is given twice", s->attr->name);
	if (o->vector && s->attr->scope != SCOPE_VECTOR)
		return err_set(e, -EINVAL, "%s is set by queue, not by interrupt", o->knob->name);
	return check_queue(o, s->attr, e);
}

int knob_changes(const struct knob_order *o, struct changes *out, size_t *already, struct err *e)
{
	size_t ignored;
	int code = 0;

	already = already ? already : &ignored;
	*already = 0;
	*out = (struct changes){ 0 };
	if (!o->knob->settable)
		return err_set(e, -EOPNOTSUPP, "%s cannot be set by this version", o->knob->name);
	if (o->knob->order)
		return o->knob->order(o, out, already, e);
	for (size_t i = 0; !code && i < o->nsettings; i++) {
		const struct knob_setting *s = &o->settings[i];

		code = order_check(o, i, e);
		if (!code)
			code = order_row(o, s, row_meant(o, s->attr), out, already, e);
	}
	return code;
}
