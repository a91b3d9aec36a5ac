// SPDX-License-Identifier: GPL-2.0-or-later
// Receive-side scaling: how the NIC's hash spreads flows over its receive queues.
#include <errno.h>

#include "nqtune/ethnl.h"
#include "nqtune/host.h"
#include "nqtune/sys.h"
#include "readings.h"
#include "registry.h"

/* ETHTOOL_MSG_RSS_GET: newer than the headers of the oldest systems this builds on. */
#define MSG_RSS_GET 38

enum { ROW_ENTRIES, ROW_QUEUES, ROW_HFUNC };

static const struct knob_attr attrs[] = {
	[ROW_ENTRIES] = { .name = "entries", .kind = ATTR_NUMBER, .scope = SCOPE_IFACE,
			  .help = "length of the indirection table" },
	[ROW_QUEUES] = { .name = "queues", .kind = ATTR_NUMBER, .scope = SCOPE_IFACE,
			 .help = "receive queues that the indirection table names" },
	[ROW_HFUNC] = { .name = "hfunc", .kind = ATTR_WORD, .scope = SCOPE_IFACE,
			.help = "hash function" },
};

/* By ETH_RSS_HASH_*_BIT, in ethtool's words. */
static struct value hash_word(struct reading bit)
{
	static const char *const words[] = { "toeplitz", "xor", "crc32" };

	if (!bit.set || bit.n >= sizeof(words) / sizeof(words[0]))
		return value_number(bit);
	return (struct value){ .kind = VALUE_WORD, .word = words[bit.n] };
}

static int rss_read(const struct knob *k, struct sys *s, const struct host *h,
		    const struct nic *nic, struct arena *a, struct knob_readings *out,
		    struct err *e)
{
	struct ethnl_rss rss = { 0 };
	int r = ethnl_rss(s->answers, nic->name, &rss, e);

	if (r && !ethread_absent(r))
		return r;
	if (r)
		rss = (struct ethnl_rss){ 0 };
	*out = (struct knob_readings){ 0 };
	readings_add(a, out, &attrs[ROW_ENTRIES], "", 0)->value = value_number(rss.entries);
	readings_add(a, out, &attrs[ROW_QUEUES], "", 0)->value = value_number(rss.queues);
	readings_add(a, out, &attrs[ROW_HFUNC], "", 0)->value = hash_word(rss.hfunc);
	return 0;
}

const struct knob knob_rss = {
	.name = "rss",
	.summary = "receive-side scaling: how the NIC's hash spreads flows over its queues",
	.stage = 30,
	.get_cmd = MSG_RSS_GET,
	.attrs = attrs,
	.nattrs = sizeof(attrs) / sizeof(attrs[0]),
	.read = rss_read,
};
