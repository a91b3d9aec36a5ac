// SPDX-License-Identifier: GPL-2.0-or-later
// Setting through ethtool's netlink family.
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/ethtool_netlink.h>
#include <linux/genetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answers_priv.h"
#include "attrs.h"
#include "ethnl_priv.h"
#include "nqtune/err.h"
#include "nqtune/ethnl.h"
#include "nqtune/parse.h"

#define NOT_FOUND SIZE_MAX
#define ATTR_ROOM_MAX (UINT16_MAX - NLA_HDRLEN)

/* Begins a message with room for more bytes behind its header; free() it. NULL: *rc and e. */
static struct nlmsghdr *begin(struct answers *a, uint8_t cmd, const char *ifname, size_t more,
			      int *rc, struct err *e)
{
	const struct genl_family *family;
	const char *word = ethnl_set_word(cmd);
	char what[32];
	void *buf;

	*rc = answers_settable(a, e);
	if (*rc == 0 && !word)
		*rc = err_set(e, -EOPNOTSUPP, "ethtool message %u is not one of ours", cmd);
	if (*rc == 0 && !ifname_valid(ifname))
		*rc = err_set(e, -ENODEV, "no such interface");
	if (*rc)
		return NULL;
	snprintf(what, sizeof(what), "setting of %s", word);
	family = ethnl_family(a, cmd, what, rc, e);
	if (!family)
		return NULL;
	buf = calloc(1, ETHNL_HEADER_ROOM + more);
	if (!buf) {
		*rc = err_set(e, -ENOMEM, "%s", err_words(-ENOMEM));
		return NULL;
	}
	return ethnl_begin(buf, family, cmd, ifname);
}

/* Which attribute of a run lies at offset of msg, or holds it, counted from 0. */
static size_t holder(const struct nlmsghdr *msg, struct attrs run, size_t offset)
{
	const struct nlattr *attr;

	for (size_t i = 0; (attr = attrs_next(&run)); i++) {
		size_t at = (size_t)((const uint8_t *)attr - (const uint8_t *)msg);

		if (offset >= at && offset < at + attr->nla_len)
			return i;
	}
	return NOT_FOUND;
}

static size_t value_size(const struct ethnl_value *v)
{
	return NLA_HDRLEN + NLA_ALIGN(v->width == ETHNL_BYTES ? v->len : sizeof(uint32_t));
}

static void put_value(struct nlmsghdr *msg, const struct ethnl_value *v)
{
	switch (v->width) {
	case ETHNL_U8:
		mnl_attr_put_u8(msg, v->id, (uint8_t)v->number);
		break;
	case ETHNL_U32:
		mnl_attr_put_u32(msg, v->id, v->number);
		break;
	case ETHNL_BYTES:
		mnl_attr_put(msg, v->id, v->len, v->bytes);
		break;
	}
}

/* Puts the name of what is at fault before the words; returns rc. */
static int blame(const struct ethnl_value *v, int rc, struct err *e)
{
	if (v->name)
		err_prefix(e, "%s", v->name);
	return rc;
}

/* Whether the values fit into attributes, and how long they are together. */
static int check_values(const struct ethnl_value *v, size_t n, size_t *size, struct err *e)
{
	*size = 0;
	for (size_t i = 0; i < n; i++) {
		if (v[i].width == ETHNL_BYTES && v[i].len > ATTR_ROOM_MAX)
			return blame(&v[i], err_set(e, -E2BIG, "longer than netlink can send"), e);
		if (v[i].width == ETHNL_U8 && v[i].number > UINT8_MAX)
			return blame(&v[i], err_set(e, -ERANGE, "out of range (0 to 255)"), e);
		*size += value_size(&v[i]);
	}
	return 0;
}

/*
 * What is not there is no invalid value. The number tells nothing, the words do: the first
 * two are a kernel's that is older than the attribute, the third is about the driver.
 */
static int refusal(int rc, struct err *e)
{
	if (rc != -EINVAL)
		return rc;
	if (strcmp(e->text, "Unknown attribute type") == 0 ||
	    strcmp(e->text, "Unsupported attribute") == 0)
		return err_set(e, -EOPNOTSUPP, "this kernel has no such setting");
	if (strcmp(e->text, "cannot modify an unsupported parameter") == 0)
		return err_set(e, -EOPNOTSUPP, "the driver has no such setting");
	return rc;
}

int ethnl_set(struct answers *a, uint8_t cmd, const char *ifname, const struct ethnl_value *v,
	      size_t n, struct err *e)
{
	struct err why = { 0 };
	struct nlmsghdr *msg;
	uint32_t fault;
	size_t size;
	size_t at;
	int rc;

	rc = check_values(v, n, &size, e);
	if (rc)
		return rc;
	msg = begin(a, cmd, ifname, size, &rc, e);
	if (!msg)
		return rc;
	for (size_t i = 0; i < n; i++)
		put_value(msg, &v[i]);
	rc = answers_tell(a, NETLINK_GENERIC, msg, &fault, &why);
	if (rc) {
		rc = refusal(rc, &why);
		/* The first attribute is the header. */
		at = holder(msg, attrs_after(msg, GENL_HDRLEN), fault);
		if (at != NOT_FOUND && at > 0)
			blame(&v[at - 1], rc, &why);
		err_set(e, rc, "%s", why.text);
	}
	free(msg);
	return rc;
}

/* Two nests around the bits, and for each bit a nest, its name and perhaps its value. */
static size_t features_size(const struct ethnl_feature *v, size_t n)
{
	size_t size = (size_t)2 * NLA_HDRLEN;

	for (size_t i = 0; i < n; i++)
		size += 3 * (size_t)NLA_HDRLEN + NLA_ALIGN(strlen(v[i].name) + 1);
	return size;
}

static struct nlattr *put_features(struct nlmsghdr *msg, const struct ethnl_feature *v, size_t n)
{
	struct nlattr *wanted = mnl_attr_nest_start(msg, ETHTOOL_A_FEATURES_WANTED);
	struct nlattr *bits = mnl_attr_nest_start(msg, ETHTOOL_A_BITSET_BITS);

	for (size_t i = 0; i < n; i++) {
		struct nlattr *bit = mnl_attr_nest_start(msg, ETHTOOL_A_BITSET_BITS_BIT);

		mnl_attr_put_strz(msg, ETHTOOL_A_BITSET_BIT_NAME, v[i].name);
		if (v[i].on)
			mnl_attr_put(msg, ETHTOOL_A_BITSET_BIT_VALUE, 0, NULL);
		mnl_attr_nest_end(msg, bit);
	}
	mnl_attr_nest_end(msg, bits);
	mnl_attr_nest_end(msg, wanted);
	return bits;
}

int ethnl_set_features(struct answers *a, const char *ifname, const struct ethnl_feature *v,
		       size_t n, struct err *e)
{
	size_t size = features_size(v, n);
	struct nlmsghdr *msg;
	struct nlattr *bits;
	uint32_t fault;
	size_t at;
	int rc;

	if (size > ATTR_ROOM_MAX)
		return err_set(e, -E2BIG, "more features than netlink can send at once");
	msg = begin(a, ETHTOOL_MSG_FEATURES_SET, ifname, size, &rc, e);
	if (!msg)
		return rc;
	bits = put_features(msg, v, n);
	/* The reply, which tells what came of it, is left to the reading back. */
	rc = answers_tell(a, NETLINK_GENERIC, msg, &fault, e);
	at = holder(msg, attrs_in(bits), fault);
	if (rc && at != NOT_FOUND)
		err_prefix(e, "%s", v[at].name);
	free(msg);
	return rc;
}
