// SPDX-License-Identifier: GPL-2.0-or-later
// The journal's files: found, read, saved, kept few.
#include "nqtune/journal.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "journal_priv.h"
#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/files.h"
#include "nqtune/parse.h"
#include "nqtune/sys.h"

#define DIGITS "6"

struct journal {
	struct sys *s;
	struct arena *a;
	unsigned ncpus;
	struct journal_stamp here;
	char dir[64];
	unsigned *ids;		/* of the files that are there, ascending */
	size_t n;
};

const char *journal_state_word(enum journal_state state)
{
	static const char *const words[] = { "begun", "trying", "done", "undoing" };

	return words[state];
}

unsigned journal_ifindex(struct sys *s, const char *iface)
{
	char path[64], text[16];
	uint64_t n = 0;

	snprintf(path, sizeof(path), "/sys/class/net/%.15s/ifindex", iface);
	if (files_read(s->files, path, text, sizeof(text)) <= 0 || parse_u64(text, INT_MAX, &n))
		return 0;
	return (unsigned)n;
}

static struct journal_stamp stamp_here(struct sys *s, struct arena *a)
{
	struct journal_stamp here = { .netns = sys_netns_cookie(s), .boot = "" };
	char boot[64];

	if (files_read(s->files, "/proc/sys/kernel/random/boot_id", boot, sizeof(boot)) > 0) {
		text_clean(boot);
		here.boot = arena_strdup(a, boot);
	}
	return here;
}

static const char *path_of(const struct journal *j, const char *name)
{
	return arena_printf(j->a, "%s/%s", j->dir, name);
}

static const char *path_of_id(const struct journal *j, unsigned id)
{
	return path_of(j, arena_printf(j->a, "%0" DIGITS "u.json", id));
}

/* 0 = it is no entry's name. */
static unsigned id_of(const char *name)
{
	char again[32];
	unsigned id;

	if (sscanf(name, "%9u", &id) != 1)
		return 0;
	snprintf(again, sizeof(again), "%0" DIGITS "u.json", id);
	return strcmp(again, name) ? 0 : id;
}

static int open_journal(struct journal *j, struct sys *s, unsigned ncpus, struct arena *a,
			struct err *e)
{
	struct names names;
	int r;

	*j = (struct journal){ .s = s, .a = a, .ncpus = ncpus, .here = stamp_here(s, a) };
	sys_state_path(j->s, "journal", "", j->dir, sizeof(j->dir));
	/* Links too: that one is there in an entry's place is to be said. */
	r = files_list(s->files, j->dir, FILES_REGULAR | FILES_LINKS | FILES_DIRS, a, &names);
	if (r == -ENOENT)
		return 0;
	if (r)
		return err_set(e, r, "%s: %s", j->dir, err_words(r));
	for (size_t i = 0; i < names.n; i++) {
		unsigned id = id_of(names.v[i]);

		if (id)
			*arena_push(a, j->ids, j->n) = id;
	}
	return 0;
}

/* -ESTALE: not of here and now. */
static int read_entry(const struct journal *j, unsigned id, bool head, struct journal_entry *out,
		      struct err *e)
{
	const char *path = path_of_id(j, id);
	char *text;
	int r = files_saved(j->s->files, path, JOURNAL_TEXT_MAX, j->a, &text, e);

	if (r)
		return r;
	if (head && journal_text_done(text)) {
		*out = (struct journal_entry){ .id = id, .state = JOURNAL_DONE };
		return 0;
	}
	r = journal_parse(text, head, &j->here, j->ncpus, j->a, out, e);
	if (!r && out->id != id)
		r = err_set(e, -EBADMSG, "it has another entry's number");
	if (r && r != -ESTALE)
		err_prefix(e, "%s", path);
	return r;
}

static int load(const struct journal *j, bool head, struct journal_entry **out, size_t *n,
		unsigned *newest, struct err *e)
{
	struct err why, *first = e;
	size_t damaged = 0;
	unsigned last = 0;

	*out = NULL;
	*n = 0;
	for (size_t i = 0; i < j->n; i++) {
		struct journal_entry entry;
		int r = read_entry(j, j->ids[i], head, &entry, &why);

		if (!r)
			*arena_push(j->a, *out, *n) = entry;
		if (!r || r == -ESTALE || r == -ENOENT)
			continue;
		last = j->ids[i];
		if (!damaged++ && first)
			*first = why;
	}
	if (newest)
		*newest = last;
	if (damaged > 1 && e)
		err_set(e, 0, "%s (and %zu more)", arena_strdup(j->a, e->text), damaged - 1);
	return 0;
}

int journal_load(struct sys *s, unsigned ncpus, struct arena *a, struct journal_entry **out,
		 size_t *n, unsigned *damaged, struct err *e)
{
	struct journal j;
	int r;

	if (damaged)
		*damaged = 0;
	if (e)
		e->text[0] = '\0';
	*out = NULL;
	*n = 0;
	r = open_journal(&j, s, ncpus, a, e);
	return r ? r : load(&j, false, out, n, damaged, e);
}

