// SPDX-License-Identifier: GPL-2.0-or-later
// Which header fields are hashed: by netlink since 6.17, else by ioctl.
#include <errno.h>
#include <linux/ethtool.h>
#include <linux/netlink.h>
#include <stdio.h>

#include "answers_priv.h"
#include "attrs.h"
#include "ethrss_priv.h"
#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/ethioctl.h"
#include "nqtune/ethnl.h"
#include "nqtune/ethrss.h"
#include "uapi.h"

static const struct {
	uint32_t flow;
	uint16_t attr;
} flows[] = {
	{ TCP_V4_FLOW, K_FLOW_TCP4 },
	{ UDP_V4_FLOW, K_FLOW_UDP4 },
	{ SCTP_V4_FLOW, K_FLOW_SCTP4 },
	{ AH_ESP_V4_FLOW, K_FLOW_AH_ESP4 },
	{ TCP_V6_FLOW, K_FLOW_TCP6 },
	{ UDP_V6_FLOW, K_FLOW_UDP6 },
	{ SCTP_V6_FLOW, K_FLOW_SCTP6 },
	{ AH_ESP_V6_FLOW, K_FLOW_AH_ESP6 },
	{ AH_V4_FLOW, K_FLOW_AH4 },
	{ ESP_V4_FLOW, K_FLOW_ESP4 },
	{ AH_V6_FLOW, K_FLOW_AH6 },
	{ ESP_V6_FLOW, K_FLOW_ESP6 },
	{ IPV4_FLOW, K_FLOW_IP4 },
	{ IPV6_FLOW, K_FLOW_IP6 },
	{ ETHER_FLOW, K_FLOW_ETHER },
};

/* The attribute of a kind of flow where the kernel has its fields over netlink; 0 = by ioctl. */
static int netlink_attr(struct answers *a, uint32_t flow, uint16_t *attr, struct err *e)
{
	bool has;
	int rc = ethrss_has_op(a, K_ETHTOOL_RSS_SET, &has, e);

	*attr = 0;
	for (size_t i = 0; rc == 0 && has && i < sizeof(flows) / sizeof(flows[0]); i++) {
		if (flows[i].flow == flow)
			*attr = flows[i].attr;
	}
	return rc;
}

struct finding {
	uint16_t attr;
	struct reading bits;
};

static int on_rss(const struct nlattr *const *tb, void *data)
{
	const struct nlattr *nest[ETHNL_ATTR_MAX + 1];
	struct finding *f = data;

	if (!tb[K_RSS_FLOW_HASH])
		return 0;
	if (!ethnl_nest(tb[K_RSS_FLOW_HASH], nest))
		return -EBADMSG;
	f->bits = ethnl_number(nest[f->attr]);
	return nest[f->attr] && !f->bits.set ? -EBADMSG : 0;
}

bool ethrss_take_fields(struct arena *arena, struct ethrss *out, const struct nlattr *attr)
{
	const size_t n = sizeof(flows) / sizeof(flows[0]);
	const struct nlattr *nest[ETHNL_ATTR_MAX + 1];
	struct ethrss_fields *v;

	out->fields = NULL;
	out->nfields = 0;
	if (!attr)
		return true;
	if (!ethnl_nest(attr, nest))
		return false;
	v = arena_array(arena, n, sizeof(*v));
	for (size_t i = 0; i < n; i++) {
		struct reading bits = ethnl_number(nest[flows[i].attr]);

		if (nest[flows[i].attr] && !bits.set)
			return false;
		if (bits.set)
			v[out->nfields++] = (struct ethrss_fields){ flows[i].flow, bits.n };
	}
	out->fields = v;
	return true;
}

static int by_ioctl(struct answers *a, const char *ifname, uint32_t flow, uint64_t *bits,
		    struct err *e)
{
	struct ethtool_rxnfc r = { .cmd = ETHTOOL_GRXFH, .flow_type = flow };
	char word[24];
	int rc;

	snprintf(word, sizeof(word), "rxfh-%u", flow);
	rc = ethioctl_get(a, word, ifname, &r, sizeof(r), e);
	if (rc == 0)
		*bits = r.data;
	/* So some drivers answer about flows that they do not hash. */
	if (rc == -EINVAL)
		return err_set(e, -EOPNOTSUPP, "the driver does not tell");
	return rc;
}

int ethrss_get_fields(struct answers *a, const char *ifname, uint32_t flow, uint64_t *bits,
		      struct err *e)
{
	struct finding f = { 0 };
	int rc;

	*bits = 0;
	rc = netlink_attr(a, flow, &f.attr, e);
	if (rc == 0 && f.attr)
		rc = ethnl_get(a, K_ETHTOOL_RSS_GET, ifname, on_rss, &f, e);
	if (rc == -EBADMSG)
		return err_set(e, rc, "ethtool/rss-get/%s: the netlink answer is damaged", ifname);
	/* A driver may tell of fields and of nothing else: then only the ioctl asks it. */
	if (rc && rc != -EOPNOTSUPP)
		return rc;
	if (!f.bits.set)
		return by_ioctl(a, ifname, flow, bits, e);
	*bits = f.bits.n;
	return 0;
}

static int set_netlink(struct answers *a, const char *ifname, uint16_t attr, uint32_t bits,
		       struct err *e)
{
	struct {
		struct nlattr attr;
		uint32_t bits;
	} field = { { sizeof(field), attr }, bits };
	const struct ethnl_value v = {
		.id = K_RSS_FLOW_HASH | NLA_F_NESTED, .width = ETHNL_BYTES,
		.bytes = &field, .len = sizeof(field),
	};

	return ethnl_set(a, K_ETHTOOL_RSS_SET, ifname, &v, 1, e);
}

int ethrss_set_fields(struct answers *a, const char *ifname, uint32_t flow, uint64_t bits,
		      struct err *e)
{
	struct ethtool_rxnfc r = { .cmd = ETHTOOL_SRXFH, .flow_type = flow, .data = bits };
	uint16_t attr;
	int rc;

	rc = answers_settable(a, e);
	if (rc == 0)
		rc = netlink_attr(a, flow, &attr, e);
	if (rc)
		return rc;
	if (bits > UINT32_MAX)
		return err_set(e, -EINVAL, "there are no such fields to hash");
	if (attr)
		return set_netlink(a, ifname, attr, (uint32_t)bits, e);
	return ethioctl_set(a, ifname, &r, sizeof(r), e);
}
