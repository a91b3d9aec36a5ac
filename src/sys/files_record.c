// SPDX-License-Identifier: GPL-2.0-or-later
// Making a recording: what the door's readers see also lands in a directory.
#include <errno.h>
#include <string.h>

#include "files_priv.h"
#include "nqtune/err.h"
#include "recorder.h"

int files_record(struct files *f, const char *dir, struct err *e)
{
	if (f->rec)
		return err_set(e, -EBUSY, "cannot record to %s: a recording is being made", dir);
	return recorder_open(&f->rec, dir, e);
}

void files_record_pause(struct files *f)
{
	if (!f->rec)
		return;
	f->paused = f->rec;
	f->rec = NULL;
}

void files_record_resume(struct files *f)
{
	if (!f->paused)
		return;
	f->rec = f->paused;
	f->paused = NULL;
}

int files_record_blob(struct files *f, const char *path, const void *data, size_t len)
{
	recorder_file(f->rec, path + strspn(path, "/"), 0644, data, len, false);
	return recorder_status(f->rec, NULL);
}

int files_record_status(const struct files *f, struct err *e)
{
	return recorder_status(f->rec ? f->rec : f->paused, e);
}
