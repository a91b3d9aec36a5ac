/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "nqtune/knob.h"

/* The words of the journal's JSON. */
#define JOURNAL_SCHEMA "nqtune-journal/1"

static const char *const scope_words[] = {
	[SCOPE_IFACE] = "interface",
	[SCOPE_RX] = "rx",
	[SCOPE_TX] = "tx",
	[SCOPE_VECTOR] = "vector",
	[SCOPE_QUEUE] = "queue",
	[SCOPE_NAMED] = "named",
	[SCOPE_HOST] = "host",
};
