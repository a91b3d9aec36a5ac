// SPDX-License-Identifier: GPL-2.0-or-later
#include "nqtune/genl.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/genetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answers_priv.h"
#include "attrs.h"
#include "nqtune/err.h"
#include "nqtune/parse.h"

static bool read_ops(const struct nlattr *ops, struct genl_family *f)
{
	const struct nlattr *tb[CTRL_ATTR_OP_MAX + 1];
	struct attrs list = attrs_in(ops);
	const struct nlattr *op;

	while ((op = attrs_next(&list))) {
		struct reading id;

		if (!attrs_sort(attrs_in(op), tb, CTRL_ATTR_OP_MAX))
			return false;
		id = attr_number(tb[CTRL_ATTR_OP_ID]);
		if (id.set && id.n < 8 * sizeof(f->ops))
			f->ops[id.n / 8] |= (uint8_t)(1u << id.n % 8);
	}
	return !list.bad;
}

static int on_family(const struct nlmsghdr *msg, void *data)
{
	const struct nlattr *tb[CTRL_ATTR_OPS + 1];
	struct genl_family *f = data;
	struct reading id;

	if (!attrs_sort(attrs_after(msg, GENL_HDRLEN), tb, CTRL_ATTR_OPS))
		return -EBADMSG;
	id = attr_number(tb[CTRL_ATTR_FAMILY_ID]);
	if (!id.set || id.n < NLMSG_MIN_TYPE || id.n > UINT16_MAX)
		return -EBADMSG;
	memset(f, 0, sizeof(*f));
	f->id = (uint16_t)id.n;
	f->version = (uint32_t)attr_number(tb[CTRL_ATTR_VERSION]).n;
	f->maxattr = (uint32_t)attr_number(tb[CTRL_ATTR_MAXATTR]).n;
	if (tb[CTRL_ATTR_OPS] && !read_ops(tb[CTRL_ATTR_OPS], f))
		return -EBADMSG;
	return 0;
}

static int resolve(struct answers *a, const char *name, struct genl_family *f, struct err *e)
{
	_Alignas(struct nlmsghdr) char buf[128] = { 0 };
	char key[32];
	struct nlmsghdr *request = mnl_nlmsg_put_header(buf);
	struct genlmsghdr *genl;
	int rc;

	request->nlmsg_type = GENL_ID_CTRL;
	genl = mnl_nlmsg_put_extra_header(request, sizeof(*genl));
	genl->cmd = CTRL_CMD_GETFAMILY;
	genl->version = 1;
	mnl_attr_put_strz(request, CTRL_ATTR_FAMILY_NAME, name);
	snprintf(key, sizeof(key), "genl/%s", name);
	rc = answers_ask(a, NETLINK_GENERIC, key, request, on_family, f, e);
	if (rc == -EBADMSG)
		return err_set(e, rc, "the netlink answer about family %s is damaged", name);
	if (rc == 0 && f->id == 0)
		return err_set(e, -EBADMSG, "the netlink answer about family %s is empty", name);
	return rc;
}

static struct known_family *remember(struct answers *a, const char *name, int *code)
{
	struct known_family *k;

	*code = -ENAMETOOLONG;
	if (strlen(name) >= sizeof(k->name))
		return NULL;
	*code = -ENOMEM;
	k = calloc(1, sizeof(*k));
	if (!k)
		return NULL;
	strcpy(k->name, name);
	k->next = a->families;
	a->families = k;
	return k;
}

const struct genl_family *genl_family(struct answers *a, const char *name, int *code,
				      struct err *e)
{
	struct known_family *k = a->families;

	while (k && strcmp(k->name, name) != 0)
		k = k->next;
	if (!k) {
		k = remember(a, name, code);
		if (!k) {
			err_set(e, *code, "%s", err_words(*code));
			return NULL;
		}
		k->code = resolve(a, name, &k->family, e);
	}
	*code = k->code;
	if (k->code == -ENOENT)
		err_set(e, k->code, "this kernel has no netlink family %s", name);
	else if (k->code)
		err_set(e, k->code, "netlink family %s: %s", name,
			k->code == -ENODATA ? "not recorded" : err_words(k->code));
	return k->code ? NULL : &k->family;
}

bool genl_has_op(const struct genl_family *f, uint8_t cmd)
{
	return f->ops[cmd / 8] & 1u << cmd % 8;
}
