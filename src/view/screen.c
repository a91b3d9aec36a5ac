// SPDX-License-Identifier: GPL-2.0-or-later
// The terminal, by ncurses: a canvas on it, keys from it.
#include "nqtune/screen.h"

#include <curses.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <unistd.h>

#include "nqtune/arena.h"
#include "nqtune/view.h"
#include "watch_draw.h"
#include "watch_keys.h"

/* How long a lone Esc waits for the rest of a key. */
#define ESCAPE_MS 50
/* No screen is larger. */
#define SIDE_MAX 1000

struct terminal {
	SCREEN *curses;
	bool colors;
	struct watch_state state;
	int attr[INKS];
};

/* Whether the type is known, and its cursor can be moved. */
static bool can_draw(void)
{
	const char *type = getenv("TERM");
	int error;
	bool can;

	if (!type || !*type || setupterm(NULL, STDOUT_FILENO, &error) == ERR)
		return false;
	can = cursor_address && *cursor_address;
	del_curterm(cur_term);
	return can;
}

static const int caught[] = { SIGINT, SIGTERM, SIGTSTP, SIGWINCH };

/* The library would handle them where the default action stands. */
static SCREEN *open_terminal(void)
{
	struct sigaction was[sizeof(caught) / sizeof(caught[0])];
	SCREEN *curses;

	for (size_t i = 0; i < sizeof(caught) / sizeof(caught[0]); i++)
		sigaction(caught[i], NULL, &was[i]);
	curses = newterm(NULL, stdout, stdin);
	for (size_t i = 0; i < sizeof(caught) / sizeof(caught[0]); i++)
		sigaction(caught[i], &was[i], NULL);
	return curses;
}

static void choose_inks(struct terminal *s)
{
	static const int plain[INKS] = {
		[INK_NAME] = A_BOLD, [INK_DIM] = A_DIM, [INK_ALARM] = A_BOLD | A_REVERSE,
		[INK_HEAD] = A_UNDERLINE, [INK_FOCUS] = A_REVERSE, [INK_SORT] = A_REVERSE | A_BOLD | A_UNDERLINE,
	};

	memcpy(s->attr, plain, sizeof(plain));
	if (!s->colors || start_color() == ERR || use_default_colors() == ERR)
		return;
	init_pair(INK_ALARM, COLOR_RED, -1);
	init_pair(INK_HEAD, COLOR_BLACK, COLOR_WHITE);
	init_pair(INK_FOCUS, COLOR_BLACK, COLOR_GREEN);
	init_pair(INK_SORT, COLOR_BLACK, COLOR_CYAN);
	s->attr[INK_ALARM] = COLOR_PAIR(INK_ALARM) | A_BOLD;
	for (int i = INK_HEAD; i <= INK_SORT; i++)
		s->attr[i] = COLOR_PAIR(i);
}

static void set_modes(void)
{
	cbreak();
	noecho();
	nonl();
	intrflush(stdscr, FALSE);
	keypad(stdscr, TRUE);
	nodelay(stdscr, TRUE);
	leaveok(stdscr, TRUE);
	curs_set(0);
}

struct terminal *terminal_open(const struct style *st, struct arena *a)
{
	struct terminal *s = arena_alloc(a, sizeof(*s));

	/* Its size comes from the kernel, not from LINES and COLUMNS. */
	use_env(FALSE);
	use_tioctl(TRUE);
	if (!can_draw())
		return NULL;
	set_escdelay(ESCAPE_MS);
	s->curses = open_terminal();
	if (!s->curses)
		return NULL;
	s->colors = st->color && has_colors();
	choose_inks(s);
	set_modes();
	return s;
}

/* Where there is no other screen to go back to, the shell's next line is not to stand on the rest of ours. */
static void leave(void)
{
	move(LINES - 1, 0);
	clrtoeol();
	refresh();
	endwin();
}

void terminal_close(struct terminal *s)
{
	if (!isendwin())
		leave();
	delscreen(s->curses);
}

static void put_canvas(const struct terminal *s, const struct canvas *c)
{
	for (unsigned y = 0; y < c->rows; y++)
		for (unsigned x = 0; x < c->cols; x++) {
			size_t at = (size_t)y * c->cols + x;

			mvaddch((int)y, (int)x, (chtype)(unsigned char)c->text[at] |
					(chtype)s->attr[c->ink[at]]);
		}
}

static unsigned side(int n)
{
	return n < 1 ? 1 : n > SIDE_MAX ? SIDE_MAX : (unsigned)n;
}

void terminal_draw(struct terminal *s, const struct interval *t)
{
	struct arena *scratch = arena_new(NULL);
	struct canvas c;

	canvas_new(&c, side(LINES), side(COLS), scratch);
	watch_draw(&c, &s->state, t, scratch);
	erase();
	put_canvas(s, &c);
	refresh();
	arena_free(scratch);
}

static int key_of(int curses)
{
	static const struct {
		int curses, key;
	} known[] = {
		{ KEY_UP, WATCH_UP },		{ KEY_DOWN, WATCH_DOWN },
		{ KEY_LEFT, WATCH_LEFT },	{ KEY_RIGHT, WATCH_RIGHT },
		{ KEY_PPAGE, WATCH_PAGE_UP },	{ KEY_NPAGE, WATCH_PAGE_DOWN },
		{ KEY_HOME, WATCH_HOME },	{ KEY_END, WATCH_END },
		{ KEY_ENTER, WATCH_ENTER },	{ KEY_BACKSPACE, WATCH_ERASE },
		{ KEY_BTAB, WATCH_BACK_TAB },	{ KEY_F(1), WATCH_HELP },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (known[i].curses == curses)
			return known[i].key;
	return curses < 0x100 ? curses : 0;
}

enum screen_wish terminal_key(struct terminal *s)
{
	int key = getch();
	enum screen_wish wish;

	if (key == ERR)
		return SCREEN_NOTHING;
	if (key == ('L' & 0x1f))
		clearok(stdscr, TRUE);
	wish = watch_key(&s->state, key_of(key));
	if (wish == SCREEN_PAUSE)
		s->state.paused = !s->state.paused;
	return wish;
}

void terminal_leave(struct terminal *s)
{
	leave();
}

void terminal_return(struct terminal *s)
{
	reset_prog_mode();
	clearok(stdscr, TRUE);
	refresh();
	curs_set(0);
}

void terminal_resize(struct terminal *s)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) || !size.ws_row || !size.ws_col)
		return;
	resizeterm((int)side(size.ws_row), (int)side(size.ws_col));
	clearok(stdscr, TRUE);
}
