// SPDX-License-Identifier: GPL-2.0-or-later
// Changes to kernel as one transaction: write, read back, put back newest first on failure.
#include <errno.h>
#include <string.h>

#include "nqtune/apply.h"
#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/err.h"
#include "nqtune/knob.h"
#include "back.h"

/* Of a message that failed as a whole, so many changes are named. */
#define NAMES_MAX 4

struct run {
	struct transaction *t;
	const struct change *changes;
	size_t n;
	struct arena *a;
	struct apply_report *r;
};

/* What cannot be put back must not be begun. */
static int check_all(struct run *t, struct err *e)
{
	for (size_t i = 0; i < t->n; i++) {
		const struct change *c = &t->changes[i];

		if (c->old.kind == VALUE_NONE || c->new.kind == VALUE_NONE)
			return err_set(e, -EINVAL, "%s has no %s value: nothing was begun",
				       step_name(t->a, c),
				       c->old.kind == VALUE_NONE ? "earlier" : "new");
	}
	return 0;
}

/* -EXDEV is this room's word for refused interrupts; a door means a link out of its tree. */
static int failed(struct apply_step *step, int code, const char *note)
{
	step->outcome = OUTCOME_FAILED;
	step->note = note;
	return code == -EXDEV ? -ELOOP : code;
}

static bool kept_less(const struct value *asked, const struct value *got)
{
	return asked->kind == VALUE_CPUS && got->kind == VALUE_CPUS && !cpuset_empty(got->cpus) &&
	       cpuset_subset(got->cpus, asked->cpus);
}

/* Drivers round up, to a power of two at most, or clamp; a value that did not move was ignored. */
static bool rounded(const struct change *c, const struct value *got)
{
	uint64_t asked = c->new.number;

	if (c->new.kind != VALUE_NUMBER || got->kind != VALUE_NUMBER)
		return false;
	return !value_equal(&c->old, got) || (asked <= got->number && got->number / 2 <= asked);
}

static int narrowed_to(struct run *t, struct apply_step *step, const struct change *c)
{
	step->outcome = OUTCOME_NARROWED;
	step->note = arena_printf(t->a,
				  "the kernel kept %s of %s: the others are isolated or offline",
				  value_text(t->a, &step->got), value_text(t->a, &c->new));
	t->r->narrowed++;
	return 0;
}

static int rounded_to(struct run *t, struct apply_step *step, const struct change *c)
{
	step->outcome = OUTCOME_ROUNDED;
	step->note = arena_printf(t->a, "the %s made %s of %s", c->attr->file ? "kernel" : "driver",
				  value_text(t->a, &step->got), value_text(t->a, &c->new));
	t->r->rounded++;
	return 0;
}

static int refused(struct run *t, struct apply_step *step, const char *note)
{
	step->outcome = OUTCOME_REFUSED;
	step->note = note;
	t->r->refused++;
	return 0;
}

/* A default is what the driver makes of it. */
static bool is_default(const struct change *c)
{
	return c->attr->kind == ATTR_LIST && c->new.kind == VALUE_WORD;
}

static int compare(struct run *t, size_t i)
{
	const struct change *c = &t->changes[i];
	struct apply_step *step = &t->r->steps[i];
	const char *note;

	if (value_equal(&c->new, &step->got) || is_default(c)) {
		step->outcome = OUTCOME_DONE;
		t->r->done++;
		return 0;
	}
	if (kept_less(&c->new, &step->got))
		return narrowed_to(t, step, c);
	if (rounded(c, &step->got))
		return rounded_to(t, step, c);
	note = arena_printf(t->a, "accepted but not kept: reads %s%s%s%s",
			    value_text(t->a, &step->got), c->attr->not_kept ? " (" : "",
			    c->attr->not_kept ? c->attr->not_kept : "",
			    c->attr->not_kept ? ")" : "");
	if (c->optional && value_equal(&c->old, &step->got))
		return refused(t, step, note);
	return failed(step, -ESTALE, note);
}

/* Remembered one by one: what goes together is found again when it is put back. */
static void remember(struct run *t, size_t from, size_t n)
{
	for (size_t i = 0; i < n; i++)
		*arena_push(t->t->arena, t->t->written, t->t->nwritten) = &t->changes[from + i];
}

static int read_back(struct run *t, size_t from, size_t n, struct err *why)
{
	struct value *got = arena_array(t->a, n, sizeof(*got));
	const struct change *c = &t->changes[from];
	int r = get_written(t->t, c, n, &c->new, t->a, got, why);

	for (size_t i = 0; i < n; i++)
		t->r->steps[from + i].got = got[i];
	return r;
}

/* -EIO of an interrupt and -EOPNOTSUPP of an optional change are results. */
static bool expected(const struct change *c, int code)
{
	return (code == -EIO && c->attr->scope == SCOPE_VECTOR) ||
	       (code == -EOPNOTSUPP && c->optional);
}

static bool any_expected(const struct change *c, size_t n, int code)
{
	for (size_t i = 0; i < n; i++)
		if (expected(&c[i], code))
			return true;
	return false;
}

/*
 * Behind one set() may stand several messages, and a driver may fail after it has taken the new
 * number: what a failing one did must go as well.
 */
static void remember_done(struct run *t, size_t from, size_t n)
{
	const struct change *c = &t->changes[from];
	struct value *got = arena_array(t->a, n, sizeof(*got));
	struct err ignored;

	if (t->t->io->get(t->t->io->ctx, c, n, t->a, got, &ignored))
		return;
	for (size_t i = 0; i < n; i++)
		if (value_equal(&c[i].new, &got[i]) && !value_equal(&c[i].old, &got[i]))
			remember(t, from + i, 1);
}

