// SPDX-License-Identifier: GPL-2.0-or-later
#include "nqtune/ethioctl.h"

#include <errno.h>
#include <linux/ethtool.h>
#include <linux/netlink.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "answers_priv.h"
#include "nqtune/err.h"
#include "nqtune/parse.h"

/*
 * A recorded answer is the outcome (0 or a negative errno, in the recording's
 * byte order) and, on success, the struct as the kernel left it.
 */
typedef int32_t outcome_t;

static int socket_open(struct answers *a)
{
	if (a->ioctl_fd < 0)
		a->ioctl_fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	/* A kernel or a sandbox without IPv4: any socket passes the request on. */
	if (a->ioctl_fd < 0)
		a->ioctl_fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC);
	return a->ioctl_fd < 0 ? -errno : 0;
}

static int call_kernel(struct answers *a, const char *ifname, void *buf)
{
	struct ifreq ifr = { 0 };

	strcpy(ifr.ifr_name, ifname);
	ifr.ifr_data = buf;
	return ioctl(a->ioctl_fd, SIOCETHTOOL, &ifr) < 0 ? -errno : 0;
}

static int ask_kernel(struct answers *a, const char *key, const char *ifname, void *buf,
		      size_t size)
{
	struct bytes tape = { 0 };
	outcome_t rc;

	rc = socket_open(a);
	if (rc)
		return rc;
	rc = call_kernel(a, ifname, buf);
	if (bytes_reserve(&tape, sizeof(rc) + size) == 0) {
		memcpy(tape.v, &rc, sizeof(rc));
		memcpy(tape.v + sizeof(rc), buf, size);
		tape_keep(a, key, tape.v, sizeof(rc) + (rc ? 0 : size));
		free(tape.v);
	}
	return rc;
}

static int replay(struct answers *a, const char *key, void *buf, size_t size, struct err *e)
{
	struct bytes tape = { 0 };
	outcome_t rc;
	int r = tape_load(a, key, &tape, e);

	if (r == 0 && tape.len < sizeof(rc))
		r = -EBADMSG;
	if (r == 0) {
		memcpy(&rc, tape.v, sizeof(rc));
		if (rc > 0 || rc < -4095 || tape.len - sizeof(rc) != (rc ? 0 : size))
			r = -EBADMSG;
		else if (rc)
			r = rc;
		else
			memcpy(buf, tape.v + sizeof(rc), size);
	}
	free(tape.v);
	return r;
}

int ethioctl_get(struct answers *a, const char *word, const char *ifname, void *buf, size_t size,
		 struct err *e)
{
	char key[64];
	int rc;

	if (!ifname_valid(ifname))
		return err_set(e, -ENODEV, "no such interface");
	snprintf(key, sizeof(key), "ioctl/%s/%s", word, ifname);
	rc = answers_live(a) ? ask_kernel(a, key, ifname, buf, size) : replay(a, key, buf, size, e);
	if (rc == -EBADMSG)
		return err_set(e, rc, "%s: the recorded answer is damaged", key);
	if (rc == -ENODATA)
		return err_set(e, rc, "%s: not recorded", key);
	return rc ? err_set(e, rc, "%s", err_words(rc)) : 0;
}

int ethioctl_driver(struct answers *a, const char *ifname, char driver[32], struct err *e)
{
	struct ethtool_drvinfo info = { .cmd = ETHTOOL_GDRVINFO };
	int rc = ethioctl_get(a, "drvinfo", ifname, &info, sizeof(info), e);

	if (rc)
		return rc;
	snprintf(driver, 32, "%.*s", (int)sizeof(info.driver) - 1, info.driver);
	text_clean(driver);
	return 0;
}

static int tell_kernel(struct answers *a, const char *ifname, void *buf)
{
	int rc = socket_open(a);

	return rc ? rc : call_kernel(a, ifname, buf);
}

int ethioctl_set(struct answers *a, const char *ifname, void *buf, size_t size, struct err *e)
{
	int rc = answers_settable(a, e);

	if (rc)
		return rc;
	if (!ifname_valid(ifname))
		return err_set(e, -ENODEV, "no such interface");
	if (a->stand_in)
		rc = a->stand_in->ioctl(ifname, buf, size, a->stand_in->data);
	else
		rc = tell_kernel(a, ifname, buf);
	return rc ? err_set(e, rc, "%s", err_words(rc)) : 0;
}
