// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes as a file of commands: every line is refused with words, or is one that sets something.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../../src/cmd/auto.h"
#include "../../src/cmd/command.h"
#include "../../src/cmd/conf.h"
#include "../../src/cmd/conf_file.h"
#include "../../src/cmd/knob_request.h"
#include "nqtune/session.h"
#include "nqtune/arena.h"
#include "nqtune/err.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool holds)
{
	if (!holds)
		abort();
}

static void check_line(const struct conf_line *l, unsigned *last)
{
	size_t bytes = 0;

	demand(l->nwords && !l->words[l->nwords] && l->number > *last);
	for (size_t i = 0; i < l->nwords; i++)
		bytes += strlen(l->words[i]);
	demand(bytes <= CONF_LINE_MAX);
	*last = l->number;
}

static void take(struct session *s, const struct conf_line *l)
{
	struct conf_command c;
	struct err e = { "" };
	int r;

	complain_into(&e);
	r = conf_command(s, l, &c);
	complain_into(NULL);
	demand(r == 0 || (r == STATUS_USAGE && *e.text));
	/* The line has no say in how we run. */
	demand(!s->dry_run && !s->json && !s->sysroot && !s->try_s && !s->force && !s->in_file);
	if (r)
		return;
	demand(c.command->changes && !c.layout == !!c.knob);
	demand(c.layout ? !c.layout->forget : c.knob->nsettings > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct session s = { .arena = arena_new(NULL), .color = "auto", .command = "apply" };
	char *text = malloc(size + 1);
	unsigned line, last = 0;
	struct conf conf;
	struct err e;

	demand(text);
	memcpy(text, data, size);
	if (conf_parse(text, size, s.arena, &conf, &line, &e)) {
		demand(memchr(e.text, '\0', sizeof(e.text)) && *e.text && line);
	} else {
		demand(conf.n <= CONF_LINES_MAX);
		for (size_t i = 0; i < conf.n; i++) {
			check_line(&conf.lines[i], &last);
			take(&s, &conf.lines[i]);
		}
	}
	free(text);
	arena_free(s.arena);
	return 0;
}
