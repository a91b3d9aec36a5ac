// SPDX-License-Identifier: GPL-2.0-or-later
// Receive hashing in ethtool's words. Pure.
#include <ctype.h>
#include <errno.h>
#include <linux/ethtool.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/parse.h"
#include "hexbytes.h"
#include "rss.h"

const char *const rss_hfuncs[] = { "toeplitz", "xor", "crc32", NULL };
const char *const rss_xfrms[] = { "none", "symmetric-xor", "symmetric-or-xor", NULL };

const struct rss_flow rss_flows[] = {
	{ "tcp4", TCP_V4_FLOW }, { "udp4", UDP_V4_FLOW }, { "sctp4", SCTP_V4_FLOW },
	{ "ah4", AH_V4_FLOW },	 { "esp4", ESP_V4_FLOW }, { "tcp6", TCP_V6_FLOW },
	{ "udp6", UDP_V6_FLOW }, { "sctp6", SCTP_V6_FLOW }, { "ah6", AH_V6_FLOW },
	{ "esp6", ESP_V6_FLOW }, { NULL, 0 },
};

/* Newer than the headers of the oldest systems this builds on: the tunnel's number of GTP. */
#define K_RXH_GTP_TEID (UINT64_C(1) << 8)

static const struct {
	char letter;
	uint64_t bit;
} fields[] = {
	{ 'm', RXH_L2DA },
	{ 'v', RXH_VLAN },
	{ 't', RXH_L3_PROTO },
	{ 's', RXH_IP_SRC },
	{ 'd', RXH_IP_DST },
	{ 'f', RXH_L4_B_0_1 },
	{ 'n', RXH_L4_B_2_3 },
	{ 'e', K_RXH_GTP_TEID },
	{ 'r', (uint32_t)RXH_DISCARD },
};
#define NFIELDS (sizeof(fields) / sizeof(fields[0]))

struct reading rss_number(const char *const *words, const struct value *v)
{
	if (v->kind == VALUE_NUMBER)
		return (struct reading){ .set = true, .n = v->number };
	for (size_t i = 0; v->kind == VALUE_WORD && words[i]; i++)
		if (!strcmp(words[i], v->word))
			return (struct reading){ .set = true, .n = i };
	return (struct reading){ 0 };
}

const struct rss_flow *rss_flow_find(const char *name)
{
	for (const struct rss_flow *f = rss_flows; f->name; f++)
		if (!strcmp(f->name, name))
			return f;
	return NULL;
}

/* Bits that have no letter follow as a number: "sd+0x200". */
const char *rss_fields_text(struct arena *a, uint64_t bits)
{
	char text[NFIELDS + 1];
	size_t n = 0;

	for (size_t i = 0; i < NFIELDS; i++) {
		if (bits & fields[i].bit)
			text[n++] = fields[i].letter;
		bits &= ~fields[i].bit;
	}
	text[n] = '\0';
	if (bits)
		return arena_printf(a, "%s+0x%llx", text, (unsigned long long)bits);
	return n ? arena_strdup(a, text) : "none";
}

static uint64_t bit_of(char letter)
{
	for (size_t i = 0; i < NFIELDS; i++)
		if (fields[i].letter == letter)
			return fields[i].bit;
	return 0;
}

int rss_fields_parse(const char *text, uint64_t *bits)
{
	uint64_t more = 0;

	*bits = 0;
	if (!strcmp(text, "none"))
		return 0;
	if (!*text)
		return -EINVAL;
	for (; *text && *text != '+'; text++) {
		if (!bit_of(*text) || *bits & bit_of(*text))
			return -EINVAL;
		*bits |= bit_of(*text);
	}
	if (*text == '+' && (!isdigit((unsigned char)text[1]) ||
			     parse_u64(text + 1, UINT64_MAX, &more)))
		return -EINVAL;
	*bits |= more;
	return 0;
}

const char *rss_key_symmetric(struct arena *a, size_t len)
{
	uint8_t *key = arena_array(a, len + 1, 1);

	for (size_t i = 0; i < len; i++)
		key[i] = i % 2 ? 0x5a : 0x6d;
	return hexbytes_text(a, key, len);
}
