// SPDX-License-Identifier: GPL-2.0-or-later
// nqtune measure --compare: the layout there is and another one in turn, and back.
#include <errno.h>
#include <inttypes.h>

#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/knob.h"
#include "nqtune/measure.h"
#include "nqtune/privileges.h"
#include "nqtune/run.h"
#include "nqtune/session.h"
#include "nqtune/try.h"
#include "auto.h"
#include "command.h"
#include "conf_file.h"
#include "conf_look.h"
#include "hold.h"
#include "measure.h"
#include "measuring.h"

#define SECONDS 5
#define ROUNDS 2
/* An interrupt moves when it next comes, and what is queued on a CPU is worked off there. */
#define SETTLE_MS 500
/* A link that was reset has to come up again. */
#define SETTLE_LINK_MS 5000

/* A B B A: what drifts while it is measured, drifts alike for both. */
static const bool order[] = { false, true, true, false };
#define TURNS (sizeof(order) / sizeof(order[0]))

struct comparing {
	struct session *s;
	const struct measure_request *rq;
	struct conf_file b;
	const char *name;	/* of b: "auto wan br0", the file's */
	struct look look;
	struct change *changes;	/* that make b of what there is */
	size_t nchanges;
	struct change *hold;
	size_t nhold;
	struct measuring how;
	struct trial *runs;
	size_t n;
	const char **ifaces;	/* whose counters they are */
	size_t nifaces;
};

static size_t nruns(const struct comparing *c)
{
	return (c->rq->rounds ? c->rq->rounds : ROUNDS) * TURNS;
}

/* What "nqtune auto IFACE..." would do. */
static void ask_auto(struct comparing *c)
{
	struct session *s = c->s;
	struct auto_request *rq = arena_alloc(s->arena, sizeof(*rq));

	rq->ifaces = c->rq->ifaces;
	rq->nifaces = c->rq->nifaces;
	rq->all = !rq->nifaces;
	c->name = rq->all ? "auto --all" : "auto";
	for (size_t i = 0; i < rq->nifaces; i++)
		c->name = arena_printf(s->arena, "%s %s", c->name, rq->ifaces[i]);
	c->b = (struct conf_file){ .name = "auto", .word = "" };
	*arena_push(s->arena, c->b.v, c->b.n) = (struct conf_command){
		.text = c->name, .command = &cmd_auto, .layout = rq,
	};
}

static int ask_file(struct comparing *c)
{
	char *argv[] = { (char *)c->rq->against, NULL };
	int r = conf_load(c->s, 1, argv, &c->b);

	c->name = c->b.name;
	return r;
}

static void gather_changes(struct comparing *c)
{
	for (size_t i = 0; i < c->look.n; i++)
		for (size_t k = 0; k < c->look.v[i].nnet; k++)
			*arena_push(c->s->arena, c->changes, c->nchanges) = c->look.v[i].net[k];
}

static const struct change *find_reset(const struct comparing *c)
{
	for (size_t i = 0; i < c->nchanges; i++)
		if (c->changes[i].knob->bounces_link || c->changes[i].knob->remakes_queues)
			return &c->changes[i];
	return NULL;
}

/* Each turn would reset the link; traffic that stands still for seconds proves nothing. */
static int refuse_reset(const struct comparing *c)
{
	const struct change *reset = find_reset(c);

	if (c->s->force)
		return 0;
	if (reset)
		return complain(STATUS_FAILED, "%s: %s may reset the link, in each of %zu turns (--force "
					       "compares that, too)",
				reset->iface, reset->knob->name, nruns(c) / 2);
	for (size_t i = 0; i < c->look.n; i++)
		if (c->look.v[i].status)
			return complain(STATUS_FAILED, "%s: '%s' cannot be foreseen: %s", c->b.name,
					c->look.v[i].command->text, c->look.v[i].failed);
	return 0;
}

static int look(struct comparing *c)
{
	struct err e;
	int r;

	if (conf_look(c->s, &c->b, &c->look, &e))
		return complain(STATUS_FAILED, "%s", e.text);
	r = conf_refuse(c->s, &c->b, &c->look);
	if (r)
		return r;
	gather_changes(c);
	return refuse_reset(c);
}

static int count(struct comparing *c, bool is_b)
{
	struct measuring_out out;
	struct err e;
	int r = measure_once(c->s, &c->how, &out, &e);

	/* Whoever sent the signal knows; it ends us once all is put back. */
	if (r == -EINTR)
		return STATUS_FAILED;
	if (measure_failed(c->s, &out))
		return STATUS_FAILED;
	if (r)
		return complain(STATUS_FAILED, "%s", e.text);
	*arena_push(c->s->arena, c->runs, c->n) = (struct trial){ .is_b = is_b, .m = out.m };
	c->ifaces = out.ifaces;
	c->nifaces = out.nifaces;
	return STATUS_OK;
}

static int lay_out(struct comparing *c, struct run *run, bool is_b)
{
	struct work *work;
	struct err e;

	if (is_b) {
		work = arena_array(c->s->arena, c->b.n + 1, sizeof(*work));
		return conf_do_lines(run, &c->b, &c->look, work);
	}
	run->ncpus = c->look.ncpus;
	if (hold_still(run, c->hold, &c->nhold, &e))
		return complain(STATUS_FAILED, "%s", e.text);
	return STATUS_OK;
}

