/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stddef.h>

struct answers;
struct err;

/*
 * What ethtool's netlink family lacks (on this or on older kernels): SIOCETHTOOL.
 * Its answers are recorded and replayed like netlink's, as raw bytes.
 */

/*
 * One ETHTOOL_G* request: buf (size bytes, its cmd filled in) is answered in
 * place. word names the request in a recording ("drvinfo", kept under
 * "ioctl/drvinfo/IFNAME"). 0 or a negative errno with words in e: -EOPNOTSUPP the
 * driver has none of it, -ENODEV no such interface, -ENODATA not recorded,
 * -EBADMSG the recording is damaged (then buf is unchanged).
 */
int ethioctl_get(struct answers *a, const char *word, const char *ifname, void *buf, size_t size,
		 struct err *e);

/* The driver's name ("veth", "bridge", "dsa", ...), terminated; errors as above. */
int ethioctl_driver(struct answers *a, const char *ifname, char driver[32], struct err *e);

/*
 * One ETHTOOL_S* request. Never recorded; a recorded machine has nobody to ask:
 * -EROFS with words. buf may come back changed (ETHTOOL_SRXCLSRLINS fills in the location).
 */
int ethioctl_set(struct answers *a, const char *ifname, void *buf, size_t size, struct err *e);
