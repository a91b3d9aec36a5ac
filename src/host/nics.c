// SPDX-License-Identifier: GPL-2.0-or-later
// Interfaces, what they are, and how they stack: /sys/class/net.
#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/ethioctl.h"
#include "nqtune/files.h"
#include "nqtune/host.h"
#include "nqtune/sys.h"
#include "reader.h"

#define NET "/sys/class/net"
#define UEVENT_TEXT 1024
/* More than a host has; what stands on what is followed by functions that call themselves. */
#define NICS_MAX 65536
#define SPEED_MAX 10000000	/* Mb/s; what drivers say beyond is "unknown" */

/* The value of KEY= in a uevent file's text, into buf; false if it has none. */
static bool uevent_value(const char *text, const char *key, char *buf, size_t size)
{
	size_t len = strlen(key);

	for (const char *line = text; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (strncmp(line, key, len) || line[len] != '=')
			continue;
		snprintf(buf, size, "%.*s", (int)strcspn(line + len + 1, "\n"), line + len + 1);
		return true;
	}
	return false;
}

static const struct {
	const char *devtype;
	enum nic_kind kind;
} devtypes[] = {
	{ "bridge", NIC_BRIDGE },
	{ "bond", NIC_BOND },
	{ "vlan", NIC_VLAN },
	{ "dsa", NIC_DSA_PORT },
};

static void set_kind(struct nic *nic, enum nic_kind kind, const char *word)
{
	nic->kind = kind;
	nic->kind_word = word;
}

/* What the interface's directory shows, for kernels and recordings whose uevent says less. */
static void guess_kind(struct nic *nic, const struct names *entries)
{
	if (names_have(entries, "device"))
		set_kind(nic, NIC_PHYSICAL, "physical");
	else if (names_have(entries, "bridge") || names_have(entries, "brif"))
		set_kind(nic, NIC_BRIDGE, "bridge");
	else if (names_have(entries, "bonding"))
		set_kind(nic, NIC_BOND, "bond");
	else
		set_kind(nic, NIC_VIRTUAL, "virtual");
	if (!strcmp(nic->name, "lo"))
		set_kind(nic, NIC_LOOPBACK, "loopback");
}

static void read_uevent(struct reader *rd, struct nic *nic, const struct names *entries)
{
	char text[UEVENT_TEXT], type[32], index[16];
	uint64_t n;

	guess_kind(nic, entries);
	if (read_text(rd, text, sizeof(text), NET "/%s/uevent", nic->name) < 0)
		return;
	if (uevent_value(text, "IFINDEX", index, sizeof(index)) && !parse_u64(index, INT32_MAX, &n))
		nic->ifindex = (unsigned)n;
	if (!uevent_value(text, "DEVTYPE", type, sizeof(type)))
		return;
	text_clean(type);
	for (size_t i = 0; i < sizeof(devtypes) / sizeof(devtypes[0]); i++)
		if (!strcmp(type, devtypes[i].devtype))
			nic->kind = devtypes[i].kind;
	if (nic->kind != NIC_PHYSICAL)
		nic->kind_word = arena_strdup(rd->arena, type);
}

/* "virtio3" is a bus of its own: vectors and node belong to the device above it. */
static void read_device(struct reader *rd, struct nic *nic)
{
	char path[READER_PATH], real[READER_PATH], driver[READER_PATH], *slash;
	uint64_t n;

	snprintf(path, sizeof(path), NET "/%s/device/driver", nic->name);
	if (files_link(rd->sys->files, path, driver, sizeof(driver)) > 0) {
		slash = strrchr(driver, '/');
		text_clean(driver);
		nic->driver = arena_strdup(rd->arena, slash ? slash + 1 : driver);
	}
	snprintf(path, sizeof(path), NET "/%s/device", nic->name);
	if (files_realpath(rd->sys->files, path, real, sizeof(real)) <= 0)
		return;
	slash = strrchr(real, '/');
	if (slash && !strncmp(slash + 1, "virtio", 6) && !parse_u64(slash + 7, INT32_MAX, &n)) {
		nic->virtio = arena_strdup(rd->arena, slash + 1);
		*slash = '\0';
	}
	if (nic->kind == NIC_PHYSICAL)
		nic->device = arena_strdup(rd->arena, real);
}

