// SPDX-License-Identifier: GPL-2.0-or-later
#include "watch_time.h"

#include <time.h>

#include "nqtune/arena.h"

const char *watch_time(uint64_t ms, struct arena *a)
{
	time_t seconds = (time_t)(ms / 1000);
	char text[40] = "-";
	struct tm tm;

	if (gmtime_r(&seconds, &tm))
		strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &tm);
	return arena_printf(a, "%s.%03uZ", text, (unsigned)(ms % 1000));
}
