// SPDX-License-Identifier: GPL-2.0-or-later
// Earlier commands in words: when they began, and that those that ended halfway are not forgotten.
#include <time.h>

#include "nqtune/arena.h"
#include "nqtune/journal.h"
#include "nqtune/run.h"
#include "nqtune/session.h"

const char *entry_time(struct session *s, const struct journal_entry *entry, bool day)
{
	time_t t = (time_t)entry->time;
	char text[64] = "";
	struct tm tm;

	if (localtime_r(&t, &tm))
		strftime(text, sizeof(text), day ? "%Y-%m-%d %H:%M:%S" : "%H:%M:%S", &tm);
	return arena_strdup(s->arena, *text ? text : "-");
}

static const char *how_it_ended(const struct journal_entry *entry)
{
	switch (entry->state) {
	case JOURNAL_TRYING:
		return "ended before it was confirmed";
	case JOURNAL_UNDOING:
		return "was put back in part only";
	case JOURNAL_BEGUN:
	case JOURNAL_DONE:
		break;
	}
	return "ended halfway";
}

void journal_offer(struct session *s)
{
	struct journal_entry *v;
	size_t n;

	if (journal_unfinished(&s->sys, s->arena, &v, &n) || !n)
		return;
	complain(0, "an earlier '%.200s' (process %u, %s) %s: 'nqtune undo' puts back what it wrote, "
		 "newer changes first",
		 v[n - 1].command, v[n - 1].pid, entry_time(s, &v[n - 1], false),
		 how_it_ended(&v[n - 1]));
}
