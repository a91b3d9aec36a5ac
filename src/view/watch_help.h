/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

struct canvas;

/* What the keys do and the columns say, from the second line on. */
void watch_draw_help(struct canvas *c);
