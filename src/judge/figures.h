/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>

#include "nqtune/measure.h"

/* One figure: how it is read, which way is better, and what difference is the least worth a word. */
struct figure_row {
	const char *name;
	const char *of;		/* what stands behind a value in the verdict: "of the packets dropped" */
	double (*read)(const struct measured *m);	/* below 0: not known */
	bool less;		/* is better */
	bool relative;		/* least is a share of the value, else of its unit */
	double least;
};
extern const struct figure_row figure_rows[FIGURES];

/* A value of it for people: "1.31 M packets/s", "51.2 %", "1.84 us". Arena text. */
const char *figure_text(enum figure f, double value, struct arena *a);
