// SPDX-License-Identifier: GPL-2.0-or-later
// CPUs as the columns, by node, last-level cache and core; neighbours that are alike may be one.
#include <inttypes.h>
#include <stdint.h>
#include <stdlib.h>

#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/host.h"
#include "svg.h"

#define COLUMNS_MAX 64	/* with more CPUs, those that are alike are folded */
#define FOLD_MIN 3

static int order_of(int a, int b)
{
	return (a > b) - (a < b);
}

/* Of an offline CPU the kernel has no topology: they come last. */
static int by_place(const void *a, const void *b, void *data)
{
	unsigned x = *(const unsigned *)a, y = *(const unsigned *)b;
	const struct host *h = data;
	const struct cpu *p = &h->cpus[x], *q = &h->cpus[y];
	int r = order_of(q->online, p->online);

	r = r ? r : order_of(p->node, q->node);
	r = r ? r : order_of(p->llc, q->llc);
	r = r ? r : order_of(p->core, q->core);
	return r ? r : order_of((int)x, (int)y);
}

static unsigned *sorted_cpus(struct svg *s, size_t *n)
{
	unsigned *cpus = arena_array(s->a, s->h->ncpus, sizeof(*cpus));

	*n = 0;
	for (unsigned i = 0; i < s->h->ncpus; i++)
		if (s->h->cpus[i].possible || s->h->cpus[i].online)
			cpus[(*n)++] = i;
	qsort_r(cpus, *n, sizeof(*cpus), by_place, (void *)(uintptr_t)s->h);
	return cpus;
}

/* Where a set holds one of two neighbours, they are not alike. */
static void tell_apart(const struct cpuset *set, const unsigned *cpus, size_t n, bool *apart)
{
	if (!set || cpuset_empty(set))
		return;
	for (size_t i = 1; i < n; i++)
		if (cpuset_has(set, cpus[i - 1]) != cpuset_has(set, cpus[i]))
			apart[i] = true;
}

static void tell_block_apart(const struct svg_block *b, const unsigned *cpus, size_t n, bool *apart)
{
	for (size_t i = 0; i < b->nvectors; i++) {
		tell_apart(b->vectors[i].v->irq->asked, cpus, n, apart);
		tell_apart(b->vectors[i].v->irq->effective, cpus, n, apart);
	}
	for (size_t i = 0; i < b->nrows; i++) {
		const struct svg_row *r = &b->rows[i];
		tell_apart(r->rx ? r->rx->rps : NULL, cpus, n, apart);
		tell_apart(r->rx ? r->rx->napi_cpus : NULL, cpus, n, apart);
		tell_apart(r->tx ? r->tx->xps : NULL, cpus, n, apart);
	}
}

static bool alike(const struct cpu *a, const struct cpu *b)
{
	return a->online == b->online && a->isolated == b->isolated && a->slow == b->slow &&
	       a->node == b->node && a->llc == b->llc;
}

static unsigned count_online(const struct svg *s)
{
	return s->h->online ? cpuset_count(s->h->online) : 0;
}

static bool same_core(const struct cpu *a, const struct cpu *b)
{
	return a->online && b->online && a->core == b->core;
}

/* CPUs from i on that one column stands for; it holds whole cores. */
static size_t fold(const struct svg *s, const unsigned *cpus, size_t i, size_t n, const bool *apart)
{
	const struct cpu *cpu = s->h->cpus;
	size_t j = i + 1;

	if (i && same_core(&cpu[cpus[i - 1]], &cpu[cpus[i]]))
		return i + 1;
	while (j < n && !apart[j] && alike(&cpu[cpus[i]], &cpu[cpus[j]]))
		j++;
	while (j > i + 1 && j < n && same_core(&cpu[cpus[j - 1]], &cpu[cpus[j]]))
		j--;
	/* Those that are off are of little interest, however few. */
	if (j - i < FOLD_MIN || (count_online(s) <= COLUMNS_MAX && cpu[cpus[i]].online))
		return i + 1;
	return j;
}

static unsigned seen_of(const struct cpu *c)
{
	if (!c->online)
		return SEEN_OFFLINE;
	return (c->isolated ? SEEN_ISOLATED : 0) | (c->slow ? SEEN_SLOW : 0);
}

