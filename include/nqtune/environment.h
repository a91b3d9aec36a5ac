/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * Keeps of the environment only what the manual's ENVIRONMENT names, before a library looks
 * into the rest of it.
 */
void environment_clean(void);
/* All of it as it was before that, for a command of the caller's. */
char **environment_given(void);
