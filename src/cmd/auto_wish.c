// SPDX-License-Identifier: GPL-2.0-or-later
// From an "auto" command line, and what was tuned before, to a wish.
#include <errno.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/cpuspec.h"
#include "nqtune/err.h"
#include "nqtune/host.h"
#include "nqtune/session.h"
#include "auto.h"

int auto_read_host(struct session *s, const struct auto_request *rq, struct host **h,
		   struct err *e)
{
	const struct host_want want = { .nat = true, .irqbalance = true };
	int r = host_read(h, &s->sys, &want, s->arena, e);

	for (size_t i = 0; !r && i < rq->nifaces; i++)
		if (!host_need_nic(*h, rq->ifaces[i], e))
			r = -ENODEV;
	return r;
}

int auto_name_all(struct session *s, struct auto_request *rq, const struct host *h)
{
	const char **v = arena_array(s->arena, h->nnics + 1, sizeof(*v));
	size_t n = 0;

	if (!rq->all)
		return 0;
	for (size_t i = 0; i < h->nnics; i++)
		if (h->nics[i].kind == NIC_PHYSICAL && h->nics[i].up)
			v[n++] = h->nics[i].name;
	if (!n)
		return complain(STATUS_FAILED, "no physical interface is up");
	rq->ifaces = v;
	rq->nifaces = n;
	return 0;
}

static const struct cpuset *reserve_word(void *data, const char *word, const char **why)
{
	const struct host *h = data;
	struct cpuset *s = cpuset_new(h->arena, h->ncpus);

	if (!strcmp(word, "none"))
		return s;
	if (strcmp(word, "all") && strcmp(word, "big"))
		return NULL;
	cpuset_each(cpu, h->online)
		if (*word == 'a' || !h->cpus[cpu].slow)
			cpuset_add(s, (unsigned)cpu);
	return s;
}

int auto_parse_reserve(struct session *s, struct auto_request *rq, const struct host *h)
{
	static const char *const words[] = { "all", "none", "big", NULL };
	struct cpuset *set;
	struct err e;

	if (!rq->reserve)
		return 0;
	set = cpuset_new(s->arena, h->ncpus);
	if (cpuspec_parse(set, rq->reserve, h->online, words, reserve_word, (void *)h, &e))
		return complain(STATUS_FAILED, "--reserve: %s (it has CPUs %s)", e.text,
				cpuset_list(s->arena, h->possible));
	rq->options.reserve = set;
	return 0;
}

static struct wish_iface wish_of(const struct auto_request *rq, const char *iface)
{
	struct wish_iface w = rq->options;

	w.name = iface;
	for (size_t i = 0; i < rq->nweights; i++)
		if (!strcmp(rq->weights[i].iface, iface))
			w.weight = rq->weights[i].n;
	return w;
}

static struct wish_iface *find_wish(struct wish_iface *v, size_t n, const char *iface)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(v[i].name, iface))
			return &v[i];
	return NULL;
}

struct wish auto_merge(struct session *s, const struct auto_request *rq,
			 const struct wish *before)
{
	struct wish_iface *v = NULL;
	size_t n = 0;

	for (size_t i = 0; i < before->n; i++)
		*arena_push(s->arena, v, n) = before->v[i];
	for (size_t i = 0; i < rq->nifaces; i++) {
		struct wish_iface *known = find_wish(v, n, rq->ifaces[i]);

		if (known && rq->again)
			continue;
		if (!known)
			known = arena_push(s->arena, v, n);
		*known = wish_of(rq, rq->ifaces[i]);
	}
	return (struct wish){ v, n };
}

struct wish auto_present(struct session *s, const struct host *h, const struct wish *all)
{
	struct wish_iface *v = NULL;
	size_t n = 0;

	for (size_t i = 0; i < all->n; i++)
		if (host_nic(h, all->v[i].name))
			*arena_push(s->arena, v, n) = all->v[i];
	return (struct wish){ v, n };
}