int journal_unfinished(struct sys *s, struct arena *a, struct journal_entry **out, size_t *n)
{
	struct journal_entry *all;
	struct journal j;
	struct err ignored;
	size_t count;
	int r;

	*out = NULL;
	*n = 0;
	r = open_journal(&j, s, 1, a, &ignored);
	if (r)
		return r;
	load(&j, true, &all, &count, NULL, NULL);
	for (size_t i = 0; i < count; i++)
		if (all[i].state != JOURNAL_DONE)
			*arena_push(a, *out, *n) = all[i];
	return 0;
}

static int save(const struct journal *j, const struct journal_entry *entry, struct err *e)
{
	const char *text = journal_text(entry, &j->here, j->a);

	/* What could not be read again would be no way back. */
	if (strlen(text) > JOURNAL_TEXT_MAX)
		return err_set(e, -EFBIG, "the journal cannot hold so much at once (do it for fewer "
			       "interfaces at a time)");
	return files_save(j->s->files, path_of_id(j, entry->id), text, e);
}

/* What a process left that was killed while it saved; nobody else saves, the lock is ours. */
static void sweep(const struct journal *j)
{
	struct names names;

	if (files_list(j->s->files, j->dir, FILES_REGULAR, j->a, &names))
		return;
	for (size_t i = 0; i < names.n; i++)
		if (*names.v[i] == '.')
			files_remove(j->s->files, path_of(j, names.v[i]), NULL);
}

/* Entries of an earlier boot, or of a namespace that is no more: nobody can undo them. */
static void drop_stale(struct journal *j)
{
	size_t kept = 0;

	for (size_t i = 0; i < j->n; i++) {
		struct journal_entry entry;
		struct err ignored;

		if (read_entry(j, j->ids[i], true, &entry, &ignored) == -ESTALE)
			files_remove(j->s->files, path_of_id(j, j->ids[i]), NULL);
		else
			j->ids[kept++] = j->ids[i];
	}
	j->n = kept;
}

/* Two that follow one another, both done if there are such; else the first. */
static size_t pick_two(const struct journal_entry *v, size_t n)
{
	for (size_t i = 0; i + 1 < n; i++)
		if (v[i].state == JOURNAL_DONE && v[i + 1].state == JOURNAL_DONE)
			return i;
	return 0;
}

/*
 * The earlier one is saved with all that both changed before the later one goes: whoever is
 * killed in between leaves one thing twice, which is put back once.
 */
static int make_room(struct journal *j, struct err *e)
{
	struct journal_entry *v;
	size_t n;
	int r;

	drop_stale(j);
	load(j, false, &v, &n, NULL, NULL);
	while (n >= JOURNAL_MAX) {
		size_t at = pick_two(v, n);

		journal_merge(&v[at], &v[at + 1], j->a);
		r = save(j, &v[at], e);
		/* Two that are too large for one stay two. */
		if (r == -EFBIG)
			return 0;
		if (!r)
			r = journal_remove(j->s, &v[at + 1], e);
		if (r)
			return r;
		memmove(&v[at + 1], &v[at + 2], (n - at - 2) * sizeof(*v));
		n--;
	}
	return 0;
}

static int give_id(struct journal *j, struct journal_entry *entry, struct err *e)
{
	int r = 0;

	sweep(j);
	entry->id = j->n ? j->ids[j->n - 1] + 1 : 1;
	if (j->n >= JOURNAL_MAX)
		r = make_room(j, e);
	if (r)
		entry->id = 0;
	return r;
}

int journal_save(struct sys *s, struct journal_entry *entry, unsigned ncpus, struct arena *a,
		 struct err *e)
{
	bool new = !entry->id;
	struct journal j;
	int r = open_journal(&j, s, ncpus, a, e);

	if (!r && new)
		r = give_id(&j, entry, e);
	if (!r)
		r = save(&j, entry, e);
	if (r && new)
		entry->id = 0;
	return r;
}

bool journal_has(struct sys *s, unsigned id, struct arena *a)
{
	struct err ignored;
	struct journal j;

	if (!open_journal(&j, s, 1, a, &ignored))
		for (size_t i = 0; i < j.n; i++)
			if (j.ids[i] == id)
				return true;
	return false;
}

int journal_remove(struct sys *s, const struct journal_entry *entry, struct err *e)
{
	struct arena *a = arena_new(NULL);
	struct journal j = { .s = s, .a = a };
	int r;

	sys_state_path(j.s, "journal", "", j.dir, sizeof(j.dir));
	r = files_remove(s->files, path_of_id(&j, entry->id), e);
	arena_free(a);
	return r;
}
