// SPDX-License-Identifier: GPL-2.0-or-later
// Changes to kernel as one transaction: write, read back, put back newest first on failure.
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "nqtune/apply.h"
#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/err.h"
#include "nqtune/knob.h"

struct run {
	const struct apply_io *io;
	const struct change *changes;
	size_t n;
	struct arena *a;
	struct apply_report *r;
	bool *written;
};

static void append(struct err *e, const char *text)
{
	size_t len = strlen(e->text);

	snprintf(e->text + len, sizeof(e->text) - len, "%s", text);
}

/* "wan: rps rx-0". */
static const char *step_name(struct run *t, size_t i)
{
	const struct change *c = &t->changes[i];

	return arena_printf(t->a, "%s: %s%s%s", c->iface, c->knob->name,
			    *c->target ? " " : "", c->target);
}

/* What cannot be put back must not be begun. */
static int check_all(struct run *t, struct err *e)
{
	for (size_t i = 0; i < t->n; i++) {
		const struct change *c = &t->changes[i];

		if (c->old.kind == VALUE_NONE || c->new.kind == VALUE_NONE)
			return err_set(e, -EINVAL, "%s has no %s value: nothing was begun",
				       step_name(t, i),
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

static int compare(struct run *t, size_t i)
{
	const struct value *asked = &t->changes[i].new;
	struct apply_step *step = &t->r->steps[i];

	if (value_equal(asked, &step->got)) {
		step->outcome = OUTCOME_DONE;
		t->r->done++;
		return 0;
	}
	if (kept_less(asked, &step->got)) {
		step->outcome = OUTCOME_NARROWED;
		step->note = arena_printf(t->a,
					  "the kernel kept %s of %s: the others are isolated or "
					  "offline", value_text(t->a, &step->got),
					  value_text(t->a, asked));
		t->r->narrowed++;
		return 0;
	}
	return failed(step, -ESTALE,
		      arena_printf(t->a, "accepted but not kept: reads %s",
				   value_text(t->a, &step->got)));
}

static int run_step(struct run *t, size_t i)
{
	const struct change *c = &t->changes[i];
	struct apply_step *step = &t->r->steps[i];
	struct err why = { "" };
	int r = t->io->set(t->io->ctx, c, &c->new, &why);

	if (r == -EIO && c->attr->scope == SCOPE_VECTOR) {
		step->outcome = OUTCOME_REFUSED;
		step->note = arena_strdup(t->a, why.text);
		t->r->refused++;
		return 0;
	}
	if (r)
		return failed(step, r, arena_strdup(t->a, *why.text ? why.text : err_words(r)));
	t->written[i] = true;
	r = t->io->get(t->io->ctx, c, t->a, &step->got, &why);
	if (r)
		return failed(step, r,
			      arena_printf(t->a, "written, but could not be read back: %s",
					   *why.text ? why.text : err_words(r)));
	return compare(t, i);
}

/* NULL when the earlier value stands again, else why not. */
static const char *put_back(struct run *t, size_t i)
{
	const struct change *c = &t->changes[i];
	struct value got = { .kind = VALUE_NONE };
	struct err why = { "" };
	int r = t->io->set(t->io->ctx, c, &c->old, &why);

	if (r)
		return arena_strdup(t->a, *why.text ? why.text : err_words(r));
	/* The write was accepted; only a value that reads otherwise proves it lost. */
	if (t->io->get(t->io->ctx, c, t->a, &got, &why) || value_equal(&c->old, &got))
		return NULL;
	return arena_printf(t->a, "reads %s", value_text(t->a, &got));
}

static void roll_back(struct run *t, struct err *e)
{
	for (size_t i = t->n; i-- > 0;) {
		const char *why = t->written[i] ? put_back(t, i) : NULL;

		if (!why)
			continue;
		append(e, arena_printf(t->a, "%s%s to %s (%s)",
				       t->r->rollback_failures++ ? ", " : "; COULD NOT PUT BACK ",
				       step_name(t, i), value_text(t->a, &t->changes[i].old),
				       why));
	}
	t->r->rolled_back = true;
}

static int say_failed(struct run *t, size_t i, int code, struct err *e)
{
	return err_set(e, code, "%s to %s: %s", step_name(t, i),
		       value_text(t->a, &t->changes[i].new), t->r->steps[i].note);
}

static int say_refused(struct run *t, struct err *e)
{
	const char *sep = "";

	err_set(e, -EXDEV, "interrupts that cannot be moved: ");
	for (size_t i = 0; i < t->n; i++) {
		if (t->r->steps[i].outcome != OUTCOME_REFUSED)
			continue;
		append(e, arena_printf(t->a, "%s%s", sep, t->changes[i].target));
		sep = ", ";
	}
	return -EXDEV;
}

int apply_changes(const struct apply_io *io, const struct change *changes, size_t n,
		  struct arena *a, struct apply_report *r, struct err *e)
{
	struct run t = { io, changes, n, a, r, NULL };
	struct err unread;
	int code;

	e = e ? e : &unread;
	*r = (struct apply_report){ .steps = arena_array(a, n, sizeof(*r->steps)) };
	t.written = arena_array(a, n, sizeof(*t.written));
	code = check_all(&t, e);
	if (code)
		return code;
	for (size_t i = 0; i < n; i++) {
		/* Once an interrupt has refused, only the others are tried, to know them all. */
		if (r->refused && changes[i].attr->scope != SCOPE_VECTOR)
			continue;
		code = run_step(&t, i);
		if (code) {
			say_failed(&t, i, code, e);
			break;
		}
	}
	if (!code && r->refused)
		code = say_refused(&t, e);
	if (code)
		roll_back(&t, e);
	return code;
}
