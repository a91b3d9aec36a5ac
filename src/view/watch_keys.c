// SPDX-License-Identifier: GPL-2.0-or-later
// What each key does to the view.
#include "watch_keys.h"

#include <string.h>

const char *watch_kind_word(enum watch_kind kind)
{
	static const char *const words[] = { "interfaces", "queues", "CPUs" };

	return words[kind];
}

static enum screen_wish type_filter(struct watch_state *s, int key)
{
	char *filter = s->list[s->focus].filter;
	size_t len = strlen(filter);

	s->list[s->focus].top = 0;
	if (key == WATCH_ENTER || key == WATCH_ESCAPE)
		s->typing = false;
	if (key == WATCH_ESCAPE || key == ('U' & 0x1f))
		*filter = '\0';
	else if (key == WATCH_ERASE && len)
		filter[len - 1] = '\0';
	else if (key > ' ' && key < 0x7f && len + 1 < WATCH_FILTER) {
		filter[len] = (char)key;
		filter[len + 1] = '\0';
	}
	return SCREEN_AGAIN;
}

static void scroll(struct watch_list *l, int key)
{
	size_t end = l->rows > l->page ? l->rows - l->page : 0;
	size_t page = l->page ? l->page : 1;
	size_t step = key == WATCH_PAGE_UP || key == WATCH_PAGE_DOWN ? page : 1;

	if (key == WATCH_HOME)
		l->top = 0;
	else if (key == WATCH_END)
		l->top = end;
	else if (key == WATCH_UP || key == WATCH_PAGE_UP)
		l->top -= step < l->top ? step : l->top;
	else
		l->top += step;
	if (l->top > end)
		l->top = end;
}

static void sort_by(struct watch_state *s, int step)
{
	const struct watch_column *cols;
	size_t n = watch_columns(s->focus, &cols);
	struct watch_list *l = &s->list[s->focus];

	l->column = step > 0 ? (l->column + 1) % n : (l->column + n - 1) % n;
	l->reverse = false;
	l->top = 0;
}

static void focus(struct watch_state *s, unsigned kind)
{
	s->focus = (enum watch_kind)(kind % WATCH_KINDS);
}

static bool look(struct watch_state *s, int key)
{
	switch (key) {
	case '\t':
		focus(s, (unsigned)s->focus + 1);
		return true;
	case WATCH_BACK_TAB:
		focus(s, (unsigned)s->focus + WATCH_KINDS - 1);
		return true;
	case 'i':
		focus(s, WATCH_IFACES);
		return true;
	case 'u':
		focus(s, WATCH_QUEUES);
		return true;
	case 'c':
		focus(s, WATCH_CPUS);
		return true;
	case 'z':
	case WATCH_ENTER:
		s->alone = !s->alone;
		return true;
	case 'n':
		s->one_list = !s->one_list;
		return true;
	default:
		return false;
	}
}

static bool arrange(struct watch_state *s, int key)
{
	struct watch_list *l = &s->list[s->focus];

	switch (key) {
	case '<':
	case WATCH_LEFT:
		sort_by(s, -1);
		return true;
	case '>':
	case 's':
	case WATCH_RIGHT:
		sort_by(s, 1);
		return true;
	case 'r':
		l->reverse = !l->reverse;
		return true;
	case '/':
		s->typing = true;
		return true;
	case WATCH_ESCAPE:
		l->filter[0] = '\0';
		s->alone = false;
		return true;
	default:
		return false;
	}
}

/* Letters of those who know them from elsewhere. */
static int alias(int key)
{
	static const struct {
		int letter, key;
	} known[] = {
		{ 'k', WATCH_UP },   { 'j', WATCH_DOWN }, { 'g', WATCH_HOME }, { 'G', WATCH_END },
		{ '?', WATCH_HELP }, { 'h', WATCH_HELP }, { 'Q', 'q' },        { ' ', 'p' },
		{ '=', '+' },        { '\n', WATCH_ENTER }, { '\r', WATCH_ENTER }, { 0x1b, WATCH_ESCAPE },
		{ 0x7f, WATCH_ERASE }, { '\b', WATCH_ERASE },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (known[i].letter == key)
			return known[i].key;
	return key;
}

static enum screen_wish wish_of(int key)
{
	switch (key) {
	case 'q':
		return SCREEN_QUIT;
	case 'p':
		return SCREEN_PAUSE;
	case '+':
		return SCREEN_SLOWER;
	case '-':
		return SCREEN_FASTER;
	default:
		return SCREEN_AGAIN;
	}
}

enum screen_wish watch_key(struct watch_state *s, int key)
{
	if (s->typing)
		return type_filter(s, key < ' ' || key == 0x7f ? alias(key) : key);
	key = alias(key);
	if (key == WATCH_HELP || (s->help && key != 'q')) {
		s->help = !s->help;
		return SCREEN_AGAIN;
	}
	if (key >= WATCH_UP && key <= WATCH_END && key != WATCH_LEFT && key != WATCH_RIGHT) {
		scroll(&s->list[s->focus], key);
		return SCREEN_AGAIN;
	}
	if (look(s, key) || arrange(s, key))
		return SCREEN_AGAIN;
	return wish_of(key);
}
