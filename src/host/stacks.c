// SPDX-License-Identifier: GPL-2.0-or-later
// How interfaces stand on each other: ports, slaves, VLANs, DSA ports and their conduit.
#include <stdio.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/files.h"
#include "nqtune/host.h"
#include "nqtune/sys.h"
#include "reader.h"

#define NET "/sys/class/net"
#define SLAVES_TEXT 4096

bool names_have(const struct names *names, const char *name)
{
	for (size_t i = 0; i < names->n; i++)
		if (!strcmp(names->v[i], name))
			return true;
	return false;
}

static void link_pair(struct reader *rd, struct nic *upper, struct nic *lower)
{
	if (!upper || !lower || upper == lower)
		return;
	for (size_t i = 0; i < upper->nlower; i++)
		if (upper->lower[i] == lower)
			return;
	*arena_push(rd->arena, upper->lower, upper->nlower) = lower;
	*arena_push(rd->arena, lower->upper, lower->nupper) = upper;
}

static void link_ports(struct reader *rd, struct nic *bridge)
{
	char path[READER_PATH];
	struct names ports;

	snprintf(path, sizeof(path), NET "/%s/brif", bridge->name);
	if (files_list(rd->sys->files, path, FILES_LINKS | FILES_DIRS, rd->arena, &ports))
		return;
	for (size_t i = 0; i < ports.n; i++)
		link_pair(rd, bridge, host_nic(rd->host, ports.v[i]));
}

static void link_slaves(struct reader *rd, struct nic *bond)
{
	char text[SLAVES_TEXT], *save, *name;

	if (read_text(rd, text, sizeof(text), NET "/%s/bonding/slaves", bond->name) <= 0)
		return;
	for (name = strtok_r(text, " \n", &save); name; name = strtok_r(NULL, " \n", &save))
		link_pair(rd, bond, host_nic(rd->host, name));
}

static void link_master(struct reader *rd, struct nic *nic)
{
	char path[READER_PATH], target[READER_PATH], *slash;

	snprintf(path, sizeof(path), NET "/%s/master", nic->name);
	if (files_link(rd->sys->files, path, target, sizeof(target)) <= 0)
		return;
	slash = strrchr(target, '/');
	link_pair(rd, host_nic(rd->host, slash ? slash + 1 : target), nic);
}

/* lower_* and upper_* are the kernel's own word; the rest says the same where they are missing. */
void read_stack(struct reader *rd, struct nic *nic, const struct names *entries)
{
	bool told = false;

	for (size_t i = 0; i < entries->n; i++) {
		const char *name = entries->v[i];

		if (!strncmp(name, "lower_", 6))
			link_pair(rd, nic, host_nic(rd->host, name + 6));
		else if (!strncmp(name, "upper_", 6))
			link_pair(rd, host_nic(rd->host, name + 6), nic);
		else
			continue;
		told = true;
	}
	if (told)
		return;
	if (names_have(entries, "brif"))
		link_ports(rd, nic);
	if (names_have(entries, "bonding"))
		link_slaves(rd, nic);
	if (names_have(entries, "master"))
		link_master(rd, nic);
}

/*
 * A DSA port names its conduit by number; so does a VLAN its parent, in a recording
 * without links. On a live kernel a VLAN without a link below has its parent in
 * another namespace, where the number means something else.
 */
static void link_by_iflink(struct reader *rd, struct nic *nic)
{
	struct reading iflink;

	if (nic->nlower || (nic->kind != NIC_VLAN && nic->kind != NIC_DSA_PORT))
		return;
	if (nic->kind == NIC_VLAN && files_live(rd->sys->files))
		return;
	iflink = read_number(rd, NET "/%s/iflink", nic->name);
	if (!iflink.set || iflink.n == nic->ifindex)
		return;
	for (size_t i = 0; i < rd->host->nnics; i++)
		if (rd->host->nics[i].ifindex == iflink.n)
			link_pair(rd, nic, &rd->host->nics[i]);
}

void settle_stack(struct reader *rd, struct nic *nic)
{
	link_by_iflink(rd, nic);
	if (nic->kind == NIC_DSA_PORT && nic->nlower)
		nic->conduit = nic->lower[0];
}
