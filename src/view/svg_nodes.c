// SPDX-License-Identifier: GPL-2.0-or-later
// Interfaces as frames; in them queues, and the interrupts beside them.
#include <inttypes.h>
#include <string.h>

#include "draw.h"
#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/host.h"
#include "svg.h"

static int rows_top(const struct svg *s, const struct svg_block *b)
{
	return b->rows[0].y - s->pitch / 2;
}

static int rows_end(const struct svg *s, const struct svg_block *b)
{
	return b->rows[b->nrows - 1].y + s->pitch / 2;
}

/* The columns of the NIC's own node stand out in its rows. */
static void draw_own_node(struct svg *s, const struct svg_block *b)
{
	struct cpuset *own = cpuset_new(s->a, s->h->ncpus);

	for (unsigned i = 0; i < s->h->ncpus; i++)
		if (s->h->cpus[i].online && s->h->cpus[i].node == b->nic->node)
			cpuset_add(own, i);
	for (size_t from = 0, to = 0; svg_run(s, own, &from, &to); from = to + 1)
		svg_rect(s, &(struct svg_rect){
			.x = s->cols[from].x, .y = rows_top(s, b) - 2,
			.w = s->cols[to].x + s->cols[to].w - s->cols[from].x,
			.h = rows_end(s, b) - rows_top(s, b) + 4, .class = "own" });
}

/* Thin lines lead the eye from a row to its marks and from a column to its CPU. */
static void draw_lattice(struct svg *s, const struct svg_block *b)
{
	fputs("<path class=\"hair\" d=\"", s->out);
	for (size_t i = 0; i < b->nrows; i++)
		fprintf(s->out, "M%d %dH%d", s->rx_x, b->rows[i].y, s->grid_x + s->grid_w);
	for (size_t i = 0; i < s->ncols; i++)
		fprintf(s->out, "M%d %dV%d", s->cols[i].x + s->cols[i].w / 2, rows_top(s, b),
			rows_end(s, b));
	fputs("\"/>\n", s->out);
}

void svg_draw_frames(struct svg *s)
{
	for (size_t i = 0; i < s->nblocks; i++) {
		const struct svg_block *b = &s->blocks[i];
		struct svg_rect r = { .x = svg_blocks_x(s), .y = b->y, .h = b->h,
				      .w = s->width - SVG_MARGIN - svg_blocks_x(s),
				      .rx = SVG_BLOCK_RX, .class = "block" };
		svg_rect(s, &r);
		r.w = SVG_HUE_W;
		r.rx = SVG_HUE_W / 2;
		r.class = arena_printf(s->a, "h%d", b->hue);
		if (b->hue >= 0)
			svg_rect(s, &r);
		if (!b->nrows)
			continue;
		if (b->nvectors && b->nic->node >= 0 && s->h->nnodes > 1)
			draw_own_node(s, b);
		draw_lattice(s, b);
	}
}

static const char *speed_text(struct svg *s, const struct nic *nic)
{
	if (!nic->up)
		return "down";
	if (!nic->speed.set)
		return "";
	if (nic->speed.n >= 1000 && nic->speed.n % 1000 == 0)
		return arena_printf(s->a, "%" PRIu64 " Gb/s", nic->speed.n / 1000);
	return arena_printf(s->a, "%" PRIu64 " Mb/s", nic->speed.n);
}

static const char *join(struct arena *a, const char *one, const char *two)
{
	return arena_printf(a, "%s%s%s", one, *one && *two ? ", " : "", two);
}

static const char *kind_word(const struct nic *nic)
{
	if (nic->kind == NIC_PHYSICAL)
		return nic->driver ? nic->driver : "";
	if (nic->kind == NIC_DSA_PORT)
		return "dsa port";
	return nic->kind_word ? nic->kind_word : "virtual";
}

static void draw_below_name(struct svg *s, const struct nic *nic, struct svg_label l)
{
	const char *node = nic->node < 0 || s->h->nnodes < 2
			 ? "" : arena_printf(s->a, "node %d", nic->node);

	l.y += SVG_KIND_DY;
	svg_text(s, &l, kind_word(nic));
	l.y += SVG_SPEED_DY;
	l.class = nic->up ? "dim" : "many";
	svg_text(s, &l, join(s->a, speed_text(s, nic), node));
}

/* Beside the name for what has one row, in lines below it where there is room. */
static void draw_name(struct svg *s, const struct svg_block *b)
{
	const struct nic *nic = b->nic;
	int used = svg_text_w(SVG_BIG, svg_cols(s->a, nic->name)) + SVG_NAME_GAP;
	struct svg_label l = { .x = s->name_x, .y = b->y + SVG_NAME_Y,
			       .w = s->rx_x - s->name_x - SVG_NAME_GAP, .size = SVG_BIG,
			       .anchor = "start", .class = "name" };

	fprintf(s->out, "<g class=\"nic\" data-nic=\"%s\">", svg_escape(s->a, nic->name));
	svg_title(s, arena_printf(s->a, "%s: %s", nic->name,
				  b->verdict ? b->verdict : kind_word(nic)));
	svg_text(s, &l, nic->name);
	l.class = "dim";
	l.size = SVG_SMALL;
	if (b->h >= SVG_THREE_LINES_H) {
		draw_below_name(s, nic, l);
	} else if (used + SVG_KIND_MIN_W < l.w) {
		l.x += used;
		l.w -= used;
		l.class = nic->up ? "dim" : "many";
		svg_text(s, &l, nic->up ? kind_word(nic) : "down");
	}
	fputs("</g>\n", s->out);
}

