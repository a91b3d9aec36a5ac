// SPDX-License-Identifier: GPL-2.0-or-later
#include "nqtune/sys.h"

#include "nqtune/answers.h"
#include "nqtune/files.h"

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
