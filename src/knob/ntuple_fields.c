// SPDX-License-Identifier: GPL-2.0-or-later
// What a flow rule can look at: kinds of packets, their fields, and where these are kept. Pure.
#include <linux/ethtool.h>
#include <string.h>

#include "ntuple.h"

typedef struct ethtool_rx_flow_spec rule_t;

/* A mask is as far behind its value as the masks are behind the values. */
#define TO_MASK (offsetof(rule_t, m_u) - offsetof(rule_t, h_u))
_Static_assert(offsetof(rule_t, m_ext) - offsetof(rule_t, h_ext) == TO_MASK, "one distance");

#define AT(member) .at = offsetof(rule_t, h_u.member), .size = sizeof(((rule_t *)0)->h_u.member)
#define EXT(member)                                                                                \
	.at = offsetof(rule_t, h_ext.member), .size = sizeof(((rule_t *)0)->h_ext.member)

static const struct rule_field tcp4[] = {
	{ "src-ip", .form = FORM_IP4, AT(tcp_ip4_spec.ip4src) },
	{ "dst-ip", .form = FORM_IP4, AT(tcp_ip4_spec.ip4dst) },
	{ "src-port", .form = FORM_NUMBER, AT(tcp_ip4_spec.psrc) },
	{ "dst-port", .form = FORM_NUMBER, AT(tcp_ip4_spec.pdst) },
	{ "tos", .form = FORM_HEX, AT(tcp_ip4_spec.tos) },
	{ NULL },
};

static const struct rule_field ipsec4[] = {
	{ "src-ip", .form = FORM_IP4, AT(ah_ip4_spec.ip4src) },
	{ "dst-ip", .form = FORM_IP4, AT(ah_ip4_spec.ip4dst) },
	{ "spi", .form = FORM_HEX, AT(ah_ip4_spec.spi) },
	{ "tos", .form = FORM_HEX, AT(ah_ip4_spec.tos) },
	{ NULL },
};

static const struct rule_field ip4[] = {
	{ "src-ip", .form = FORM_IP4, AT(usr_ip4_spec.ip4src) },
	{ "dst-ip", .form = FORM_IP4, AT(usr_ip4_spec.ip4dst) },
	{ "proto", "l4proto", .form = FORM_NUMBER, AT(usr_ip4_spec.proto) },
	{ "l4data", .form = FORM_HEX, AT(usr_ip4_spec.l4_4_bytes) },
	{ "tos", .form = FORM_HEX, AT(usr_ip4_spec.tos) },
	{ NULL },
};

static const struct rule_field tcp6[] = {
	{ "src-ip", .form = FORM_IP6, AT(tcp_ip6_spec.ip6src) },
	{ "dst-ip", .form = FORM_IP6, AT(tcp_ip6_spec.ip6dst) },
	{ "src-port", .form = FORM_NUMBER, AT(tcp_ip6_spec.psrc) },
	{ "dst-port", .form = FORM_NUMBER, AT(tcp_ip6_spec.pdst) },
	{ "tclass", .form = FORM_HEX, AT(tcp_ip6_spec.tclass) },
	{ NULL },
};

static const struct rule_field ipsec6[] = {
	{ "src-ip", .form = FORM_IP6, AT(ah_ip6_spec.ip6src) },
	{ "dst-ip", .form = FORM_IP6, AT(ah_ip6_spec.ip6dst) },
	{ "spi", .form = FORM_HEX, AT(ah_ip6_spec.spi) },
	{ "tclass", .form = FORM_HEX, AT(ah_ip6_spec.tclass) },
	{ NULL },
};

static const struct rule_field ip6[] = {
	{ "src-ip", .form = FORM_IP6, AT(usr_ip6_spec.ip6src) },
	{ "dst-ip", .form = FORM_IP6, AT(usr_ip6_spec.ip6dst) },
	{ "proto", "l4proto", .form = FORM_NUMBER, AT(usr_ip6_spec.l4_proto) },
	{ "l4data", .form = FORM_HEX, AT(usr_ip6_spec.l4_4_bytes) },
	{ "tclass", .form = FORM_HEX, AT(usr_ip6_spec.tclass) },
	{ NULL },
};

