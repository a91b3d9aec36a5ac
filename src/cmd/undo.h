/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stddef.h>

#include "nqtune/view.h"

struct journal_entry;
struct session;

/* The entry as it is now: what becomes of its state later is not told. */
struct view_entry undo_entry_told(struct session *s, const struct journal_entry *entry);
/* Prints the entries, newest first. */
void undo_list(struct session *s, const struct journal_entry *v, size_t n);
/* What was put back of one (on a dry run: would be), for people, and on stderr what could not be. */
void undo_say(struct session *s, const struct view_undone *u, unsigned ncpus);
