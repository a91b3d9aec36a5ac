// SPDX-License-Identifier: GPL-2.0-or-later
// Any text as /proc/net/softnet_stat and, behind NULs, as /proc/interrupts, stat, softirqs, snmp and snmp6, twice; and the
// difference of the two.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/sample.h"
#include "reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint64_t total;

/* The next text of the input; "" at its end. */
static const char *next_text(const char **p, const char *end)
{
	const char *text = *p;

	if (text < end)
		*p += strlen(text) + 1;
	return text < end ? text : "";
}

static struct sample *sample_of(const char **p, const char *end, unsigned ncpus, struct arena *a)
{
	struct sample *s = arena_alloc(a, sizeof(*s));
	struct cpuset *online = cpuset_new(a, ncpus);
	struct interrupt_row *rows;
	char *text;
	size_t n;

	for (unsigned cpu = 0; cpu < ncpus; cpu += 2)
		cpuset_add(online, cpu);
	s->ncpus = ncpus;
	s->cpus = arena_array(a, ncpus, sizeof(*s->cpus));
	softnet_parse(next_text(p, end), online, s->cpus, ncpus);
	text = arena_strdup(a, next_text(p, end));
	s->irq_cpus = interrupts_cpus(text, ncpus, a);
	n = interrupts_parse(text, ncpus, a, &rows);
	for (size_t i = 0; i < n; i++)
		*arena_push(a, s->irqs, s->nirqs) = (struct irq_counters){
			rows[i].number, rows[i].actions, rows[i].counts,
		};
	procstat_parse(next_text(p, end), s->cpus, ncpus);
	softirqs_parse(next_text(p, end), s->cpus, ncpus, a);
	s->forwarded = snmp_parse(next_text(p, end));
	if (!s->forwarded.set)
		s->forwarded = snmp6_parse(next_text(p, end));
	return s;
}

static void check(const struct sample *d)
{
	for (unsigned cpu = 0; cpu < d->ncpus; cpu++) {
		if (!d->cpus[cpu].processed.set && d->cpus[cpu].processed.n)
			abort();
		if (!d->cpus[cpu].net_rx.set && d->cpus[cpu].net_rx.n)
			abort();
		/* No CPU does so much in a second. */
		if (d->cpus[cpu].processed.n > 1200000000)
			abort();
		total += d->cpus[cpu].softirq.n + d->cpus[cpu].ticks.n;
		total += d->cpus[cpu].processed.n;
	}
	for (size_t i = 0; i < d->nirqs; i++)
		cpuset_each(cpu, d->irq_cpus)
			total += d->irqs[i].counts[cpu];
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sample *from, *to;
	struct arena *a;
	unsigned ncpus;
	const char *text, *end;
	char *copy;

	if (size < 2)
		return 0;
	ncpus = 1 + (data[0] | (unsigned)data[1] << 8) % 1024;
	a = arena_new(NULL);
	size -= 2;
	copy = arena_alloc(a, size + 1);
	if (size)
		memcpy(copy, data + 2, size);
	text = copy;
	end = text + size;
	from = sample_of(&text, end, ncpus, a);
	to = sample_of(&text, end, ncpus, a);
	check(sample_diff(from, to, a));
	check(sample_diff(to, from, a));
	arena_free(a);
	return 0;
}
