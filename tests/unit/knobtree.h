/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * A recorded tree with eth0 (rx queues 0-2, tx queues 0 and 1 with byte queue limits, up)
 * and lo (one of each), CPUs 0-3, and a knob that is read from it, ordered and written.
 */
#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/host.h"
#include "nqtune/knob.h"
#include "nqtune/sys.h"
#include "tree.h"

#define ETH0 "sys/class/net/eth0"
#define RX(n) ETH0 "/queues/rx-" #n
#define TX(n) ETH0 "/queues/tx-" #n
#define CORE "proc/sys/net/core/"
#define KT_NCPUS 4

struct knobtree {
	struct tree tree;
	struct sys sys;
	struct arena *arena;
	struct host *host;
	const struct nic *nic;
	const struct knob *knob;
	struct knob_readings now;
	struct changes out;
	size_t already;
	struct err err;
};
static struct knobtree kt;

static inline void kt_limits(const char *dir)
{
	static const struct {
		const char *leaf, *text;
	} t[] = {
		{ "limit", "3028\n" },	 { "limit_max", "1879048192\n" }, { "limit_min", "0\n" },
		{ "inflight", "0\n" },	 { "hold_time", "1000\n" },
	};
	char path[128];

	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		snprintf(path, sizeof(path), "%s/byte_queue_limits/%s", dir, t[i].leaf);
		tree_file(&kt.tree, path, t[i].text);
	}
}

static inline void kt_setup(void)
{
	static const char *const files[][2] = {
		{ "sys/devices/system/cpu/possible", "0-3\n" },
		{ "sys/devices/system/cpu/online", "0-3\n" },
		{ ETH0 "/ifindex", "2\n" },
		{ ETH0 "/flags", "0x1003\n" },
		{ ETH0 "/threaded", "0\n" },
		{ ETH0 "/gro_flush_timeout", "0\n" },
		{ ETH0 "/napi_defer_hard_irqs", "0\n" },
		{ RX(0) "/rps_cpus", "0\n" },
		{ RX(1) "/rps_cpus", "0\n" },
		{ RX(2) "/rps_cpus", "0\n" },
		{ RX(0) "/rps_flow_cnt", "0\n" },
		{ RX(1) "/rps_flow_cnt", "0\n" },
		{ RX(2) "/rps_flow_cnt", "0\n" },
		{ "sys/class/net/lo/flags", "0x9\n" },
		{ "sys/class/net/lo/queues/rx-0/rps_flow_cnt", "0\n" },
		{ "sys/class/net/lo/queues/tx-0/xps_rxqs", "0\n" },
		{ CORE "rps_sock_flow_entries", "0\n" },
		{ CORE "busy_poll", "0\n" },
		{ CORE "busy_read", "0\n" },
		{ CORE "netdev_budget", "300\n" },
		{ CORE "netdev_budget_usecs", "8000\n" },
		{ CORE "dev_weight", "64\n" },
		{ CORE "netdev_max_backlog", "1000\n" },
	};

	memset(&kt, 0, sizeof(kt));
	kt.tree = tree_new();
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		tree_file(&kt.tree, files[i][0], files[i][1]);
	kt_limits(TX(0));
	kt_limits(TX(1));
	kt.arena = arena_new(NULL);
	ck_assert_int_eq(sys_open(&kt.sys, kt.tree.path, &kt.err), 0);
}

static inline void kt_teardown(void)
{
	sys_close(&kt.sys);
	arena_free(kt.arena);
	tree_free(&kt.tree);
}

static inline void unlink_file(const char *path)
{
	ck_assert_int_eq(unlinkat(kt.tree.fd, path, 0), 0);
}

/* Reads the host anew, and the knob of one interface. */
static inline void kt_read(const char *knob, const char *ifname)
{
	const struct host_want want = { .ifaces = &ifname, .nifaces = 1 };

	ck_assert_int_eq(host_read(&kt.host, &kt.sys, &want, kt.arena, &kt.err), 0);
	kt.nic = host_nic(kt.host, ifname);
	kt.knob = knob_find(knob);
	ck_assert_ptr_nonnull(kt.knob);
	ck_assert_int_eq(kt.knob->read(kt.knob, &kt.sys, kt.host, kt.nic, kt.arena, &kt.now,
				       &kt.err), 0);
}

static inline const struct knob_reading *kt_find(const char *attr, const char *target)
{
	for (size_t i = 0; i < kt.now.n; i++)
		if (!strcmp(kt.now.v[i].attr->name, attr) && !strcmp(kt.now.v[i].target, target))
			return &kt.now.v[i];
	return NULL;
}

static inline const struct knob_reading *kt_of(const char *attr, const char *target)
{
	const struct knob_reading *r = kt_find(attr, target);

	ck_assert_msg(r != NULL, "no reading of %s %s", attr, target);
	return r;
}

static inline const char *kt_value(const char *attr, const char *target)
{
	return value_text(kt.arena, &kt_of(attr, target)->value);
}

/* Orders "WORD ARG WORD ARG ..." of what was read last; NULL ends the words. */
static inline int kt_order(long queue, const char *const *words)
{
	struct knob_setting s[8];
	struct knob_order o = {
		.knob = kt.knob, .h = kt.host, .nic = kt.nic, .now = &kt.now, .queue = queue,
		.settings = s, .arena = kt.arena,
	};
	int r;

	for (size_t i = 0; words[i]; i += 2)
		s[o.nsettings++] = (struct knob_setting){
			.attr = knob_attr_find(kt.knob, words[i]), .word = words[i],
			.args = &words[i + 1], .nargs = 1,
		};
	r = knob_changes(&o, &kt.out, &kt.already, &kt.err);
	if (r)
		kt.out.n = 0;
	return r;
}
#define KT_ORDER(queue, ...) kt_order(queue, (const char *const[]){ __VA_ARGS__, NULL, NULL })

/* Writes the i-th change's new value, or its old one. */
static inline int kt_write(size_t i, bool back)
{
	const struct change *c = &kt.out.v[i];
	const struct value *v = back ? &c->old : &c->new;

	ck_assert_uint_lt(i, kt.out.n);
	ck_assert_uint_eq(knob_together(c, kt.out.n - i), 1);
	return knob_set(&kt.sys, c, &v, 1, KT_NCPUS, &kt.err);
}

/* What it is now, or why that cannot be said. */
static inline const char *kt_read_back(size_t i)
{
	struct value v;
	int r = knob_get(&kt.sys, &kt.out.v[i], 1, KT_NCPUS, kt.arena, &v, &kt.err);

	return r ? kt.err.text : value_text(kt.arena, &v);
}
