// SPDX-License-Identifier: GPL-2.0-or-later
// A flow rule in words: ours, and ethtool's. Pure.
#include <arpa/inet.h>
#include <inttypes.h>
#include <linux/ethtool.h>
#include <string.h>

#include "hexbytes.h"
#include "nqtune/arena.h"
#include "ntuple.h"

static bool all(const uint8_t *v, size_t size, uint8_t byte)
{
	for (size_t i = 0; i < size; i++)
		if (v[i] != byte)
			return false;
	return true;
}

/* Value and mask of the bits that count; false if none does, or the rule's type has no such part. */
static bool field_bytes(const struct ethtool_rx_flow_spec *rule, const struct rule_field *f,
			uint8_t v[RULE_BYTES_MAX], uint8_t m[RULE_BYTES_MAX])
{
	struct ethtool_rx_flow_spec copy = *rule;

	if (f->flag && !(rule->flow_type & f->flag))
		return false;
	memcpy(v, rule_value(&copy, f), f->size);
	memcpy(m, rule_mask(&copy, f), f->size);
	for (size_t i = 0; i < f->size; i++)
		v[i] &= m[i];
	return !all(m, f->size, 0);
}

static const char *bytes_text(struct arena *a, const struct rule_field *f, const uint8_t *v)
{
	char text[INET6_ADDRSTRLEN] = "";

	switch (f->form) {
	case FORM_IP4:
	case FORM_IP6:
		inet_ntop(f->form == FORM_IP4 ? AF_INET : AF_INET6, v, text, sizeof(text));
		return arena_strdup(a, text);
	case FORM_MAC:
		return hexbytes_text(a, v, f->size);
	case FORM_NUMBER:
		return arena_printf(a, "%" PRIu64, rule_load(v, f->size));
	case FORM_HEX:
		break;
	}
	return arena_printf(a, "0x%0*" PRIx64, f->size * 2, rule_load(v, f->size));
}

static const char *mask_text(struct arena *a, const struct rule_field *f, const uint8_t *m)
{
	bool address = f->form == FORM_IP4 || f->form == FORM_IP6;
	uint8_t usual[RULE_BYTES_MAX];

	rule_usual_mask(f, usual);
	if (!memcmp(m, usual, f->size))
		return "";
	if (address && rule_prefix(m, f->size) >= 0)
		return arena_printf(a, "/%d", rule_prefix(m, f->size));
	if (address || f->form == FORM_MAC)
		return arena_printf(a, "/%s", bytes_text(a, f, m));
	return arena_printf(a, "/0x%0*" PRIx64, f->size * 2, rule_load(m, f->size));
}

static const char *action_text(struct arena *a, const struct ethtool_rx_flow_spec *rule)
{
	uint64_t to = rule->ring_cookie;
	const char *over = rule->flow_type & FLOW_RSS ? " and on over a context" : "";

	if (to == RX_CLS_FLOW_DISC)
		return "drop";
	if (to == RX_CLS_FLOW_WAKE)
		return "wake the host";
	if (to > UINT32_MAX)
		return arena_printf(a, "queue %" PRIu64 " of vf %" PRIu64 "%s", to & UINT32_MAX,
				    to >> ETHTOOL_RX_FLOW_SPEC_RING_VF_OFF, over);
	return arena_printf(a, "queue %" PRIu64 "%s", to, over);
}

const char *rule_text(struct arena *a, const struct ethtool_rx_flow_spec *rule)
{
	const struct rule_kind *k = rule_kind_of(rule->flow_type);
	struct ethtool_rx_flow_spec back;
	const struct rule_field *f;
	const char *text;
	struct err *quiet = NULL;

	if (!k)
		return arena_printf(a, "flow type %#x: %s", rule->flow_type, action_text(a, rule));
	text = k->word;
	for (size_t i = 0; (f = rule_field_at(k, i)); i++) {
		uint8_t v[RULE_BYTES_MAX], m[RULE_BYTES_MAX];

		if (field_bytes(rule, f, v, m))
			text = arena_printf(a, "%s %s %s%s", text, f->word, bytes_text(a, f, v),
					    mask_text(a, f, m));
	}
	text = arena_printf(a, "%s %s", text, action_text(a, rule));
	if (!rule_parse(a, text, &back, quiet) && !rule_same(rule, &back))
		text = arena_printf(a, "%s and more", text);
	return text;
}

