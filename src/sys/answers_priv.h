/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <linux/genetlink.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "nqtune/answers.h"
#include "nqtune/genl.h"

struct mnl_socket;

#define ANSWERS_LINKS 3

/* The longest answer that is taken in, live or recorded. */
#define ANSWER_LIMIT ((size_t)16 << 20)

/*
 * Answers that come from neither a kernel nor a tree, for tests and fuzzers: 0 and
 * bytes that stay valid until the next call, or -ENODATA.
 */
typedef int (*answers_bytes_fn)(const char *key, const void **bytes, size_t *len, void *data);

/*
 * Hears what is told in a kernel's place, for tests: 0, or a negative errno as a failed
 * send. told gives the answer's bytes, which stay valid until the next call.
 */
struct stand_in {
	int (*told)(const struct nlmsghdr *request, const void **bytes, size_t *len, void *data);
	int (*ioctl)(const char *ifname, void *buf, size_t size, void *data);
	void *data;
};

/* One netlink protocol's socket, opened when first needed. */
struct answers_link {
	int protocol;
	struct mnl_socket *nl;
	uint32_t port;
	uint32_t seq;
};

/* A resolved family, or the fact that there is none (code < 0). */
struct known_family {
	struct known_family *next;
	char name[GENL_NAMSIZ];
	int code;
	struct genl_family family;
};

struct answers {
	struct files *files;	/* NULL when bytes_fn feeds the answers */
	answers_bytes_fn bytes_fn;
	void *bytes_data;
	const struct stand_in *stand_in;	/* with bytes_fn only; NULL = nobody to tell */
	struct answers_link links[ANSWERS_LINKS];	/* NETLINK_GENERIC, NETLINK_NETFILTER, NETLINK_ROUTE */
	int ioctl_fd;		/* -1 until needed */
	struct known_family *families;
	bool order_checked;	/* the recording's byte order is ours */
};

int answers_open_bytes(struct answers **out, answers_bytes_fn fn, void *data);
/* The kernel answers, and not a recording. */
bool answers_live(const struct answers *a);
/* 0 where something can be set, else -EROFS with words. */
int answers_settable(const struct answers *a, struct err *e);
/*
 * Sends a request that changes something; what comes back before the acknowledgement
 * is passed over. Never recorded; a recorded machine has nobody to ask: -EROFS with words.
 * Errors as of answers_ask(), but that it is sent once: where the answer is lost
 * (-ENOBUFS, -ETIMEDOUT) it may have been done or not, and e says so. *fault is where in
 * the request the attribute starts that the kernel refused, in bytes; 0 = not said.
 */
int answers_tell(struct answers *a, int protocol, void *request, uint32_t *fault, struct err *e);

/* Bytes that grow; free() v. */
struct bytes {
	uint8_t *v;
	size_t len;
	size_t room;
};
/* Room for more bytes behind len; -EFBIG above ANSWER_LIMIT, -ENOMEM. */
int bytes_reserve(struct bytes *b, size_t more);

/* Adds len bytes. -EFBIG and -ENOMEM with words. */
int bytes_add(struct bytes *b, const void *bytes, size_t len, struct err *e);

/* Adds the bytes recorded under key to out. -ENODATA: there are none. */
int tape_load(struct answers *a, const char *key, struct bytes *out, struct err *e);
/* Keeps bytes under key if a recording is being made; files_record_status() tells of failures. */
void tape_keep(struct answers *a, const char *key, const void *bytes, size_t len);

/* The message at bytes[at], NULL if it does not fit into len; *next: where the one after it is. */
const struct nlmsghdr *answer_message(const uint8_t *bytes, size_t len, size_t at, size_t *next);
/* Whether the message ends an answer. */
bool answer_ends(const struct nlmsghdr *msg);
/* Feeds a whole answer to fn (NULL: nobody); the outcome is the one that its last message tells. */
int answer_walk(const uint8_t *bytes, size_t len, answer_fn fn, void *data, struct err *e);
/* Where in the request the attribute is that the last message complains of; 0 = not said. */
uint32_t answer_fault(const uint8_t *bytes, size_t len);
/* The kernel says that what it dumped changed meanwhile, or asks to come again. */
bool answer_torn(const uint8_t *bytes, size_t len);
