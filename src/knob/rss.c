// SPDX-License-Identifier: GPL-2.0-or-later
// Receive-side scaling: how the NIC's hash spreads flows over its receive queues.
#include "rss.h"

#include <errno.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/ethrss.h"
#include "nqtune/host.h"
#include "nqtune/sys.h"
#include "hexbytes.h"
#include "readings.h"
#include "registry.h"

#define ROW(word, attr_kind, attr_scope, only, text)                                               \
	{ .name = word, .kind = attr_kind, .scope = attr_scope, .read_only = only, .help = text }

const struct knob_attr rss_rows[RSS_NROWS] = {
	[RSS_ENTRIES] = ROW("entries", ATTR_NUMBER, SCOPE_IFACE, true,
			    "length of the indirection table"),
	[RSS_QUEUES] = ROW("queues", ATTR_NUMBER, SCOPE_IFACE, true,
			   "receive queues that the indirection table names"),
	[RSS_TABLE] = ROW("table", ATTR_LIST, SCOPE_IFACE, false,
			  "indirection table: queues with commas, repeated until it is full"),
	[RSS_HFUNC] = ROW("hfunc", ATTR_WORD, SCOPE_IFACE, false,
			  "hash function: toeplitz, xor or crc32"),
	[RSS_XFRM] = ROW("xfrm", ATTR_WORD, SCOPE_IFACE, false,
			 "what is done to the fields first: none, symmetric-xor, symmetric-or-xor"),
	[RSS_KEY] = ROW("key", ATTR_WORD, SCOPE_IFACE, false,
			"hash key: bytes as 6d:5a:..., or symmetric (answers go to the same queue)"),
	[RSS_CONTEXTS] = ROW("contexts", ATTR_NUMBER, SCOPE_IFACE, true,
			     "indirection tables beside the main one"),
	[RSS_FIELDS] = ROW("fields", ATTR_WORD, SCOPE_NAMED, false,
			   "fields of a packet that are hashed, in ethtool's letters"),
};

static const struct knob_word words[] = {
	{ "equal", 1, 1, "N", "spread over the first N queues, in turn" },
	{ "weight", 1, KNOB_WORDS_MANY, "W...", "spread in proportion to a weight for each queue" },
	{ "start", 1, 1, "QUEUE", "equal and weight begin at this queue" },
	{ "exclude", 1, 1, "QUEUES", "spread over the same queues without these (0,2-3)" },
	{ "default", 0, 0, "", "the kernel's own table, over all queues" },
	{ "fields", 2, 2, "FLOW LETTERS",
	  "what is hashed of a flow: udp4 sdfn, addresses (s, d) and ports (f, n) of UDP over "
	  "IPv4; sd: no ports" },
	{ NULL, 0, 0, NULL, NULL },
};

static struct value list_value(const struct ethrss *rss)
{
	if (!rss->nentries)
		return (struct value){ .kind = VALUE_NONE };
	return (struct value){ .kind = VALUE_LIST, .list = { rss->table, rss->nentries } };
}

static struct value key_value(const struct ethrss *rss, struct arena *a)
{
	if (!rss->key_len)
		return (struct value){ .kind = VALUE_NONE };
	return (struct value){ .kind = VALUE_WORD, .word = hexbytes_text(a, rss->key, rss->key_len) };
}

/* Netlink leaves a transformation out that does nothing; without netlink there is none. */
static struct value xfrm_value(const struct ethrss *rss)
{
	bool none = !rss->xfrm.set && rss->by_netlink &&
		    (rss->nentries || rss->key_len || rss->hfunc.set);

	return value_word(rss_xfrms, none ? (struct reading){ true, 0 } : rss->xfrm);
}

static struct value row_value(enum rss_row row, const struct ethrss *rss, struct arena *a)
{
	const struct numbers table = { rss->table, rss->nentries };

