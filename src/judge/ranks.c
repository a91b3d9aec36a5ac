// SPDX-License-Identifier: GPL-2.0-or-later
// Runs against runs, by their ranks: no distribution is assumed. Pure.
#include "ranks.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Encounters that are counted; of more losses than that nobody is sure. */
#define LOSSES_MAX 2000

static int by_size(const void *x, const void *y)
{
	double a = *(const double *)x, b = *(const double *)y;

	return (a > b) - (a < b);
}

double median(double *v, size_t n)
{
	qsort(v, n, sizeof(*v), by_size);
	return n % 2 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2;
}

/*
 * c[u]: in how many orders of na and nb runs those of the first lose u times. The counts are the
 * coefficients of the product of (1 - q^(nb + i)) / (1 - q^i) for i from 1 to na.
 */
static void count_orders(size_t na, size_t nb, double *c, size_t n)
{
	memset(c, 0, n * sizeof(*c));
	c[0] = 1;
	for (size_t i = 1; i <= na; i++) {
		for (size_t u = n; u-- > nb + i;)
			c[u] -= c[u - nb - i];
		for (size_t u = i; u < n; u++)
			c[u] += c[u - i];
	}
}

static double all_orders(size_t na, size_t nb)
{
	double all = 1;

	for (size_t i = 1; i <= na; i++)
		all *= (double)(nb + i) / (double)i;
	return all;
}

double chance_of(size_t na, size_t nb, size_t losses)
{
	double c[LOSSES_MAX], sum = 0, p;

	if (losses >= LOSSES_MAX || 2 * losses >= na * nb)
		return 1;
	count_orders(na, nb, c, losses + 1);
	for (size_t u = 0; u <= losses; u++)
		sum += c[u];
	p = 2 * sum / all_orders(na, nb);
	return p < 1 ? p : 1;
}
