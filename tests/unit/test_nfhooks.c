// SPDX-License-Identifier: GPL-2.0-or-later
// L4: who looks at packets, as nfnetlink_hook tells it.
#include <linux/netfilter.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_hook.h>

#include "main.h"
#include "nqtune/nfhooks.h"
#include "tapetest.h"
#include "uapi.h"

static const char *const hooks[] = { "prerouting", "input", "forward", "output", "postrouting" };

static struct nf_hooks found;

static int read_them(void)
{
	return nfhooks_read(a, arena, &found, &e);
}

static const struct nf_hook *find(const char *family, const char *hook, int priority)
{
	for (size_t i = 0; i < found.n; i++)
		if (!strcmp(found.v[i].family, family) && !strcmp(found.v[i].hook, hook) &&
		    found.v[i].priority == priority)
			return &found.v[i];
	ck_abort_msg("no hook %s %s %d", family, hook, priority);
}

/* A function of a hook; its message goes on until nl_end(). */
static void put_hook(struct nlbytes *b, const char *function, int priority)
{
	const struct nfgenmsg head = { .nfgen_family = NFPROTO_IPV4 };

	nl_msg(b, NFNL_SUBSYS_HOOK << 8 | NFNL_MSG_HOOK_GET, NLM_F_MULTI);
	nl_put(b, &head, sizeof(head));
	if (function)
		nl_text(b, NFNLA_HOOK_FUNCTION_NAME, function);
	nl_be32(b, NFNLA_HOOK_HOOKNUM, 0);
	nl_be32(b, NFNLA_HOOK_PRIORITY, (uint32_t)priority);
}

static void put_chain(struct nlbytes *b, uint32_t type, const char *table, const char *name)
{
	const uint8_t family = NFPROTO_INET;
	size_t info = nl_nest(b, NFNLA_HOOK_CHAIN_INFO), desc;

	nl_be32(b, NFNLA_HOOK_INFO_TYPE, type);
	desc = nl_nest(b, NFNLA_HOOK_INFO_DESC);
	nl_text(b, NFNLA_CHAIN_TABLE, table);
	nl_text(b, NFNLA_CHAIN_NAME, name);
	nl_attr(b, NFNLA_CHAIN_FAMILY, &family, 1);
	nl_nest_end(b, desc);
	nl_nest_end(b, info);
}

/* Every other hook is empty. */
static struct nlbytes *put_empty(const char *but)
{
	struct nlbytes *b = NULL;
	char key[64];

	for (size_t i = 0; i < 10; i++) {
		struct nlbytes *one;

		snprintf(key, sizeof(key), "netfilter/hooks/%s/%s", i < 5 ? "ip" : "ip6", hooks[i % 5]);
		one = nltape_add(&t, key);
		if (!strcmp(key, but))
			b = one;
		else
			nl_done(one, 0);
	}
	return b;
}

START_TEST(l4_functions_and_chains)
{
	struct nlbytes *b = put_empty("netfilter/hooks/ip/forward");

	put_hook(b, "ipv4_conntrack_in", -200);
	nl_text(b, NFNLA_HOOK_MODULE_NAME, "nf_conntrack");
	nl_end(b);
	put_hook(b, "nft_do_chain_inet", 0);
	put_chain(b, NFNL_HOOK_TYPE_NFTABLES, "fw4", "forward");
	nl_end(b);
	put_hook(b, NULL, 2147483647);
	nl_end(b);
	nl_done(b, 0);
	ck_assert_int_eq(read_them(), 0);
	ck_assert_uint_eq(found.n, 3);
	ck_assert_str_eq(found.v[0].family, "ip");
	ck_assert_str_eq(found.v[0].hook, "forward");
	ck_assert_str_eq(found.v[0].function, "ipv4_conntrack_in");
	ck_assert_str_eq(found.v[0].module, "nf_conntrack");
	ck_assert_int_eq(found.v[0].priority, -200);
	ck_assert(!found.v[0].chain && !found.v[0].iface && !found.v[0].flowtable);
	ck_assert_str_eq(found.v[1].chain, "inet fw4 forward");
	ck_assert_ptr_null(found.v[1].module);
	ck_assert_ptr_null(found.v[2].function);
	ck_assert_int_eq(found.v[2].priority, 2147483647);
}
END_TEST