/* No line runs through the words. */
static void draw_verdict(struct svg *s, const struct svg_block *b)
{
	struct svg_label l = { .x = s->rx_x, .w = s->width - s->rx_x - SVG_MARGIN,
			       .size = SVG_TEXT, .anchor = "start", .class = "verdict" };

	for (size_t i = 0; i < b->nlines; i++) {
		l.y = b->y + SVG_NAME_Y + (int)i * SVG_LINE_H;
		int w = svg_text_w(l.size, svg_cols(s->a, b->lines[i])) + 4;
		svg_rect(s, &(struct svg_rect){ .x = l.x - 2, .y = l.y - SVG_LINE_H / 2,
						.h = SVG_LINE_H,
						.w = w < l.w ? w : l.w, .class = "under" });
		svg_text(s, &l, b->lines[i]);
	}
}

struct pill {
	const char *kind;	/* "rx" */
	unsigned first;
	size_t n;
	int x;
	int w;
	int y;
	const char *more;	/* for the pointer */
};

static void draw_pill(struct svg *s, const struct svg_block *b, const struct pill *p)
{
	const char *text = svg_queue_text(s->a, p->kind, p->first, p->n);

	fprintf(s->out, "<g class=\"q %s\" data-nic=\"%s\" data-queues=\"%s\">", p->kind,
		svg_escape(s->a, b->nic->name), svg_queue_list(s->a, p->first, p->n));
	svg_title(s, arena_printf(s->a, "%s %s%s", b->nic->name, text, p->more));
	svg_rect(s, &(struct svg_rect){ .x = p->x, .y = p->y - SVG_PILL_H / 2, .w = p->w,
					.h = SVG_PILL_H, .rx = SVG_PILL_H / 2 });
	svg_text(s, &(struct svg_label){ .x = p->x + p->w / 2, .y = p->y, .w = p->w,
					 .size = SVG_SMALL, .anchor = "middle" }, text);
	fputs("</g>\n", s->out);
}

static const char *rx_more(struct svg *s, const struct rx_queue *rx)
{
	if (!rx->rps)
		return "";
	return arena_printf(s->a, ", RPS %s",
			    cpuset_empty(rx->rps) ? "off" : cpuset_list(s->a, rx->rps));
}

static const char *tx_more(struct svg *s, const struct tx_queue *tx)
{
	const char *text = !tx->xps ? "" : arena_printf(s->a, ", XPS %s", set_text(s->a, tx->xps));

	if (tx->xps_rxqs && !cpuset_empty(tx->xps_rxqs))
		text = arena_printf(s->a, "%s, by rx queue %s", text,
				    cpuset_list(s->a, tx->xps_rxqs));
	return text;
}

static void draw_row(struct svg *s, const struct svg_block *b, const struct svg_row *r)
{
	if (r->rx)
		draw_pill(s, b, &(struct pill){ .kind = "rx", .first = r->rx->index, .n = r->nrx,
						.x = s->rx_x, .w = s->rx_w, .y = r->y,
						.more = rx_more(s, r->rx) });
	if (r->tx)
		draw_pill(s, b, &(struct pill){ .kind = "tx", .first = r->tx->index, .n = r->ntx,
						.x = s->tx_x, .w = s->tx_w, .y = r->y,
						.more = tx_more(s, r->tx) });
}

static void draw_vector(struct svg *s, const struct svg_block *b, const struct svg_vector *v)
{
	const struct irq *irq = v->v->irq;
	bool other = v->v->role == VECTOR_OTHER;
	int y = svg_vector_y(b, v), h = (int)(v->nrows - 1) * s->pitch + SVG_PILL_H;
	struct svg_label l = { .x = s->vec_x + SVG_VECTOR_PAD + s->number_w, .y = y,
			       .w = s->number_w, .size = SVG_SMALL, .anchor = "end", .class = "bold" };

	fprintf(s->out, "<g class=\"v%s e%d\" data-nic=\"%s\" data-irq=\"%u\">",
		other ? " other" : irq->movable ? "" : " fixed", b->hue,
		svg_escape(s->a, b->nic->name), irq->number);
	svg_title(s, arena_printf(s->a, "interrupt %u %s%s%s", irq->number,
				  v->v->name ? v->v->name : "",
				  irq->movable ? "" : ", cannot be moved",
				  irq->movable || !irq->unmovable_why ? ""
				  : arena_printf(s->a, ": %s", irq->unmovable_why)));
	svg_rect(s, &(struct svg_rect){ .x = s->vec_x, .y = y - h / 2, .w = s->vec_w, .h = h,
					.rx = 3 });
	svg_text(s, &l, arena_printf(s->a, "%u", irq->number));
	l.x += SVG_NUMBER_GAP;
	l.w = s->vec_w - s->number_w - SVG_NUMBER_GAP - 2 * SVG_VECTOR_PAD;
	l.anchor = "start";
	l.class = NULL;
	svg_text(s, &l, svg_vector_word(s->a, b->nic, v->v));
	fputs("</g>\n", s->out);
}

void svg_draw_nodes(struct svg *s)
{
	for (size_t i = 0; i < s->nblocks; i++) {
		const struct svg_block *b = &s->blocks[i];
		draw_name(s, b);
		draw_verdict(s, b);
		for (size_t k = 0; k < b->nrows; k++)
			draw_row(s, b, &b->rows[k]);
		for (size_t k = 0; k < b->nvectors; k++)
			draw_vector(s, b, &b->vectors[k]);
	}
}
