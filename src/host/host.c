// SPDX-License-Identifier: GPL-2.0-or-later
// Reading a machine: CPUs first, then interfaces, then the layout of those asked for.
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/err.h"
#include "nqtune/files.h"
#include "nqtune/host.h"
#include "nqtune/sys.h"
#include "reader.h"

struct nic *host_need_nic(const struct host *h, const char *name, struct err *e)
{
	struct nic *nic = host_nic(h, name);
	const char **names, *near;
	char shown[64];

	if (nic)
		return nic;
	snprintf(shown, sizeof(shown), "%.60s", name);
	text_clean(shown);
	if (!ifname_valid(name)) {
		err_set(e, -ENODEV, "'%s': not an interface's name (1 to 15 characters, no '/', ':' or blank)",
			shown);
		return NULL;
	}
	names = arena_array(h->arena, h->nnics + 1, sizeof(*names));
	for (size_t i = 0; i < h->nnics; i++)
		names[i] = h->nics[i].name;
	near = nearest_word(name, names);
	if (near)
		err_set(e, -ENODEV, "%s: no such interface (did you mean '%s'?)", shown, near);
	else
		err_set(e, -ENODEV, "%s: no such interface (see 'nqtune show')", shown);
	return NULL;
}

/* Marks nic and all it stands on. */
static void want_layout(struct nic *nic)
{
	if (nic->known_layout)
		return;
	nic->known_layout = true;
	for (size_t i = 0; i < nic->nlower; i++)
		want_layout(nic->lower[i]);
}

/* What stands on a NIC steers its packets: a verdict on the one looks at the other. */
static void want_above(struct nic *nic)
{
	for (size_t i = 0; i < nic->nupper; i++) {
		if (nic->upper[i]->known_layout)
			continue;
		nic->upper[i]->known_layout = true;
		want_above(nic->upper[i]);
	}
}

static int mark_wanted(struct reader *rd, struct err *e)
{
	struct host *h = rd->host;

	if (rd->want->no_layout)
		return 0;
	for (size_t i = 0; !rd->want->ifaces && i < h->nnics; i++)
		h->nics[i].known_layout = true;
	for (size_t i = 0; rd->want->ifaces && i < rd->want->nifaces; i++) {
		struct nic *nic = host_need_nic(h, rd->want->ifaces[i], e);

		if (!nic)
			return -ENODEV;
		want_layout(nic);
	}
	for (size_t i = 0; rd->want->ifaces && i < rd->want->nifaces; i++)
		want_above(host_nic(h, rd->want->ifaces[i]));
	return 0;
}

static void read_kernel(struct reader *rd)
{
	char text[128];

	if (read_text(rd, text, sizeof(text), "/proc/sys/kernel/osrelease") <= 0)
		return;
	text_clean(text);
	rd->host->kernel = arena_strdup(rd->arena, text);
}

int host_read(struct host **out, struct sys *s, const struct host_want *want, struct arena *a,
	      struct err *e)
{
	struct host *h = arena_alloc(a, sizeof(*h));
	struct reader rd = { .sys = s, .host = h, .arena = a, .want = want };
	int r;

	h->arena = a;
	read_kernel(&rd);
	r = read_cpus(&rd, e);
	if (!r)
		r = read_nics(&rd, e);
	if (!r)
		r = mark_wanted(&rd, e);
	if (r)
		return r;
	for (size_t i = 0; i < h->nnics; i++) {
		if (!h->nics[i].known_layout)
			continue;
		read_virtual_driver(&rd, &h->nics[i]);
		read_queues(&rd, &h->nics[i]);
		read_vectors(&rd, &h->nics[i]);
	}
	if (want->nat)
		read_nat(&rd);
	if (want->irqbalance)
		read_agents(&rd);
	*out = h;
	return 0;
}
