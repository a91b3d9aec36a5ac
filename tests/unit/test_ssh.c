// SPDX-License-Identifier: GPL-2.0-or-later
// U4: what SSH_CONNECTION says, and what it does not.
#include "../../src/run/ssh.h"
#include "main.h"

#include <arpa/inet.h>
#include <stdio.h>

static struct ssh ssh;

static const char *addr_text(const struct net_addr *addr)
{
	static char text[2][INET6_ADDRSTRLEN];
	static int turn;

	turn = !turn;
	return inet_ntop(addr->v6 ? AF_INET6 : AF_INET, addr->bytes, text[turn],
			 sizeof(text[turn]));
}

static void is(const char *text, const char *client, const char *server, const char *scope)
{
	ck_assert_msg(ssh_parse(text, &ssh), "'%s' is refused", text);
	ck_assert_str_eq(addr_text(&ssh.client), client);
	ck_assert_str_eq(addr_text(&ssh.server), server);
	ck_assert_str_eq(ssh.scope, scope);
	ck_assert(ssh.client.v6 == (strchr(client, ':') != NULL));
}

static void is_none(const char *text)
{
	ck_assert_msg(!ssh_parse(text, &ssh), "'%s' is taken", text);
}

START_TEST(u4_ipv4)
{
	is("10.0.0.5 50412 10.0.0.1 22", "10.0.0.5", "10.0.0.1", "");
	ck_assert_str_eq(ssh.from, "10.0.0.5");
	is("255.255.255.255 0 0.0.0.0 65535", "255.255.255.255", "0.0.0.0", "");
	is("  10.0.0.5  1  10.0.0.1  2 ", "10.0.0.5", "10.0.0.1", "");
}
END_TEST

START_TEST(u4_ipv6)
{
	is("2001:db8::5 50412 2001:db8::1 22", "2001:db8::5", "2001:db8::1", "");
	ck_assert_str_eq(ssh.from, "2001:db8::5");
	is("::1 1 ::1 2", "::1", "::1", "");
}
END_TEST

START_TEST(u4_ipv4_written_as_ipv6)
{
	is("::ffff:10.0.0.5 50412 ::ffff:10.0.0.1 22", "10.0.0.5", "10.0.0.1", "");
	is("::ffff:10.0.0.5 50412 10.0.0.1 22", "10.0.0.5", "10.0.0.1", "");
	is_none("::ffff:10.0.0.5 50412 2001:db8::1 22");
}
END_TEST

START_TEST(u4_scopes)
{
	is("fe80::5%eth0 50412 fe80::1%eth0 22", "fe80::5", "fe80::1", "eth0");
	ck_assert_str_eq(ssh.from, "fe80::5");
	is("fe80::5 50412 fe80::1%br0.12 22", "fe80::5", "fe80::1", "br0.12");
	is("fe80::5%3 50412 fe80::1 22", "fe80::5", "fe80::1", "3");
	is_none("fe80::5%eth0 50412 fe80::1%eth1 22");
	is_none("fe80::5% 50412 fe80::1 22");
	is_none("fe80::5%abcdefghijklmnop 50412 fe80::1 22");
	is_none("fe80::5%../../x 50412 fe80::1 22");
}
END_TEST

START_TEST(u4_anything_else)
{
	char text[4096];

	is_none(NULL);
	is_none("");
	is_none(" ");
	is_none("UNKNOWN 65535 UNKNOWN 65535");
	is_none("10.0.0.5 50412 10.0.0.1");
	is_none("10.0.0.5 50412 10.0.0.1 22 x");
	is_none("10.0.0.5 50412 2001:db8::1 22");
	is_none("10.0.0 50412 10.0.0.1 22");
	is_none("10.0.0.5 65536 10.0.0.1 22");
	is_none("10.0.0.5 -1 10.0.0.1 22");
	is_none("10.0.0.5 ssh 10.0.0.1 22");
	is_none("10.0.0.5\t50412\t10.0.0.1\t22");
	is_none("\033[31m 1 2 3");
	memset(text, '1', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	is_none(text);
	memset(text, ' ', sizeof(text) - 1);
	is_none(text);
}
END_TEST

static const char *find(const char *strings, size_t len)
{
	const char *text = ssh_find(strings, len);

	return text ? text : "none";
}

START_TEST(u4_in_an_environment)
{
	static const char some[] = "A=b\0SSH_CONNECTION=x y\0SSH_CONNECTION=z\0";
	static const char like[] = "MY_SSH_CONNECTION=x\0SSH_CONNECTIONS=y\0SSH_CONNECTION\0A=SSH_CONNECTION=z";
	static const char empty[] = "\0\0SSH_CONNECTION=\0";
	static const char cut[] = "SSH_CONNECTION=x";

	ck_assert_str_eq(find(some, sizeof(some) - 1), "x y");
	ck_assert_str_eq(find(like, sizeof(like)), "none");
	ck_assert_str_eq(find(empty, sizeof(empty) - 1), "");
	/* Not terminated: whoever reads on would leave the bytes that were given. */
	ck_assert_str_eq(find(cut, sizeof(cut) - 1), "none");
	ck_assert_str_eq(find("", 0), "none");
	ck_assert_str_eq(find(NULL, 0), "none");
}
END_TEST

static Suite *make_suite(void)
{
	Suite *suite = suite_create("ssh");
	TCase *tc = tcase_create("ssh");

	tcase_add_test(tc, u4_ipv4);
	tcase_add_test(tc, u4_ipv6);
	tcase_add_test(tc, u4_ipv4_written_as_ipv6);
	tcase_add_test(tc, u4_scopes);
	tcase_add_test(tc, u4_anything_else);
	tcase_add_test(tc, u4_in_an_environment);
	suite_add_tcase(suite, tc);
	return suite;
}

TEST_MAIN(make_suite)
