// SPDX-License-Identifier: GPL-2.0-or-later
// Any names: lines of the input are the action, the interface, its driver, device and virtio name.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "actions.h"
#include "nqtune/arena.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *line(char **rest)
{
	const char *text = strsep(rest, "\n");

	return text && *text ? text : NULL;
}

static void check(const char *action, const struct action_names *names, bool member)
{
	const struct action_match m = action_match(action, names, member);

	if (m.queue > 65535 && m.role != VECTOR_OTHER)
		abort();
	if (member && !m.ours)
		abort();
	if (!m.ours && (m.exact || m.whole_device || m.role != VECTOR_OTHER))
		abort();
	if (m.whole_device && m.role != VECTOR_OTHER)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new(NULL);
	char *rest = arena_strndup(a, (const char *)data, size);
	const char *action = strsep(&rest, "\n"), *ifname = line(&rest);
	struct action_names names = { .ifname = ifname ? ifname : "eth0" };

	names.driver = line(&rest);
	names.device = line(&rest);
	names.virtio = line(&rest);
	check(action, &names, false);
	check(action, &names, true);
	arena_free(a);
	return 0;
}
