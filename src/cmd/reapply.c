// SPDX-License-Identifier: GPL-2.0-or-later
// nqtune reapply: for hooks. An interface came up, or its queues were made anew: what is laid out here for it, again.
#include <stdbool.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/host.h"
#include "nqtune/session.h"
#include "nqtune/tuned.h"
#include "auto.h"
#include "command.h"
#include "conf_file.h"
#include "knob_request.h"

struct reapply_request {
	unsigned wait_s;
};

/* What is to be done again, and for whom. */
struct again {
	struct session *s;
	const struct host *h;
	struct nic *nic;
	struct conf_file *out;
};

static const struct option_row rows[] = {
	{ "wait", 0, "SEC", "wait so long for the interface and its interrupts" },
	{ NULL, 0, NULL, NULL },
};

static int take(struct session *s, const struct option_row *row, const char *value, void *data)
{
	struct reapply_request *rq = data;

	return take_wait(s, value, &rq->wait_s);
}

/* One that is down may have no interrupts yet. Its hook comes when it is up. */
static bool is_up(const struct nic *nic)
{
	return nic && nic->up;
}

/* Whether one is the other, or packets of both pass the same NIC: its interrupts are laid out for either. */
static bool concerns(const struct again *g, const char *iface)
{
	struct nic *other = host_nic(g->h, iface), **mine, **theirs;
	size_t nmine, ntheirs;

	if (!other || other == g->nic)
		return other;
	mine = host_leaves(g->h, g->nic, &nmine);
	theirs = host_leaves(g->h, other, &ntheirs);
	for (size_t i = 0; i < nmine; i++)
		for (size_t k = 0; k < ntheirs; k++)
			if (mine[i] == theirs[k])
				return true;
	return false;
}

static bool any_concerns(const struct again *g, const char *const *ifaces, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (concerns(g, ifaces[i]))
			return true;
	return false;
}

/* Those that are there and up: the others have their own hooks when they come. */
static const char **present(const struct again *g, const char *const *ifaces, size_t n,
			    size_t *count)
{
	const char **v = NULL;
	size_t kept = 0;

	for (size_t i = 0; i < n; i++)
		if (is_up(host_nic(g->h, ifaces[i])))
			*arena_push(g->s->arena, v, kept) = ifaces[i];
	*count = kept;
	return v;
}

static bool is_asked(const struct again *g, const struct conf_command *line)
{
	const char *const *ifaces;
	size_t n;

	if (line->layout && line->layout->all)
		return g->nic->kind == NIC_PHYSICAL;
	ifaces = conf_ifaces(line, &n);
	return any_concerns(g, ifaces, n);
}

static bool laid_out_by(const struct again *g, const struct conf_file *file)
{
	for (size_t i = 0; i < file->n; i++)
		if (file->v[i].layout && is_asked(g, &file->v[i]))
			return true;
	return false;
}

static void add_line(struct again *g, const struct conf_command *line)
{
	struct auto_request *layout = line->layout;
	struct knob_request *knob = line->knob;

	if (!is_asked(g, line))
		return;
	if (layout && !layout->all)
		layout->ifaces = present(g, layout->ifaces, layout->nifaces, &layout->nifaces);
	if (knob)
		knob->ifaces = present(g, (const char *const *)knob->ifaces, knob->nifaces,
				       &knob->nifaces);
	*arena_push(g->s->arena, g->out->v, g->out->n) = *line;
}

static const char *layout_text(struct session *s, const struct auto_request *rq)
{
	const char *text = "auto";

	for (size_t i = 0; i < rq->nifaces; i++)
		text = arena_printf(s->arena, "%s %s", text, rq->ifaces[i]);
	return text;
}

/* Rule P9: all that was laid out since boot, each with its options. */
static void add_tuned(struct again *g)
{
	struct session *s = g->s;
	struct auto_request *rq = arena_alloc(s->arena, sizeof(*rq));
	const char **names = NULL;
	struct wish tuned;
	struct err e;
	size_t n = 0;

	tuned = tuned_load(s, g->h, &e);
	if (*e.text)
		complain(0, "%s", e.text);
	for (size_t i = 0; i < tuned.n; i++)
		*arena_push(s->arena, names, n) = tuned.v[i].name;
	if (!any_concerns(g, names, n))
		return;
	rq->again = true;
	rq->ifaces = present(g, names, n, &rq->nifaces);
	*arena_push(s->arena, g->out->v, g->out->n) = (struct conf_command){
		.text = layout_text(s, rq), .command = &cmd_auto, .layout = rq,
	};
}

static int none(const struct session *s, const char *iface, const char *why)
{
	if (!s->json && s->verbose >= 0)
		printf("unchanged: %s: %s\n", iface, why);
	return STATUS_OK;
}

static int reapply(struct session *s, const char *iface, const struct conf_file *file)
{
	const struct host_want want = { .ifaces = &iface, .nifaces = 1 };
	struct conf_file out = { .name = file->name ? file->name : "auto", .word = "" };
	struct again g = { .s = s, .out = &out };
	struct host *h;
	struct err e;

	if (host_read(&h, &s->sys, &want, s->arena, &e))
		return complain(STATUS_FAILED, "%s", e.text);
	g.h = h;
	g.nic = host_nic(h, iface);
	if (!is_up(g.nic))
		return none(s, iface, "it is down");
	/* Before the file's settings, which know better than auto. */
	if (!laid_out_by(&g, file))
		add_tuned(&g);
	for (size_t i = 0; i < file->n; i++)
		add_line(&g, &file->v[i]);
	return out.n ? conf_apply(s, &out) : none(s, iface, "nothing is laid out here for it");
}

static int run_reapply(struct session *s, int argc, char **argv)
{
	const struct reapply_request *rq = s->request;
	struct conf_file file;
	const char *iface;
	struct err e;
	int r;

	if (argc != 1)
		return misused(s, "reapply takes one interface");
	iface = argv[0];
	r = conf_load(s, 0, NULL, &file);
	if (!r && rq->wait_s && wait_for(s, &iface, 1, rq->wait_s, &e))
		r = complain(STATUS_FAILED, "%s", e.text);
	return r ? r : reapply(s, iface, &file);
}

const struct command cmd_reapply = {
	.name = "reapply",
	.arguments = "[--wait SEC] IFACE",
	.summary = "for hooks: lay out again what was laid out for an interface that came up",
	.details = "Does again those lines of " CONF_DEFAULT " that name IFACE, or one whose packets pass\n"
		   "the same NIC; if none of them is an auto, plans again for all that auto laid out\n"
		   "since boot, if that concerns IFACE. Of interfaces named beside it, only those that\n"
		   "are there and up are looked at: the others have their own hooks.\n",
	.changes = true,
	.options = rows,
	.take = take,
	.request_size = sizeof(struct reapply_request),
	.run = run_reapply,
};
