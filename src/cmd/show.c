// SPDX-License-Identifier: GPL-2.0-or-later
// nqtune show: the layout as the kernel has it now.
#include <errno.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/host.h"
#include "nqtune/knob.h"
#include "nqtune/layoutknobs.h"
#include "nqtune/plan.h"
#include "nqtune/session.h"
#include "command.h"
#include "watch.h"

#define COUNT_MAX 1000000000

static bool shown(const struct nic *nic, int named, bool json)
{
	return nic->known_layout && (named || json || nic->kind != NIC_LOOPBACK);
}

/* Interfaces that were read only because a named one stands on them are not shown. */
static bool is_named(const struct nic *nic, int argc, char **argv)
{
	for (int i = 0; i < argc; i++)
		if (!strcmp(argv[i], nic->name))
			return true;
	return !argc;
}

static void show_nic(struct session *s, const struct host *h, const struct nic_knobs *k)
{
	const char *verdict = plan_verdict(h, k->nic, s->arena);

	putchar('\n');
	view_nic(stdout, &s->style, h, k, NULL, verdict, s->arena);
	if (s->style.verbose > 0)
		view_nic_knobs(stdout, &s->style, k, s->arena);
}

/* Each interface's readings have them. */
static void show_host_knobs(struct session *s, const struct nic_knobs *k, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (k[i].n) {
			view_host_knobs(stdout, &s->style, &k[i], s->arena);
			return;
		}
}

struct show_request {
	bool svg;
	struct watch_request watch;
};

static const struct option_row show_rows[] = {
	{ "svg", 0, NULL, "a picture as SVG on standard output" },
	{ "watch", 0, "[SEC]", "what is counted, every SEC seconds (1; 0.1 to 3600)" },
	{ "count", 0, "N", "end --watch after N intervals" },
	{ NULL, 0, NULL, NULL },
};

static int take(struct session *s, const struct option_row *row, const char *value, void *data)
{
	struct show_request *rq = data;

	if (!strcmp(row->name, "svg")) {
		rq->svg = true;
	} else if (!strcmp(row->name, "watch")) {
		if (watch_seconds(value ? value : "1", &rq->watch.ms))
			return misused(s, "--watch takes seconds, from 0.1 to 3600, not '%.40s'", value);
	} else if (parse_u64(value, COUNT_MAX, &rq->watch.count) || !rq->watch.count) {
		return misused(s, "--count takes a number, from 1 to %d, not '%.40s'", COUNT_MAX, value);
	}
	return 0;
}

/* 0, or STATUS_USAGE (said). */
static int check_request(struct session *s, const struct show_request *rq)
{
	if (rq->svg && s->json)
		return misused(s, "a picture (--svg) or JSON (--json), not both");
	if (rq->svg && rq->watch.ms)
		return misused(s, "a picture (--svg) or --watch, not both");
	if (rq->watch.count && !rq->watch.ms)
		return misused(s, "--count is for --watch");
	return 0;
}

/* What carries a named interface is shown with it. */
static void show_svg(struct session *s, const struct host *h, int argc, char **argv)
{
	bool *marked = arena_array(s->arena, h->nnics, sizeof(*marked));
	const struct nic **nics = arena_array(s->arena, h->nnics, sizeof(*nics));
	const char **verdicts = arena_array(s->arena, h->nnics, sizeof(*verdicts));
	size_t n = 0;

	for (size_t i = 0; i < h->nnics; i++)
		if (is_named(&h->nics[i], argc, argv))
			host_mark_stack(h, &h->nics[i], marked);
	for (size_t i = 0; i < h->nnics; i++) {
		if (!marked[i] || !shown(&h->nics[i], argc, false))
			continue;
		nics[n] = &h->nics[i];
		verdicts[n++] = plan_verdict(h, &h->nics[i], s->arena);
	}
	view_svg(stdout, h, nics, verdicts, n, s->arena);
}

static int show(struct session *s, int argc, char **argv)
{
	const struct show_request *rq = s->request;
	const struct host_want want = {
		.ifaces = argc ? (const char *const *)argv : NULL,
		.nifaces = (size_t)argc,
		.irqbalance = true,
	};
	bool all = s->json || s->style.verbose > 0;
	struct nic_knobs *k;
	struct host *h;
	struct err e;
	size_t n = 0;

	if (check_request(s, rq))
		return STATUS_USAGE;
	if (rq->watch.ms)
		return watch(s, &rq->watch, argc, argv);
	if (host_read(&h, &s->sys, &want, s->arena, &e))
		return complain(STATUS_FAILED, "%s", e.text);
	if (rq->svg) {
		show_svg(s, h, argc, argv);
		return STATUS_OK;
	}
	k = arena_array(s->arena, h->nnics, sizeof(*k));
	for (size_t i = 0; i < h->nnics; i++)
		if (shown(&h->nics[i], argc, s->json) && is_named(&h->nics[i], argc, argv))
			k[n++] = read_nic_knobs(s, h, &h->nics[i], all);
	if (s->json) {
		print_json(json_show(h, k, n, s->arena));
		return STATUS_OK;
	}
	view_host(stdout, &s->style, h, s->arena);
	if (all)
		show_host_knobs(s, k, n);
	for (size_t i = 0; i < n; i++)
		show_nic(s, h, &k[i]);
	if (!n)
		puts("no interface but loopback");
	return STATUS_OK;
}

const struct command cmd_show = {
	.name = "show",
	.arguments = "[IFACE...]",
	.summary = "the layout: queues, interrupts, RPS and XPS against CPUs",
	.details = "A row is a queue, a column a CPU: where its interrupt is served now, which CPUs\n"
		   "it is steered to (RPS) and which CPUs send through it (XPS).\n"
		   "With -v, also what every knob reads, each in a few lines; with --json, all of it.\n"
		   "With --svg, a diagram of the interfaces and all that carries them, for a browser.\n"
		   "With --watch, what they, their queues and the CPUs count: at a terminal on the whole\n"
		   "screen (h for help, q to quit), else a record an interval, with --json an object a line.\n",
	.options = show_rows,
	.take = take,
	.request_size = sizeof(struct show_request),
	.run = show,
};
