// SPDX-License-Identifier: GPL-2.0-or-later
// Where rows and columns meet: interrupts as dots with wires, RPS and XPS as bands beside them.
#include "draw.h"
#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/host.h"
#include "svg.h"

#define DOT 4
#define BAND_H 3
#define BAND_RPS (-8)	/* from a row's middle to the band's upper edge */
#define BAND_MIDDLE (-2)	/* where no interrupt's wire is */
#define BAND_NAPI 1
#define BAND_XPS 5

/* Threads that may run everywhere are not placed. */
static const struct cpuset *napi_of(const struct svg *s, const struct rx_queue *rx)
{
	const struct cpuset *set = rx ? members(rx->napi_cpus) : NULL;

	return set && s->h->online && cpuset_subset(s->h->online, set) ? NULL : set;
}

static bool is_far(const struct svg *s, const struct svg_block *b, unsigned cpu)
{
	return s->h->nnodes > 1 && b->nic->node >= 0 && s->h->cpus[cpu].node != b->nic->node;
}

/* Asked elsewhere than it is: pending, or not honoured. */
static bool is_away(const struct cpuset *asked, const struct cpuset *at)
{
	return at && !cpuset_subset(at, asked);
}

/* An interrupt that several interfaces share is one. */
static bool was_before(const struct svg *s, size_t block, const struct irq *irq)
{
	for (size_t i = 0; i < block; i++)
		for (size_t k = 0; k < s->blocks[i].nvectors; k++)
			if (s->blocks[i].vectors[k].v->irq == irq)
				return true;
	return false;
}

static void count_vector(struct svg *s, size_t block, const struct vector *v)
{
	const struct cpuset *at = svg_served(v->irq), *asked = members(v->irq->asked);

	if (at)
		s->seen |= v->role == VECTOR_OTHER ? SEEN_OTHER : SEEN_IRQ;
	if (!v->irq->movable && v->role != VECTOR_OTHER)
		s->seen |= SEEN_FIXED;
	if (asked && v->role != VECTOR_OTHER && !(at && cpuset_subset(asked, at)))
		s->seen |= is_away(asked, at) ? SEEN_AWAY : SEEN_ASKED;
	if (!at || v->role == VECTOR_OTHER || was_before(s, block, v->irq))
		return;
	for (size_t i = 0; i < s->ncols; i++) {
		if (!cpuset_intersects(s->cols[i].cpus, at))
			continue;
		s->cols[i].load++;
		if (is_far(s, &s->blocks[block], s->cols[i].cpu))
			s->seen |= SEEN_FAR;
	}
}

static void count_row(struct svg *s, const struct svg_row *r)
{
	if (r->rx && members(r->rx->rps))
		s->seen |= SEEN_RPS;
	if (r->tx && members(r->tx->xps))
		s->seen |= SEEN_XPS;
	if (napi_of(s, r->rx))
		s->seen |= SEEN_NAPI;
}

void svg_count_links(struct svg *s)
{
	for (size_t i = 0; i < s->nblocks; i++) {
		const struct svg_block *b = &s->blocks[i];
		for (size_t k = 0; k < b->nvectors; k++)
			count_vector(s, i, b->vectors[k].v);
		for (size_t k = 0; k < b->nrows; k++)
			count_row(s, &b->rows[k]);
		if (b->nvectors && b->nic->node >= 0 && s->h->nnodes > 1)
			s->seen |= SEEN_OWN_NODE;
	}
}

int svg_vector_y(const struct svg_block *b, const struct svg_vector *v)
{
	return (b->rows[v->row].y + b->rows[v->row + v->nrows - 1].y) / 2;
}

static int middle(const struct svg_column *c)
{
	return c->x + c->w / 2;
}

/* What lies over a run of columns keeps off the neighbours. */
static int run_x(const struct svg_column *first)
{
	return first->x + SVG_MARK_INSET;
}

