// SPDX-License-Identifier: GPL-2.0-or-later
// The table of knobs: a new one adds its line here.
#include <string.h>

#include "nqtune/knob.h"
#include "registry.h"

const struct knob *const knobs[] = {
	&knob_rps,
	&knob_xps,
	&knob_irq,
	&knob_coalesce,
	&knob_rss,
	&knob_ntuple,
	&knob_ring,
	&knob_channels,
	&knob_pause,
	&knob_offload,
	&knob_rfs,
	&knob_bql,
	&knob_napi,
	NULL,
};

const struct knob *knob_find(const char *name)
{
	for (size_t i = 0; knobs[i]; i++)
		if (!strcmp(knobs[i]->name, name))
			return knobs[i];
	return NULL;
}

const char *const *knob_names(void)
{
	static const char *names[sizeof(knobs) / sizeof(knobs[0])];

	for (size_t i = 0; knobs[i]; i++)
		names[i] = knobs[i]->name;
	return names;
}

const struct knob_attr *knob_attr_find(const struct knob *k, const char *name)
{
	for (size_t i = 0; i < k->nattrs; i++)
		if (!strcmp(k->attrs[i].name, name))
			return &k->attrs[i];
	return NULL;
}

bool knob_has_scope(const struct knob *k, enum attr_scope scope)
{
	for (size_t i = 0; i < k->nattrs; i++)
		if (k->attrs[i].scope == scope)
			return true;
	return false;
}
