// SPDX-License-Identifier: GPL-2.0-or-later
// U4: a change that resets the link over which it was asked for wants a --try.
#include "nqtune/guard.h"

#include <errno.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/change.h"
#include "nqtune/err.h"
#include "nqtune/files.h"
#include "nqtune/host.h"
#include "nqtune/knob.h"
#include "nqtune/routes.h"
#include "nqtune/session.h"
#include "ssh.h"

/* The kernel nests fewer devices. */
#define DEPTH_MAX 16

/* The interfaces that the session's packets come or go through. */
struct carriers {
	const struct nic **v;
	size_t n;
};

static const struct nic *nic_of(const struct host *h, unsigned ifindex)
{
	for (size_t i = 0; i < h->nnics; i++)
		if (h->nics[i].ifindex == ifindex)
			return &h->nics[i];
	return NULL;
}

static void add_carrier(struct session *s, struct carriers *c, const struct nic *nic)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->v[i] == nic)
			return;
	if (nic)
		*arena_push(s->arena, c->v, c->n) = nic;
}

/* "eth0", or the number that stands for it where it had no name. */
static const struct nic *scope_nic(const struct host *h, const char *scope)
{
	const struct nic *nic = host_nic(h, scope);
	uint64_t n;

	if (nic || parse_u64(scope, UINT32_MAX, &n))
		return nic;
	return nic_of(h, (unsigned)n);
}

/* The kernel knows no way; everything else is a question that was not answered. */
static bool is_no_way(int code)
{
	static const int codes[] = {
		ENETUNREACH, EHOSTUNREACH, ENETDOWN, EACCES, EINVAL, ENODEV, EAFNOSUPPORT, EOPNOTSUPP,
		EBUSY,	/* a route of type "throw" */
	};

	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		if (code == -codes[i])
			return true;
	return false;
}

/* None when the session ends elsewhere: in another network namespace, or behind a translation. */
static int find_carriers(struct session *s, const struct host *h, struct carriers *c,
			 struct err *e)
{
	const struct ssh *ssh = s->ssh;
	unsigned *holders, way;
	size_t n;
	int r = routes_holders(s->sys.answers, &ssh->server, s->arena, &holders, &n, e);

	if (r || !n)
		return r;
	if (*ssh->scope) {
		add_carrier(s, c, scope_nic(h, ssh->scope));
		return 0;
	}
	r = routes_towards(s->sys.answers, &ssh->server, &ssh->client, &way, e);
	if (!r) {
		const struct nic *nic = nic_of(h, way);

		/* From this machine to itself: no link is in it. */
		if (nic && nic->kind == NIC_LOOPBACK)
			return 0;
		add_carrier(s, c, nic);
	}
	for (size_t i = 0; i < n; i++)
		add_carrier(s, c, nic_of(h, holders[i]));
	return !r || is_no_way(r) ? 0 : r;
}

/* Whether name is nic, or what it stands on. */
static bool stands_on(const struct nic *nic, const char *name, int depth)
{
	if (depth > DEPTH_MAX)
		return false;
	if (!strcmp(nic->name, name))
		return true;
	for (size_t i = 0; i < nic->nlower; i++)
		if (stands_on(nic->lower[i], name, depth + 1))
			return true;
	return false;
}

/* undo is not tried. */
static const char *how_else(const struct session *s)
{
	return strcmp(s->command, "undo") ? "--try SEC, or --force" : "--force";
}

static int judge(const struct session *s, const struct change *c, const struct carriers *carriers,
		 struct err *e)
{
	const char *how = how_else(s);

	for (size_t i = 0; i < carriers->n; i++) {
		const struct nic *nic = carriers->v[i];

		if (!stands_on(nic, c->iface, 0))
			continue;
		if (!strcmp(nic->name, c->iface))
			return err_set(e, -EPERM,
				       "%s: %s resets the link that carries this SSH session (%s): use "
				       "%s", c->iface, c->knob->name, s->ssh->from, how);
		return err_set(e, -EPERM,
			       "%s: %s resets the link below %s, which carries this SSH session (%s): use "
			       "%s", c->iface, c->knob->name, nic->name, s->ssh->from,
			       how);
	}
	return 0;
}

static int not_known(const struct session *s, const struct change *c, int code,
		     const struct err *why, struct err *e)
{
	return err_set(e, -EPERM,
		       "%s: %s resets the link, and it is not known whether that carries this SSH "
		       "session (%s): %.200s: use %s", c->iface, c->knob->name, s->ssh->from,
		       *why->text ? why->text : err_words(code), how_else(s));
}

static const struct change *first_that_bounces(const struct change *changes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (changes[i].knob->bounces_link)
			return &changes[i];
	return NULL;
}

void guard_look(struct session *s)
{
	struct ssh *ssh;

	if (s->ssh_looked || s->force || s->try_s || !files_live(s->sys.files))
		return;
	s->ssh_looked = true;
	ssh = arena_alloc(s->arena, sizeof(*ssh));
	s->ssh = ssh_session(s, ssh) ? ssh : NULL;
}

int guard_changes(struct session *s, const struct change *changes, size_t n, struct err *e)
{
	const struct host_want want = { .no_layout = true };
	const struct change *first = first_that_bounces(changes, n);
	struct carriers carriers = { 0 };
	struct err why = { "" };
	struct host *h;
	int r;

	if (s->force || s->try_s || !files_live(s->sys.files) || !first)
		return 0;
	guard_look(s);
	if (!s->ssh)
		return 0;
	r = host_read(&h, &s->sys, &want, s->arena, &why);
	if (!r)
		r = find_carriers(s, h, &carriers, &why);
	if (r)
		return not_known(s, first, r, &why, e);
	for (size_t i = 0; !r && i < n; i++)
		if (changes[i].knob->bounces_link)
			r = judge(s, &changes[i], &carriers, e);
	return r;
}