static int run_w(const struct svg_column *first, const struct svg_column *last)
{
	return last->x + last->w - first->x - 2 * SVG_MARK_INSET;
}

/* From a CPU's box down to the last interrupt that it serves. */
static void draw_buses(struct svg *s)
{
	for (size_t i = 0; i < s->nblocks; i++) {
		const struct svg_block *b = &s->blocks[i];
		for (size_t k = 0; k < b->nvectors; k++) {
			const struct cpuset *at = svg_served(b->vectors[k].v->irq);
			if (!at || b->vectors[k].v->role == VECTOR_OTHER)
				continue;
			cpuset_each(cpu, at) {
				int col = (unsigned)cpu < s->h->ncpus ? s->col_of[cpu] : -1;
				if (col >= 0)
					s->cols[col].bottom = svg_vector_y(b, &b->vectors[k]);
			}
		}
	}
	fputs("<path class=\"bus\" d=\"", s->out);
	for (size_t i = 0; i < s->ncols; i++)
		if (s->cols[i].bottom)
			fprintf(s->out, "M%d %dV%d", middle(&s->cols[i]), s->load_y + SVG_LOAD_END,
				s->cols[i].bottom);
	fputs("\"/>\n", s->out);
}

/* A pale band behind the wire; the kernel takes one CPU of those it is asked for. */
static void draw_asked(struct svg *s, const struct cpuset *asked, bool away, int y)
{
	for (size_t from = 0, to = 0; svg_run(s, asked, &from, &to); from = to + 1) {
		const struct svg_column *a = &s->cols[from], *b = &s->cols[to];
		svg_rect(s, &(struct svg_rect){ .x = run_x(a), .y = y - DOT, .rx = DOT,
						.w = run_w(a, b), .h = 2 * DOT,
						.class = away ? "asked away" : "asked" });
	}
}

static void draw_dots(struct svg *s, const struct svg_block *b, const struct cpuset *at, int y,
		      bool other)
{
	int last = s->vec_x + s->vec_w;

	for (size_t i = 0; i < s->ncols; i++)
		if (cpuset_intersects(s->cols[i].cpus, at))
			last = middle(&s->cols[i]);
	fprintf(s->out, "<path class=\"wire\" d=\"M%d %dH%d\"/>", s->vec_x + s->vec_w, y, last);
	for (size_t i = 0; i < s->ncols; i++) {
		if (!cpuset_intersects(s->cols[i].cpus, at))
			continue;
		bool far = !other && is_far(s, b, s->cols[i].cpu);
		fprintf(s->out, "<circle cx=\"%d\" cy=\"%d\" r=\"%d\"%s/>", middle(&s->cols[i]), y,
			other ? DOT - 2 : DOT, far ? " class=\"far\"" : "");
	}
}

static void draw_vector(struct svg *s, const struct svg_block *b, const struct svg_vector *v)
{
	const struct irq *irq = v->v->irq;
	const struct cpuset *at = svg_served(irq), *asked = members(irq->asked);
	bool other = v->v->role == VECTOR_OTHER;
	int y = svg_vector_y(b, v);

	if (!at && !asked)
		return;
	fprintf(s->out, "<g class=\"irq %s%d\" data-irq=\"%u\" data-cpus=\"%s\">",
		other ? "o" : "h", b->hue, irq->number, at ? cpuset_list(s->a, at) : "");
	svg_title(s, arena_printf(s->a, "interrupt %u of %s is %s%s%s%s", irq->number,
				  b->nic->name, at ? "served by CPU " : "not said to be anywhere",
				  at ? cpuset_list(s->a, at) : "", asked ? ", asked " : "",
				  asked ? cpuset_list(s->a, asked) : ""));
	if (asked && !other && !(at && cpuset_subset(asked, at)))
		draw_asked(s, asked, is_away(asked, at), y);
	if (at)
		draw_dots(s, b, at, y, other);
	fputs("</g>\n", s->out);
}

