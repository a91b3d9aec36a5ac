// SPDX-License-Identifier: GPL-2.0-or-later
#include "main.h"
#include "nlbytes.h"
#include "nqtune/err.h"
#include "nqtune/files.h"
#include "nqtune/genl.h"
#include "tree.h"

#define TYPE 0x20	/* any message type that is not netlink's own */

static struct nlbytes b;
static struct err e;

struct seen {
	unsigned n;
	int stop;
	unsigned lens;
};

static void setup(void)
{
	memset(&b, 0, sizeof(b));
	memset(&e, 0, sizeof(e));
}

static int count(const struct nlmsghdr *msg, void *data)
{
	struct seen *s = data;

	s->n++;
	s->lens += msg->nlmsg_len;
	return s->stop;
}

static int walk(struct seen *s)
{
	e.text[0] = '\0';
	return answer_walk(b.v, b.len, count, s, &e);
}

static void put_data(unsigned flags)
{
	nl_genl(&b, TYPE, flags);
	nl_u32(&b, 1, 7);
	nl_end(&b);
}

START_TEST(a_reply_and_its_acknowledgement)
{
	struct seen s = { 0 };

	put_data(0);
	nl_ack(&b);
	ck_assert_int_eq(walk(&s), 0);
	ck_assert_uint_eq(s.n, 1);
	ck_assert_uint_eq(s.lens, NLMSG_HDRLEN + GENL_HDRLEN + 8);
}
END_TEST

/* A dump comes in several datagrams; NOOP is skipped, DONE ends it. */
START_TEST(a_dump_of_several_messages)
{
	struct seen s = { 0 };

	put_data(NLM_F_MULTI);
	put_data(NLM_F_MULTI);
	nl_msg(&b, NLMSG_NOOP, 0);
	nl_end(&b);
	put_data(NLM_F_MULTI);
	nl_done(&b, 0);
	ck_assert_int_eq(walk(&s), 0);
	ck_assert_uint_eq(s.n, 3);
}
END_TEST

START_TEST(a_done_without_a_number)
{
	struct seen s = { 0 };

	nl_msg(&b, NLMSG_DONE, 0);
	nl_end(&b);
	ck_assert_int_eq(walk(&s), 0);
	ck_assert_uint_eq(s.n, 0);
}
END_TEST

START_TEST(a_dump_that_fails_midway)
{
	struct seen s = { 0 };

	put_data(NLM_F_MULTI);
	nl_done(&b, -ENODEV);
	ck_assert_int_eq(walk(&s), -ENODEV);
	ck_assert_uint_eq(s.n, 1);
	ck_assert_str_eq(e.text, err_words(-ENODEV));
}
END_TEST

/* The kernel's own words win, with and without the request echoed before them. */
START_TEST(an_error_with_the_kernels_words)
{
	const struct nlmsgerr err = { .error = -ENODEV, .msg.nlmsg_len = NLMSG_HDRLEN + 12 };
	struct seen s = { 0 };

	nl_error(&b, -ENODEV, "no device matches name");
	ck_assert_int_eq(walk(&s), -ENODEV);
	ck_assert_str_eq(e.text, "no device matches name");

	b.len = 0;
	nl_msg(&b, NLMSG_ERROR, NLM_F_ACK_TLVS);
	nl_put(&b, &err, sizeof(err));
	nl_put(&b, "echoed here!", 12);
	nl_u32(&b, NLMSGERR_ATTR_OFFS, 20);
	nl_text(&b, NLMSGERR_ATTR_MSG, "behind the echo");
	nl_end(&b);
	ck_assert_int_eq(walk(&s), -ENODEV);
	ck_assert_str_eq(e.text, "behind the echo");
}
END_TEST

START_TEST(an_error_without_words)
{
	struct seen s = { 0 };

	nl_error(&b, -EBUSY, NULL);
	ck_assert_int_eq(walk(&s), -EBUSY);
	ck_assert_str_eq(e.text, err_words(-EBUSY));

	b.len = 0;
	nl_error(&b, -524, NULL);	/* the kernel's internal ENOTSUPP */
	ck_assert_int_eq(walk(&s), -EOPNOTSUPP);
}
END_TEST

/* Words from a recording must not steer the terminal. */
START_TEST(words_are_cleaned)
{
	struct seen s = { 0 };

	nl_error(&b, -EINVAL, "bad \033[31mred");
	ck_assert_int_eq(walk(&s), -EINVAL);
	ck_assert_str_eq(e.text, "bad ?[31mred");
}
END_TEST

