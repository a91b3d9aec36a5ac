// SPDX-License-Identifier: GPL-2.0-or-later
// A plan on one screen: the picture before and after, why, and what is left alone.
#include <stdlib.h>
#include <string.h>

#include "draw.h"
#include "nqtune/arena.h"
#include "nqtune/change.h"
#include "nqtune/host.h"
#include "nqtune/knob.h"
#include "nqtune/plan.h"
#include "nqtune/view.h"
#include "rows.h"

/*
 * An interface of the plan, in order of first mention, by what the picture shows: a plan for
 * the cards themselves goes through them knob by knob.
 */
struct mention {
	const char *iface;
	size_t pos;
	bool changes;
};

static int by_name(const void *x, const void *y)
{
	const struct mention *a = x, *b = y;
	int r = strcmp(a->iface, b->iface);

	return r ? r : (a->pos > b->pos) - (a->pos < b->pos);
}

static int by_pos(const void *x, const void *y)
{
	const struct mention *a = x, *b = y;

	return (a->pos > b->pos) - (a->pos < b->pos);
}

static bool is_pictured(const struct change *c)
{
	return c->attr->scope == SCOPE_VECTOR || c->attr->scope == SCOPE_RX ||
	       c->attr->scope == SCOPE_TX;
}

static struct mention *mentions(const struct plan *p, size_t *count, struct arena *a)
{
	size_t n = p->nchanges + p->nleft, kept = 0;
	struct mention *v = arena_array(a, n ? n : 1, sizeof(*v));

	for (size_t i = 0; i < p->nchanges; i++)
		v[i] = (struct mention){ p->changes[i].iface,
					 is_pictured(&p->changes[i]) ? i : n + i, true };
	for (size_t i = 0; i < p->nleft; i++)
		v[p->nchanges + i] = (struct mention){ p->left[i].iface, 2 * n + i, false };
	if (n)
		qsort(v, n, sizeof(*v), by_name);
	for (size_t i = 0; i < n; i++)
		if (!kept || strcmp(v[kept - 1].iface, v[i].iface))
			v[kept++] = v[i];
	if (kept)
		qsort(v, kept, sizeof(*v), by_pos);
	*count = kept;
	return v;
}

static void draw_before_after(FILE *out, const struct style *st, const struct host *before,
			      const struct host *after, const char *iface, struct arena *a)
{
	const struct nic *was = host_nic(before, iface);
	const struct nic *nic = host_nic(after, iface);

	/* A ring, a feature: the picture does not show it. */
	if (!was || !nic || !rows_differ(st, before, was, after, nic, a))
		return;
	draw_header(out, st, nic, NULL, a);
	if (!draw_pair(out, st, before, was, after, nic, a)) {
		fputs("  after:\n", out);
		view_matrix(out, st, after, nic, before, a);
	}
	fputc('\n', out);
}

static int left_cmp(const void *x, const void *y)
{
	const struct left_alone *a = *(const struct left_alone *const *)x;
	const struct left_alone *b = *(const struct left_alone *const *)y;
	int r = strcmp(a->knob ? a->knob : "", b->knob ? b->knob : "");

	if (!r)
		r = strcmp(a->why ? a->why : "", b->why ? b->why : "");
	return r ? r : (a > b) - (a < b);
}

static bool same_reason(const struct left_alone *a, const struct left_alone *b)
{
	return !strcmp(a->knob ? a->knob : "", b->knob ? b->knob : "") &&
	       !strcmp(a->why ? a->why : "", b->why ? b->why : "");
}

/* Interfaces left alone for one reason, first the one named first. */
struct reason {
	const struct left_alone *first;
	const char *text;
};

static int reason_cmp(const void *x, const void *y)
{
	const struct reason *a = x, *b = y;

	return (a->first > b->first) - (a->first < b->first);
}

static struct reason make_reason(const struct left_alone **v, size_t n, struct arena *a)
{
	struct reason r = { .first = v[0] };
	size_t len = 1;

	for (size_t i = 0; i < n; i++)
		len += strlen(v[i]->iface) + 1;
	char *names = arena_alloc(a, len), *to = names;
	for (size_t i = 0; i < n; i++) {
		to = stpcpy(to, v[i]->iface);
		*to++ = ' ';
	}
	*to = '\0';
	r.text = arena_printf(a, "%s%s: %s", names, v[0]->knob ? v[0]->knob : "",
			      v[0]->why ? v[0]->why : "");
	return r;
}

static void draw_left(FILE *out, const struct style *st, const struct plan *p, struct arena *a)
{
	const struct left_alone **v = arena_array(a, p->nleft ? p->nleft : 1, sizeof(*v));
	struct reason *reasons = arena_array(a, p->nleft ? p->nleft : 1, sizeof(*reasons));
	size_t count = 0;

	if (!p->nleft)
		return;
	for (size_t i = 0; i < p->nleft; i++)
		v[i] = &p->left[i];
	qsort(v, p->nleft, sizeof(*v), left_cmp);
	for (size_t i = 0, j; i < p->nleft; i = j) {
		for (j = i + 1; j < p->nleft && same_reason(v[i], v[j]);)
			j++;
		reasons[count++] = make_reason(&v[i], j - i, a);
	}
	qsort(reasons, count, sizeof(*reasons), reason_cmp);
	fputs("left alone:\n", out);
	for (size_t i = 0; i < count; i++)
		draw_wrapped(out, st, 2, 6, reasons[i].text, a);
}

void view_plan(FILE *out, const struct style *st, const struct host *before,
	       const struct host *after, const struct plan *p, struct arena *a)
{
	size_t n;
	struct mention *m = mentions(p, &n, a);

	for (size_t i = 0; i < n; i++)
		if (m[i].changes)
			draw_before_after(out, st, before, after, m[i].iface, a);
	if (p->nchanges) {
		fprintf(out, "%zu change%s:\n", p->nchanges, p->nchanges == 1 ? "" : "s");
		view_changes(out, st, p->changes, p->nchanges, NULL, before->ncpus, a);
	}
	draw_left(out, st, p, a);
	view_findings(out, st, 0, p->findings, p->nfindings, a);
}
