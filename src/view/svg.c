// SPDX-License-Identifier: GPL-2.0-or-later
// The layout as a diagram: what there is is counted, then placed, then drawn.
#include "svg.h"

#include <stdlib.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/host.h"
#include "nqtune/view.h"

/* What the text picture says of the host, a line each. */
static void read_caption(struct svg *s)
{
	const struct style plain = { 0 };
	const char **lines = NULL;
	char *text = NULL, *next;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return;
	view_host(out, &plain, s->h, s->a);
	if (!fclose(out))
		for (char *line = arena_strndup(s->a, text, size); *line; line = next) {
			next = line + strcspn(line, "\n");
			if (*next)
				*next++ = '\0';
			*arena_push(s->a, lines, s->ncaption) = line;
		}
	free(text);
	s->caption = lines;
}

static void widen(int *w, int size, unsigned cols)
{
	int need = svg_text_w(size, cols);

	*w = need > *w ? need : *w;
}

static void measure_block(struct svg *s, const struct svg_block *b, int *name, int *word)
{
	unsigned cols = svg_cols(s->a, b->nic->name);

	widen(name, SVG_BIG, cols < SVG_NAME_COLS ? cols : SVG_NAME_COLS);
	for (size_t i = 0; i < b->nrows; i++) {
		const struct svg_row *r = &b->rows[i];
		if (r->rx)
			widen(&s->rx_w, SVG_SMALL,
			      svg_cols(s->a, svg_queue_text(s->a, "rx", r->rx->index, r->nrx)));
		if (r->tx)
			widen(&s->tx_w, SVG_SMALL,
			      svg_cols(s->a, svg_queue_text(s->a, "tx", r->tx->index, r->ntx)));
	}
	for (size_t i = 0; i < b->nvectors; i++) {
		const struct vector *v = b->vectors[i].v;
		cols = svg_cols(s->a, svg_vector_word(s->a, b->nic, v));
		widen(word, SVG_SMALL, cols < SVG_WORD_COLS ? cols : SVG_WORD_COLS);
		widen(&s->number_w, SVG_SMALL,
		      svg_cols(s->a, arena_printf(s->a, "%u", v->irq->number)));
	}
}

static void place_across(struct svg *s)
{
	int name = SVG_NAME_W, word = 0;

	s->rx_w = svg_text_w(SVG_SMALL, SVG_RX_COLS);
	s->tx_w = svg_text_w(SVG_SMALL, SVG_TX_COLS);
	s->number_w = svg_text_w(SVG_SMALL, SVG_NUMBER_COLS);
	for (size_t i = 0; i < s->nblocks; i++)
		measure_block(s, &s->blocks[i], &name, &word);
	s->name_x = svg_blocks_x(s) + SVG_BLOCK_PAD_X;
	s->rx_x = s->name_x + name + SVG_RX_GAP;
	s->rx_w += SVG_PILL_PAD_X;
	s->tx_x = s->rx_x + s->rx_w + SVG_TX_GAP;
	s->tx_w += SVG_PILL_PAD_X;
	s->vec_x = s->tx_x + s->tx_w + SVG_VECTOR_GAP;
	s->vec_w = 2 * SVG_VECTOR_PAD + s->number_w + SVG_NUMBER_GAP + word;
	s->grid_x = s->vec_x + s->vec_w + SVG_GRID_GAP;
	svg_columns_place(s);
	s->width = s->grid_x + s->grid_w + SVG_GRID_END;
	s->width = s->width < SVG_MIN_WIDTH ? SVG_MIN_WIDTH : s->width;
}

static int place_head(struct svg *s, int y)
{
	bool cache = false, node = s->h->nnodes > 1;

	for (size_t i = 0; i < s->ncols; i++) {
		cache |= s->h->cpus[s->cols[i].cpu].llc >= 0;
		node |= !s->h->cpus[s->cols[i].cpu].online;
	}
	if (node) {
		s->node_y = y;
		y += SVG_BRACKET_H;
	}
	if (cache) {
		s->cache_y = y;
		y += SVG_BRACKET_H;
	}
	s->cpu_y = y + SVG_CPU_GAP;
	s->load_y = s->cpu_y + SVG_CPU_H + SVG_LOAD_GAP;
	return s->load_y + SVG_LINE_H;
}

static int place_block(struct svg *s, struct svg_block *b, int y)
{
	bool physical = b->nic->kind == NIC_PHYSICAL;
	int rows = (int)b->nrows * s->pitch, text = physical ? SVG_NAME_H : s->pitch;
	int above = SVG_BLOCK_PAD;

	b->y = y;
	/* Of what is virtual, the row says all there is to say. */
	if (physical && b->verdict) {
		b->lines = svg_wrap(s->a, b->verdict,
				    svg_text_cols(SVG_TEXT, s->width - s->rx_x - SVG_MARGIN),
				    &b->nlines);
		above += (int)b->nlines * SVG_LINE_H + SVG_VERDICT_GAP;
	}
	for (size_t i = 0; i < b->nrows; i++)
		b->rows[i].y = y + above + s->pitch / 2 + (int)i * s->pitch;
	b->h = above + (rows > text ? rows : text) + SVG_BLOCK_PAD;
	return y + b->h + SVG_BLOCK_GAP;
}

