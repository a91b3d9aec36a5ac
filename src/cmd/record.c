// SPDX-License-Identifier: GPL-2.0-or-later
// nqtune record: everything the other commands read here, for --sysroot elsewhere.
#include <stdio.h>

#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/files.h"
#include "nqtune/host.h"
#include "nqtune/kept.h"
#include "nqtune/layoutknobs.h"
#include "nqtune/sample.h"
#include "nqtune/session.h"
#include "nqtune/surroundings.h"
#include "nqtune/tuned.h"
#include "auto.h"
#include "command.h"

static int announce(const struct session *s, const char *dir)
{
	if (s->json) {
		print_json(json_recorded(dir, NULL));
	} else if (s->verbose >= 0) {
		printf("would record this machine's layout into %s\n", dir);
		view_dry_run(stdout, NULL);
	}
	return STATUS_OK;
}

static int record(struct session *s, int argc, char **argv)
{
	const struct host_want want = { .nat = true, .irqbalance = true };
	struct sample *counted;
	struct host *h;
	struct err e;

	if (argc != 1 || !*argv[0])
		return misused(s, "record needs one directory, which it makes");
	if (s->dry_run)
		return announce(s, argv[0]);
	if (files_record(s->sys.files, argv[0], &e))
		return complain(STATUS_FAILED, "%s", e.text);
	if (host_read(&h, &s->sys, &want, s->arena, &e))
		return complain(STATUS_FAILED, "%s", e.text);
	for (size_t i = 0; i < h->nnics; i++)
		read_nic_knobs(s, h, &h->nics[i], true);
	counted = sample_read(&s->sys, h, s->arena);
	sample_add_queues(counted, &s->sys, h, true, s->arena);
	sample_add_pauses(counted, &s->sys, h, s->arena);
	surroundings_read(&s->sys, h, s->arena);
	tuned_load(s, h, &e);
	kept_read(s);
	if (files_record_status(s->sys.files, &e))
		return complain(STATUS_FAILED, "%s", e.text);
	if (s->json)
		print_json(json_recorded(argv[0], h));
	else if (s->verbose >= 0)
		printf("recorded %zu interfaces and %u CPUs into %s (nqtune --sysroot %s show)\n",
		       h->nnics, h->ncpus, argv[0], argv[0]);
	return STATUS_OK;
}

const struct command cmd_record = {
	.name = "record",
	.arguments = "DIR",
	.summary = "save this machine's facts, to show and plan elsewhere (--sysroot DIR)",
	.details = "DIR is made. It holds the files nqtune reads below /sys and /proc and the kernel's\n"
		   "raw netlink answers. In it are the names of interfaces, what their knobs say (hash key\n"
		   "and flow rules too), the kernel's parameters, and, when run as root, the rules of the\n"
		   "firewall's NAT tables with the addresses they name, the names of its chains, and only\n"
		   "where nqtune needs them the IPv4 routes; and counters: of interfaces, of\n"
		   "/proc/interrupts, /proc/stat and the like. The manual has the whole list.\n",
	.run = record,
};
