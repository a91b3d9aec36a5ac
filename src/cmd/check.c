// SPDX-License-Identifier: GPL-2.0-or-later
// nqtune check: whether all is as a file says, or as it was set; what is not, and who may have done that.
#include "check.h"

#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/host.h"
#include "nqtune/irqbalance.h"
#include "nqtune/knob.h"
#include "nqtune/session.h"
#include "nqtune/view.h"
#include "command.h"
#include "conf_file.h"
#include "conf_look.h"

struct found {
	struct drift *v;
	size_t n;
};

static bool is_known_missing(const struct found *f, const char *iface)
{
	for (size_t i = 0; i < f->n; i++)
		if (!f->v[i].change.attr && !f->v[i].failed && !strcmp(f->v[i].change.iface, iface))
			return true;
	return false;
}

static void add_failed(struct session *s, const struct look_line *line, struct found *out)
{
	size_t n;
	const char *const *ifaces = conf_ifaces(line->command, &n);
	const char *iface = line->missing ? line->missing : n ? ifaces[0] : "";

	if (line->missing && is_known_missing(out, iface))
		return;
	*arena_push(s->arena, out->v, out->n) = (struct drift){
		.change = { .iface = iface }, .line = line->command->line,
		.command = line->command->text, .failed = line->missing ? NULL : line->failed,
	};
}

/*
 * Who may not read the firewall plans without it. What nqtune set while it could is what is
 * wanted, then.
 */
static struct change wanted(const struct look_line *line, struct change c, const struct past *p)
{
	const struct host *h = line->work.before;
	const struct past_setting *set = past_find(p, &c);

	if (line->command->layout && h && !h->nat.known && c.knob == &knob_rps && set)
		c.new = set->change.new;
	return c;
}

static struct found find_drift(struct session *s, const struct look *l, const struct past *p)
{
	struct found out = { 0 };

	for (size_t i = 0; i < l->n; i++) {
		const struct look_line *line = &l->v[i];

		if (line->status)
			add_failed(s, line, &out);
		for (size_t k = 0; k < line->nnet; k++) {
			const struct change c = wanted(line, line->net[k], p);

			if (!value_equal(&c.old, &c.new))
				*arena_push(s->arena, out.v, out.n) = (struct drift){
					.change = c, .line = line->command->line,
					.command = line->command->text,
				};
		}
	}
	return out;
}

static void say(struct session *s, const struct conf_file *f, const struct found *found,
		const struct host *h)
{
	const char *as = f->name ? arena_printf(s->arena, "%s says", f->name)
				 : "nqtune set it since boot";

	if (s->json) {
		print_json(json_drift(found->v, found->n, f->name, s->arena));
		return;
	}
	if (s->verbose < 0)
		return;
	if (f->name && !f->n) {
		printf("all is as %s says: it holds no command (what it may hold: nqtune.conf(5))\n",
		       f->name);
		return;
	}
	if (!found->n) {
		printf("all is as %s\n", as);
		return;
	}
	printf("drift: %zu setting%s not as %s\n", found->n, found->n == 1 ? "" : "s", as);
	view_drift(stdout, &s->style, found->v, found->n, h->ncpus, s->arena);
	if (f->name)
		printf("all of it again: nqtune apply%s%s\n", *f->word ? " " : "", f->word);
}

static bool is_about_interrupts(const struct found *found)
{
	for (size_t i = 0; i < found->n; i++)
		if (found->v[i].change.attr && found->v[i].change.attr->scope == SCOPE_VECTOR)
			return true;
	return false;
}

/* It forgets what it was told when it is started anew: who may ask it, asks. */
static void ask_balancer(struct session *s, const struct host *h, struct past *p)
{
	const struct balancer b = { h->irqbalance.socket, h->irqbalance.pid };
	struct balancer_list now;
	struct err ignored;

	if (!b.socket || balancer_read(&s->sys, &b, s->arena, &now, &ignored))
		return;
	p->told = now.irqs;
	p->ntold = now.n;
}

static int judge_and_say(struct session *s, const struct conf_file *f, struct found *found,
			 struct past *p, const struct host *h)
{
	if (is_about_interrupts(found))
		ask_balancer(s, h, p);
	past_tell(p, h, found->v, found->n);
	drift_judge(found->v, found->n, h, s->arena);
	say(s, f, found, h);
	return found->n ? STATUS_DRIFT : STATUS_OK;
}

static int check_file(struct session *s, const struct conf_file *f, struct past *p,
		      const struct host *h)
{
	struct found found;
	struct look look;
	struct err e;

	if (conf_look(s, f, &look, &e))
		return complain(STATUS_FAILED, "%s", e.text);
	found = find_drift(s, &look, p);
	return judge_and_say(s, f, &found, p, h);
}

static int check_past(struct session *s, const struct conf_file *f, struct past *p,
		      const struct host *h)
{
	struct found found;

	if (!p->n)
		return complain(STATUS_FAILED,
				"nothing to compare with: no FILE, no " CONF_DEFAULT ", and nothing was set "
				"since boot (write one, nqtune.conf(5), and run nqtune apply)");
	found.n = past_compare(s, h, p, &found.v);
	return judge_and_say(s, f, &found, p, h);
}

static int run_check(struct session *s, int argc, char **argv)
{
	const struct host_want want = { .irqbalance = true };
	struct conf_file f;
	struct host *h;
	struct past p;
	struct err e;
	int r;

	r = conf_load(s, argc, argv, &f);
	if (r)
		return r;
	if (host_read(&h, &s->sys, &want, s->arena, &e))
		return complain(STATUS_FAILED, "%s", e.text);
	p = past_load(s, h);
	return f.name ? check_file(s, &f, &p, h) : check_past(s, &f, &p, h);
}

const struct command cmd_check = {
	.name = "check",
	.arguments = "[FILE]",
	.summary = "compare the machine with a file of commands, or what was set since boot",
	.details = "Exits with 0 when all is as FILE (default " CONF_DEFAULT ", - is standard input)\n"
		   "says, with 3 when something is not: each such setting is named, with who probably\n"
		   "undid it, and the command that sets it again. Without a file: compares with what\n"
		   "nqtune set since boot. Changes nothing, and needs no privilege.\n",
	.run = run_check,
};