/* Words that are not terminated, or whose lengths lie, are not used. */
START_TEST(words_out_of_bounds)
{
	struct seen s = { 0 };
	struct nlmsghdr *msg = (void *)b.v;
	struct nlmsgerr *err = (void *)(b.v + NLMSG_HDRLEN);

	nl_error(&b, -EINVAL, "abcd");
	b.v[b.len - 4] = 'e';
	memcpy(b.v + b.len - 4, "efgh", 4);
	ck_assert_int_eq(walk(&s), -EINVAL);
	ck_assert_str_eq(e.text, err_words(-EINVAL));

	b.len = 0;
	nl_error(&b, -EINVAL, "abcd");
	msg->nlmsg_flags = NLM_F_ACK_TLVS;
	err->msg.nlmsg_len = 0xfffffff0;
	ck_assert_int_eq(walk(&s), -EINVAL);
	ck_assert_str_eq(e.text, err_words(-EINVAL));
}
END_TEST

START_TEST(codes_that_no_kernel_sends)
{
	static const int codes[] = { 1, 4096, -4096, -2147483647 - 1 };
	struct seen s = { 0 };

	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		b.len = 0;
		nl_error(&b, codes[i], NULL);
		ck_assert_int_eq(walk(&s), -EBADMSG);
	}
}
END_TEST

/* Cut anywhere, an answer is damaged; so is one with something behind its end. */
START_TEST(truncated_or_too_long)
{
	struct seen s = { 0 };
	size_t whole;

	put_data(0);
	put_data(0);
	nl_error(&b, -ENODEV, "no device matches name");
	whole = b.len;
	for (b.len = 0; b.len < whole; b.len++)
		ck_assert_int_eq(walk(&s), -EBADMSG);
	b.len = whole + 1;
	ck_assert_int_eq(walk(&s), -EBADMSG);
	ck_assert(strstr(e.text, "damaged") != NULL);
}
END_TEST

START_TEST(the_reader_may_stop)
{
	struct seen s = { .stop = -E2BIG };

	put_data(0);
	put_data(0);
	nl_ack(&b);
	ck_assert_int_eq(walk(&s), -E2BIG);
	ck_assert_uint_eq(s.n, 1);
}
END_TEST

/* -EINTR and -EAGAIN never leave; a dump marked inconsistent is not believed. */
START_TEST(torn_dumps)
{
	static struct nltape t;
	char request[64];
	struct answers *a = nltape_open(&t);
	struct seen s = { 0 };

	put_data(NLM_F_MULTI | NLM_F_DUMP_INTR);
	nl_done(&b, 0);
	ck_assert(answer_torn(b.v, b.len));
	*nltape_add(&t, "marked") = b;
	b.len = 0;
	nl_error(&b, -EINTR, NULL);
	*nltape_add(&t, "eintr") = b;
	b.len = 0;
	nl_done(&b, -EAGAIN);
	*nltape_add(&t, "eagain") = b;
	for (size_t i = 0; i < t.n; i++) {
		const char *key = t.v[i].key;

		ck_assert_int_eq(answers_ask(a, NETLINK_GENERIC, key, request, count, &s, &e),
				 -EBUSY);
	}
	ck_assert_uint_eq(s.n, 0);
	answers_close(a);

	b.len = 0;
	put_data(NLM_F_MULTI);
	nl_done(&b, 0);
	ck_assert(!answer_torn(b.v, b.len));
}
END_TEST

START_TEST(a_missing_answer_names_its_key)
{
	static struct nltape t;
	struct answers *a = nltape_open(&t);
	char request[64];

	ck_assert_int_eq(answers_ask(a, NETLINK_GENERIC, "ethtool/rings-get/eth0", request, count,
				     NULL, &e), -ENODATA);
	ck_assert(strstr(e.text, "ethtool/rings-get/eth0") != NULL);
	answers_close(a);
}
END_TEST

START_TEST(a_family_is_asked_for_once)
{
	static const uint8_t ops[] = { 1, 38, 255 };
	static struct nltape t;
	struct answers *a = nltape_open(&t);
	const struct genl_family *f;
	int code;

	nl_family(nltape_add(&t, "genl/ethtool"), 21, ops, sizeof(ops));
	nl_error(nltape_add(&t, "genl/none"), -ENOENT, NULL);
	for (int i = 0; i < 3; i++) {
		f = genl_family(a, "ethtool", &code, &e);
		ck_assert_ptr_nonnull(f);
		ck_assert_uint_eq(f->id, 21);
		ck_assert(genl_has_op(f, 1) && genl_has_op(f, 38) && genl_has_op(f, 255));
		ck_assert(!genl_has_op(f, 0) && !genl_has_op(f, 2) && !genl_has_op(f, 254));
	}
	ck_assert_uint_eq(t.asked, 1);
	for (int i = 0; i < 2; i++) {
		ck_assert_ptr_null(genl_family(a, "none", &code, &e));
		ck_assert_int_eq(code, -ENOENT);
		ck_assert_ptr_null(genl_family(a, "missing", &code, &e));
		ck_assert_int_eq(code, -ENODATA);
	}
	ck_assert_uint_eq(t.asked, 3);
	answers_close(a);
}
END_TEST

