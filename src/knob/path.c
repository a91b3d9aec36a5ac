// SPDX-License-Identifier: GPL-2.0-or-later
// Where a setting lives, and what is written there. Pure: the planner links this.
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/knob.h"
#include "readings.h"

const char *knob_path(struct arena *a, const struct knob_attr *attr, const char *ifname,
		      unsigned index)
{
	if (!attr->file)
		return NULL;
	switch (attr->scope) {
	case SCOPE_RX:
		return arena_printf(a, "/sys/class/net/%s/queues/rx-%u/%s", ifname, index,
				    attr->file);
	case SCOPE_TX:
		return arena_printf(a, "/sys/class/net/%s/queues/tx-%u/%s", ifname, index,
				    attr->file);
	case SCOPE_VECTOR:
		return arena_printf(a, "/proc/irq/%u/%s", index, attr->file);
	case SCOPE_HOST:
		return attr->file;
	case SCOPE_IFACE:
	case SCOPE_QUEUE:
	case SCOPE_NAMED:
		break;
	}
	return arena_printf(a, "/sys/class/net/%s/%s", ifname, attr->file);
}

/* Files take 1 and 0 where people, and ethtool, say on and off. */
static const char *flag_text(const struct knob_attr *attr, const char *word)
{
	if (!attr->file)
		return word;
	return !strcmp(word, "on") ? "1" : "0";
}

/* Every number, for a program: value_text() is for people. */
static const char *numbers_text(struct arena *a, const struct numbers *l)
{
	char *text = arena_array(a, l->n + 1, 11), *p = text;

	for (size_t i = 0; i < l->n; i++)
		p += sprintf(p, "%s%" PRIu32, i ? "," : "", l->v[i]);
	return text;
}

const char *knob_text(struct arena *a, const struct knob_attr *attr, const struct value *v,
		      unsigned ncpus)
{
	switch (v->kind) {
	case VALUE_NONE:
		break;
	case VALUE_CPUS:
		return cpuset_mask(a, v->cpus, attr->kind == ATTR_RXQS ? v->cpus->nbits : ncpus);
	case VALUE_NUMBER:
		return arena_printf(a, "%" PRIu64, v->number);
	case VALUE_WORD:
		return attr->kind == ATTR_BOOL ? flag_text(attr, v->word) : v->word;
	case VALUE_LIST:
		return numbers_text(a, &v->list);
	}
	return "";
}

const char *knob_setting_name(struct arena *a, const struct knob_attr *attr, const char *target)
{
	if (attr->scope == SCOPE_NAMED && attr->kind == ATTR_BOOL)
		return target;
	return arena_printf(a, "%s%s%s", attr->name, *target ? " " : "", target);
}

/* An interface may be called almost anything, "a;reboot" too: such words are quoted. */
const char *shell_word(struct arena *a, const char *word)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789/_.,:@%+=-";
	size_t n = strlen(word);
	char *out, *p;

	if (n && strspn(word, plain) == n)
		return word;
	p = out = arena_array(a, n + 1, 4);
	*p++ = '\'';
	for (; *word; word++) {
		if (*word == '\'') {
			memcpy(p, "'\\''", 4);
			p += 4;
		} else {
			*p++ = *word;
		}
	}
	*p = '\'';
	return out;
}

const char *knob_shell(struct arena *a, const struct change *c, unsigned ncpus)
{
	const char *path = c->path ? c->path : knob_path(a, c->attr, c->iface, c->index);
	const char *text = knob_text(a, c->attr, &c->new, ncpus);

	if (c->knob->shell && !path)
		return c->knob->shell(a, c);
	if (path)
		return arena_printf(a, "echo %s > %s", text, shell_word(a, path));
	return arena_printf(a, "ethtool %s %s %s %s", c->knob->ethtool, shell_word(a, c->iface),
			    *c->target ? c->target : c->attr->name, text);
}

size_t knob_together(const struct change *c, size_t n)
{
	size_t i = 1;

	if (!c->knob->set || c->knob->singly || c->attr->file)
		return 1;
	while (i < n && c[i].knob == c->knob && !c[i].attr->file &&
	       !strcmp(c[i].iface, c->iface) && c[i].attr->scope == c->attr->scope &&
	       (c->attr->scope != SCOPE_QUEUE || c[i].index == c->index))
		i++;
	return i;
}