	switch (row) {
	case RSS_ENTRIES:
		return value_number((struct reading){ rss->nentries > 0, rss->nentries });
	case RSS_QUEUES:
		return value_number((struct reading){ rss->nentries > 0,
						      rss_table_queues(a, &table).n });
	case RSS_TABLE:
		return list_value(rss);
	case RSS_HFUNC:
		return value_word(rss_hfuncs, rss->hfunc);
	case RSS_XFRM:
		return xfrm_value(rss);
	case RSS_KEY:
		return key_value(rss, a);
	case RSS_CONTEXTS:
		return value_number((struct reading){ rss->contexts_told, rss->ncontexts });
	case RSS_FIELDS:
	case RSS_NROWS:
		break;
	}
	return (struct value){ .kind = VALUE_NONE };
}

static void add_fields(struct arena *a, struct knob_readings *out, const struct rss_flow *f,
		       uint64_t bits)
{
	readings_add(a, out, &rss_rows[RSS_FIELDS], f->name, 0)->value =
		(struct value){ .kind = VALUE_WORD, .word = rss_fields_text(a, bits) };
}

/* What a driver does not tell of TCP it tells of no other flow: one question is enough. */
static void ask_fields(struct sys *s, const char *ifname, struct arena *a,
		       struct knob_readings *out)
{
	for (const struct rss_flow *f = rss_flows; f->name; f++) {
		struct err ignored;
		uint64_t bits;
		int code = ethrss_get_fields(s->answers, ifname, f->type, &bits, &ignored);

		if (code && f == rss_flows)
			return;
		if (!code)
			add_fields(a, out, f, bits);
	}
}

static void read_fields(struct sys *s, const char *ifname, const struct ethrss *rss,
			struct arena *a, struct knob_readings *out)
{
	if (!rss->fields)
		ask_fields(s, ifname, a, out);
	for (const struct rss_flow *f = rss_flows; rss->fields && f->name; f++)
		for (size_t i = 0; i < rss->nfields; i++)
			if (rss->fields[i].flow == f->type)
				add_fields(a, out, f, rss->fields[i].bits);
}

static int rss_read(const struct knob *k, struct sys *s, const struct host *h,
		    const struct nic *nic, struct arena *a, struct knob_readings *out,
		    struct err *e)
{
	struct ethrss rss = { 0 };
	int r = ethrss_get(s->answers, nic->name, a, &rss, e);

	*out = (struct knob_readings){ 0 };
	if (r && !ethread_absent(r))
		return r;
	if (r)
		rss = (struct ethrss){ 0 };
	for (enum rss_row row = 0; row < RSS_FIELDS; row++) {
		struct knob_reading *v = readings_add(a, out, &rss_rows[row], "", 0);

		v->value = row_value(row, &rss, a);
		if (row == RSS_QUEUES && v->value.kind != VALUE_NONE)
			v->max = value_number(rss.rings);
	}
	read_fields(s, nic->name, &rss, a, out);
	return 0;
}

static int rss_get(struct sys *s, const struct change *c, size_t n, struct arena *a,
		   struct value *out, struct err *e)
{
	struct ethrss rss;
	int code = 0;

	if (c->attr != &rss_rows[RSS_FIELDS]) {
		code = ethrss_get(s->answers, c->iface, a, &rss, e);
		for (size_t i = 0; !code && i < n; i++)
			out[i] = row_value((enum rss_row)(c[i].attr - rss_rows), &rss, a);
		return code;
	}
	for (size_t i = 0; !code && i < n; i++) {
		const struct rss_flow *f = rss_flow_find(c[i].target);
		uint64_t bits;

		code = f ? ethrss_get_fields(s->answers, c->iface, f->type, &bits, e) : -EINVAL;
		if (!code)
			out[i] = (struct value){ .kind = VALUE_WORD,
						 .word = rss_fields_text(a, bits) };
	}
	return code;
}

const struct knob knob_rss = {
	.name = "rss",
	.summary = "receive-side scaling: how the NIC's hash spreads flows over its queues",
	.examples = (const char *const []){
		"rss eth0 equal 4",
		"rss eth0 start 1 weight 1 1 2",
		"rss eth0 default fields udp4 sdfn",
		NULL },
	.stage = 30,
	.settable = true,
	.ethtool = "-X",
	.attrs = rss_rows,
	.nattrs = RSS_NROWS,
	.words = words,
	.read = rss_read,
	.order = rss_order,
	.set = rss_set,
	.get = rss_get,
	.shell = rss_shell,
};
