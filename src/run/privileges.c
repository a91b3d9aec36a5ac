// SPDX-License-Identifier: GPL-2.0-or-later
// Which command keeps which capabilities. The manual's SECURITY CONSIDERATIONS say the same.
#include "nqtune/privileges.h"

#include <errno.h>
#include <linux/capability.h>
#include <string.h>
#include <unistd.h>

#include "nqtune/err.h"
#include "nqtune/files.h"
#include "nqtune/guard.h"
#include "nqtune/knob.h"
#include "nqtune/session.h"

#define PROC " /proc proc "
#define MOUNTS_LIMIT ((size_t)1 << 20)
#define NET_ADMIN PRIVILEGE(CAP_NET_ADMIN)
#define SYS_NICE PRIVILEGE(CAP_SYS_NICE)
#define SYS_PTRACE PRIVILEGE(CAP_SYS_PTRACE)
#define DAC_OVERRIDE PRIVILEGE(CAP_DAC_OVERRIDE)
#define DAC_READ PRIVILEGE(CAP_DAC_READ_SEARCH)

static const struct row {
	const char *command;
	uint64_t first;		/* until its beginning is over */
	uint64_t always;	/* also on a dry run */
	uint64_t changing;	/* besides CAP_NET_ADMIN */
} rows[] = {
	/* NET_ADMIN: the rules of the firewall. SYS_NICE: threads of NAPI, and putting them back. */
	{ "auto", 0, NET_ADMIN, SYS_NICE },
	{ "apply", DAC_READ, NET_ADMIN, SYS_NICE },
	{ "reapply", 0, NET_ADMIN, SYS_NICE },
	{ "check", DAC_READ, NET_ADMIN, 0 },
	{ "doctor", 0, NET_ADMIN, 0 },
	/* Of --compare: auto's, or those of a file that is given. Else none. */
	{ "measure", DAC_READ, NET_ADMIN, SYS_NICE },
	{ "undo", 0, 0, SYS_NICE },
	{ "napi", 0, 0, SYS_NICE },
	/* Its directory may be another user's. */
	{ "record", 0, NET_ADMIN | DAC_OVERRIDE, 0 },
};

static struct row row_of(const char *command)
{
	const struct knob *k = knob_find(command);

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (!strcmp(rows[i].command, command))
			return rows[i];
	if (k && k->remakes_queues)
		return (struct row){ .changing = SYS_NICE };
	return (struct row){ 0 };
}

/* The files of /sys and /run are root's. */
static uint64_t to_write(void)
{
	return geteuid() ? DAC_OVERRIDE : 0;
}

/* A recorded tree is whosever, and nothing but a tree. */
static uint64_t for_tree(bool changes, const struct row *row)
{
	bool writes = changes || row->always & DAC_OVERRIDE;

	return writes ? DAC_OVERRIDE : DAC_READ;
}

/*
 * Mounted with hidepid, /proc may show root only processes that have no more capabilities than it
 * has: then irqbalance and the threads of NAPI are not there to be found.
 */
static uint64_t to_see(struct session *s)
{
	const char *last = NULL, *option;
	char *mounts;
	size_t len;

	if (files_read_all(s->sys.files, "/proc/self/mounts", MOUNTS_LIMIT, s->arena, &mounts, &len))
		return 0;
	for (const char *p = mounts; (p = strstr(p, PROC)); p++)
		last = p;
	option = last ? strstr(last, "hidepid=") : NULL;
	return option && option < strchrnul(last, '\n') ? SYS_PTRACE : 0;
}

int privileges_begin(struct session *s, bool changes)
{
	const struct row row = row_of(s->command);
	struct err e;

	s->keep = row.always;
	if (!files_live(s->sys.files)) {
		s->keep = for_tree(changes, &row);
	} else if (changes) {
		s->keep |= NET_ADMIN | row.changing | to_write() | to_see(s);
		/* Before it is forbidden to look into the processes above us. */
		guard_look(s);
	} else if (!strcmp(s->command, "confirm")) {
		s->keep |= to_write();
	}
	if (privilege_keep(s->keep | row.first, &e))
		return complain(STATUS_FAILED, "%s", e.text);
	return STATUS_OK;
}

int privileges_settle(struct session *s, struct err *e)
{
	return privilege_keep(s->keep, e);
}

int privileges_show(struct session *s, struct err *e)
{
	if (files_live(s->sys.files))
		s->keep = 0;
	return privilege_keep(s->keep, e);
}

int privileges_suffice(const struct session *s, struct err *e)
{
	if (!files_live(s->sys.files) || privilege_held() & NET_ADMIN)
		return 0;
	if (s->raised)
		return err_set(e, -EPERM, "%.200s: permission denied: nqtune gives up what set-user-ID "
			       "or file capabilities give it (run it as root)", s->called);
	if (geteuid())
		return err_set(e, -EPERM, "%.200s: permission denied (run it as root)", s->called);
	return err_set(e, -EPERM, "%.200s: not permitted: root without CAP_NET_ADMIN (a container? run it "
		       "on the host itself)", s->called);
}
