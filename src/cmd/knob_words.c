// SPDX-License-Identifier: GPL-2.0-or-later
// A knob's command line: interfaces, then settings in the words of its rows and its own grammar.
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/host.h"
#include "nqtune/parse.h"
#include "nqtune/session.h"
#include "knob_request.h"

#define QUEUE_MAX 65535
/* Of more settings than that, --help is the better list. */
#define NAMES_MAX 14

/* The words of a command line that is being taken. */
struct words {
	int argc;
	char **argv;
	int at;
};

static const struct knob_word *find_word(const struct knob *k, const char *name)
{
	for (const struct knob_word *w = k->words; w && w->name; w++)
		if (!strcmp(w->name, name))
			return w;
	return NULL;
}

static bool is_named(const struct knob *k, const char *word)
{
	return !strcmp(word, "queue") || !strcmp(word, "vector") || find_word(k, word) ||
	       knob_attr_find(k, word);
}

static bool is_keyword(const struct knob *k, const struct words *w, int at)
{
	const char *next = at + 1 < w->argc ? w->argv[at + 1] : "";

	return is_named(k, w->argv[at]) ||
	       (k->open_words && (!strcmp(next, "on") || !strcmp(next, "off")));
}

static bool goes_by_queue(const struct knob *k)
{
	return knob_has_scope(k, SCOPE_RX) || knob_has_scope(k, SCOPE_TX) ||
	       knob_has_scope(k, SCOPE_VECTOR) || knob_has_scope(k, SCOPE_QUEUE);
}

/* Whether a row's name is a setting: some are covered by words, or stand for names of their own. */
static bool is_written(const struct knob *k, const struct knob_attr *attr)
{
	return knob_attr_find(k, attr->name) == attr && !attr->read_only &&
	       !find_word(k, attr->name) && attr->scope != SCOPE_NAMED;
}

/* "ring, channels": of which other knobs this is a setting; "" = of none. */
static const char *knobs_with(struct session *s, const struct knob *k, const char *word)
{
	const char *list = "";

	for (size_t i = 0; knobs[i]; i++) {
		const struct knob_attr *attr = knob_attr_find(knobs[i], word);

		if (knobs[i] != k && (find_word(knobs[i], word) ||
				      (attr && is_written(knobs[i], attr))))
			list = arena_list(s->arena, list, knobs[i]->name);
	}
	return list;
}

static int no_setting(struct session *s, const struct knob *k, const char *word,
		      const char *const *names, size_t n)
{
	const char *list = "", *others = knobs_with(s, k, word);

	if (*others)
		return misused(s, "%s: '%.40s' is a setting of another command: %s", k->name, word,
			       others);
	if (n > NAMES_MAX)
		return misused(s, "%s: '%.40s' is neither an interface here nor a setting", k->name,
			       word);
	for (size_t i = 0; i < n; i++)
		list = arena_list(s->arena, list, names[i]);
	return misused(s, "%s: '%.40s' is neither an interface here nor a setting (these are: %s%s)",
		       k->name, word, list,
		       k->open_words ? ", and any name of the kernel's before on or off" : "");
}

static int unknown_setting(struct session *s, const struct knob *k, const char *word)
{
	const char **names = NULL, *near;
	size_t n = 0, own;

	for (size_t i = 0; i < k->nattrs; i++)
		if (is_written(k, &k->attrs[i]))
			*arena_push(s->arena, names, n) = k->attrs[i].name;
	for (const struct knob_word *w = k->words; w && w->name; w++)
		*arena_push(s->arena, names, n) = w->name;
	own = n;
	if (goes_by_queue(k))
		*arena_push(s->arena, names, n) = "queue";
	if (knob_has_scope(k, SCOPE_VECTOR))
		*arena_push(s->arena, names, n) = "vector";
	*arena_push(s->arena, names, n) = NULL;
	near = nearest_word(word, names);
	if (near)
		return misused(s, "%s: unknown setting '%.40s' (did you mean '%s'?)", k->name, word,
			       near);
	return no_setting(s, k, word, names, own);
}

static int take_queue(struct session *s, struct knob_request *rq, const char *text)
{
	uint64_t n;

	if (rq->queue_said)
		return misused(s, "%s: 'queue' is given twice", rq->knob->name);
	rq->queue_said = true;
	if (!strcmp(text, "all"))
		return 0;
	if (parse_u64(text, QUEUE_MAX, &n))
		return misused(s, "queue takes a number or 'all', not '%.40s'", text);
	rq->queue = (long)n;
	return 0;
}

/* "queue N", "vector NAME". */
static int take_target(struct session *s, struct knob_request *rq, const char *word,
		       const char *value)
{
	bool queue = !strcmp(word, "queue");

	if (queue && !goes_by_queue(rq->knob))
		return misused(s, "%s is of the whole interface: it takes no queue",
			       rq->knob->name);
	if (!queue && !knob_has_scope(rq->knob, SCOPE_VECTOR))
		return misused(s, "%s goes by queue: only irq takes a vector", rq->knob->name);
	if (!value)
		return misused(s, "%s: '%.40s' needs a value", rq->knob->name, word);
	if (queue)
		return take_queue(s, rq, value);
	if (rq->vector)
		return misused(s, "%s: 'vector' is given twice", rq->knob->name);
	rq->vector = value;
	return 0;
}

