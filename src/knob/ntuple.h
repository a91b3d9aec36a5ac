/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "nqtune/knob.h"

struct arena;
struct err;
struct ethtool_rx_flow_spec;

enum ntuple_row {
	NTUPLE_RULES,
	NTUPLE_ROOM,
	NTUPLE_PICKS,
	NTUPLE_ACTIVE,
	NTUPLE_NROWS,
};
extern const struct knob_attr ntuple_rows[NTUPLE_NROWS];

/* What a rule's place holds without one, and the target of a rule whose place the driver picks. */
#define NTUPLE_NONE "none"
#define NTUPLE_NEW "new rule"
/* Of the row "picks". */
#define NTUPLE_BY_USER "user"
#define NTUPLE_BY_DRIVER "driver"

/* The order() of ntuple. */
int ntuple_order(const struct knob_order *o, struct changes *out, size_t *already, struct err *e);

/*
 * A rule in words, the same words for the same rule: "udp4 dst-port 53 queue 2",
 * "tcp4 src-ip 10.0.0.0/8 drop". What these words cannot say is hinted at, and makes
 * a text that rule_parse() refuses.
 */
const char *rule_text(struct arena *a, const struct ethtool_rx_flow_spec *rule);
/* And back; the location is 0. -EINVAL says what is wrong and what exists. */
int rule_parse(struct arena *a, const char *text, struct ethtool_rx_flow_spec *out,
	       struct err *e);
/* Whether two rules match the same packets and do the same to them, wherever they are. */
bool rule_same(const struct ethtool_rx_flow_spec *x, const struct ethtool_rx_flow_spec *y);
/* The words behind "ethtool -N IFACE" that add it, without its location. */
const char *rule_ethtool(struct arena *a, const struct ethtool_rx_flow_spec *rule);

/* How a field is written. */
enum rule_form {
	FORM_IP4,
	FORM_IP6,
	FORM_MAC,
	FORM_NUMBER,
	FORM_HEX,
};

/* Bytes of a packet that a rule can look at, and the mask of those that count, as on the wire. */
struct rule_field {
	const char *word;	/* NULL ends a list of fields */
	const char *ethtool;	/* ethtool's word for it, where it differs */
	enum rule_form form;
	uint8_t size;
	size_t at;		/* of the value in struct ethtool_rx_flow_spec */
	uint32_t flag;		/* FLOW_EXT or FLOW_MAC_EXT: part of the extension */
	uint64_t usual;		/* the mask that is meant if none is written; 0 = all bits */
};
#define RULE_BYTES_MAX 16

struct rule_kind {
	const char *word;	/* NULL ends the list of kinds */
	uint32_t flow;		/* TCP_V4_FLOW, ... */
	const struct rule_field *fields[3];	/* lists of fields, NULL after the last */
};
extern const struct rule_kind rule_kinds[];
/* NULL = there is none. */
const struct rule_kind *rule_kind_of(uint32_t flow_type);
const struct rule_kind *rule_kind_called(const char *word);
/* The i-th field of a kind, all its lists counted; NULL = there are no more. */
const struct rule_field *rule_field_at(const struct rule_kind *k, size_t i);

/* Where a field's value and mask are. */
uint8_t *rule_value(struct ethtool_rx_flow_spec *rule, const struct rule_field *f);
uint8_t *rule_mask(struct ethtool_rx_flow_spec *rule, const struct rule_field *f);
/* A number of up to 8 bytes on the wire. */
uint64_t rule_load(const uint8_t *v, size_t size);
void rule_store(uint8_t *v, size_t size, uint64_t n);
/* The mask that is meant if none is written. */
void rule_usual_mask(const struct rule_field *f, uint8_t mask[RULE_BYTES_MAX]);
/* How many leading bits of it are set if no others are, else -1. */
int rule_prefix(const uint8_t *mask, size_t size);