/* ethtool's masks say which bits do not count. */
static const char *ethtool_mask(struct arena *a, const struct rule_field *f, uint8_t *m)
{
	if (all(m, f->size, 0xff))
		return "";
	for (size_t i = 0; i < f->size; i++)
		m[i] = (uint8_t)~m[i];
	if (f->form == FORM_NUMBER)
		return arena_printf(a, " m %#" PRIx64, rule_load(m, f->size));
	return arena_printf(a, " m %s", bytes_text(a, f, m));
}

const char *rule_ethtool(struct arena *a, const struct ethtool_rx_flow_spec *rule)
{
	const struct rule_kind *k = rule_kind_of(rule->flow_type);
	const struct rule_field *f;
	const char *text;

	if (!k)
		return rule_text(a, rule);
	text = arena_printf(a, "flow-type %s", k->word);
	for (size_t i = 0; (f = rule_field_at(k, i)); i++) {
		uint8_t v[RULE_BYTES_MAX], m[RULE_BYTES_MAX];

		if (field_bytes(rule, f, v, m))
			text = arena_printf(a, "%s %s %s%s", text, f->ethtool ? f->ethtool : f->word,
					    bytes_text(a, f, v), ethtool_mask(a, f, m));
	}
	if (rule->ring_cookie == RX_CLS_FLOW_DISC)
		return arena_printf(a, "%s action -1", text);
	return arena_printf(a, "%s action %" PRIu64, text, (uint64_t)rule->ring_cookie);
}

/* The bytes that count of a rule, the bytes that say so, and nothing else. */
static struct ethtool_rx_flow_spec bare(const struct ethtool_rx_flow_spec *rule)
{
	struct ethtool_rx_flow_spec out = *rule;
	const uint8_t *m = (const uint8_t *)&out.m_u;
	uint8_t *v = (uint8_t *)&out.h_u;

	if (!(rule->flow_type & FLOW_MAC_EXT))
		memset(out.m_ext.h_dest, 0, sizeof(out.m_ext.h_dest));
	if (!(rule->flow_type & FLOW_EXT)) {
		out.m_ext.vlan_etype = out.m_ext.vlan_tci = 0;
		memset(out.m_ext.data, 0, sizeof(out.m_ext.data));
	}
	memset(out.m_ext.padding, 0, sizeof(out.m_ext.padding));
	for (size_t i = 0; i < sizeof(out.h_u); i++)
		v[i] &= m[i];
	m = (const uint8_t *)&out.m_ext;
	v = (uint8_t *)&out.h_ext;
	for (size_t i = 0; i < sizeof(out.h_ext); i++)
		v[i] &= m[i];
	return out;
}

bool rule_same(const struct ethtool_rx_flow_spec *x, const struct ethtool_rx_flow_spec *y)
{
	const uint32_t parts = FLOW_EXT | FLOW_MAC_EXT;
	struct ethtool_rx_flow_spec a = bare(x), b = bare(y);

	return (a.flow_type & ~parts) == (b.flow_type & ~parts) &&
	       a.ring_cookie == b.ring_cookie && !memcmp(&a.h_u, &b.h_u, sizeof(a.h_u)) &&
	       !memcmp(&a.m_u, &b.m_u, sizeof(a.m_u)) &&
	       !memcmp(&a.h_ext, &b.h_ext, sizeof(a.h_ext)) &&
	       !memcmp(&a.m_ext, &b.m_ext, sizeof(a.m_ext));
}
