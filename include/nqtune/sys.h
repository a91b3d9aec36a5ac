/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct answers;
struct cpuset;
struct err;
struct files;

/* The doors to one machine, this one or a recorded one. */
struct sys {
	struct files *files;
	struct answers *answers;
};

/* root NULL = this machine. Sockets are opened when first needed. */
int sys_open(struct sys *s, const char *root, struct err *e);
void sys_close(struct sys *s);
/*
 * Which network namespace this is, as a number the kernel never uses again before the
 * next boot (an inode it does); 0 = not said (a recorded machine, a kernel before 5.14).
 */
uint64_t sys_netns_cookie(const struct sys *s);
/*
 * "/run/nqtune/TOPIC-INODE" and ending, apart for every network namespace: they share names of
 * interfaces and /run, but nothing else. A later namespace may get an earlier one's inode: what is kept
 * there holds the cookie as well.
 */
void sys_state_path(const struct sys *s, const char *topic, const char *ending, char *path,
		    size_t size);
/*
 * Lets the thread pid (a NAPI's) run on these CPUs only: sched_setaffinity(2). The kernel
 * drops those that are offline. -ESRCH: there is no such thread, or it is not one of
 * NAPI; -EINVAL: none of the CPUs can be used; -EROFS: a recorded machine.
 */
int sys_thread_cpus(const struct sys *s, unsigned pid, const struct cpuset *cpus, struct err *e);
