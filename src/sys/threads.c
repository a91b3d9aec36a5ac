// SPDX-License-Identifier: GPL-2.0-or-later
// On which CPUs a kernel thread may run.
#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>

#include "nqtune/cpuset.h"
#include "nqtune/err.h"
#include "nqtune/files.h"
#include "nqtune/sys.h"

/* How the kernel names the threads of NAPI; of the names of all others, none begins so. */
#define NAPI_THREAD "napi/"

static int gone(unsigned pid, struct err *e)
{
	return err_set(e, -ESRCH, "there is no thread %u (any more)", pid);
}

/*
 * Numbers of threads are used again, and netlink tells those of the first PID
 * namespace, whatever ours is: look who it is before it is moved.
 */
static int check_thread(const struct sys *s, unsigned pid, struct err *e)
{
	char path[32];
	char name[32];

	if (pid == 0 || pid > INT_MAX)
		return err_set(e, -ESRCH, "%u is no thread's number", pid);
	snprintf(path, sizeof(path), "/proc/%u/comm", pid);
	if (files_read(s->files, path, name, sizeof(name)) < 0)
		return gone(pid, e);
	if (strncmp(name, NAPI_THREAD, strlen(NAPI_THREAD)) != 0)
		return err_set(e, -ESRCH, "%u is not a thread of NAPI (any more)", pid);
	return 0;
}

static int set_affinity(unsigned pid, const struct cpuset *cpus)
{
	size_t size = CPU_ALLOC_SIZE(cpus->nbits);
	cpu_set_t *mask = CPU_ALLOC(cpus->nbits);
	int rc;

	if (!mask)
		return -ENOMEM;
	CPU_ZERO_S(size, mask);
	cpuset_each(cpu, cpus)
		CPU_SET_S((size_t)cpu, size, mask);
	rc = sched_setaffinity((pid_t)pid, size, mask) ? -errno : 0;
	CPU_FREE(mask);
	return rc;
}

int sys_thread_cpus(const struct sys *s, unsigned pid, const struct cpuset *cpus, struct err *e)
{
	int rc;

	if (!files_live(s->files))
		return err_set(e, -EROFS,
			       "a recorded machine has no threads to move (see what would be done"
			       " with --dry-run)");
	rc = check_thread(s, pid, e);
	if (rc)
		return rc;
	rc = set_affinity(pid, cpus);
	if (rc == -ESRCH)
		return gone(pid, e);
	if (rc == -EINVAL)
		return err_set(e, rc, "none of these CPUs can be used (offline, or not allowed)");
	if (rc == -EPERM)
		return err_set(e, rc, "not permitted (needs root, or CAP_SYS_NICE)");
	return rc ? err_set(e, rc, "%s", err_words(rc)) : 0;
}