struct band {
	const char *class;	/* "rps" */
	const char *title;	/* "RPS of wan rx-0: CPUs 1-2" */
	const char *queues;	/* as a list */
	int y;
	int wire;		/* where a wire to it begins; 0 = an interrupt's is there */
};

static void draw_wire(struct svg *s, const struct band *band, const struct cpuset *set)
{
	int end = band->wire;

	for (size_t from = 0, to = 0; svg_run(s, set, &from, &to); from = to + 1)
		end = run_x(&s->cols[from]);
	fprintf(s->out, "<path d=\"M%d %dH%d\"/>", band->wire, band->y - BAND_MIDDLE, end);
}

static void draw_band(struct svg *s, const struct svg_block *b, const struct band *band,
		      const struct cpuset *set)
{
	fprintf(s->out, "<g class=\"%s\" data-nic=\"%s\" data-queues=\"%s\" data-cpus=\"%s\">",
		band->class, svg_escape(s->a, b->nic->name), band->queues,
		cpuset_list(s->a, set));
	svg_title(s, band->title);
	if (band->wire)
		draw_wire(s, band, set);
	for (size_t from = 0, to = 0; svg_run(s, set, &from, &to); from = to + 1) {
		const struct svg_column *c = &s->cols[from], *d = &s->cols[to];
		svg_rect(s, &(struct svg_rect){ .x = run_x(c), .y = band->y, .w = run_w(c, d),
						.h = band->wire ? -2 * BAND_MIDDLE : BAND_H });
	}
	fputs("</g>\n", s->out);
}

static void draw_rx(struct svg *s, const struct svg_block *b, const struct svg_row *r)
{
	const struct cpuset *rps = members(r->rx->rps), *napi = napi_of(s, r->rx);
	const char *name = svg_queue_text(s->a, "rx", r->rx->index, r->nrx);
	struct band band = { .queues = svg_queue_list(s->a, r->rx->index, r->nrx) };

	if (rps) {
		band.class = "rps";
		band.y = r->y + (r->rx->vector ? BAND_RPS : BAND_MIDDLE);
		band.wire = r->rx->vector ? 0 : s->rx_x + s->rx_w;
		band.title = arena_printf(s->a, "RPS of %s %s: CPUs %s", b->nic->name, name,
					  cpuset_list(s->a, rps));
		draw_band(s, b, &band, rps);
	}
	if (napi) {
		band.class = "napi";
		band.wire = 0;
		band.y = r->y + BAND_NAPI;
		band.title = arena_printf(s->a, "NAPI thread of %s %s: CPUs %s", b->nic->name, name,
					  cpuset_list(s->a, napi));
		draw_band(s, b, &band, napi);
	}
}

static void draw_tx(struct svg *s, const struct svg_block *b, const struct svg_row *r)
{
	const struct cpuset *xps = members(r->tx->xps);
	const char *name = svg_queue_text(s->a, "tx", r->tx->index, r->ntx);
	struct band band = { .class = "xps", .y = r->y + BAND_XPS,
			     .queues = svg_queue_list(s->a, r->tx->index, r->ntx) };

	if (!xps)
		return;
	band.title = arena_printf(s->a, "XPS: CPUs %s send through %s %s", cpuset_list(s->a, xps),
				  b->nic->name, name);
	draw_band(s, b, &band, xps);
}

void svg_draw_links(struct svg *s)
{
	draw_buses(s);
	for (size_t i = 0; i < s->nblocks; i++) {
		const struct svg_block *b = &s->blocks[i];
		for (size_t k = 0; k < b->nrows; k++) {
			if (b->rows[k].rx)
				draw_rx(s, b, &b->rows[k]);
			if (b->rows[k].tx)
				draw_tx(s, b, &b->rows[k]);
		}
		for (size_t k = 0; k < b->nvectors; k++)
			draw_vector(s, b, &b->vectors[k]);
	}
}