/* How many words belong to the keyword at w->at: what it must have may be spelled as a keyword. */
static unsigned count_args(const struct knob *k, const struct words *w, unsigned min, unsigned max)
{
	unsigned n = 0;

	while (n < max && w->at + 1 + (int)n < w->argc &&
	       (max == KNOB_WORDS_REST || (max < KNOB_WORDS_MANY && n < min) ||
		!is_keyword(k, w, w->at + 1 + (int)n)))
		n++;
	return n;
}

static int take_setting(struct session *s, struct knob_request *rq, struct words *w)
{
	const char *name = w->argv[w->at];
	const struct knob_attr *attr = knob_attr_find(rq->knob, name);
	const struct knob_word *word = find_word(rq->knob, name);
	unsigned min = word ? word->min : 1, max = word ? word->max : 1, n;

	if (!is_keyword(rq->knob, w, w->at))
		return unknown_setting(s, rq->knob, name);
	if (attr && attr->read_only && !word)
		return misused(s, "%s: %s can be shown but not set", rq->knob->name, name);
	n = count_args(rq->knob, w, min, max);
	if (n < min)
		return misused(s, "%s: '%.40s' needs %s", rq->knob->name, name,
			       word && word->arguments ? word->arguments : "a value");
	/* Words of a knob's own may stand twice: "fields tcp4 sdfn fields udp4 sd". */
	for (size_t i = 0; !word && i < rq->nsettings; i++)
		if (!strcmp(rq->settings[i].word, name))
			return misused(s, "%s: '%s' is given twice", rq->knob->name, name);
	*arena_push(s->arena, rq->settings, rq->nsettings) = (struct knob_setting){
		.attr = attr, .word = name,
		.args = (const char *const *)&w->argv[w->at + 1], .nargs = n,
	};
	w->at += 1 + (int)n;
	return 0;
}

static int take_word(struct session *s, struct knob_request *rq, struct words *w)
{
	const char *word = w->argv[w->at];
	int r;

	if (strcmp(word, "queue") && strcmp(word, "vector"))
		return take_setting(s, rq, w);
	r = take_target(s, rq, word, w->at + 1 < w->argc ? w->argv[w->at + 1] : NULL);
	w->at += 2;
	return r;
}

/* An interface named twice is meant once. */
static void add_iface(struct session *s, struct knob_request *rq, const char *name)
{
	for (size_t i = 0; i < rq->nifaces; i++)
		if (!strcmp(rq->ifaces[i], name))
			return;
	*arena_push(s->arena, rq->ifaces, rq->nifaces) = name;
}

/* "rfs entries 32768": what is the host's needs no interface; any will do to read it. */
static bool is_of_host(const struct knob *k, const char *word)
{
	const struct knob_attr *attr = knob_attr_find(k, word);

	return attr && attr->scope == SCOPE_HOST;
}

int knob_request_parse(struct session *s, struct knob_request *rq, int argc, char **argv)
{
	struct words w = { argc, argv, 0 };
	int r = 0;

	if (!argc)
		return misused(s, "%s needs an interface", rq->knob->name);
	rq->of_host = argc > 1 && is_of_host(rq->knob, argv[0]);
	add_iface(s, rq, rq->of_host ? "lo" : argv[w.at++]);
	while (w.at < argc && !is_keyword(rq->knob, &w, w.at))
		add_iface(s, rq, argv[w.at++]);
	while (w.at < argc && !r) {
		const char *word = argv[w.at];

		if (rq->of_host && !is_of_host(rq->knob, word))
			return misused(s, "%s needs an interface before '%.40s'", rq->knob->name,
				       word);
		r = take_word(s, rq, &w);
	}
	if (!r && rq->vector && rq->queue >= 0)
		return misused(s, "%s: name a queue or a vector, not both", rq->knob->name);
	return r;
}

/* "rps eth0 cpsu 1": behind an interface that exists, an unknown word was meant as a setting. */
int knob_request_bad(struct session *s, const struct knob_request *rq, const struct host *h,
		     const struct err *e)
{
	if (!h && is_of_host(rq->knob, rq->ifaces[0]))
		return misused(s, "%s: '%s' needs a value", rq->knob->name, rq->ifaces[0]);
	if (!h && is_named(rq->knob, rq->ifaces[0]))
		return misused(s, "%s needs an interface before '%s'", rq->knob->name,
			       rq->ifaces[0]);
	for (size_t i = 1; h && i < rq->nifaces; i++)
		if (!host_nic(h, rq->ifaces[i]))
			return unknown_setting(s, rq->knob, rq->ifaces[i]);
	return complain(STATUS_FAILED, "%s", e->text);
}
