// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/parse.h"
#include "nqtune/session.h"
#include "auto.h"
#include "command.h"

#define WEIGHT_MAX 100

const struct option_row auto_rows[] = {
	{ "all", 'a', NULL, "every physical NIC that is up" },
	{ "reserve", 0, "SET", "keep these CPUs free of network work" },
	{ "smt", 0, NULL, "use every hardware thread, not one a core" },
	{ "all-cores", 0, NULL, "use slow cores too (big.LITTLE, P and E cores)" },
	{ "use-isolated", 0, NULL, "use isolated CPUs too (isolcpus, nohz_full)" },
	{ "weight", 0, "IFACE=N", "its share of the steering CPUs (1; 2 where the firewall masquerades)" },
	{ "xps", 0, "WHICH", "own: CPUs with a queue of their own (default); all: every CPU" },
	{ "dedicated-irq", 0, NULL, "never steer to a CPU that takes interrupts" },
	{ "channels", 0, NULL, "set as many channels as there are CPUs to serve them (resets the link)" },
	{ "ring", 0, NULL, "size the descriptor rings (may reset the link)" },
	{ "rss", 0, NULL, "spread the indirection table and the hash over all queues" },
	{ "coalesce", 0, NULL, "set interrupt moderation" },
	{ "pause", 0, NULL, "set flow control (resets the link)" },
	{ "offload", 0, NULL, "switch offloads on and off" },
	{ "rfs", 0, NULL, "set receive flow steering" },
	{ "full", 0, NULL, "all of these" },
	{ "profile", 0, "NAME", "with --full or some of these: for what, router (default), server, latency or capture" },
	{ "short-tx-ring", 0, NULL, "with --ring: 80 descriptors to send, so that packets leave in batches" },
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

/* The options that name a knob, in the order of application. */
static const char *const card_knobs[] = {
	"channels", "ring", "rss", "coalesce", "pause", "offload", "rfs",
};
#define NCARDS (sizeof(card_knobs) / sizeof(card_knobs[0]))

static void ask_for(struct auto_request *rq, const char *knob)
{
	size_t n = 0;

	while (rq->cards_asked[n])
		n++;
	if (!auto_asks(rq, knob))
		rq->cards_asked[n] = knob;
}

/* Whether the option names a knob, which then is asked for. */
static bool take_card(struct auto_request *rq, const char *name)
{
	bool full = !strcmp(name, "full"), any = false;

	for (size_t i = 0; i < NCARDS; i++) {
		if (!full && strcmp(name, card_knobs[i]))
			continue;
		ask_for(rq, card_knobs[i]);
		any = true;
	}
	return any;
}

static int set_profile(struct session *s, struct auto_request *rq, const char *text)
{
	const char *list = "";

	rq->profile = text;
	for (size_t i = 0; profile_names[i]; i++) {
		if (!strcmp(profile_names[i], text)) {
			rq->cards.profile = (enum profile)i;
			return 0;
		}
		list = arena_list(s->arena, list, profile_names[i]);
	}
	return misused(s, "--profile takes one of %s, not '%.40s'", list, text);
}

int auto_take(struct session *s, const struct option_row *row, const char *value, void *data)
{
	struct auto_request *rq = data;

	if (!strcmp(row->name, "weight"))
		return add_weight(s, rq, value);
	if (!strcmp(row->name, "xps"))
		return set_xps(s, rq, value);
	if (!strcmp(row->name, "wait"))
		return take_wait(s, value, &rq->wait_s);
	if (!strcmp(row->name, "profile"))
		return set_profile(s, rq, value);
	if (take_card(rq, row->name))
		return 0;
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
	else if (!strcmp(row->name, "short-tx-ring"))
		rq->cards.short_tx_ring = true;
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

bool auto_asks(const struct auto_request *rq, const char *knob)
{
	for (size_t i = 0; rq->cards_asked[i]; i++)
		if (!strcmp(rq->cards_asked[i], knob))
			return true;
	return false;
}

static int check_cards(struct session *s, const struct auto_request *rq)
{
	if (rq->profile && !rq->cards_asked[0])
		return misused(s, "--profile says how, but not what: add --full, or --channels, --ring, "
				  "--rss, --coalesce, --pause, --offload, --rfs");
	if (rq->cards.short_tx_ring && !auto_asks(rq, "ring"))
		return misused(s, "--short-tx-ring goes with --ring or --full");
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
	if (rq->forget && rq->cards_asked[0])
		return misused(s, "--forget goes alone");
	return check_weights(s, rq) ? STATUS_USAGE : check_cards(s, rq);
}