static const struct rule_field ether[] = {
	{ "src-mac", "src", .form = FORM_MAC, AT(ether_spec.h_source) },
	{ "dst-mac", "dst", .form = FORM_MAC, AT(ether_spec.h_dest) },
	{ "ether-type", "proto", .form = FORM_HEX, AT(ether_spec.h_proto) },
	{ NULL },
};

/* Of every kind. A VLAN's number is 12 of the tag's 16 bits: drivers take that mask. */
static const struct rule_field ext[] = {
	{ "vlan", .form = FORM_NUMBER, EXT(vlan_tci), .flag = FLOW_EXT, .usual = 0xfff },
	{ "vlan-type", "vlan-etype", .form = FORM_HEX, EXT(vlan_etype), .flag = FLOW_EXT },
	{ "user-def", .form = FORM_HEX, EXT(data), .flag = FLOW_EXT },
	{ NULL },
};

/* Of those that have none of their own. */
static const struct rule_field mac[] = {
	{ "dst-mac", .form = FORM_MAC, EXT(h_dest), .flag = FLOW_MAC_EXT },
	{ NULL },
};

const struct rule_kind rule_kinds[] = {
	{ "tcp4", TCP_V4_FLOW, { tcp4, ext, mac } },
	{ "udp4", UDP_V4_FLOW, { tcp4, ext, mac } },
	{ "sctp4", SCTP_V4_FLOW, { tcp4, ext, mac } },
	{ "ah4", AH_V4_FLOW, { ipsec4, ext, mac } },
	{ "esp4", ESP_V4_FLOW, { ipsec4, ext, mac } },
	{ "ip4", IPV4_USER_FLOW, { ip4, ext, mac } },
	{ "tcp6", TCP_V6_FLOW, { tcp6, ext, mac } },
	{ "udp6", UDP_V6_FLOW, { tcp6, ext, mac } },
	{ "sctp6", SCTP_V6_FLOW, { tcp6, ext, mac } },
	{ "ah6", AH_V6_FLOW, { ipsec6, ext, mac } },
	{ "esp6", ESP_V6_FLOW, { ipsec6, ext, mac } },
	{ "ip6", IPV6_USER_FLOW, { ip6, ext, mac } },
	{ "ether", ETHER_FLOW, { ether, ext } },
	{ NULL, 0, { NULL } },
};

const struct rule_kind *rule_kind_of(uint32_t flow_type)
{
	flow_type &= ~(uint32_t)(FLOW_EXT | FLOW_MAC_EXT | FLOW_RSS);
	for (const struct rule_kind *k = rule_kinds; k->word; k++)
		if (k->flow == flow_type)
			return k;
	return NULL;
}

const struct rule_kind *rule_kind_called(const char *word)
{
	for (const struct rule_kind *k = rule_kinds; k->word; k++)
		if (!strcmp(k->word, word))
			return k;
	return NULL;
}

const struct rule_field *rule_field_at(const struct rule_kind *k, size_t i)
{
	for (size_t list = 0; list < 3 && k->fields[list]; list++)
		for (const struct rule_field *f = k->fields[list]; f->word; f++)
			if (i-- == 0)
				return f;
	return NULL;
}

uint8_t *rule_value(struct ethtool_rx_flow_spec *rule, const struct rule_field *f)
{
	return (uint8_t *)rule + f->at;
}

uint8_t *rule_mask(struct ethtool_rx_flow_spec *rule, const struct rule_field *f)
{
	return (uint8_t *)rule + f->at + TO_MASK;
}

uint64_t rule_load(const uint8_t *v, size_t size)
{
	uint64_t n = 0;

	for (size_t i = 0; i < size; i++)
		n = n << 8 | v[i];
	return n;
}

void rule_store(uint8_t *v, size_t size, uint64_t n)
{
	for (size_t i = size; i-- > 0; n >>= 8)
		v[i] = (uint8_t)n;
}

void rule_usual_mask(const struct rule_field *f, uint8_t mask[RULE_BYTES_MAX])
{
	memset(mask, 0xff, RULE_BYTES_MAX);
	if (f->usual)
		rule_store(mask, f->size, f->usual);
}

int rule_prefix(const uint8_t *mask, size_t size)
{
	int n = 0;

	while ((size_t)n < size * 8 && mask[n / 8] & 0x80 >> n % 8)
		n++;
	for (size_t i = (size_t)n; i < size * 8; i++)
		if (mask[i / 8] & 0x80 >> i % 8)
			return -1;
	return n;
}