static int read_node(struct reader *rd, const struct nic *nic)
{
	char text[32];
	int64_t node;

	if (!nic->device || read_text(rd, text, sizeof(text), "%s/numa_node", nic->device) < 0 ||
	    parse_i64(text, -1, 1023, &node))
		return -1;
	return (int)node;
}

void read_virtual_driver(struct reader *rd, struct nic *nic)
{
	char driver[32];
	struct err e;

	if (nic->driver || nic->kind == NIC_LOOPBACK || !rd->sys->answers ||
	    ethioctl_driver(rd->sys->answers, nic->name, driver, &e))
		return;
	text_clean(driver);
	nic->driver = arena_strdup(rd->arena, driver);
	if (nic->kind == NIC_VIRTUAL && !strcmp(nic->kind_word, "virtual"))
		nic->kind_word = nic->driver;
}

static bool is_up(struct reader *rd, const struct nic *nic)
{
	struct reading flags = read_number(rd, NET "/%s/flags", nic->name);
	char state[16];

	if (flags.set)
		return flags.n & IFF_UP;
	return read_text(rd, state, sizeof(state), NET "/%s/operstate", nic->name) > 0 &&
	       !strcmp(state, "up");
}

static void read_state(struct reader *rd, struct nic *nic)
{
	nic->up = is_up(rd, nic);
	if (nic->up)
		nic->speed = read_number(rd, NET "/%s/speed", nic->name);
	if (nic->speed.n == 0 || nic->speed.n > SPEED_MAX)
		nic->speed.set = false;
	nic->threaded = read_number(rd, NET "/%s/threaded", nic->name).n != 0;
}

/* One listing of the interface's directory tells its device, its kind and its neighbours. */
static void list_entries(struct reader *rd, const char *name, struct names *entries)
{
	char path[READER_PATH];

	snprintf(path, sizeof(path), NET "/%s", name);
	if (files_list(rd->sys->files, path, FILES_LINKS | FILES_DIRS, rd->arena, entries))
		*entries = (struct names){ 0 };
}

static void read_nic(struct reader *rd, struct nic *nic, const char *name, struct names *entries)
{
	nic->name = name;
	nic->node = -1;
	list_entries(rd, name, entries);
	read_uevent(rd, nic, entries);
	if (!nic->ifindex)
		nic->ifindex = (unsigned)read_number(rd, NET "/%s/ifindex", name).n;
	if (names_have(entries, "device"))
		read_device(rd, nic);
	nic->node = read_node(rd, nic);
	read_state(rd, nic);
}

/* A name that no terminal and no JSON could carry is passed over, like one that no interface can have. */
static bool usable(const struct reader *rd, const char *name)
{
	char *clean = arena_strdup(rd->arena, name);

	text_clean(clean);
	return ifname_valid(name) && !strcmp(clean, name);
}

int read_nics(struct reader *rd, struct err *e)
{
	struct host *h = rd->host;
	struct names names, *entries;
	int r = files_list(rd->sys->files, NET, FILES_LINKS | FILES_DIRS, rd->arena, &names);

	if (r)
		return err_set(e, r, NET ": %s (is /sys mounted?)", err_words(r));
	if (names.n > NICS_MAX)
		return err_set(e, -E2BIG, NET ": more than %d interfaces", NICS_MAX);
	h->nics = arena_array(rd->arena, names.n + 1, sizeof(*h->nics));
	entries = arena_array(rd->arena, names.n + 1, sizeof(*entries));
	for (size_t i = 0; i < names.n; i++) {
		if (!usable(rd, names.v[i]))
			continue;
		read_nic(rd, &h->nics[h->nnics], names.v[i], &entries[h->nnics]);
		h->nnics++;
	}
	for (size_t i = 0; i < h->nnics; i++)
		read_stack(rd, &h->nics[i], &entries[i]);
	for (size_t i = 0; i < h->nnics; i++)
		settle_stack(rd, &h->nics[i]);
	return 0;
}