static void put_back(struct run *run)
{
	struct err e = { "" };

	run_put_back(run, &e);
	if (run->lost)
		complain(0, "putting the layout back%s (nqtune undo tries again)", e.text);
}

/*
 * One layout, from what was found and back to it; the journal knows the way back meanwhile. What an
 * earlier command left half done is told once.
 */
static int take_turn(struct comparing *c, bool is_b)
{
	struct try_shield shield = { .up = false };
	struct err told;
	struct run run;
	int r;

	try_shield_raise(&shield);
	complain_into(c->n ? &told : NULL);
	run_begin(&run, c->s);
	complain_into(NULL);
	r = lay_out(c, &run, is_b);
	if (!r) {
		r = count(c, is_b);
		put_back(&run);
	}
	if (run.lost)
		r = STATUS_FAILED;
	run_settle(&run, STATUS_FAILED);
	run_end(&run);
	try_shield_drop(&shield);
	return r;
}

static int take_turns(struct comparing *c)
{
	int r = STATUS_OK;

	for (size_t i = 0; !r && i < nruns(c); i++)
		r = take_turn(c, order[i % TURNS]);
	return r;
}

static struct comparison compare(struct comparing *c)
{
	struct arena *a = c->s->arena;
	struct measured *v[2] = { NULL, NULL };
	size_t n[2] = { 0, 0 };

	for (size_t i = 0; i < c->n; i++) {
		bool b = c->runs[i].is_b;

		*arena_push(a, v[b], n[b]) = c->runs[i].m;
	}
	return compare_runs(v[0], n[0], v[1], n[1], a);
}

static void print(struct comparing *c, const struct comparison *v)
{
	struct session *s = c->s;
	const struct view_trials t = {
		.b = c->name,
		.changes = c->changes, .nchanges = c->nchanges,
		.runs = c->runs, .nruns = c->n,
		.ifaces = c->ifaces, .nifaces = c->nifaces,
		.dry_run = s->dry_run, .ncpus = c->look.ncpus,
	};

	print_json(json_comparison(&t, v, s->arena));
}

static int tell(struct comparing *c)
{
	const struct comparison v = compare(c);
	struct session *s = c->s;

	if (s->json)
		print(c, &v);
	else
		view_comparison(stdout, &s->style, c->runs, c->n, &v, s->arena);
	return STATUS_OK;
}

/* Without a run: on a dry run, or because there is nothing to compare. */
static int tell_only(struct comparing *c, const char *words)
{
	const struct comparison v = { .words = words };

	if (c->s->json)
		print(c, &v);
	else if (c->s->verbose >= 0)
		puts(words);
	return STATUS_OK;
}

static void say_plan(const struct comparing *c)
{
	struct session *s = c->s;
	unsigned each = c->how.seconds;

	if (s->json || s->verbose < 0)
		return;
	printf("A: the layout there is; B: %s (%zu change%s)\n", c->name, c->nchanges,
	       c->nchanges == 1 ? "" : "s");
	if (s->dry_run || s->verbose > 0)
		view_changes(stdout, &s->style, c->changes, c->nchanges, NULL, c->look.ncpus, s->arena);
	if (each)
		printf("%zu runs of %u s, A B B A: about %" PRIu64 " s\n", nruns(c), each,
		       (uint64_t)nruns(c) * (each * UINT64_C(1000) + c->how.settle_ms) / 1000);
	else
		printf("%zu runs of '%s', A B B A\n", nruns(c), s->behind[0]);
	finish_output(STATUS_OK);
}

static void set_up(struct comparing *c)
{
	bool until_it_ends = c->s->behind && !c->rq->seconds;

	c->how = (struct measuring){
		.ifaces = c->rq->ifaces,
		.nifaces = c->rq->nifaces,
		.seconds = c->rq->seconds || until_it_ends ? c->rq->seconds : SECONDS,
		.settle_ms = find_reset(c) ? SETTLE_LINK_MS : SETTLE_MS,
	};
	if (!c->how.nifaces)
		c->how.ifaces = conf_all_ifaces(c->s, &c->b, &c->how.nifaces);
}

static int locked(struct session *s, void *data)
{
	struct comparing *c = data;
	struct err e;
	int r = look(c);

	if (r)
		return r;
	if (!c->nchanges)
		return tell_only(c, "the two layouts are the same: nothing to compare");
	set_up(c);
	say_plan(c);
	if (s->dry_run)
		return tell_only(c, "dry run: nothing was written, and nothing measured");
	if (hold_find(s, c->changes, c->nchanges, &c->hold, &c->nhold, &e))
		return complain(STATUS_FAILED, "%s", e.text);
	r = take_turns(c);
	return r ? r : tell(c);
}

int measure_compare(struct session *s, const struct measure_request *rq)
{
	struct comparing c = { .s = s, .rq = rq };
	struct err e;
	int r = 0;

	if (rq->against)
		r = ask_file(&c);
	else
		ask_auto(&c);
	if (!r && privileges_settle(s, &e))
		r = complain(STATUS_FAILED, "%s", e.text);
	return r ? r : run_locked(s, locked, &c);
}