/* The router of the lab: conntrack, a chain for IPv4 and IPv6, source NAT, AppArmor; a flowtable. */
static void check_recorded(const char *dir, const char *nat_chain, const char *flowtable)
{
	char key[64];

	if (!data_readable())
		return;
	t.n = 0;
	for (size_t i = 0; i < 10; i++) {
		snprintf(key, sizeof(key), "netfilter/hooks/%s/%s", i < 5 ? "ip" : "ip6", hooks[i % 5]);
		ck_assert(nltape_load(&t, dir, key));
	}
	ck_assert(nltape_load(&t, dir, "netfilter/hooks/netdev/eth0"));
	ck_assert_int_eq(read_them(), 0);
	ck_assert_int_eq(nfhooks_add_ingress(a, "eth0", arena, &found, &e), 0);
	ck_assert_str_eq(find("ip", "prerouting", -200)->function, "ipv4_conntrack_in");
	ck_assert_str_eq(find("ip", "prerouting", -200)->module, "nf_conntrack");
	ck_assert_str_eq(find("ip", "forward", 0)->chain, "inet t f");
	ck_assert_str_eq(find("ip6", "forward", 0)->chain, "inet t f");
	ck_assert_str_eq(find("ip", "postrouting", -225)->function, "apparmor_ip_postroute");
	ck_assert_ptr_null(find("ip", "postrouting", -225)->module);
	if (nat_chain)
		ck_assert_str_eq(find("ip", "postrouting", 100)->chain, nat_chain);
	else
		ck_assert_ptr_null(find("ip", "postrouting", 100)->chain);
	ck_assert_str_eq(find("netdev", "ingress", -5)->chain, "netdev n in");
	ck_assert(!find("netdev", "ingress", -5)->flowtable);
	ck_assert_str_eq(find("netdev", "ingress", 0)->iface, "eth0");
	ck_assert(find("netdev", "ingress", 0)->flowtable);
	if (flowtable)
		ck_assert_str_eq(find("netdev", "ingress", 0)->chain, flowtable);
	else
		ck_assert_ptr_null(find("netdev", "ingress", 0)->chain);
}

START_TEST(l4_recorded_6_12)
{
	check_recorded("hooks-6.12", NULL, NULL);
}
END_TEST

START_TEST(l4_recorded_7)
{
	check_recorded("hooks-7", "ip nat post", "inet t ft");
}
END_TEST

START_TEST(l4_a_program_is_no_chain)
{
	struct nlbytes *b = put_empty("netfilter/hooks/ip/input");

	put_hook(b, "nf_hook_run_bpf", 5);
	put_chain(b, 2, "x", "y");
	nl_end(b);
	nl_done(b, 0);
	ck_assert_int_eq(read_them(), 0);
	ck_assert_uint_eq(found.n, 1);
	ck_assert_ptr_null(found.v[0].chain);
	ck_assert(!found.v[0].flowtable);
}
END_TEST

START_TEST(l4_names_for_a_terminal)
{
	struct nlbytes *b = put_empty("netfilter/hooks/ip/input");

	put_hook(b, "\x1b[31mf", 5);
	nl_text(b, NFNLA_HOOK_MODULE_NAME, "m\n");
	put_chain(b, NFNL_HOOK_TYPE_NFTABLES, "t\x07", "c\r");
	nl_end(b);
	nl_done(b, 0);
	ck_assert_int_eq(read_them(), 0);
	ck_assert_str_eq(found.v[0].function, "?[31mf");
	ck_assert_str_eq(found.v[0].module, "m?");
	ck_assert_str_eq(found.v[0].chain, "inet t? c?");
}
END_TEST

/* Before 5.15, and where it is not configured, the subsystem is not known. */
START_TEST(l4_a_kernel_that_does_not_tell)
{
	nl_error(nltape_add(&t, "netfilter/hooks/ip/prerouting"), -EINVAL, NULL);
	ck_assert_int_eq(read_them(), -EOPNOTSUPP);
	ck_assert_ptr_nonnull(strstr(e.text, "the kernel does not tell"));
	ck_assert_uint_eq(found.n, 0);
}
END_TEST