static void place_down(struct svg *s)
{
	size_t rows = 0;
	int y = SVG_MARGIN + SVG_CAPTION_Y;

	for (size_t i = 0; i < s->nblocks; i++)
		rows += s->blocks[i].nrows;
	s->pitch = rows < SVG_DENSE_FROM ? SVG_PITCH : SVG_PITCH_DENSE;
	y += (int)s->ncaption * SVG_TITLE_H + SVG_CAPTION_GAP;
	y = place_head(s, y);
	for (size_t i = 0; i < s->nblocks; i++)
		y = place_block(s, &s->blocks[i], y);
	if (rows >= SVG_DENSE_FROM) {
		s->feet_y = y + SVG_FEET_GAP;
		y += SVG_LINE_H;
	}
	s->foot_y = y + SVG_FEET_GAP;
	s->height = s->foot_y + svg_legend_height(s) + SVG_MARGIN - SVG_FOOT_END;
}

/* The host's lines are broken to the width, which is known by then. */
static void break_caption(struct svg *s)
{
	unsigned cols = svg_text_cols(SVG_TITLE, s->width - 2 * SVG_MARGIN);
	const char **out = NULL;
	size_t n = 0, got;

	for (size_t i = 0; i < s->ncaption; i++) {
		const char *const *v = svg_wrap(s->a, s->caption[i], cols, &got);
		for (size_t k = 0; k < got; k++)
			*arena_push(s->a, out, n) = v[k];
	}
	s->caption = out;
	s->ncaption = n;
}

static void draw_caption(struct svg *s)
{
	for (size_t i = 0; i < s->ncaption; i++)
		svg_text(s, &(struct svg_label){ .x = SVG_MARGIN, .w = s->width - 2 * SVG_MARGIN,
						 .y = SVG_MARGIN + SVG_CAPTION_Y +
						      (int)i * SVG_TITLE_H,
						 .size = SVG_TITLE, .anchor = "start",
						 .class = i ? NULL : "head" },
			 s->caption[i]);
}

/* What stands in the columns, over the first of their boxes. */
static void draw_heads(struct svg *s)
{
	struct svg_label l = { .y = s->load_y, .size = SVG_SMALL, .anchor = "start",
			       .class = "dim" };
	const struct { int x, w; const char *text; } heads[] = {
		{ s->name_x, s->rx_x - s->name_x, "interface" },
		{ s->rx_x, s->rx_w, "receive" },
		{ s->tx_x, s->tx_w, "send" },
		{ s->vec_x, s->grid_x - s->vec_x, "interrupt" },
	};

	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
		l.x = heads[i].x;
		l.w = heads[i].w;
		svg_text(s, &l, heads[i].text);
	}
	l.x = s->grid_x - SVG_HEAD_GAP;
	l.y = s->cpu_y + SVG_CPU_H / 2;
	l.w = s->grid_x - SVG_MARGIN;
	l.anchor = "end";
	svg_text(s, &l, s->ncols == 1 ? "CPU, and its queue interrupts"
				      : "CPUs, and their queue interrupts");
}

static void draw(struct svg *s)
{
	fprintf(s->out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" "
		"height=\"%d\" role=\"img\">\n<title>Network queues, interrupts and CPUs</title>\n",
		s->width, s->height, s->width, s->height);
	svg_draw_style(s);
	svg_rect(s, &(struct svg_rect){ .w = s->width, .h = s->height, .class = "back" });
	draw_caption(s);
	draw_heads(s);
	svg_draw_frames(s);
	svg_draw_stacks(s);
	svg_draw_cpus(s);
	fprintf(s->out, "<g%s>\n", s->ncols > SVG_FINE_FROM ? " class=\"fine\"" : "");
	svg_draw_links(s);
	fputs("</g>\n", s->out);
	svg_draw_nodes(s);
	svg_draw_legend(s);
	fputs("</svg>\n", s->out);
}

void view_svg(FILE *out, const struct host *h, const struct nic *const *nics,
	      const char *const *verdicts, size_t n, struct arena *a)
{
	struct svg s = { .out = out, .a = a, .h = h };

	svg_blocks(&s, nics, verdicts, n);
	svg_stacks(&s);
	svg_columns(&s);
	svg_count_links(&s);
	read_caption(&s);
	place_across(&s);
	break_caption(&s);
	place_down(&s);
	draw(&s);
}
