// SPDX-License-Identifier: GPL-2.0-or-later
// Colours, for a light and a dark screen; and what each mark means, of those that were drawn.
#include "nqtune/arena.h"
#include "svg.h"

#define SAMPLE_W 24
#define ENTRY_GAP 18

/* The media query stands in the file itself, so that it follows whatever shows it. */
static const char light[] =
	"text{font-family:'DejaVu Sans Mono',Menlo,Consolas,'Liberation Mono',monospace}\n"
	"text{fill:#1f2328}.dim{fill:#59636e}.bold,.name,.head{font-weight:bold}\n"
	".many{fill:#cf222e;font-weight:bold}\n"
	".verdict{font-style:italic}.under{fill:#f6f8fa}\n"
	".back{fill:#fff}.block{fill:#f6f8fa;stroke:#d1d9e0}.own{fill:#e1e8f0}\n"
	".hair{stroke:#dde3e9;fill:none;shape-rendering:crispEdges}\n"
	".bus{stroke:#818b98;stroke-width:1.5;fill:none}\n"
	".node path,.cache path,.stack path{stroke:#59636e;fill:none}.stack .tip{fill:#59636e}\n"
	".core{fill:none;stroke:#818b98}\n"
	".cpu rect{fill:#fff;stroke:#818b98}.cpu.busy rect{fill:#1f2328;stroke:#1f2328}\n"
	".cpu.busy text{fill:#fff}.cpu.busy .load{fill:#1f2328;font-weight:bold}\n"
	".cpu.iso rect{stroke-dasharray:1 2}.cpu.offline rect{stroke-dasharray:4 3;fill:none}\n"
	".cpu.offline text{fill:#818b98}\n"
	".q rect{fill:#fff;stroke:#59636e}.v rect{fill:#fff;stroke-width:1.5}\n"
	".v.other rect{stroke-width:.7}.v.other text{fill:#59636e;font-weight:normal}\n"
	".v.fixed rect{stroke-dasharray:5 2}\n"
	".wire{fill:none;stroke-width:1.5}.asked{fill-opacity:.22}.away{stroke-dasharray:3 2}\n"
	".fine .wire{stroke-width:1;opacity:.55}.fine .bus{stroke-width:1}\n"
	".fine .asked{fill-opacity:.15}\n"
	".rps rect{fill:#d97706}.rps path{stroke:#d97706;fill:none;stroke-width:1.5}\n"
	".xps rect{fill:#1a7f37}.napi rect{fill:#8250df}\n"
	".irq circle.far,.far{stroke:#cf222e;stroke-width:2}\n";
static const char dark[] =
	"text{fill:#f0f6fc}.dim{fill:#9198a1}.many{fill:#ff7b72}\n"
	".under{fill:#151b23}.back{fill:#0d1117}.block{fill:#151b23;stroke:#3d444d}\n"
	".own{fill:#25303d}\n"
	".hair{stroke:#2a313a}.bus{stroke:#656c76}\n"
	".node path,.cache path,.stack path{stroke:#9198a1}.stack .tip{fill:#9198a1}\n"
	".core{stroke:#656c76}\n"
	".cpu rect{fill:#0d1117;stroke:#656c76}.cpu.busy rect{fill:#f0f6fc;stroke:#f0f6fc}\n"
	".cpu.busy text{fill:#0d1117}.cpu.busy .load{fill:#f0f6fc}\n"
	".cpu.offline rect{fill:none}.cpu.offline text{fill:#656c76}\n"
	".q rect{fill:#0d1117;stroke:#9198a1}.v rect{fill:#0d1117}.v.other text{fill:#9198a1}\n"
	".rps rect{fill:#f59e0b}.rps path{stroke:#f59e0b}\n"
	".xps rect{fill:#3fb950}.napi rect{fill:#a371f7}\n"
	".irq circle.far,.far{stroke:#ff7b72}\n"
	".asked{fill-opacity:.32}.fine .asked{fill-opacity:.25}\n";
/* Far from those of RPS, XPS, NAPI and of what is wrong. */
static const char *const hues[2][SVG_HUES] = {
	{ "#0969da", "#bf3989", "#0e7490", "#4338ca", "#855430", "#475569" },
	{ "#58a6ff", "#f778ba", "#22d3ee", "#a5b4fc", "#d4a27f", "#cbd5e1" },
};

static void draw_hues(struct svg *s, const char *const *hue)
{
	for (int i = 0; i < SVG_HUES; i++) {
		fprintf(s->out, ".h%d,.h%d circle,.h%d rect{fill:%s}\n", i, i, i, hue[i]);
		fprintf(s->out, ".h%d path,.h%d .away,.e%d rect{stroke:%s}\n", i, i, i, hue[i]);
		fprintf(s->out, ".o%d circle,.o%d path{fill:%s;stroke:%s}\n", i, i, hue[i], hue[i]);
	}
}

