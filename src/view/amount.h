/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

struct arena;

/* Three digits and what they are a multiple of: "1.31 M", "930 k", "12", with a unit "1.31 Mbit/s". Arena text. */
const char *amount_text(double v, const char *unit, struct arena *a);
