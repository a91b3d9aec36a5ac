// SPDX-License-Identifier: GPL-2.0-or-later
// In a boot hook the interface, its queues or its interrupts may not be there yet.
#include <errno.h>
#include <stdio.h>

#include "nqtune/arena.h"
#include "nqtune/clock.h"
#include "nqtune/err.h"
#include "nqtune/files.h"
#include "nqtune/host.h"
#include "nqtune/parse.h"
#include "nqtune/session.h"
#include "auto.h"

#define WAIT_MAX 300
#define POLL_MS 100

static const char *missing(struct session *s, const char *const *ifaces, size_t n)
{
	char path[128];

	for (size_t i = 0; i < n; i++) {
		if (!ifname_valid(ifaces[i]))
			return ifaces[i];
		snprintf(path, sizeof(path), "/sys/class/net/%s", ifaces[i]);
		if (!files_exists(s->sys.files, path))
			return ifaces[i];
	}
	return NULL;
}

bool is_settled(const struct nic *nic)
{
	if (!nic->up || !nic->device || !nic->nvectors)
		return true;
	for (size_t i = 0; i < nic->nvectors; i++)
		if (nic->vectors[i].role != VECTOR_OTHER)
			return true;
	return false;
}

static bool settled(struct session *s, const char *const *ifaces, size_t n)
{
	const struct host_want want = { .ifaces = ifaces, .nifaces = n };
	struct arena *scratch = arena_new(NULL);
	bool ok = true;
	struct host *h;
	struct err e;

	if (host_read(&h, &s->sys, &want, scratch, &e))
		ok = false;
	for (size_t i = 0; ok && i < h->nnics; i++)
		ok = !h->nics[i].known_layout || is_settled(&h->nics[i]);
	arena_free(scratch);
	return ok;
}

int take_wait(struct session *s, const char *text, unsigned *wait_s)
{
	uint64_t n;

	if (parse_u64(text, WAIT_MAX, &n))
		return misused(s, "--wait takes seconds, at most %d, not '%.40s'", WAIT_MAX, text);
	*wait_s = (unsigned)n;
	return 0;
}

int wait_for(struct session *s, const char *const *ifaces, size_t n, unsigned wait_s,
	     struct err *e)
{
	const int64_t end = clock_ms() + (int64_t)wait_s * 1000;
	const char *name;

	while ((name = missing(s, ifaces, n)) || !settled(s, ifaces, n)) {
		/* What no interface can be called is refused at once, by whoever looks for it next. */
		if (name && !ifname_valid(name))
			return 0;
		if (clock_ms() >= end)
			break;
		clock_wait(POLL_MS);
	}
	if (name)
		return err_set(e, -ENODEV, "%.40s: no such interface, after waiting %u s", name,
			       wait_s);
	return 0;
}
