// SPDX-License-Identifier: GPL-2.0-or-later
// Least privilege: what is held, what is given up. For good.
#include "nqtune/privilege.h"

#include <cap-ng.h>
#include <errno.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "nqtune/err.h"

#define NCAPS 64

struct ids {
	uid_t real, effective, saved;
	gid_t real_group, effective_group, saved_group;
};

static uint64_t in_set(capng_type_t type)
{
	uint64_t set = 0;

	for (unsigned cap = 0; cap < NCAPS; cap++)
		if (capng_have_capability(type, cap) > 0)
			set |= PRIVILEGE(cap);
	return set;
}

static int look(struct err *e)
{
	if (!capng_get_caps_process())
		return 0;
	return err_set(e, -EIO, "cannot tell which capabilities this process has (is /proc there?)");
}

uint64_t privilege_held(void)
{
	return look(NULL) ? 0 : in_set(CAPNG_EFFECTIVE);
}

static int judge(uint64_t keep, struct err *e)
{
	int r = look(e);

	if (r)
		return r;
	if ((in_set(CAPNG_PERMITTED) | in_set(CAPNG_EFFECTIVE)) & ~keep)
		return err_set(e, -EPERM, "capabilities that are not needed cannot be given up");
	if (in_set(CAPNG_INHERITABLE) | in_set(CAPNG_AMBIENT))
		return err_set(e, -EPERM, "inheritable capabilities cannot be given up");
	return 0;
}

/* What counts is how it is then. */
static void give_up(uint64_t keep)
{
	int sets = CAPNG_SELECT_CAPS | CAPNG_SELECT_AMBIENT;

	if (capng_have_capability(CAPNG_EFFECTIVE, CAP_SETPCAP) > 0)
		sets |= CAPNG_SELECT_BOUNDS;
	capng_clear(CAPNG_SELECT_ALL);
	for (unsigned cap = 0; cap < NCAPS; cap++)
		if (keep & PRIVILEGE(cap))
			capng_update(CAPNG_ADD, CAPNG_EFFECTIVE | CAPNG_PERMITTED, cap);
	capng_apply((capng_select_t)sets);
}

int privilege_keep(uint64_t keep, struct err *e)
{
	int r = look(e);

	if (r)
		return r;
	keep &= in_set(CAPNG_PERMITTED);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) && in_set(CAPNG_PERMITTED))
		return err_set(e, -errno, "cannot rule out new privileges: %s", err_words(-errno));
	give_up(keep);
	return judge(keep, e);
}

static bool read_ids(struct ids *ids)
{
	return !getresuid(&ids->real, &ids->effective, &ids->saved) &&
	       !getresgid(&ids->real_group, &ids->effective_group, &ids->saved_group);
}

static bool are_alike(const struct ids *ids)
{
	return ids->real == ids->effective && ids->real == ids->saved &&
	       ids->real_group == ids->effective_group && ids->real_group == ids->saved_group;
}

/* Root that has put on another user stays that one, all others become themselves again. */
static int take_off(struct ids *ids, struct err *e)
{
	uid_t uid = ids->real ? ids->real : ids->effective;
	gid_t gid = ids->real ? ids->real_group : ids->effective_group;

	if (are_alike(ids))
		return 0;
	if (setresgid(gid, gid, gid) || setresuid(uid, uid, uid))
		return err_set(e, -errno, "cannot become user %u again: %s", (unsigned)uid,
			       err_words(-errno));
	if (!read_ids(ids) || !are_alike(ids) || ids->real != uid)
		return err_set(e, -EPERM, "cannot become user %u again", (unsigned)uid);
	return 0;
}

/*
 * What a caller other than root hands down is ambient; a file's capabilities, and a set-user-ID
 * bit, empty that set.
 */
static bool is_raised(const struct ids *ids)
{
	return !are_alike(ids) ||
	       (ids->real && in_set(CAPNG_PERMITTED) & ~in_set(CAPNG_AMBIENT));
}

int privilege_return(bool *raised, struct err *e)
{
	struct ids ids;
	int r;

	*raised = false;
	if (!read_ids(&ids))
		return err_set(e, -errno, "cannot tell who calls: %s", err_words(-errno));
	r = look(e);
	if (r)
		return r;
	*raised = is_raised(&ids);
	if (!*raised)
		return 0;
	r = take_off(&ids, e);
	return r || !ids.real ? r : privilege_keep(0, e);
}