void svg_draw_style(struct svg *s)
{
	fprintf(s->out, "<style>\n%s", light);
	draw_hues(s, hues[0]);
	fprintf(s->out, "@media (prefers-color-scheme:dark){\n%s", dark);
	draw_hues(s, hues[1]);
	fputs("}\n</style>\n", s->out);
}

struct entry {
	unsigned seen;
	const char *sample;	/* in a box SAMPLE_W wide and SVG_LEGEND_H high */
	const char *text;
};
static const struct entry entries[] = {
	{ SEEN_IRQ,
	  "<g class='irq h0'><path class='wire' d='M0 9H12'/><circle cx='12' cy='9' r='4'/></g>",
	  "queue interrupt, served there" },
	{ SEEN_OTHER,
	  "<g class='irq o0'><path class='wire' d='M0 9H12'/><circle cx='12' cy='9' r='2'/></g>",
	  "interrupt of no queue" },
	{ SEEN_ASKED,
	  "<g class='h0'><rect class='asked' y='5' width='18' height='8' rx='4'/></g>",
	  "may be there too, as asked" },
	{ SEEN_AWAY,
	  "<g class='h0'><rect class='asked away' y='5' width='18' height='8' rx='4'/></g>",
	  "asked for, but it is not there" },
	{ SEEN_FIXED,
	  "<g class='v fixed e0'><rect y='4' width='18' height='10' rx='3'/></g>",
	  "cannot be moved" },
	{ SEEN_FAR,
	  "<g class='irq h0'><circle class='far' cx='9' cy='9' r='4'/></g>",
	  "on another node than the NIC" },
	{ SEEN_OWN_NODE,
	  "<rect class='own' y='3' width='18' height='12'/>",
	  "the NIC's node" },
	{ SEEN_RPS,
	  "<g class='rps'><rect y='7' width='18' height='4'/></g>",
	  "RPS: CPUs that received packets go on to" },
	{ SEEN_XPS,
	  "<g class='xps'><rect y='8' width='18' height='3'/></g>",
	  "XPS: CPUs that send through the queue" },
	{ SEEN_NAPI,
	  "<g class='napi'><rect y='8' width='18' height='3'/></g>",
	  "NAPI thread" },
	{ SEEN_STACK,
	  "<g class='stack'><path d='M0 9H12'/><path class='tip' d='M18 9l-6 -3v6z'/></g>",
	  "hands received packets up" },
	{ SEEN_SLOW,
	  "<g class='cpu slow'><rect x='2' y='6' width='14' height='8' rx='2'/></g>",
	  "slow core" },
	{ SEEN_ISOLATED,
	  "<g class='cpu iso'><rect x='2' y='3' width='14' height='12' rx='2'/></g>",
	  "isolated CPU" },
	{ SEEN_OFFLINE,
	  "<g class='cpu offline'><rect x='2' y='3' width='14' height='12' rx='2'/></g>",
	  "offline CPU" },
};

/* Behind each other, in as many lines as they take; out NULL only measures. */
static int flow(struct svg *s, FILE *out)
{
	int x = SVG_MARGIN, y = s->foot_y, end = s->width - SVG_MARGIN;

	for (size_t i = 0; i < sizeof(entries) / sizeof(entries[0]); i++) {
		const struct entry *e = &entries[i];
		int w = SAMPLE_W + svg_text_w(SVG_SMALL, svg_cols(s->a, e->text));
		if (!(s->seen & e->seen))
			continue;
		if (x > SVG_MARGIN && x + w > end) {
			x = SVG_MARGIN;
			y += SVG_LEGEND_H;
		}
		if (out) {
			fprintf(out, "<g transform=\"translate(%d %d)\">%s</g>\n", x, y, e->sample);
			svg_text(s, &(struct svg_label){ .x = x + SAMPLE_W, .w = w - SAMPLE_W,
							 .y = y + SVG_LEGEND_H / 2,
							 .size = SVG_SMALL,
							 .anchor = "start", .class = "dim" },
				 e->text);
		}
		x += w + ENTRY_GAP;
	}
	return y + SVG_LEGEND_H - s->foot_y;
}

int svg_legend_height(struct svg *s)
{
	return s->seen ? flow(s, NULL) : 0;
}

void svg_draw_legend(struct svg *s)
{
	if (!s->seen)
		return;
	fputs("<g class=\"legend\">\n", s->out);
	flow(s, s->out);
	fputs("</g>\n", s->out);
}
