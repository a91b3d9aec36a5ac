// SPDX-License-Identifier: GPL-2.0-or-later
// --help of a knob: its settings and what they take, from its rows and words.
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/knob.h"
#include "nqtune/session.h"
#include "help.h"

static bool has_kind(const struct knob *k, enum attr_kind kind)
{
	for (size_t i = 0; i < k->nattrs; i++)
		if (k->attrs[i].kind == kind)
			return true;
	return false;
}

static bool is_word(const struct knob *k, const char *name)
{
	for (const struct knob_word *w = k->words; w && w->name; w++)
		if (!strcmp(w->name, name))
			return true;
	return false;
}

static const char *words_form(struct arena *a, const char *const *words)
{
	const char *text = "";

	/* A number without a word is read, not asked for. */
	for (size_t i = 0; words && words[i]; i++)
		if (*words[i])
			text = arena_printf(a, "%s%s%s", text, *text ? "|" : "", words[i]);
	return *text ? text : "WORD";
}

/* What a setting takes: "SET", "N", "on|off". */
static const char *value_form(struct arena *a, const struct knob_attr *attr)
{
	switch (attr->kind) {
	case ATTR_CPUS:
	case ATTR_RXQS:
		return "SET";
	case ATTR_NUMBER:
		return attr->max_id ? "N|max" : "N";
	case ATTR_BOOL:
		return "on|off";
	case ATTR_WORD:
		return words_form(a, attr->words);
	case ATTR_LIST:
		break;
	}
	return "LIST";
}

/* What is changed by words of the knob's own. */
static bool is_named(const struct knob *k, const struct knob_attr *attr)
{
	return attr->scope == SCOPE_NAMED && k->words && !k->open_words;
}

/* A number's unit, where neither the setting's name nor what it counts says it. */
static const char *help_text(struct arena *a, const struct knob_attr *attr)
{
	static const char *const measures[] = { "us", "ns", "ms", "s", "bytes" };

	for (size_t i = 0; i < sizeof(measures) / sizeof(measures[0]); i++)
		if (attr->kind == ATTR_NUMBER && attr->unit && !strcmp(attr->unit, measures[i]))
			return arena_printf(a, "in %s: %s", attr->unit, attr->help);
	return attr->help;
}

static void print_attr(struct arena *a, const struct knob *k, const struct knob_attr *attr)
{
	bool named = k->open_words && attr->scope == SCOPE_NAMED;
	const char *text = help_text(a, attr);

	if (attr->read_only || is_named(k, attr))
		help_row(attr->name, text);
	else
		help_row(arena_printf(a, "%s %s", named ? "NAME" : attr->name, value_form(a, attr)),
			 text);
}

static bool by_queue(const struct knob_attr *attr)
{
	return attr->scope == SCOPE_RX || attr->scope == SCOPE_TX || attr->scope == SCOPE_QUEUE;
}

/* Below which heading a row stands; of rows of one name only the first, unless a queue's own differs. */
enum heading {
	SETTINGS,
	OF_QUEUE,
	OF_HOST,
	SHOWN,
	NHEADINGS,
};
static const char *const headings[NHEADINGS] = {
	[SETTINGS] = "settings:",
	[OF_QUEUE] = "with queue N:",
	[OF_HOST] = "settings of the host (they need no interface):",
	[SHOWN] = "shown:",
};

static enum heading heading_of(const struct knob *k, const struct knob_attr *attr)
{
	const struct knob_attr *first = knob_attr_find(k, attr->name);

	if (first != attr)
		return by_queue(attr) && !by_queue(first) && strcmp(first->help, attr->help)
			       ? OF_QUEUE : NHEADINGS;
	if (is_word(k, attr->name))
		return NHEADINGS;
	if (attr->read_only || !k->settable || is_named(k, attr))
		return SHOWN;
	return attr->scope == SCOPE_HOST ? OF_HOST : SETTINGS;
}

static void print_heading(struct arena *a, const struct knob *k, enum heading heading)
{
	bool said = false;

	for (size_t i = 0; i < k->nattrs; i++) {
		if (heading_of(k, &k->attrs[i]) != heading)
			continue;
		if (!said)
			printf("\n%s\n", headings[heading]);
		said = true;
		print_attr(a, k, &k->attrs[i]);
	}
	if (heading != SETTINGS || !k->words)
		return;
	if (!said)
		printf("\n%s\n", headings[heading]);
	for (const struct knob_word *w = k->words; w->name; w++)
		help_row(arena_printf(a, "%s%s%s", w->name, *w->arguments ? " " : "", w->arguments),
			 w->help);
}

static void print_targets(const struct knob *k)
{
	bool vector = knob_has_scope(k, SCOPE_VECTOR);

	if (!k->settable || !(vector || knob_has_scope(k, SCOPE_RX) || knob_has_scope(k, SCOPE_TX) ||
			      knob_has_scope(k, SCOPE_QUEUE)))
		return;
	puts("\nfor all queues, or only:");
	help_row("queue N|all", "what belongs to this queue");
	if (vector)
		help_row("vector NAME", "this interrupt, by its name or number");
}

static void print_examples(const struct knob *k)
{
	if (k->examples)
		puts("\nexamples:");
	for (const char *const *line = k->examples; line && *line; line++)
		printf("  nqtune %s\n", *line);
}

void help_settings(struct session *s, const struct knob *k)
{
	for (enum heading i = 0; i < NHEADINGS; i++)
		print_heading(s->arena, k, i);
	print_targets(k);
	if (has_kind(k, ATTR_CPUS))
		puts("\na SET is a list 1-3,6, a mask 0xe, or one of the words all, none, local (the\n"
		     "NIC's node), others (all but the interrupts' CPUs), irq (the queue's own\n"
		     "interrupt's CPU), big (the fast cores); '!' takes away: all,!0");
	if (has_kind(k, ATTR_RXQS))
		puts("of receive queues: a list, a mask, all or none");
	print_examples(k);
}
