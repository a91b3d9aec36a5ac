// SPDX-License-Identifier: GPL-2.0-or-later
// An interval as plain lines, for whoever has awk.
#include <inttypes.h>

#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/host.h"
#include "nqtune/sample.h"
#include "nqtune/watch.h"
#include "watch_rows.h"
#include "watch_time.h"

struct record {
	FILE *out;
	const struct interval *t;
	const char *time;
	struct arena *a;
};

static void put(const struct record *r, const char *key, struct reading n)
{
	if (n.set)
		fprintf(r->out, " %s=%" PRIu64, key, n.n);
	else
		fprintf(r->out, " %s=-", key);
}

static void put_counts(const struct record *r, const struct watch_count *c)
{
	for (; c->key; c++)
		put(r, c->key, c->n);
}

static void put_share(const struct record *r, const char *key, double n)
{
	if (n < 0)
		fprintf(r->out, " %s=-", key);
	else
		fprintf(r->out, " %s=%.4f", key, n);
}

static void put_host(const struct record *r)
{
	const struct sample *s = r->t->counted;

	fprintf(r->out, "%s host seconds=%.3f", r->time, (double)s->ns / 1e9);
	put_share(r, "self_cpu", r->t->self_cpu);
	put(r, "forwarded", s->forwarded);
	fputc('\n', r->out);
}

static void put_iface(const struct record *r, const struct nic *nic)
{
	struct watch_count counts[WATCH_COUNTS];

	fprintf(r->out, "%s interface name=%s", r->time, watch_clean(nic->name, r->a));
	watch_iface_counts(r->t, nic, counts);
	put_counts(r, counts);
	fputc('\n', r->out);
}

static void put_queue(const struct record *r, const struct watch_queue *q)
{
	struct reading irq = { q->irq != NULL, q->irq ? q->irq->number : 0 };
	struct watch_count counts[WATCH_COUNTS];

	fprintf(r->out, "%s queue iface=%s direction=%s queue=%u", r->time,
		watch_clean(q->nic->name, r->a), q->tx ? "tx" : "rx", q->index);
	put(r, "irq", irq);
	fprintf(r->out, " cpus=%s", q->cpus && !cpuset_empty(q->cpus) ? cpuset_list(r->a, q->cpus) : "-");
	watch_queue_counts(q, counts);
	put_counts(r, counts);
	fputc('\n', r->out);
}

static void put_cpu(const struct record *r, unsigned cpu)
{
	struct watch_count counts[WATCH_COUNTS];
	int node = r->t->h->cpus[cpu].node;

	fprintf(r->out, "%s cpu cpu=%u", r->time, cpu);
	put(r, "node", (struct reading){ node >= 0, node >= 0 ? (uint64_t)node : 0 });
	watch_cpu_counts(r->t, cpu, counts);
	put_counts(r, counts);
	put_share(r, "softirq_share", watch_softirq(r->t, cpu));
	fputc('\n', r->out);
}

void view_interval(FILE *out, const struct interval *t, struct arena *a)
{
	const struct record r = { out, t, watch_time(t->time_ms, a), a };
	struct watch_queue *q;
	size_t n = watch_queues(t, &q, a);

	put_host(&r);
	for (size_t i = 0; i < t->h->nnics; i++)
		if (watch_shows(t, &t->h->nics[i]))
			put_iface(&r, &t->h->nics[i]);
	for (size_t i = 0; i < n; i++)
		put_queue(&r, &q[i]);
	cpuset_each(cpu, t->h->online)
		put_cpu(&r, (unsigned)cpu);
}
