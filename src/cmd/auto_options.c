// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/parse.h"
#include "auto.h"
#include "command.h"
#include "session.h"

#define WEIGHT_MAX 100
#define WAIT_MAX 300

const struct option_row auto_rows[] = {
	{ "all", 'a', NULL, "every physical NIC that is up" },
	{ "reserve", 0, "SET", "keep these CPUs free of network work" },
	{ "smt", 0, NULL, "use every hardware thread, not one a core" },
	{ "all-cores", 0, NULL, "use slow cores too (big.LITTLE, P and E cores)" },
	{ "use-isolated", 0, NULL, "use isolated CPUs too (isolcpus, nohz_full)" },
	{ "weight", 0, "IFACE=N", "its share of the steering CPUs (1; 2 where the firewall masquerades)" },
	{ "xps", 0, "WHICH", "own: CPUs with a queue of their own (default); all: every CPU" },
	{ "dedicated-irq", 0, NULL, "never steer to a CPU that takes interrupts" },
	{ "wait", 0, "SEC", "wait so long for interfaces and interrupts that are not there yet" },
	{ "forget", 0, "IFACE", "no longer plan for this interface (changes nothing else)" },
	{ NULL, 0, NULL, NULL },
};

static int add_weight(struct session *s, struct auto_request *rq, const char *text)
{
	const char *equals = strchr(text, '=');
	struct weight *w;
	uint64_t n;

	if (!equals || equals == text || parse_u64(equals + 1, WEIGHT_MAX, &n) || !n)
		return misused(s, "--weight takes IFACE=N with N from 1 to %d, not '%.60s'", WEIGHT_MAX,
			       text);
	w = arena_push(s->arena, rq->weights, rq->nweights);
	w->iface = arena_strndup(s->arena, text, (size_t)(equals - text));
	w->n = (unsigned)n;
	return 0;
}

static int set_xps(struct session *s, struct auto_request *rq, const char *text)
{
	if (strcmp(text, "all") && strcmp(text, "own"))
		return misused(s, "--xps takes own or all, not '%.40s'", text);
	rq->options.xps_all = !strcmp(text, "all");
	return 0;
}

static int set_wait(struct session *s, struct auto_request *rq, const char *text)
{
	uint64_t n;

	if (parse_u64(text, WAIT_MAX, &n))
		return misused(s, "--wait takes seconds, at most %d, not '%.40s'", WAIT_MAX, text);
	rq->wait_s = (unsigned)n;
	return 0;
}

int auto_take(struct session *s, const struct option_row *row, const char *value, void *data)
{
	struct auto_request *rq = data;

	if (!strcmp(row->name, "weight"))
		return add_weight(s, rq, value);
	if (!strcmp(row->name, "xps"))
		return set_xps(s, rq, value);
	if (!strcmp(row->name, "wait"))
		return set_wait(s, rq, value);
	if (!strcmp(row->name, "reserve"))
		rq->reserve = value;
	else if (!strcmp(row->name, "forget"))
		rq->forget = value;
	else if (!strcmp(row->name, "all"))
		rq->all = true;
	else if (!strcmp(row->name, "smt"))
		rq->options.smt = true;
	else if (!strcmp(row->name, "all-cores"))
		rq->options.all_cores = true;
	else if (!strcmp(row->name, "use-isolated"))
		rq->options.use_isolated = true;
	else if (!strcmp(row->name, "dedicated-irq"))
		rq->options.dedicated_irq = true;
	return 0;
}

/* "auto wan --weight wna=2" must not pass in silence. */
static int check_weights(struct session *s, const struct auto_request *rq)
{
	for (size_t i = 0; i < rq->nweights && !rq->all; i++) {
		size_t k = 0;

		while (k < rq->nifaces && strcmp(rq->ifaces[k], rq->weights[i].iface))
			k++;
		if (k == rq->nifaces)
			return misused(s, "--weight names %.40s, which is not among the interfaces",
				       rq->weights[i].iface);
	}
	return 0;
}

int auto_check(struct session *s, struct auto_request *rq, int argc, char **argv)
{
	rq->ifaces = (const char *const *)argv;
	rq->nifaces = (size_t)argc;
	if (rq->forget && (argc || rq->all))
		return misused(s, "--forget goes alone");
	if (!rq->forget && !argc && !rq->all)
		return misused(s, "auto needs the interfaces to lay out, or --all");
	if (argc && rq->all)
		return misused(s, "name interfaces or say --all, not both");
	return check_weights(s, rq);
}
