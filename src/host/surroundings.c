// SPDX-License-Identifier: GPL-2.0-or-later
// What is around the layout: the kernel's parameters, the firewall's path, the IOMMU.
#include "nqtune/surroundings.h"

#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/files.h"
#include "nqtune/host.h"
#include "nqtune/sys.h"
#include "reader.h"
#include "surroundings.h"

#define CMDLINE_TEXT 8192
/* The first CPU's lines of /proc/cpuinfo, which has as many for every CPU. */
#define CPUINFO_TEXT 16384
#define WORD_TEXT 64

static const char *read_named(struct reader *rd, const char *path)
{
	char text[CMDLINE_TEXT];

	if (read_text(rd, text, sizeof(text), "%s", path) <= 0)
		return NULL;
	text_clean(text);
	return arena_strdup(rd->arena, text);
}

const char *cpuinfo_flags(const char *text, struct arena *a)
{
	const char *end, *colon;
	char *flags;

	for (; (end = strchr(text, '\n')); text = end + 1) {
		if (strncmp(text, "flags", 5) != 0 || !strchr("\t :", text[5]))
			continue;
		colon = memchr(text, ':', (size_t)(end - text));
		if (!colon)
			continue;
		flags = arena_printf(a, " %.*s ", (int)(end - colon - 1), colon + 1);
		text_clean(flags);
		return flags;
	}
	return NULL;
}

/* Only a kernel of 32 bits tells of the first Pentiums' faults. */
static const char *read_cpuinfo(struct reader *rd, bool *x86_32)
{
	char *text = arena_alloc(rd->arena, CPUINFO_TEXT);

	if (files_read_head(rd->sys->files, "/proc/cpuinfo", text, CPUINFO_TEXT) <= 0)
		return NULL;
	*x86_32 = strstr(text, "\nfdiv_bug");
	return cpuinfo_flags(text, rd->arena);
}

/* Where it names no flags, as on ARM, it may hold the board's serial number. */
static void read_flags(struct reader *rd, struct surroundings *out)
{
	files_record_pause(rd->sys->files);
	out->cpu_flags = read_cpuinfo(rd, &out->x86_32);
	files_record_resume(rd->sys->files);
	if (out->cpu_flags)
		out->cpu_flags = read_cpuinfo(rd, &out->x86_32);
	out->virtual_machine = out->cpu_flags && strstr(out->cpu_flags, " hypervisor ");
}

/* The kernel tells its bound as four bytes, to root only. */
static struct reading read_dma_latency(struct reader *rd)
{
	struct reading none = { 0 };
	int32_t us;
	char *bytes;
	size_t len;

	if (files_read_all(rd->sys->files, "/dev/cpu_dma_latency", 64, rd->arena, &bytes, &len) ||
	    len != sizeof(us))
		return none;
	memcpy(&us, bytes, sizeof(us));
	if (us < 0 || us >= DMA_LATENCY_ANY)
		return none;
	return (struct reading){ true, (uint64_t)us };
}

static void read_nic_surroundings(struct reader *rd, struct surroundings *out)
{
	const struct host *h = rd->host;
	char text[WORD_TEXT];

	for (size_t i = 0; i < h->nnics; i++) {
		if (!h->nics[i].device || read_text(rd, text, sizeof(text), "/%s/iommu_group/type",
						    h->nics[i].device) <= 0)
			continue;
		text_clean(text);
		out->nics[i].iommu = arena_strdup(rd->arena, text);
	}
}

static void read_irq_surroundings(struct reader *rd, struct surroundings *out)
{
	const struct host *h = rd->host;

	for (size_t i = 0; i < h->nirqs; i++) {
		struct cpuset *hint = read_mask(rd, h->ncpus, "/proc/irq/%u/affinity_hint",
						h->irqs[i]->number);

		if (hint && !cpuset_empty(hint))
			out->irqs[i].hint = hint;
	}
	out->default_affinity = read_mask(rd, h->ncpus, "/proc/irq/default_smp_affinity");
}

static void read_path(struct reader *rd, struct surroundings *out)
{
	out->conntrack = read_number(rd, "/proc/sys/net/netfilter/nf_conntrack_count");
	out->conntrack_max = read_number(rd, "/proc/sys/net/netfilter/nf_conntrack_max");
	out->forwarding = read_number(rd, "/proc/sys/net/ipv4/ip_forward");
	out->max_backlog = read_number(rd, "/proc/sys/net/core/netdev_max_backlog");
	out->budget = read_number(rd, "/proc/sys/net/core/netdev_budget");
	out->budget_us = read_number(rd, "/proc/sys/net/core/netdev_budget_usecs");
	out->default_qdisc = read_named(rd, "/proc/sys/net/core/default_qdisc");
}

static void read_hooks(struct reader *rd, struct surroundings *out)
{
	struct answers *a = rd->sys->answers;
	const struct host *h = rd->host;

	out->hooks_known = !nfhooks_read(a, rd->arena, &out->hooks, NULL);
	for (size_t i = 0; i < h->nnics && out->hooks_known; i++)
		if (h->nics[i].kind == NIC_PHYSICAL && h->nics[i].up && h->nics[i].known_layout)
			nfhooks_add_ingress(a, h->nics[i].name, rd->arena, &out->hooks, NULL);
}

struct surroundings *surroundings_read(struct sys *s, const struct host *h, struct arena *a)
{
	/* The readers below only look at the host. */
	struct reader rd = { .sys = s, .arena = a, .host = (struct host *)h };
	struct surroundings *out = arena_alloc(a, sizeof(*out));

	out->power = arena_array(a, h->ncpus, sizeof(*out->power));
	out->nics = arena_array(a, h->nnics, sizeof(*out->nics));
	out->irqs = arena_array(a, h->nirqs, sizeof(*out->irqs));
	out->cmdline = read_named(&rd, "/proc/cmdline");
	read_flags(&rd, out);
	out->dma_latency = read_dma_latency(&rd);
	read_power(&rd, out->dma_latency, out->power);
	read_nic_surroundings(&rd, out);
	read_irq_surroundings(&rd, out);
	read_path(&rd, out);
	qdiscs_read(s->answers, a, &out->qdiscs, NULL);
	read_hooks(&rd, out);
	return out;
}

const struct qdisc *root_qdisc(const struct surroundings *s, unsigned ifindex)
{
	for (size_t i = 0; i < s->qdiscs.n; i++)
		if (s->qdiscs.v[i].root && s->qdiscs.v[i].ifindex == ifindex)
			return &s->qdiscs.v[i];
	return NULL;
}
