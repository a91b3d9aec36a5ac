// SPDX-License-Identifier: GPL-2.0-or-later
// Settings of a single NAPI, and where its thread may run: written, read back, as a command.
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "napi.h"
#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/err.h"
#include "nqtune/files.h"
#include "nqtune/host.h"
#include "nqtune/netdevnl.h"
#include "nqtune/sys.h"
#include "readings.h"

static const enum netdev_napi_attr wire[] = {
	[NAPI_RX_THREADED] = NAPI_ATTR_THREADED,
	[NAPI_RX_GRO_FLUSH] = NAPI_ATTR_GRO_FLUSH,
	[NAPI_RX_DEFER] = NAPI_ATTR_DEFER_HARD_IRQS,
	[NAPI_RX_SUSPEND] = NAPI_ATTR_IRQ_SUSPEND,
};

static enum napi_row row_of(const struct knob_attr *attr)
{
	return (enum napi_row)(attr - napi_attrs);
}

static unsigned ifindex_of(struct sys *s, const char *ifname)
{
	char path[64], text[16];
	uint64_t n = 0;

	snprintf(path, sizeof(path), "/sys/class/net/%s/ifindex", ifname);
	if (files_read(s->files, path, text, sizeof(text)) <= 0 || parse_u64(text, INT_MAX, &n))
		return 0;
	return (unsigned)n;
}

/* Queues keep their number when their NAPIs are made anew: looked up each time. */
static int find_napi(struct sys *s, const struct change *c, struct arena *a,
		     struct netdev_napi *out, struct err *e)
{
	unsigned ifindex = ifindex_of(s, c->iface);
	const struct netdev_napi *napi;
	struct netdev_map map;
	int r;

	if (!ifindex)
		return err_set(e, -ENODEV, "the interface is gone (was it removed or renamed?)");
	r = netdevnl_map(s->answers, c->iface, ifindex, a, &map, e);
	if (r)
		return r;
	napi = napi_of_queue(&map, c->index);
	if (!napi)
		return err_set(e, -ENOENT, "no NAPI serves it now (was the interface taken down?)");
	*out = *napi;
	return 0;
}

static int find_named(struct sys *s, const struct change *c, unsigned *pid, struct err *e)
{
	char path[32], name[64];

	snprintf(path, sizeof(path), "/proc/%u/comm", c->index);
	if (files_read(s->files, path, name, sizeof(name)) <= 0)
		name[0] = '\0';
	text_clean(name);
	if (strcmp(name, c->target))
		return err_set(e, -ESRCH, "the thread is gone (look again)");
	*pid = c->index;
	return 0;
}

static int find_thread(struct sys *s, const struct change *c, struct arena *a, unsigned *pid,
		       struct err *e)
{
	struct netdev_napi napi;
	int r;

	if (c->attr->scope == SCOPE_NAMED)
		return find_named(s, c, pid, e);
	r = find_napi(s, c, a, &napi, e);
	if (!r && (!napi.pid.set || !napi.pid.n || napi.pid.n > INT_MAX))
		r = err_set(e, -ESRCH, "no thread serves it now (is it threaded?)");
	*pid = r ? 0 : (unsigned)napi.pid.n;
	return r;
}

static int set_napi(struct sys *s, const struct change *c, const struct value *v, struct arena *a,
		    struct err *e)
{
	struct netdev_napi napi;
	int r = find_napi(s, c, a, &napi, e);

	if (r)
		return r;
	return netdevnl_napi_set(s->answers, napi.id, wire[row_of(c->attr)],
				 value_wire(c->attr, v), e);
}

int napi_set(struct sys *s, const struct change *c, const struct value *const *v, size_t n,
	     struct err *e)
{
	struct arena *a = arena_new(NULL);
	unsigned pid;
	int r;

	if (c->attr->kind == ATTR_CPUS) {
		r = find_thread(s, c, a, &pid, e);
		r = r ? r : sys_thread_cpus(s, pid, v[0]->cpus, e);
	} else {
		r = set_napi(s, c, v[0], a, e);
	}
	arena_free(a);
	return r;
}

int napi_get(struct sys *s, const struct change *c, size_t n, struct arena *a, struct value *out,
	     struct err *e)
{
	unsigned ncpus = c->old.kind == VALUE_CPUS ? c->old.cpus->nbits : CPUSET_MAX;
	struct netdev_napi napi;
	unsigned pid;
	int r;

	if (c->attr->kind == ATTR_CPUS) {
		r = find_thread(s, c, a, &pid, e);
		out[0] = value_cpus(r ? NULL : host_thread_cpus(s, pid, ncpus, a));
		return r;
	}
	r = find_napi(s, c, a, &napi, e);
	if (!r)
		out[0] = napi_value(&napi, row_of(c->attr));
	return r;
}

const char *napi_shell(struct arena *a, const struct change *c)
{
	if (c->attr->kind == ATTR_CPUS)
		return arena_printf(a, "taskset -pc %s %u", cpuset_list(a, c->new.cpus), c->id);
	return arena_printf(a,
			    "ynl --family netdev --do napi-set --json "
			    "'{\"id\": %u, \"%s\": %" PRIu64 "}'",
			    c->id, c->attr->name, value_wire(c->attr, &c->new));
}
