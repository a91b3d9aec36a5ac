// SPDX-License-Identifier: GPL-2.0-or-later
// What each profile sets, line by line. Whatever is not here, no profile touches.
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/plan.h"

const char *const profile_names[] = { "router", "server", "latency", "capture", NULL };

#define ROUTER (1u << PROFILE_ROUTER)
#define SERVER (1u << PROFILE_SERVER)
#define LATENCY (1u << PROFILE_LATENCY)
#define CAPTURE (1u << PROFILE_CAPTURE)
#define ALL (ROUTER | SERVER | LATENCY | CAPTURE)

/*
 * Who, the knob, its row, the feature or protocol; the rule with its numbers or word; whether a
 * driver may be without it. The comment names the field's demand that the line meets.
 */
const struct profile_line profile_lines[] = {
	{ ALL, "channels", "combined", NULL, RULE_A_CPU_EACH, 0, 0, NULL, true,	/* S4 S5 */
	  "a CPU without a queue idles, a queue without a CPU only costs" },

	{ ROUTER, "ring", "rx", NULL, RULE_CACHE, 256, 1024, NULL, true,	/* R9 */
	  "room for a burst that is still in the cache when it is forwarded" },
	{ SERVER, "ring", "rx", NULL, RULE_CACHE, 512, 2048, NULL, true,	/* R9 */
	  "streams come in long bursts, and what is lost must be sent again" },
	{ LATENCY, "ring", "rx", NULL, RULE_CACHE, 256, 256, NULL, true,	/* R9 */
	  "a short ring stays in the cache, and no long queue builds up in it" },
	{ CAPTURE, "ring", "rx", NULL, RULE_CACHE, 512, 4096, NULL, true,	/* R9 */
	  "what is lost is lost for good, but what has left the cache is read slowly" },
	{ ROUTER, "ring", "tx", NULL, RULE_SHORT, 80, 0, NULL, true,	/* R10 */
	  "asked for: so short a ring fills up, and packets leave in batches: xmit_more" },

	{ ALL, "rss", "table", NULL, RULE_EVEN, 0, 0, NULL, true,	/* A5 A7 */
	  "a queue that the table does not name receives nothing" },
	{ ROUTER | SERVER | LATENCY, "rss", "fields", "udp4", RULE_PORTS, 0, 0, NULL, true,	/* A6 A7 */
	  "by addresses alone, all UDP between two hosts comes in on one queue" },
	{ ROUTER | SERVER | LATENCY, "rss", "fields", "udp6", RULE_PORTS, 0, 0, NULL, true,	/* A6 A7 */
	  "by addresses alone, all UDP between two hosts comes in on one queue" },
	{ CAPTURE, "rss", "fields", "udp4", RULE_LEAVE, 0, 0, "sd", false,	/* A6 */
	  "hashed with ports, a datagram's fragments would not come in where its flow does" },

	{ ROUTER, "coalesce", "adaptive-rx", NULL, RULE_WORD, 0, 0, "off", true,	/* R4 A2 */
	  "a fixed delay forwards steadily, whatever the load was a moment ago" },
	{ ROUTER, "coalesce", "rx-usecs", NULL, RULE_NUMBER, 50, 0, NULL, true,	/* R4 A2 */
	  "of a gigabit's small packets some 70 arrive in this time, and the kernel takes 64 at once" },
	{ SERVER, "coalesce", "adaptive-rx", NULL, RULE_WORD, 0, 0, "on", true,	/* R4 */
	  "the driver waits long for streams and briefly for single requests" },
	{ SERVER, "coalesce", "rx-usecs", NULL, RULE_UNLESS_ADAPTIVE, 100, 0, NULL, true,	/* R4 */
	  "streams need few interrupts, and the driver offers no adaptive delay" },
	{ LATENCY, "coalesce", "adaptive-rx", NULL, RULE_WORD, 0, 0, "off", true,	/* R4 */
	  "an adaptive delay grows with the load, and the latency with it" },
	{ LATENCY, "coalesce", "rx-usecs", NULL, RULE_AT_MOST, 10, 0, NULL, true,	/* R4 */
	  "no packet waits longer for its interrupt" },
	{ CAPTURE, "coalesce", "adaptive-rx", NULL, RULE_WORD, 0, 0, "off", true,	/* R4 */
	  "nobody waits for an answer: a long and steady delay" },
	{ CAPTURE, "coalesce", "rx-usecs", NULL, RULE_NUMBER, 100, 0, NULL, true,	/* R4 */
	  "nobody waits for an answer: fewer interrupts, for more packets each" },

	{ ROUTER | SERVER | CAPTURE, "pause", "autoneg", NULL, RULE_NO_PAUSE, 0, 0, "off", true,	/* R5 */
	  "else what the partner offers decides, not what is set here" },
	{ ROUTER | SERVER | CAPTURE, "pause", "rx", NULL, RULE_NO_PAUSE, 0, 0, "off", true,	/* R5 */
	  "a partner's pause stops what all queues send" },
	{ ROUTER | SERVER | CAPTURE, "pause", "tx", NULL, RULE_NO_PAUSE, 0, 0, "off", true,	/* R5 */
	  "one slow CPU whose ring is full would stop what comes in for all others" },
	{ LATENCY, "pause", "tx", NULL, RULE_LEAVE, 0, 0, "on", false,	/* R5 */
	  "waiting out a pause is shorter than sending a lost packet again" },

	{ ROUTER | LATENCY | CAPTURE, "offload", "feature", "rx-lro", RULE_WORD, 0, 0, "off", true,	/* - */
	  "packets that the NIC joined cannot be told apart again" },
	{ ROUTER, "offload", "feature", "rx-gro", RULE_LEAVE, 0, 0, "on", false,	/* - */
	  "what it joins is cut up again to be sent on, and takes the way through the kernel once" },
	{ CAPTURE, "offload", "feature", "rx-gro", RULE_WORD, 0, 0, "off", true,	/* - */
	  "packets are to be seen as they were on the wire" },
	{ SERVER, "offload", "feature", "rx-gro", RULE_WORD, 0, 0, "on", true,	/* - */
	  "packets of a stream go through the stack together" },
	{ ALL, "offload", "feature", "tx-nocache-copy", RULE_WORD, 0, 0, "off", true,	/* R8 */
	  "what is copied around the cache must be fetched from memory to be sent" },
	{ ALL, "offload", "feature", "rx-hashing", RULE_WORD, 0, 0, "on", true,	/* A4 */
	  "the NIC's hash saves the kernel from computing one to steer by" },

	{ SERVER | LATENCY, "rfs", "entries", NULL, RULE_ENTRIES, 32768, 0, NULL, false,	/* - */
	  "the host's table of flows, as large as the kernel's manual advises for a server" },
	{ SERVER | LATENCY, "rfs", "flows", NULL, RULE_FLOWS, 0, 0, NULL, false,	/* - */
	  "packets go to the CPU on which their receiver runs" },
	{ ROUTER | CAPTURE, "rfs", "flows", NULL, RULE_NUMBER, 0, 0, NULL, false,	/* - */
	  "no socket of this host receives these packets, so there is no CPU to follow" },

	{ 0 },
};