void svg_columns(struct svg *s)
{
	size_t n;
	unsigned *cpus = sorted_cpus(s, &n);
	bool *apart = arena_array(s->a, n, sizeof(*apart));

	s->col_of = arena_array(s->a, s->h->ncpus, sizeof(*s->col_of));
	for (unsigned i = 0; i < s->h->ncpus; i++)
		s->col_of[i] = -1;
	for (size_t i = 0; i < s->nblocks; i++)
		tell_block_apart(&s->blocks[i], cpus, n, apart);
	for (size_t i = 0, j; i < n; i = j) {
		j = fold(s, cpus, i, n, apart);
		struct svg_column *c = arena_push(s->a, s->cols, s->ncols);
		*c = (struct svg_column){ .cpu = cpus[i], .n = (unsigned)(j - i) };
		c->cpus = cpuset_new(s->a, s->h->ncpus);
		s->seen |= seen_of(&s->h->cpus[c->cpu]);
		for (size_t k = i; k < j; k++) {
			cpuset_add(c->cpus, cpus[k]);
			s->col_of[cpus[k]] = (int)s->ncols - 1;
		}
	}
}

static bool same_node(const struct cpu *a, const struct cpu *b)
{
	return a->online == b->online && a->node == b->node;
}

static bool same_cache(const struct cpu *a, const struct cpu *b)
{
	return same_node(a, b) && a->llc == b->llc;
}

static const struct cpu *cpu_at(const struct svg *s, size_t col)
{
	return &s->h->cpus[s->cols[col].cpu];
}

static int gap_before(const struct svg *s, size_t i)
{
	const struct cpu *a = i ? cpu_at(s, i - 1) : NULL, *b = cpu_at(s, i);

	if (!i)
		return 0;
	if (!same_node(a, b))
		return SVG_GAP_NODE;
	if (!same_cache(a, b))
		return SVG_GAP_CACHE;
	return s->h->smt && !same_core(a, b) ? SVG_GAP_CORE : 0;
}

/* Wide where there are few: the picture of four CPUs shall not be a ribbon. */
static int cell_width(const struct svg *s)
{
	int digits = svg_text_w(SVG_SMALL, s->h->ncpus > 1000 ? 5 : s->h->ncpus > 100 ? 3 : 2);
	int w = s->ncols <= 8 ? 44 : s->ncols <= 16 ? 30 : s->ncols <= 32 ? 22 : 16;
	int room = (SVG_MIN_WIDTH - s->grid_x - SVG_GRID_END) / (s->ncols ? (int)s->ncols : 1);

	if (room > 0 && s->ncols <= 8)
		w = room > SVG_CELL_MAX ? SVG_CELL_MAX : room > w ? room : w;
	return w > digits + SVG_CELL_PAD ? w : digits + SVG_CELL_PAD;
}

void svg_columns_place(struct svg *s)
{
	int x = s->grid_x;

	s->cell = cell_width(s);
	for (size_t i = 0; i < s->ncols; i++) {
		x += gap_before(s, i);
		s->cols[i].x = x;
		s->cols[i].w = s->cols[i].n > 1 ? SVG_CELL_FOLDED : s->cell;
		x += s->cols[i].w;
	}
	s->grid_w = x - s->grid_x;
}

bool svg_run(const struct svg *s, const struct cpuset *set, size_t *from, size_t *to)
{
	for (size_t i = *from, n = 0; i <= s->ncols; i++) {
		bool in = i < s->ncols && cpuset_has(set, s->cols[i].cpu);
		if (in && !n++)
			*from = i;
		if (n && (!in || (i > *from && gap_before(s, i) > SVG_GAP_CORE))) {
			*to = i - 1;
			return true;
		}
	}
	return false;
}

static const char *bytes_text(struct arena *a, uint64_t n)
{
	if (n && n % (1 << 20) == 0)
		return arena_printf(a, "%" PRIu64 " MiB", n >> 20);
	return arena_printf(a, "%" PRIu64 " KiB", n >> 10);
}

static const char *node_text(struct svg *s, const struct cpu *c, int w)
{
	if (!c->online)
		return "offline";
	return c->node < 0 ? "" : arena_printf(s->a, "node %d", c->node);
}

static const char *cache_text(struct svg *s, const struct cpu *c, int w)
{
	const char *size;

	if (!c->online || c->llc < 0)
		return "";
	if (!c->llc_bytes.set)
		return "cache";
	size = bytes_text(s->a, c->llc_bytes.n);
	return w < svg_text_w(SVG_SMALL, 14) ? size : arena_printf(s->a, "cache %s", size);
}

/* A bracket over columns that belong together. */
static void draw_groups(struct svg *s, int y, const char *class,
			bool (*same)(const struct cpu *, const struct cpu *),
			const char *(*text)(struct svg *, const struct cpu *, int))
{
	for (size_t i = 0, j; i < s->ncols; i = j) {
		for (j = i + 1; j < s->ncols && same(cpu_at(s, i), cpu_at(s, j));)
			j++;
		int x = s->cols[i].x, w = s->cols[j - 1].x + s->cols[j - 1].w - x;
		const char *t = text(s, cpu_at(s, i), w);
		if (!*t)
			continue;
		fprintf(s->out, "<g class=\"%s\"><path d=\"M%d %dv-%dH%dv%d\"/>\n", class, x + 1,
			y + SVG_BRACKET_Y, SVG_BRACKET_TOOTH, x + w - 1, SVG_BRACKET_TOOTH);
		svg_text(s, &(struct svg_label){ .x = x + w / 2, .w = w,
						 .y = y + SVG_BRACKET_TEXT_Y, .size = SVG_SMALL,
						 .anchor = "middle", .class = "dim" }, t);
		fputs("</g>\n", s->out);
	}
}

