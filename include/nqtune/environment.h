/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * Keeps of the environment only what the manual's ENVIRONMENT names, before a library looks
 * into the rest of it.
 */
void environment_clean(void);
