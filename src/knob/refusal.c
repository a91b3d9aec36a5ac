// SPDX-License-Identifier: GPL-2.0-or-later
// What the kernel means by an errno on each of its files. Pure.
#include <errno.h>
#include <string.h>

#include "nqtune/err.h"
#include "nqtune/knob.h"
#include "refusal.h"

#define BQL "byte_queue_limits/"
#define CORE "/proc/sys/net/core/"

static const struct {
	const char *file;	/* ends with a slash: all below it; NULL = any */
	int code;
	const char *words;
} table[] = {
	{ "smp_affinity", -EINVAL, "none of these CPUs is online (choose one that is)" },
	{ "smp_affinity", -ENOSPC,
	  "these CPUs have no interrupt vector left (choose others, or use fewer queues)" },
	{ "rps_cpus", -EINVAL,
	  "all these CPUs are isolated, by isolcpus or nohz_full (choose others)" },
	{ "xps_cpus", -EINVAL,
	  "the queue belongs to no traffic class (its root qdisc, mqprio, leaves it out)" },
	{ "xps_rxqs", -EINVAL,
	  "the queue belongs to no traffic class (its root qdisc, mqprio, leaves it out)" },
	{ "xps_rxqs", -EOVERFLOW, "a receive queue that this device does not have" },
	{ "rps_flow_cnt", -ENOMEM,
	  "the kernel has no memory for so large a table (take fewer flows)" },
	{ BQL "stall_thrs", -ERANGE,
	  "outside what this kernel takes: 0, or 4 to 128 of its ticks (16 to 512 ms at 250 Hz)" },
	{ BQL, -EPERM, "not permitted (needs root)" },
	{ "threaded", -EOPNOTSUPP,
	  "the driver has no NAPI registered now (many have it only while the interface is up, "
	  "veth only with gro: nqtune offload IFACE gro on)" },
	{ CORE "netdev_budget_usecs", -EINVAL,
	  "this kernel takes no less than two of its ticks (8000 at 250 Hz, 2000 at 1000 Hz)" },
	{ CORE, -EPERM, "not permitted (needs root, or CAP_NET_ADMIN, outside of containers)" },
	{ NULL, -EOVERFLOW, "a CPU that this kernel cannot have (see its possible CPUs)" },
	{ NULL, -ERANGE, "a number outside what this kernel takes" },
	{ NULL, -EINVAL, "the kernel takes no such value here" },
	{ NULL, -EPERM, "not permitted (needs root, CAP_NET_ADMIN, on the host itself)" },
	{ NULL, -ENODEV, "the device is gone (look again)" },
	{ NULL, -ENXIO, "the device is gone (look again)" },
	{ NULL, -EBUSY, "busy: something else holds it now (try again, or take the link down)" },
	{ NULL, -ENOMEM, "the kernel is out of memory" },
	{ NULL, -ENOSPC, "no room is left for it" },
	{ NULL, -EOPNOTSUPP, "the device does not support it" },
};

static bool is_file(const struct change *c, const char *name)
{
	size_t len = strlen(name);

	if (!c->attr->file)
		return false;
	return name[len - 1] == '/' ? !strncmp(c->attr->file, name, len)
				    : !strcmp(c->attr->file, name);
}

/*
 * A managed interrupt, or one whose chip has no affinity: EIO up to 6.1, EPERM
 * since 6.12, where the file also loses its write bits; root without CAP_DAC_OVERRIDE
 * then gets EACCES. Writing smp_affinity asks for no capability of its own.
 */
static bool is_unmovable(const struct change *c, const struct refusal *f)
{
	if (c->attr->scope != SCOPE_VECTOR)
		return false;
	if (f->code == -EIO)
		return true;
	if (f->code == -EPERM)
		return f->root || (f->file_exists && !f->writable);
	return f->code == -EACCES && f->root && f->file_exists && !f->writable;
}

static int explain_missing(const struct change *c, const struct refusal *f, struct err *e)
{
	if (!f->dir_exists && c->attr->scope == SCOPE_VECTOR)
		return err_set(e, f->code,
			       "interrupt %u is gone (drivers make theirs anew: look again)",
			       c->index);
	if (c->attr->scope == SCOPE_HOST)
		return err_set(e, f->code,
			       "%s is not here: it is the whole host's (set it outside of this "
			       "network namespace), or this kernel has none", c->attr->file);
	if (!f->dir_exists && c->attr->scope == SCOPE_IFACE)
		return err_set(e, f->code, "the interface is gone (was it removed or renamed?)");
	if (!f->dir_exists)
		return err_set(e, f->code,
			       "the queue is gone (was the interface removed, renamed or given "
			       "fewer queues?)");
	if (!f->file_exists)
		return err_set(e, f->code, "this kernel has no %s (built without it)",
			       c->attr->file);
	if (is_file(c, "xps_cpus"))
		return err_set(e, f->code, "a single tx queue: nothing to spread");
	return err_set(e, f->code, "the kernel has no value for it");
}

int refusal_explain(const struct change *c, const struct refusal *f, struct err *e)
{
	int code = f->code == -EACCES ? -EPERM : f->code;

	if (is_unmovable(c, f))
		return err_set(e, -EIO,
			       "this interrupt cannot be moved (managed by the driver, or its chip "
			       "has no affinity)");
	if (code == -ENOENT)
		return explain_missing(c, f, e);
	if (code == -EROFS)
		return err_set(e, code,
			       "%s is read-only here (a container, or a service with "
			       "ProtectKernelTunables=yes? run it on the host itself)",
			       c->attr->scope == SCOPE_VECTOR ? "/proc/irq"
			       : c->attr->scope == SCOPE_HOST ? "/proc/sys" : "/sys");
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (table[i].code == code && (!table[i].file || is_file(c, table[i].file)))
			return err_set(e, code, "%s", table[i].words);
	return err_set(e, code, "%s", err_words(code));
}

bool refusal_means_none(const struct change *c, const struct refusal *f)
{
	if (f->code == -EOPNOTSUPP)
		return true;
	if (f->code == -ENOENT)
		return f->dir_exists;
	return f->code == -EINVAL && (is_file(c, "xps_cpus") || is_file(c, "xps_rxqs"));
}
