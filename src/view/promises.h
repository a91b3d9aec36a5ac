/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "nqtune/promises.h"

/* "broken", "kept", "idle". */
const char *state_word(enum promise_state state);
