// SPDX-License-Identifier: GPL-2.0-or-later
// What drivers call the counters of their queues.
#include "queue_names.h"

#include <string.h>

#include "nqtune/driverstats.h"
#include "nqtune/sample.h"

enum {
	RX,
	TX,
};
enum {
	PACKETS,
	BYTES,
	DROPS,
	FIELDS,
};

/*
 * Drivers that use the same names. %u is the queue's number, + stands between names that are
 * added. Names without a number are of the queue that the heading before them has as its value.
 */
struct family {
	bool by_interrupt;	/* the number is an interrupt's: tx queues of their own have others */
	const char *heading[2];
	const char *names[2][FIELDS];
};

static const struct family families[] = {
	/* igb, igc, ixgbe, ixgbevf, ice, hv_netvsc, virtio_net of old (6.1) */
	{ .names = {
		{ "rx_queue_%u_packets", "rx_queue_%u_bytes", "rx_queue_%u_drops" },
		{ "tx_queue_%u_packets", "tx_queue_%u_bytes", NULL },
	} },
	/* mlx5_core, mlx4_en, virtio_net (drops; of the others netlink tells) */
	{ .names = {
		{ "rx%u_packets", "rx%u_bytes", "rx%u_drops+rx%u_dropped" },
		{ "tx%u_packets", "tx%u_bytes", "tx%u_dropped" },
	} },
	/* i40e, iavf */
	{ .names = {
		{ "rx-%u.packets", "rx-%u.bytes", NULL },
		{ "tx-%u.packets", "tx-%u.bytes", NULL },
	} },
	/* i40e of old, sfc (which counts no bytes) */
	{ .names = {
		{ "rx-%u.rx_packets", "rx-%u.rx_bytes", NULL },
		{ "tx-%u.tx_packets", "tx-%u.tx_bytes", NULL },
	} },
	/* ena */
	{ .names = {
		{ "queue_%u_rx_cnt", "queue_%u_rx_bytes", NULL },
		{ "queue_%u_tx_cnt", "queue_%u_tx_bytes", NULL },
	} },
	/* bnxt_en, bnx2x (which adds the bytes itself) */
	{ .by_interrupt = true, .names = {
		{ "[%u]: rx_ucast_packets+[%u]: rx_mcast_packets+[%u]: rx_bcast_packets",
		  "[%u]: rx_ucast_bytes+[%u]: rx_mcast_bytes+[%u]: rx_bcast_bytes+[%u]: rx_bytes",
		  "[%u]: rx_discards" },
		{ "[%u]: tx_ucast_packets+[%u]: tx_mcast_packets+[%u]: tx_bcast_packets",
		  "[%u]: tx_ucast_bytes+[%u]: tx_mcast_bytes+[%u]: tx_bcast_bytes+[%u]: tx_bytes",
		  "[%u]: tx_discards" },
	} },
	/* vmxnet3 */
	{ .heading = { "Rx Queue#", "Tx Queue#" }, .names = {
		{ "  ucast pkts rx+  mcast pkts rx+  bcast pkts rx",
		  "  ucast bytes rx+  mcast bytes rx+  bcast bytes rx", "  pkts rx OOB" },
		{ "  ucast pkts tx+  mcast pkts tx+  bcast pkts tx",
		  "  ucast bytes tx+  mcast bytes tx+  bcast bytes tx", "  drv dropped tx total" },
	} },
	/* gve */
	{ .names = {
		{ NULL, "rx_bytes[%u]", "rx_queue_drop_cnt[%u]" },
		{ NULL, "tx_bytes[%u]", NULL },
	} },
	/* nfp */
	{ .names = {
		{ "rvec_%u_rx_pkts", NULL, NULL },
		{ "rvec_%u_tx_pkts", NULL, NULL },
	} },
	/* mana */
	{ .names = {
		{ "rx_%u_packets", "rx_%u_bytes", NULL },
		{ "tx_%u_packets", "tx_%u_bytes", NULL },
	} },
	/* ionic */
	{ .names = {
		{ "rx_%u_pkts", "rx_%u_bytes", NULL },
		{ "tx_%u_pkts", "tx_%u_bytes", NULL },
	} },
	/* qede, of a tx queue the first traffic class; of old it had no classes */
	{ .names = {
		{ "%u: rcv_pkts", NULL, NULL },
		{ "%u_0: xmit_pkts+%u: xmit_pkts", NULL, NULL },
	} },
	/* be2net */
	{ .names = {
		{ "rxq%u: rx_pkts", "rxq%u: rx_bytes", "rxq%u: rx_drops_no_frags" },
		{ "txq%u: tx_pkts", "txq%u: tx_bytes", NULL },
	} },
	/* rvu_nicpf (octeontx2), nicvf (thunderx) */
	{ .names = {
		{ "rxq%u: frames", "rxq%u: bytes", NULL },
		{ "txq%u: frames", "txq%u: bytes", NULL },
	} },
	/* mvpp2: no packets, but what found no room */
	{ .names = {
		{ NULL, NULL, "rxq_%u_queue_full_drops+rxq_%u_packets_bm_drops" },
		{ NULL, NULL, NULL },
	} },
	/* hinic */
	{ .names = {
		{ "rxq%u_pkts", "rxq%u_bytes", NULL },
		{ "txq%u_pkts", "txq%u_bytes", "txq%u_tx_dropped" },
	} },
	/* amd-xgbe */
	{ .names = {
		{ "rxq_%u_packets", "rxq_%u_bytes", NULL },
		{ "txq_%u_packets", "txq_%u_bytes", NULL },
	} },
	/* atlantic */
	{ .names = {
		{ "Queue[%u] InPackets", NULL, NULL },
		{ "Queue[%u] OutPackets", NULL, NULL },
	} },
	/* stmmac */
	{ .names = {
		{ "q%u_rx_pkt_n", NULL, NULL },
		{ "q%u_tx_pkt_n", NULL, NULL },
	} },
	/* lan743x */
	{ .names = {
		{ "RX Queue %u Frames", NULL, NULL },
		{ "TX Queue %u Frames", NULL, NULL },
	} },
};

