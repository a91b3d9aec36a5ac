/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct journal_entry;
struct json_object;
struct session;
struct undo_report;

/* Prints the entries (schema nqtune-undo-list/1, or a table), newest first. */
void undo_list(struct session *s, const struct journal_entry *v, size_t n);
/* An entry and what was put back of it (on a dry run: would be), as an object. */
struct json_object *undo_object(struct session *s, const struct journal_entry *entry,
				const struct undo_report *r, unsigned ncpus);
/* The same for people, and on stderr what could not be put back. */
void undo_say(struct session *s, const struct journal_entry *entry, const struct undo_report *r,
	      unsigned ncpus);