static int not_set(struct run *t, size_t from, size_t n, int code, const struct err *why)
{
	const char *note = arena_strdup(t->a, *why->text ? why->text : err_words(code));

	if (n == 1 && expected(&t->changes[from], code))
		return refused(t, &t->r->steps[from], note);
	/* One thing with a name that is there all the same may be somebody else's. */
	if (n > 1 || t->changes[from].attr->scope == SCOPE_IFACE)
		remember_done(t, from, n);
	for (size_t i = from + 1; i < from + n; i++)
		failed(&t->r->steps[i], code, note);
	return failed(&t->r->steps[from], code, note);
}

/* n changes that were set; *bad is the first that does not read as it should. */
static int check_steps(struct run *t, size_t from, size_t n, size_t *bad)
{
	struct err why = { "" };
	int code = 0, r = read_back(t, from, n, &why);

	if (r)
		return failed(&t->r->steps[from], r,
			      arena_printf(t->a, "written, but could not be read back: %s",
					   *why.text ? why.text : err_words(r)));
	for (size_t i = from; i < from + n; i++) {
		r = compare(t, i);
		if (r && !code)
			*bad = i;
		code = code ? code : r;
	}
	return code;
}

static int run_steps(struct run *t, size_t from, size_t n, size_t *bad);

/* One of them is not supported: which? */
static int run_one_by_one(struct run *t, size_t from, size_t n, size_t *bad)
{
	for (size_t i = 0; i < n; i++) {
		int r = run_steps(t, from + i, 1, bad);

		if (!r)
			continue;
		if (i + 1 < n)
			remember_done(t, from + i + 1, n - i - 1);
		return r;
	}
	return 0;
}

/* n changes that go together; *bad is the one that failed. */
static int run_steps(struct run *t, size_t from, size_t n, size_t *bad)
{
	const struct value **v = arena_array(t->a, n, sizeof(struct value *));
	const struct change *c = &t->changes[from];
	struct err why = { "" };
	int r;

	*bad = from;
	for (size_t i = 0; i < n; i++)
		v[i] = &c[i].new;
	r = t->t->io->set(t->t->io->ctx, c, v, n, &why);
	if (r && n > 1 && any_expected(c, n, r))
		return run_one_by_one(t, from, n, bad);
	if (r)
		return not_set(t, from, n, r, &why);
	remember(t, from, n);
	return check_steps(t, from, n, bad);
}

/* "eth0: ring rx to 512, tx to 80: the kernel's words"; n of a message, bad the first of them. */
static int say_failed(struct run *t, size_t bad, size_t n, int code, struct err *e)
{
	const struct change *c = &t->changes[bad];
	const char *note = t->r->steps[bad].note;
	const char *text = arena_printf(t->a, "%s to %s", step_name(t->a, c),
					value_text(t->a, &c->new));
	size_t named = 1;

	/* One note for all: the message was refused as a whole. */
	while (named < n && t->r->steps[bad + named].note == note && named < NAMES_MAX) {
		c = &t->changes[bad + named++];
		text = arena_printf(t->a, "%s, %s to %s", text,
				    *c->target ? c->target : c->attr->name,
				    value_text(t->a, &c->new));
	}
	if (named == NAMES_MAX && n > NAMES_MAX)
		text = arena_printf(t->a, "%s and %zu more", text, n - NAMES_MAX);
	return err_set(e, code, "%s: %s", text, note);
}

static bool is_unmovable(const struct run *t, size_t i)
{
	return t->r->steps[i].outcome == OUTCOME_REFUSED &&
	       t->changes[i].attr->scope == SCOPE_VECTOR;
}

static int say_unmovable(struct run *t, struct err *e)
{
	const char *sep = "";

	err_set(e, -EXDEV, "interrupts that cannot be moved: ");
	for (size_t i = 0; i < t->n; i++) {
		if (!is_unmovable(t, i))
			continue;
		append(e, arena_printf(t->a, "%s%s", sep, t->changes[i].target));
		sep = ", ";
	}
	return -EXDEV;
}

int apply_changes(struct transaction *t, const struct change *changes, size_t n,
		  struct apply_report *r, struct err *e)
{
	struct run run = { t, changes, n, t->arena, r };
	struct err unread;
	size_t before = t->nwritten, bad;
	bool unmovable = false;
	int code;

	e = e ? e : &unread;
	*r = (struct apply_report){ .steps = arena_array(t->arena, n, sizeof(*r->steps)) };
	code = check_all(&run, e);
	if (code)
		return code;
	for (size_t i = 0, step; !code && i < n; i += step) {
		step = knob_together(&changes[i], n - i);
		/* Once an interrupt has refused, only the others are tried, to know them all. */
		if (unmovable && changes[i].attr->scope != SCOPE_VECTOR)
			continue;
		code = run_steps(&run, i, step, &bad);
		if (code)
			say_failed(&run, bad, i + step - bad, code, e);
		unmovable |= is_unmovable(&run, i);
	}
	if (!code && unmovable)
		code = say_unmovable(&run, e);
	if (code) {
		r->rollback_failures = put_back_to(t, code == -EXDEV ? before : 0, e);
		r->rolled_back = true;
		/* Nobody may plan again on a state that is not what it was. */
		if (code == -EXDEV && r->rollback_failures)
			code = -EIO;
	}
	return code;
}
