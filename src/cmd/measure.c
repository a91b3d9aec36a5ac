// SPDX-License-Identifier: GPL-2.0-or-later
// nqtune measure: what a layout does with the traffic it is given.
#include "measure.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/files.h"
#include "nqtune/parse.h"
#include "nqtune/privileges.h"
#include "nqtune/run.h"
#include "nqtune/session.h"
#include "command.h"
#include "measuring.h"

#define SECONDS 10
#define SECONDS_MAX 86400
#define ROUNDS_MIN 2
#define ROUNDS_MAX 20

static const struct option_row rows[] = {
	{ "compare", 0, NULL,
	  "the layout there is (A) and the one that auto would make (B) in turn; says which is better" },
	{ "against", 0, "FILE", "with --compare: B is what the commands of FILE (- is standard input) would make" },
	{ "rounds", 0, "N", "with --compare: so many times A B B A (2)" },
	{ NULL, 0, NULL, NULL },
};

static int take(struct session *s, const struct option_row *row, const char *value, void *data)
{
	struct measure_request *rq = data;
	uint64_t n;

	if (!strcmp(row->name, "compare")) {
		rq->compare = true;
	} else if (!strcmp(row->name, "against")) {
		rq->against = value;
	} else {
		if (parse_u64(value, ROUNDS_MAX, &n) || n < ROUNDS_MIN)
			return misused(s, "--rounds takes a number from %d to %d, not '%.40s'", ROUNDS_MIN,
				       ROUNDS_MAX, value);
		rq->rounds = (unsigned)n;
	}
	return 0;
}

static int take_words(struct session *s, struct measure_request *rq, int argc, char **argv)
{
	uint64_t seconds;

	if (argc && meant_as_number(argv[0])) {
		if (parse_u64(argv[0], SECONDS_MAX, &seconds) || !seconds)
			return misused(s, "measure takes seconds, from 1 to %d, not '%.40s'",
				       SECONDS_MAX, argv[0]);
		rq->seconds = (unsigned)seconds;
		argc--;
		argv++;
	}
	rq->ifaces = (const char *const *)argv;
	rq->nifaces = (size_t)argc;
	return 0;
}

static int check(struct session *s, const struct measure_request *rq)
{
	if (!rq->compare && (rq->against || rq->rounds))
		return misused(s, "--%s goes with --compare", rq->against ? "against" : "rounds");
	if (!rq->compare && (s->force || s->dry_run))
		return misused(s, "--%s goes with --compare: measure alone changes nothing",
			       s->force ? "force" : "dry-run");
	return 0;
}

static struct view_ran ran(const struct session *s, const struct launch_end *end)
{
	return (struct view_ran){
		.words = s->behind,
		.stopped = end->how == LAUNCH_STOPPED,
		.status = end->how == LAUNCH_EXITED ? end->number : -1,
		.signal = end->how == LAUNCH_KILLED ? end->number : 0,
	};
}

static void say_command(const struct session *s, const struct launch_end *end)
{
	if (end->how == LAUNCH_STOPPED)
		printf("'%s' was ended\n", s->behind[0]);
	else if (end->how == LAUNCH_EXITED && !end->number)
		printf("'%s' ended with status 0\n", s->behind[0]);
}

static void tell(struct session *s, const struct measuring_out *out)
{
	const char *const *ifaces = (const char *const *)out->ifaces;

	if (s->json) {
		const struct view_ran command = ran(s, &out->end);

		print_json(json_measured(&out->m, ifaces, out->nifaces,
					 out->launched ? &command : NULL, s->arena));
		return;
	}
	view_measured(stdout, &s->style, &out->m, ifaces, out->nifaces, s->arena);
	if (out->launched && s->verbose >= 0)
		say_command(s, &out->end);
}

static int measure(struct session *s, const struct measure_request *rq)
{
	const struct measuring how = {
		.ifaces = rq->ifaces, .nifaces = rq->nifaces,
		.seconds = rq->seconds || s->launch ? rq->seconds : SECONDS,
	};
	struct measuring_out out;
	struct err e;
	int r = measure_once(s, &how, &out, &e);

	if (r == -EINTR)
		return STATUS_FAILED;
	if (r)
		return complain(STATUS_FAILED, "%s", e.text);
	tell(s, &out);
	return measure_failed(s, &out) ? STATUS_FAILED : STATUS_OK;
}

/* A signal ends the command first. */
static int measure_held(struct session *s, const struct measure_request *rq)
{
	sigset_t before;
	int r;

	if (!s->launch)
		return measure(s, rq);
	signals_hold(s, &before);
	r = measure(s, rq);
	signals_release(s, &before, "interrupted");
	return r;
}

static int run_measure(struct session *s, int argc, char **argv)
{
	struct measure_request *rq = s->request;
	int r = take_words(s, rq, argc, argv);
	struct err e;

	if (!r)
		r = check(s, rq);
	if (r)
		return r;
	if (!files_live(s->sys.files))
		return complain(STATUS_FAILED, "%s is a recorded machine, and counts nothing: there is nothing "
					       "to measure", s->sysroot);
	if (rq->compare)
		return measure_compare(s, rq);
	if (privileges_show(s, &e))
		return complain(STATUS_FAILED, "%s", e.text);
	return measure_held(s, rq);
}

static const struct not_taken but[] = {
	{ "try", "--compare puts everything back by itself" },
	{ "verify", "'nqtune verify' watches the layout there is" },
	{ NULL, NULL },
};

const struct command cmd_measure = {
	.name = "measure",
	.arguments = "[SEC] [--compare [--against FILE] [--rounds N]] [IFACE...] [-- COMMAND...]",
	.summary = "count packets, drops and the CPUs' shares while traffic runs",
	.details = "For SEC seconds (10), or while COMMAND runs, which after SEC is ended: what came in and\n"
		   "went out by the interfaces named (or by all devices), what was dropped and where, what\n"
		   "share of it each CPU worked on, interrupts and softirq time a packet. COMMAND has all\n"
		   "rights and the environment of whoever calls; if it fails, measure exits with 1.\n"
		   "With --compare the layout there is and another are measured in turn, for SEC seconds\n"
		   "(5) or COMMAND's time each. The layout there was is put back, by a signal, too; after\n"
		   "kill -9 by nqtune undo. Nothing that resets a link is compared, but with --force.\n",
	.changes = true,
	.but = but,
	.takes_behind = true,
	.options = rows,
	.take = take,
	.request_size = sizeof(struct measure_request),
	.run = run_measure,
};