static void put_file(const char *top, const char *path, const void *bytes, size_t len)
{
	char full[512];
	FILE *f;

	snprintf(full, sizeof(full), "%s/%s", top, path);
	for (char *p = strchr(full + strlen(top) + 1, '/'); p; p = strchr(p + 1, '/')) {
		*p = '\0';
		mkdir(full, 0755);
		*p = '/';
	}
	f = fopen(full, "w");
	ck_assert_ptr_nonnull(f);
	ck_assert_uint_eq(fwrite(bytes, 1, len, f), len);
	fclose(f);
}

static int ask_tree(const char *top, struct seen *s)
{
	struct files *files;
	struct answers *a;
	char request[64];
	int rc;

	ck_assert_int_eq(files_open(&files, top, &e), 0);
	ck_assert_int_eq(answers_open(&a, files, &e), 0);
	rc = answers_ask(a, NETLINK_GENERIC, "word/eth0", request, count, s, &e);
	/* U12: a recorded machine opens no socket. */
	ck_assert_ptr_null(a->links[0].nl);
	ck_assert_ptr_null(a->links[1].nl);
	ck_assert_int_lt(a->ioctl_fd, 0);
	answers_close(a);
	files_close(files);
	return rc;
}

/* U12: a recorded tree answers, if it speaks our byte order. */
START_TEST(u12_recorded_tree)
{
	static const char *const orders[] = { "little", "big" };
	const bool big = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__;
	struct tree t = tree_new();
	struct seen s = { 0 };

	ck_assert_int_eq(ask_tree(t.path, &s), -ENODATA);
	put_data(0);
	nl_ack(&b);
	put_file(t.path, "nqtune/answers/word/eth0", b.v, b.len);
	ck_assert_int_eq(ask_tree(t.path, &s), 0);
	ck_assert_uint_eq(s.n, 1);
	put_file(t.path, "nqtune/byte-order", orders[big], strlen(orders[big]));
	ck_assert_int_eq(ask_tree(t.path, &s), 0);
	ck_assert_uint_eq(s.n, 2);
	put_file(t.path, "nqtune/byte-order", orders[!big], strlen(orders[!big]));
	ck_assert_int_eq(ask_tree(t.path, &s), -EBADMSG);
	ck_assert(strstr(e.text, "byte order") != NULL);
	ck_assert_uint_eq(s.n, 2);
	tree_free(&t);
}
END_TEST

/* What the kernel says now, and the same from the recording made meanwhile. */
START_TEST(live_then_replayed)
{
	struct tree t = tree_new();
	struct genl_family live;
	const struct genl_family *f;
	struct files *files;
	struct answers *a;
	int code;

	ck_assert_int_eq(files_open(&files, NULL, &e), 0);
	ck_assert_int_eq(files_record(files, t.path, &e), 0);
	ck_assert_int_eq(answers_open(&a, files, &e), 0);
	f = genl_family(a, "nlctrl", &code, &e);
	/* A sandbox without netlink sockets cannot tell. */
	if (f) {
		live = *f;
		ck_assert_uint_eq(live.id, GENL_ID_CTRL);
		ck_assert(genl_has_op(f, CTRL_CMD_GETFAMILY));
		ck_assert_ptr_null(genl_family(a, "no-such-family", &code, &e));
		ck_assert_int_eq(code, -ENOENT);
	}
	ck_assert_int_eq(files_record_status(files, &e), 0);
	answers_close(a);
	files_close(files);
	if (f) {
		ck_assert_int_eq(files_open(&files, t.path, &e), 0);
		ck_assert_int_eq(answers_open(&a, files, &e), 0);
		f = genl_family(a, "nlctrl", &code, &e);
		ck_assert_ptr_nonnull(f);
		ck_assert_mem_eq(f, &live, sizeof(live));
		ck_assert_ptr_null(genl_family(a, "no-such-family", &code, &e));
		ck_assert_int_eq(code, -ENOENT);
		answers_close(a);
		files_close(files);
	}
	tree_free(&t);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("answers");
	TCase *c = tcase_create("answers");

	tcase_add_checked_fixture(c, setup, NULL);
	tcase_add_test(c, a_reply_and_its_acknowledgement);
	tcase_add_test(c, a_dump_of_several_messages);
	tcase_add_test(c, a_done_without_a_number);
	tcase_add_test(c, a_dump_that_fails_midway);
	tcase_add_test(c, an_error_with_the_kernels_words);
	tcase_add_test(c, an_error_without_words);
	tcase_add_test(c, words_are_cleaned);
	tcase_add_test(c, words_out_of_bounds);
	tcase_add_test(c, codes_that_no_kernel_sends);
	tcase_add_test(c, truncated_or_too_long);
	tcase_add_test(c, the_reader_may_stop);
	tcase_add_test(c, torn_dumps);
	tcase_add_test(c, a_missing_answer_names_its_key);
	tcase_add_test(c, a_family_is_asked_for_once);
	tcase_add_test(c, u12_recorded_tree);
	tcase_add_test(c, live_then_replayed);
	suite_add_tcase(s, c);
	return s;
}

TEST_MAIN(suite)
