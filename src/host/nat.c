// SPDX-License-Identifier: GPL-2.0-or-later
// On which interfaces the firewall rewrites addresses (rule P6, requirement B3).
#include <stdio.h>
#include <string.h>

#include "nqtune/files.h"
#include "nqtune/host.h"
#include "nqtune/sys.h"
#include "reader.h"

/* A routing table beyond this belongs to a host whose administrator names weights. */
#define ROUTES_TEXT 65536

static const char *ifname_of(unsigned ifindex, void *data)
{
	const struct host *h = data;

	for (size_t i = 0; i < h->nnics; i++)
		if (h->nics[i].ifindex == ifindex)
			return h->nics[i].name;
	return NULL;
}

/* iptables-legacy keeps its rules where only its own tool can read them; its table list is a file. */
static bool has_legacy_nat(struct reader *rd)
{
	static const char *const lists[] = { "ip", "ip6" };
	char text[256], *save, *table;

	for (size_t i = 0; i < 2; i++) {
		if (read_text(rd, text, sizeof(text), "/proc/net/%s_tables_names", lists[i]) <= 0)
			continue;
		for (table = strtok_r(text, "\n", &save); table; table = strtok_r(NULL, "\n", &save))
			if (!strcmp(table, "nat"))
				return true;
	}
	return false;
}

/* Columns of /proc/net/route: Iface Destination Gateway Flags RefCnt Use Metric Mask ... (hexadecimal). */
static void read_default_routes(struct reader *rd)
{
	char text[ROUTES_TEXT], *save, *line;

	if (read_text(rd, text, sizeof(text), "/proc/net/route") <= 0)
		return;
	for (line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		char name[32], destination[16], mask[16];
		struct nic *nic;

		if (sscanf(line, "%31s %15s %*s %*s %*s %*s %*s %15s", name, destination, mask) != 3 ||
		    strcmp(destination, "00000000") || strcmp(mask, "00000000"))
			continue;
		nic = host_nic(rd->host, name);
		if (nic)
			nic->default_route = true;
	}
}

/* A flowtable without an interface stays when the last one goes, and sees no packets. */
static void look_for_flowtables(struct host *h)
{
	for (size_t i = 0; i < h->nnics; i++) {
		h->nat.flowtable |= nat_is_fast(&h->nat, h->nics[i].name);
		h->nat.flowtable_hw |= nat_is_offloaded(&h->nat, h->nics[i].name);
	}
}

void read_nat(struct reader *rd)
{
	struct host *h = rd->host;

	nfnl_read_nat(rd->sys->answers, rd->arena, ifname_of, h, &h->nat);
	look_for_flowtables(h);
	if (h->nat.any_iface)
		read_default_routes(rd);
	h->nat.legacy = has_legacy_nat(rd);
}
