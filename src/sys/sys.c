// SPDX-License-Identifier: GPL-2.0-or-later
#include "nqtune/sys.h"

#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "nqtune/answers.h"
#include "nqtune/files.h"

#ifndef SO_NETNS_COOKIE
#define SO_NETNS_COOKIE 71
#endif

int sys_open(struct sys *s, const char *root, struct err *e)
{
	int err;

	s->files = NULL;
	s->answers = NULL;
	err = files_open(&s->files, root, e);
	if (err)
		return err;
	err = answers_open(&s->answers, s->files, e);
	if (err)
		sys_close(s);
	return err;
}

void sys_close(struct sys *s)
{
	answers_close(s->answers);
	files_close(s->files);
	s->answers = NULL;
	s->files = NULL;
}

uint64_t sys_netns_cookie(const struct sys *s)
{
	uint64_t cookie = 0;
	socklen_t len = sizeof(cookie);
	int fd;

	if (!files_live(s->files))
		return 0;
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return 0;
	if (getsockopt(fd, SOL_SOCKET, SO_NETNS_COOKIE, &cookie, &len))
		cookie = 0;
	close(fd);
	return cookie;
}

void sys_state_path(const struct sys *s, const char *topic, const char *ending, char *path,
		    size_t size)
{
	unsigned long inode;
	char link[64];

	if (files_link(s->files, "/proc/self/ns/net", link, sizeof(link)) > 0 &&
	    sscanf(link, "net:[%lu]", &inode) == 1)
		snprintf(path, size, "/run/nqtune/%s-%lu%s", topic, inode, ending);
	else
		snprintf(path, size, "/run/nqtune/%s%s", topic, ending);
}