START_TEST(l4_no_privilege_and_not_recorded)
{
	ck_assert_int_eq(read_them(), -ENODATA);
	nl_error(nltape_add(&t, "netfilter/hooks/ip/prerouting"), -EPERM, NULL);
	ck_assert_int_eq(read_them(), -EPERM);
	ck_assert_uint_eq(found.n, 0);
}
END_TEST

/* A kernel without IPv6 tells of IPv4 all the same. */
START_TEST(l4_without_ipv6)
{
	struct nlbytes *b;
	char key[64];

	for (size_t i = 0; i < 5; i++) {
		snprintf(key, sizeof(key), "netfilter/hooks/ip/%s", hooks[i]);
		b = nltape_add(&t, key);
		if (i == 2) {
			put_hook(b, "nft_do_chain_ipv4", 0);
			nl_end(b);
		}
		nl_done(b, 0);
	}
	nl_error(nltape_add(&t, "netfilter/hooks/ip6/prerouting"), -EOPNOTSUPP, NULL);
	ck_assert_int_eq(read_them(), 0);
	ck_assert_uint_eq(found.n, 1);
}
END_TEST

/* What cannot be read of one device leaves what was read before. */
START_TEST(l4_ingress_that_cannot_be_read)
{
	struct nlbytes *b = put_empty("netfilter/hooks/ip/input");

	put_hook(b, "f", 5);
	nl_end(b);
	nl_done(b, 0);
	ck_assert_int_eq(read_them(), 0);
	b = nltape_add(&t, "netfilter/hooks/netdev/eth0");
	put_hook(b, "g", 6);
	nl_end(b);
	nl_error(b, -ENODEV, NULL);
	ck_assert_int_eq(nfhooks_add_ingress(a, "eth0", arena, &found, &e), -ENODEV);
	ck_assert_uint_eq(found.n, 1);
	ck_assert_int_eq(nfhooks_add_ingress(a, "../eth0", arena, &found, &e), -EINVAL);
	ck_assert_uint_eq(found.n, 1);
}
END_TEST

static void ask_again(struct nltape *tape, void *data)
{
	int rc = read_them();

	ck_assert_int_le(rc, 0);
	ck_assert(rc == 0 || found.n == 0);
	for (size_t i = 0; i < found.n; i++)
		ck_assert(found.v[i].family && found.v[i].hook && !found.v[i].iface);
}

START_TEST(l4_damaged)
{
	struct nlbytes *b = put_empty("netfilter/hooks/ip6/postrouting");

	put_hook(b, "nft_do_chain_inet", 0);
	put_chain(b, K_HOOK_TYPE_FLOWTABLE, "fw4", "ft");
	nl_end(b);
	nl_done(b, 0);
	ck_assert_int_eq(read_them(), 0);
	ck_assert(found.v[0].flowtable);
	nltape_flip_all(&t, ask_again, NULL);
	/* Too short to be such a message. */
	b->len = 0;
	nl_msg(b, NFNL_SUBSYS_HOOK << 8, NLM_F_MULTI);
	nl_end(b);
	nl_done(b, 0);
	ck_assert_int_eq(read_them(), -EBADMSG);
	ck_assert_str_eq(e.text, "the netlink answer about hooks is damaged");
}
END_TEST

static Suite *make_suite(void)
{
	Suite *suite = suite_create("nfhooks");
	TCase *tc = tcase_create("nfhooks");

	tcase_add_checked_fixture(tc, tape_setup, tape_teardown);
	tcase_add_test(tc, l4_functions_and_chains);
	tcase_add_test(tc, l4_recorded_6_12);
	tcase_add_test(tc, l4_recorded_7);
	tcase_add_test(tc, l4_a_program_is_no_chain);
	tcase_add_test(tc, l4_names_for_a_terminal);
	tcase_add_test(tc, l4_a_kernel_that_does_not_tell);
	tcase_add_test(tc, l4_no_privilege_and_not_recorded);
	tcase_add_test(tc, l4_without_ipv6);
	tcase_add_test(tc, l4_ingress_that_cannot_be_read);
	tcase_add_test(tc, l4_damaged);
	suite_add_tcase(suite, tc);
	return suite;
}

TEST_MAIN(make_suite)