/* Where a name counts. */
struct place {
	bool tx;
	int field;
	bool numbered;
	unsigned queue;
};

/* A number as printf writes it: nothing before it, no zeros. */
static bool take_number(const char **name, unsigned *n)
{
	const char *p = *name;
	size_t digits = strspn(p, "0123456789");

	if (!digits || digits > 5 || (*p == '0' && digits > 1))
		return false;
	*n = 0;
	for (size_t i = 0; i < digits; i++)
		*n = *n * 10 + (unsigned)(p[i] - '0');
	*name += digits;
	return true;
}

/* The whole name against the pattern up to its end or the next '+'. */
static bool fits(const char *pattern, const char *name, struct place *at)
{
	at->numbered = false;
	while (*pattern && *pattern != '+') {
		if (pattern[0] == '%' && pattern[1] == 'u') {
			if (!take_number(&name, &at->queue))
				return false;
			at->numbered = true;
			pattern += 2;
		} else if (*pattern++ != *name++) {
			return false;
		}
	}
	return !*name;
}

static bool fits_any(const char *patterns, const char *name, struct place *at)
{
	while (patterns && !fits(patterns, name, at)) {
		patterns = strchr(patterns, '+');
		if (patterns)
			patterns++;
	}
	return patterns;
}

static bool known_to(const struct family *f, const char *name, struct place *at)
{
	for (int tx = RX; tx <= TX; tx++) {
		at->tx = tx;
		for (at->field = 0; at->field < FIELDS; at->field++)
			if (fits_any(f->names[tx][at->field], name, at))
				return true;
	}
	return false;
}

/* The first that knows one of the names: a driver is of one family. */
static const struct family *family_of(const struct driverstats *stats)
{
	struct place at;

	for (size_t i = 0; i < stats->n; i++)
		for (size_t k = 0; k < sizeof(families) / sizeof(families[0]); k++)
			if (known_to(&families[k], stats->v[i].name, &at))
				return &families[k];
	return NULL;
}

static void add(const struct queue_table *t, const struct place *at, uint64_t n)
{
	struct queue_counters *q = at->tx ? t->tx : t->rx;
	struct reading *fields[FIELDS];

	if (at->queue >= (at->tx ? t->ntx : t->nrx))
		return;
	q += at->queue;
	fields[PACKETS] = &q->packets;
	fields[BYTES] = &q->bytes;
	fields[DROPS] = &q->drops;
	*fields[at->field] = (struct reading){ true, fields[at->field]->n + n };
}

static bool is_heading(const struct family *f, const struct driverstat *s, int *tx)
{
	for (*tx = RX; *tx <= TX; (*tx)++)
		if (f->heading[*tx] && !strcmp(f->heading[*tx], s->name))
			return true;
	return false;
}

size_t queue_names_take(const struct driverstats *stats, const struct queue_table *t)
{
	const struct family *f = family_of(stats);
	struct place under = { .numbered = false };
	size_t listed = 0;
	int tx;

	for (size_t i = 0; f && i < stats->n; i++) {
		const struct driverstat *s = &stats->v[i];
		struct place at;

		if (is_heading(f, s, &tx)) {
			under = (struct place){ .tx = tx, .numbered = s->n < t->nrx + t->ntx,
						.queue = (unsigned)s->n };
			continue;
		}
		if (!known_to(f, s->name, &at) || (f->by_interrupt && at.tx && !t->paired))
			continue;
		listed++;
		if (!at.numbered) {
			if (!under.numbered || under.tx != at.tx)
				continue;
			at.queue = under.queue;
		}
		add(t, &at, s->n);
	}
	return listed;
}
