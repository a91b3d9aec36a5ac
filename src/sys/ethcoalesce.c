// SPDX-License-Identifier: GPL-2.0-or-later
// Interrupt moderation of a single queue.
#include "nqtune/ethcoalesce.h"

#include <errno.h>
#include <linux/ethtool.h>
#include <linux/ethtool_netlink.h>
#include <stdio.h>
#include <string.h>

#include "answers_priv.h"
#include "nqtune/err.h"
#include "nqtune/ethioctl.h"

/* A struct ethtool_per_queue_op about one queue: its bit is set, and one struct follows. */
struct queue_request {
	uint32_t cmd;
	uint32_t sub_command;
	uint32_t queue_mask[MAX_NUM_QUEUE / 32];
	struct ethtool_coalesce c;
};
_Static_assert(offsetof(struct queue_request, queue_mask) ==
	       offsetof(struct ethtool_per_queue_op, queue_mask), "the kernel's order");
_Static_assert(offsetof(struct queue_request, c) == sizeof(struct ethtool_per_queue_op),
	       "the kernel looks for the struct right behind the queues");

/* The struct's numbers stand in the order of netlink's attributes. */
#define FIRST ETHTOOL_A_COALESCE_RX_USECS
#define LAST ETHTOOL_A_COALESCE_RATE_SAMPLE_INTERVAL
#define PLACE(id) (offsetof(struct ethtool_coalesce, rx_coalesce_usecs) +                          \
		   ((size_t)(id) - FIRST) * sizeof(uint32_t))
#define STANDS_AT(ID, member)                                                                      \
	_Static_assert(PLACE(ETHTOOL_A_COALESCE_##ID) ==                                           \
		       offsetof(struct ethtool_coalesce, member), #member)

STANDS_AT(TX_USECS, tx_coalesce_usecs);
STANDS_AT(USE_ADAPTIVE_RX, use_adaptive_rx_coalesce);
STANDS_AT(PKT_RATE_LOW, pkt_rate_low);
STANDS_AT(PKT_RATE_HIGH, pkt_rate_high);
STANDS_AT(RATE_SAMPLE_INTERVAL, rate_sample_interval);

static void name_request(struct queue_request *q, unsigned queue, uint32_t cmd)
{
	q->cmd = ETHTOOL_PERQUEUE;
	q->sub_command = cmd;
	memset(q->queue_mask, 0, sizeof(q->queue_mask));
	q->queue_mask[queue / 32] = 1u << queue % 32;
	q->c.cmd = cmd;
}

static int ask(struct answers *a, const char *ifname, unsigned queue, struct queue_request *q,
	       struct err *e)
{
	char word[32];
	int rc;

	*q = (struct queue_request){ 0 };
	if (queue >= MAX_NUM_QUEUE)
		return err_set(e, -EINVAL, "no such queue");
	name_request(q, queue, ETHTOOL_GCOALESCE);
	snprintf(word, sizeof(word), "coalesce-q%u", queue);
	rc = ethioctl_get(a, word, ifname, q, sizeof(*q), e);
	if (rc == -EOPNOTSUPP)
		return err_set(e, rc, "the driver has no coalescing of a single queue");
	if (rc == -EINVAL)
		return err_set(e, rc, "no such queue");
	return rc;
}

int ethcoalesce_get(struct answers *a, const char *ifname, unsigned queue,
		    struct ethcoalesce *out, struct err *e)
{
	struct queue_request q;
	int rc;

	*out = (struct ethcoalesce){ 0 };
	rc = ask(a, ifname, queue, &q, e);
	if (rc)
		return rc;
	for (unsigned id = FIRST; id <= LAST; id++) {
		memcpy(&out->v[id], (const char *)&q.c + PLACE(id), sizeof(uint32_t));
		out->known |= UINT64_C(1) << id;
	}
	return 0;
}

int ethcoalesce_set(struct answers *a, const char *ifname, unsigned queue, const uint16_t *ids,
		    const uint32_t *values, size_t n, struct err *e)
{
	struct queue_request q;
	int rc = answers_settable(a, e);

	if (rc)
		return rc;
	rc = ask(a, ifname, queue, &q, e);
	if (rc)
		return rc;
	for (size_t i = 0; i < n; i++) {
		if (ids[i] < FIRST || ids[i] > LAST)
			return err_set(e, -EOPNOTSUPP,
				       "the kernel sets it for the whole interface only");
		memcpy((char *)&q.c + PLACE(ids[i]), &values[i], sizeof(uint32_t));
	}
	name_request(&q, queue, ETHTOOL_SCOALESCE);
	return ethioctl_set(a, ifname, &q, sizeof(q), e);
}
