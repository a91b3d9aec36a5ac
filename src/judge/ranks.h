/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stddef.h>

/* Mean of the two in the middle; sorts v. n > 0. */
double median(double *v, size_t n);
/*
 * How likely chance alone makes the runs of one of two equal things, whichever, lose as few of
 * their na * nb encounters as these (rank-sum test, exact; 1 at most).
 */
double chance_of(size_t na, size_t nb, size_t losses);
