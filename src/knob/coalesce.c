// SPDX-License-Identifier: GPL-2.0-or-later
// Interrupt moderation: how long, and for how many packets, the NIC waits before it interrupts.
#include <linux/ethtool.h>
#include <linux/ethtool_netlink.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/ethcoalesce.h"
#include "nqtune/host.h"
#include "nqtune/sys.h"
#include "readings.h"
#include "registry.h"

/* Newer than the headers of the oldest systems this builds on. */
enum {
	COALESCE_TX_AGGR_MAX_BYTES = 26,
	COALESCE_TX_AGGR_MAX_FRAMES = 27,
	COALESCE_TX_AGGR_TIME_USECS = 28,
	COALESCE_RX_CQE_FRAMES = 31,
	COALESCE_RX_CQE_NSECS = 32,
};

#define ROW(S, word, attr_kind, u, number, text)                                                   \
	{ .name = word, .kind = attr_kind, .scope = S, .unit = u, .id = number, .help = text }
#define USECS(S, word, ID, text) ROW(S, word, ATTR_NUMBER, "us", ETHTOOL_A_COALESCE_##ID, text)
#define FRAMES(S, word, ID, text)                                                                  \
	ROW(S, word, ATTR_NUMBER, "packets", ETHTOOL_A_COALESCE_##ID, text)
#define FLAG(S, word, ID, text) ROW(S, word, ATTR_BOOL, NULL, ETHTOOL_A_COALESCE_##ID, text)
#define NEWER(word, u, ID, text) ROW(SCOPE_IFACE, word, ATTR_NUMBER, u, COALESCE_##ID, text)

/* What is set of an interface, and of a queue where the driver can: struct ethtool_coalesce. */
#define ROWS(S)                                                                                    \
	FLAG(S, "adaptive-rx", USE_ADAPTIVE_RX, "the driver follows the receive load by itself"),  \
	FLAG(S, "adaptive-tx", USE_ADAPTIVE_TX, "the driver follows the send load by itself"),     \
	USECS(S, "rx-usecs", RX_USECS, "delay of a receive interrupt"),                            \
	FRAMES(S, "rx-frames", RX_MAX_FRAMES, "packets received before an interrupt"),             \
	USECS(S, "rx-usecs-irq", RX_USECS_IRQ, "the same while an interrupt is being served"),     \
	FRAMES(S, "rx-frames-irq", RX_MAX_FRAMES_IRQ,                                              \
	       "the same while an interrupt is being served"),                                     \
	USECS(S, "tx-usecs", TX_USECS, "delay of a send completion's interrupt"),                  \
	FRAMES(S, "tx-frames", TX_MAX_FRAMES, "packets sent before an interrupt"),                 \
	USECS(S, "tx-usecs-irq", TX_USECS_IRQ, "the same while an interrupt is being served"),     \
	FRAMES(S, "tx-frames-irq", TX_MAX_FRAMES_IRQ,                                              \
	       "the same while an interrupt is being served"),                                     \
	USECS(S, "stats-block-usecs", STATS_BLOCK_USECS, "delay of the statistics in memory"),     \
	ROW(S, "pkt-rate-low", ATTR_NUMBER, "packets/s", ETHTOOL_A_COALESCE_PKT_RATE_LOW,          \
	    "below this rate the -low settings hold"),                                             \
	USECS(S, "rx-usecs-low", RX_USECS_LOW, "rx-usecs at a low packet rate"),                   \
	FRAMES(S, "rx-frames-low", RX_MAX_FRAMES_LOW, "rx-frames at a low packet rate"),           \
	USECS(S, "tx-usecs-low", TX_USECS_LOW, "tx-usecs at a low packet rate"),                   \
	FRAMES(S, "tx-frames-low", TX_MAX_FRAMES_LOW, "tx-frames at a low packet rate"),           \
	ROW(S, "pkt-rate-high", ATTR_NUMBER, "packets/s", ETHTOOL_A_COALESCE_PKT_RATE_HIGH,        \
	    "above this rate the -high settings hold"),                                            \
	USECS(S, "rx-usecs-high", RX_USECS_HIGH, "rx-usecs at a high packet rate"),                \
	FRAMES(S, "rx-frames-high", RX_MAX_FRAMES_HIGH, "rx-frames at a high packet rate"),        \
	USECS(S, "tx-usecs-high", TX_USECS_HIGH, "tx-usecs at a high packet rate"),                \
	FRAMES(S, "tx-frames-high", TX_MAX_FRAMES_HIGH, "tx-frames at a high packet rate"),        \
	ROW(S, "sample-interval", ATTR_NUMBER, "s", ETHTOOL_A_COALESCE_RATE_SAMPLE_INTERVAL,       \
	    "how often the packet rate is measured")

static const struct knob_attr attrs[] = {
	ROWS(SCOPE_IFACE),
	FLAG(SCOPE_IFACE, "cqe-mode-rx", USE_CQE_MODE_RX,
	     "the receive delay restarts at each completion"),
	FLAG(SCOPE_IFACE, "cqe-mode-tx", USE_CQE_MODE_TX,
	     "the send delay restarts at each completion"),
	NEWER("tx-aggr-max-bytes", "bytes", TX_AGGR_MAX_BYTES,
	      "size of a block of packets sent together"),
	NEWER("tx-aggr-max-frames", "packets", TX_AGGR_MAX_FRAMES,
	      "packets of a block sent together"),
	NEWER("tx-aggr-time-usecs", "us", TX_AGGR_TIME_USECS,
	      "how long a block sent together is collected"),
	NEWER("rx-cqe-frames", "packets", RX_CQE_FRAMES,
	      "packets received before a completion is written"),
	NEWER("rx-cqe-nsecs", "ns", RX_CQE_NSECS,
	      "how long packets for one completion are collected"),
	ROWS(SCOPE_QUEUE),
};

/* The reading of the whole interface that has the attribute of a queue's row. */
static const struct value *of_iface(const struct knob_readings *r, uint16_t id)
{
	for (size_t i = 0; i < r->n; i++)
		if (r->v[i].attr->scope == SCOPE_IFACE && r->v[i].attr->id == id)
			return &r->v[i].value;
	return NULL;
}

static struct value queue_value(const struct knob_attr *attr, const struct ethcoalesce *c)
{
	struct reading n = { .set = c->known & UINT64_C(1) << attr->id, .n = c->v[attr->id] };

	return attr->kind == ATTR_BOOL ? value_flag(n) : value_number(n);
}

static void add_queue(const struct knob *k, const struct ethcoalesce *c, unsigned queue,
		      struct arena *a, struct knob_readings *out)
{
	const char *target = arena_printf(a, "queue-%u", queue);

	for (size_t i = 0; i < k->nattrs; i++) {
		const struct value *whole = of_iface(out, k->attrs[i].id);
		struct knob_reading *r;

		if (k->attrs[i].scope != SCOPE_QUEUE)
			continue;
		r = readings_add(a, out, &k->attrs[i], target, queue);
		/* Also what the driver has not is in the struct, as 0. */
		if (c->v[r->attr->id] || (whole && whole->kind != VALUE_NONE))
			r->value = queue_value(r->attr, c);
	}
}

static unsigned queues_of(const struct nic *nic)
{
	size_t n = nic->nrx > nic->ntx ? nic->nrx : nic->ntx;

	return n < MAX_NUM_QUEUE ? (unsigned)n : MAX_NUM_QUEUE;
}

static int coalesce_read(const struct knob *k, struct sys *s, const struct host *h,
			 const struct nic *nic, struct arena *a, struct knob_readings *out,
			 struct err *e)
{
	int r = ethread_knob(k, s, h, nic, a, out, e);
	struct ethcoalesce c;
	struct err ignored;

	/* Most drivers have none by queue; a directory too many (igb's, while down) is no queue. */
	for (unsigned i = 0; !r && i < queues_of(nic); i++) {
		if (ethcoalesce_get(s->answers, nic->name, i, &c, &ignored))
			break;
		add_queue(k, &c, i, a, out);
	}
	return r;
}

static int set_queue(struct sys *s, const struct change *c, const struct value *const *v, size_t n,
		     struct err *e)
{
	struct arena *a = arena_new(NULL);
	uint16_t *ids = arena_array(a, n, sizeof(*ids));
	uint32_t *numbers = arena_array(a, n, sizeof(*numbers));
	int r;

	for (size_t i = 0; i < n; i++) {
		ids[i] = c[i].attr->id;
		numbers[i] = (uint32_t)value_wire(c[i].attr, v[i]);
	}
	r = ethcoalesce_set(s->answers, c->iface, c->index, ids, numbers, n, e);
	arena_free(a);
	return r ? ethread_refused(r, c->iface, e) : 0;
}

static int coalesce_set(struct sys *s, const struct change *c, const struct value *const *v,
			size_t n, struct err *e)
{
	if (c->attr->scope == SCOPE_QUEUE)
		return set_queue(s, c, v, n, e);
	return ethread_set(s, c, v, n, e);
}

static int coalesce_get(struct sys *s, const struct change *c, size_t n, struct arena *a,
			struct value *out, struct err *e)
{
	struct ethcoalesce q;
	int r;

	if (c->attr->scope != SCOPE_QUEUE)
		return ethread_get(s, c, n, a, out, e);
	r = ethcoalesce_get(s->answers, c->iface, c->index, &q, e);
	for (size_t i = 0; !r && i < n; i++)
		out[i] = queue_value(c[i].attr, &q);
	return r;
}

static const char *coalesce_shell(struct arena *a, const struct change *c)
{
	const char *iface = shell_word(a, c->iface), *name = c->attr->name;
	const char *text = knob_text(a, c->attr, &c->new, 0);

	if (c->attr->scope != SCOPE_QUEUE)
		return arena_printf(a, "ethtool -C %s %s %s", iface, name, text);
	return arena_printf(a, "ethtool -Q %s queue_mask 0x%x%.*d --coalesce %s %s", iface,
			    1u << c->index % 4, (int)(c->index / 4), 0, name, text);
}

const struct knob knob_coalesce = {
	.name = "coalesce",
	.summary = "interrupt moderation: how long the NIC waits before it interrupts",
	.examples = (const char *const []){ "coalesce eth0 adaptive-rx off rx-usecs 50", NULL },
	.stage = 40,
	.settable = true,
	.get_cmd = ETHTOOL_MSG_COALESCE_GET,
	.set_cmd = ETHTOOL_MSG_COALESCE_SET,
	.ethtool = "-C",
	.attrs = attrs,
	.nattrs = sizeof(attrs) / sizeof(attrs[0]),
	.read = coalesce_read,
	.set = coalesce_set,
	.get = coalesce_get,
	.shell = coalesce_shell,
};