static const char *state_class(const struct cpu *c)
{
	if (!c->online)
		return " offline";
	return c->isolated ? " iso" : c->slow ? " slow" : "";
}

static void describe(struct svg *s, const struct svg_column *c, const struct cpu *cpu)
{
	const char *text = arena_printf(s->a, "CPU%s %s", c->n > 1 ? "s" : "",
					cpuset_list(s->a, c->cpus));

	if (cpu->online && c->n == 1)
		text = arena_printf(s->a, "%s, core %d", text, cpu->core);
	if (cpu->node >= 0)
		text = arena_printf(s->a, "%s, node %d", text, cpu->node);
	if (cpu->capacity.set)
		text = arena_printf(s->a, "%s, capacity %" PRIu64 " of 1024", text,
				    cpu->capacity.n);
	text = arena_printf(s->a, "%s%s%s%s", text, cpu->isolated ? ", isolated" : "",
			    cpu->slow ? ", a slow core" : "", cpu->online ? "" : ", offline");
	svg_title(s, arena_printf(s->a, "%s; %u queue interrupt%s", text, c->load,
				  c->load == 1 ? "" : "s"));
}

static void draw_cpu(struct svg *s, const struct svg_column *c)
{
	const struct cpu *cpu = &s->h->cpus[c->cpu];
	/* A slow core is a small box. */
	int h = cpu->slow && cpu->online ? SVG_CPU_H_SLOW : SVG_CPU_H;
	int y = s->cpu_y + SVG_CPU_H - h;
	const char *name = arena_printf(s->a, "%u", c->cpu);

	if (c->n > 1)
		name = arena_printf(s->a, "%u CPUs", c->n);
	fprintf(s->out, "<g class=\"cpu%s%s\" data-cpus=\"%s\">", state_class(cpu),
		c->load ? " busy" : "", cpuset_list(s->a, c->cpus));
	describe(s, c, cpu);
	svg_rect(s, &(struct svg_rect){ .x = c->x + 1, .y = y, .w = c->w - 2, .h = h, .rx = 3 });
	svg_text(s, &(struct svg_label){ .x = c->x + c->w / 2, .y = y + h / 2, .w = c->w,
					 .size = SVG_SMALL, .anchor = "middle" }, name);
	if (c->load)
		svg_text(s, &(struct svg_label){ .x = c->x + c->w / 2, .y = s->load_y, .w = c->w,
						 .size = SVG_SMALL, .anchor = "middle",
						 .class = "load" },
			 arena_printf(s->a, "%u", c->load));
	fputs("</g>\n", s->out);
}

/* Hardware threads of one core in one frame. */
static void draw_cores(struct svg *s)
{
	for (size_t i = 0, j; s->h->smt && i < s->ncols; i = j) {
		for (j = i + 1; j < s->ncols && same_core(cpu_at(s, i), cpu_at(s, j));)
			j++;
		if (j - i > 1)
			svg_rect(s, &(struct svg_rect){
				.x = s->cols[i].x - 1, .y = s->cpu_y - SVG_CORE_PAD_Y,
				.h = SVG_CPU_H + 2 * SVG_CORE_PAD_Y, .rx = 4,
				.w = s->cols[j - 1].x + s->cols[j - 1].w - s->cols[i].x + 2,
				.class = "core" });
	}
}

void svg_draw_cpus(struct svg *s)
{
	if (s->node_y)
		draw_groups(s, s->node_y, "node", same_node, node_text);
	if (s->cache_y)
		draw_groups(s, s->cache_y, "cache", same_cache, cache_text);
	draw_cores(s);
	for (size_t i = 0; i < s->ncols; i++)
		draw_cpu(s, &s->cols[i]);
	for (size_t i = 0; s->feet_y && i < s->ncols; i++)
		if (s->cols[i].n == 1)
			svg_text(s, &(struct svg_label){ .x = s->cols[i].x + s->cols[i].w / 2,
							 .y = s->feet_y, .w = s->cols[i].w,
							 .size = SVG_SMALL, .anchor = "middle",
							 .class = "dim" },
				 arena_printf(s->a, "%u", s->cols[i].cpu));
}
