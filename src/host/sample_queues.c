// SPDX-License-Identifier: GPL-2.0-or-later
// What the queues counted: as netdev netlink says, and where it does not, the driver's own statistics.
#include "nqtune/sample.h"

#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/driverstats.h"
#include "nqtune/host.h"
#include "nqtune/netdevstats.h"
#include "nqtune/sys.h"
#include "queue_names.h"
#include "reader.h"

static bool paired(const struct nic *nic)
{
	for (size_t i = 0; i < nic->nvectors; i++)
		if (nic->vectors[i].role == VECTOR_RX || nic->vectors[i].role == VECTOR_TX)
			return false;
	return true;
}

static struct queue_table table_for(const struct nic *nic, struct arena *a)
{
	struct queue_table t = {
		.rx = arena_array(a, nic->nrx, sizeof(*t.rx)), .nrx = nic->nrx,
		.tx = arena_array(a, nic->ntx, sizeof(*t.tx)), .ntx = nic->ntx,
		.paired = paired(nic),
	};

	for (size_t i = 0; i < t.nrx; i++)
		t.rx[i] = (struct queue_counters){ .index = (unsigned)i };
	for (size_t i = 0; i < t.ntx; i++)
		t.tx[i] = (struct queue_counters){ .tx = true, .index = (unsigned)i };
	return t;
}

/* False: of an rx queue something is not said that the driver may say. */
static bool take_qstats(const struct netdev_qstats *stats, const struct queue_table *t)
{
	for (size_t i = 0; i < stats->n; i++) {
		const struct netdev_qstat *s = &stats->v[i];
		struct queue_counters *q = s->tx ? t->tx : t->rx;

		if (s->id >= (s->tx ? t->ntx : t->nrx))
			continue;
		q[s->id].packets = s->packets;
		q[s->id].bytes = s->bytes;
		q[s->id].drops = s->drops;
	}
	for (size_t i = 0; i < t->nrx; i++)
		if (!t->rx[i].packets.set || !t->rx[i].bytes.set || !t->rx[i].drops.set)
			return false;
	return true;
}

static unsigned fill_one(struct reading *r, struct reading driver, enum queue_count which)
{
	if (r->set || !driver.set)
		return 0;
	*r = driver;
	return which;
}

static void fill(struct queue_counters *v, const struct queue_counters *from, size_t n)
{
	for (size_t i = 0; i < n; i++)
		v[i].by_driver = fill_one(&v[i].packets, from[i].packets, QUEUE_PACKETS) |
				 fill_one(&v[i].bytes, from[i].bytes, QUEUE_BYTES) |
				 fill_one(&v[i].drops, from[i].drops, QUEUE_DROPS);
}

/* Returns how much is listed, that of queues included that the host does not have yet. */
static size_t read_traffic(const struct nic *nic, struct sys *s, const struct queue_table *t,
			   struct arena *a)
{
	struct queue_table driver;
	struct netdev_qstats qstats;
	struct driverstats stats;
	size_t listed;

	if (!s->answers)
		return 0;
	netdevstats_read(s->answers, nic->name, nic->ifindex, a, &qstats, NULL);
	if (take_qstats(&qstats, t) || driverstats_read(s->answers, nic->name, a, &stats, NULL))
		return qstats.n;
	driver = table_for(nic, a);
	listed = queue_names_take(&stats, &driver);
	fill(t->rx, driver.rx, t->nrx);
	fill(t->tx, driver.tx, t->ntx);
	return qstats.n + listed;
}

static struct reading of_tx(struct reader *rd, const struct nic *nic, size_t i, const char *file)
{
	return read_number(rd, "/sys/class/net/%s/queues/tx-%zu/%s", nic->name, i, file);
}

/* The watchdog always counts, byte queue limits only where they were told how long is too long. */
static void read_stalls(const struct nic *nic, struct sys *s, const struct queue_table *t,
			struct arena *a)
{
	struct reader rd = { .sys = s, .arena = a };

	for (size_t i = 0; i < t->ntx; i++) {
		struct reading stood = of_tx(&rd, nic, i, "byte_queue_limits/stall_cnt");
		struct reading timed_out = of_tx(&rd, nic, i, "tx_timeout");

		t->tx[i].stalls = (struct reading){ stood.set || timed_out.set,
						    stood.n + timed_out.n };
	}
}

static void keep_said(struct sample *out, const char *iface, const struct queue_counters *v,
		      size_t n, struct arena *a)
{
	for (size_t i = 0; i < n; i++) {
		struct queue_counters *q;

		if (!v[i].packets.set && !v[i].bytes.set && !v[i].drops.set && !v[i].stalls.set)
			continue;
		q = arena_push(a, out->queues, out->nqueues);
		*q = v[i];
		q->iface = iface;
	}
}

void sample_add_queues(struct sample *out, struct sys *s, const struct host *h, bool stalls,
		       struct arena *a)
{
	for (size_t i = 0; i < h->nnics; i++) {
		const struct nic *nic = &h->nics[i];
		const char *iface;
		struct queue_table t;

		/* What has no device of its own counts no queues. */
		if (!nic->known_layout || nic->kind != NIC_PHYSICAL)
			continue;
		t = table_for(nic, a);
		out->queues_listed += read_traffic(nic, s, &t, a);
		if (stalls)
			read_stalls(nic, s, &t, a);
		iface = arena_strdup(a, nic->name);
		keep_said(out, iface, t.rx, t.nrx, a);
		keep_said(out, iface, t.tx, t.ntx, a);
	}
}

/* As they are sorted. */
static int order(const struct queue_counters *q, const char *iface, bool tx, unsigned index)
{
	int by_name = name_cmp(q->iface, iface);

	if (by_name)
		return by_name;
	if (q->tx != tx)
		return q->tx ? 1 : -1;
	return q->index < index ? -1 : q->index > index;
}

const struct queue_counters *sample_queue(const struct sample *s, const char *iface, bool tx,
					  unsigned index)
{
	size_t low = 0, high = s->nqueues;

	while (low < high) {
		size_t mid = (low + high) / 2;
		int o = order(&s->queues[mid], iface, tx, index);

		if (!o)
			return &s->queues[mid];
		if (o < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}
