// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes as a file of the journal: refused with words, or an entry that can be saved, read again, and merged.
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../../src/apply/journal_priv.h"
#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/err.h"
#include "nqtune/knob.h"
#include "nqtune/parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { NCPUS = 8 };
static const struct journal_stamp here = { .netns = 5, .boot = "b" };

static void demand(bool holds)
{
	if (!holds)
		abort();
}

static void demand_value(const struct knob_attr *attr, const struct value *v)
{
	if (v->kind != VALUE_CPUS)
		return;
	demand(attr->kind == ATTR_CPUS || attr->kind == ATTR_RXQS);
	demand(attr->kind == ATTR_RXQS || v->cpus->nbits == NCPUS);
}

/* What may be written is known, and stays where it belongs. */
static void demand_sane(struct arena *a, const struct journal_entry *entry)
{
	demand(entry->id && entry->command && entry->state <= JOURNAL_UNDOING);
	for (size_t i = 0; i < entry->nifaces; i++)
		demand(ifname_valid(entry->ifaces[i].name));
	for (size_t i = 0; i < entry->nchanges; i++) {
		const struct change *c = &entry->changes[i];
		const char *path = knob_path(a, c->attr, c->iface, c->index);

		demand(c->knob->settable && !c->attr->read_only);
		demand(c->old.kind != VALUE_NONE && c->new.kind != VALUE_NONE);
		demand(c->attr->scope == SCOPE_HOST ? !*c->iface : ifname_valid(c->iface));
		demand(!path || (!strstr(path, "/../") && !strncmp(path, c->attr->scope == SCOPE_HOST ||
				 c->attr->scope == SCOPE_VECTOR ? "/proc/" : "/sys/class/net/", 6)));
		demand_value(c->attr, &c->old);
		demand_value(c->attr, &c->new);
	}
	for (size_t i = 0; i < entry->nsnaps; i++)
		for (size_t k = 0; k < entry->snaps[i].readings.n; k++)
			demand_value(entry->snaps[i].readings.v[k].attr,
				     &entry->snaps[i].readings.v[k].value);
}

static void again(struct arena *a, const struct journal_entry *entry)
{
	const char *text = journal_text(entry, &here, a);
	struct journal_entry back;
	struct err e;

	demand(!journal_parse(text, false, &here, NCPUS, a, &back, &e));
	demand(!strcmp(journal_text(&back, &here, a), text));
	demand(journal_text_done(text) == (entry->state == JOURNAL_DONE));
	journal_merge(&back, entry, a);
	demand_sane(a, &back);
	demand(!journal_parse(journal_text(&back, &here, a), false, &here, NCPUS, a, &back, &e));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new(NULL);
	struct journal_entry entry;
	struct err e;
	int r = journal_parse(arena_strndup(a, (const char *)data, size), false, &here, NCPUS, a, &entry,
			      &e);

	demand(r == 0 || r == -ESTALE || (r == -EBADMSG && *e.text));
	if (!r) {
		demand_sane(a, &entry);
		again(a, &entry);
	}
	arena_free(a);
	return 0;
}