bool profile_has(enum profile p, const struct profile_line *line)
{
	return line->profiles & (1u << p);
}

const char *profile_value_text(struct arena *a, const struct profile_line *line)
{
	switch (line->rule) {
	case RULE_NUMBER:
		return arena_printf(a, "%u", line->number);
	case RULE_SHORT:
		return arena_printf(a, "%u with --short-tx-ring", line->number);
	case RULE_AT_MOST:
		return arena_printf(a, "%u, or less if it is", line->number);
	case RULE_UNLESS_ADAPTIVE:
		return arena_printf(a, "%u without adaptive-rx", line->number);
	case RULE_WORD:
		return line->word;
	case RULE_NO_PAUSE:
		return arena_printf(a, "%s with several rx queues", line->word);
	case RULE_A_CPU_EACH:
		return "a queue for each CPU, up to the driver's maximum";
	case RULE_CACHE:
		if (line->number == line->most)
			return arena_printf(a, "%u", line->number);
		return arena_printf(a, "%u to %u, as the cache has room", line->number, line->most);
	case RULE_EVEN:
		return "default, where queues are missing or uneven";
	case RULE_PORTS:
		return "sdfn in place of sd";
	case RULE_ENTRIES:
		return arena_printf(a, "%u at least", line->number);
	case RULE_FLOWS:
		return "the entries divided over the rx queues";
	case RULE_LEAVE:
		break;
	}
	return "left alone";
}
