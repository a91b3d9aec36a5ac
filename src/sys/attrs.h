/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <linux/netlink.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct reading;

/*
 * Netlink attributes of messages that nobody vouches for: every length is checked.
 */

/* A run of attributes that is walked once; bad is set when it ends in a malformed one. */
struct attrs {
	const uint8_t *at;
	size_t left;
	bool bad;
};

struct attrs attrs_of(const void *payload, size_t len);
struct attrs attrs_in(const struct nlattr *nest);
/* What follows a message's header of hdrlen bytes (nfgenmsg, genlmsghdr); bad if too short. */
struct attrs attrs_after(const struct nlmsghdr *msg, size_t hdrlen);
/* The next attribute, or NULL at the end. */
const struct nlattr *attrs_next(struct attrs *run);

/* Sorts a run into tb[0..max] (NULL where absent, higher types ignored); false if malformed. */
bool attrs_sort(struct attrs run, const struct nlattr **tb, unsigned max);

unsigned attr_type(const struct nlattr *attr);
const void *attr_data(const struct nlattr *attr);
size_t attr_len(const struct nlattr *attr);

/* Text that is terminated inside its attribute, else NULL (also for NULL). */
const char *attr_text(const struct nlattr *attr);
/* A number in our byte order, 1, 2, 4 or 8 bytes wide; not set for NULL and other widths. */
struct reading attr_number(const struct nlattr *attr);
/* A 32-bit number in network byte order; not set for NULL and other widths. */
struct reading attr_be32(const struct nlattr *attr);
