// SPDX-License-Identifier: GPL-2.0-or-later
// CPU sets as people write them: "1-3,6", "0xe", "local,!0".
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/cpuspec.h"
#include "nqtune/err.h"
#include "nqtune/parse.h"

#define TERM_MAX 4096

struct context {
	const struct cpuset *all;
	const char *const *words;
	cpuspec_word_fn word;
	void *data;
	struct err *e;
};

static bool is_mask(const char *term)
{
	return term[0] == '0' && (term[1] == 'x' || term[1] == 'X');
}

static int bad_number(const struct context *c, const char *term, int code)
{
	if (code == -ERANGE)
		return err_set(c->e, -EINVAL, "'%.60s': this host has no such CPU", term);
	return err_set(c->e, -EINVAL, "'%.60s' is not a CPU, a range such as 1-3 or a mask such as 0xe",
		       term);
}

static int unknown_word(const struct context *c, const char *term)
{
	const char *near = nearest_word(term, c->words);
	char list[128] = "";

	if (near)
		return err_set(c->e, -EINVAL, "unknown CPU set '%.60s' (did you mean '%s'?)", term,
			       near);
	for (size_t i = 0, n = 0; c->words[i] && n < sizeof(list); i++)
		n += (size_t)snprintf(list + n, sizeof(list) - n, "%s%s", i ? ", " : "",
				      c->words[i]);
	return err_set(c->e, -EINVAL, "unknown CPU set '%.60s' (a list as 1-3,6, a mask as 0xe, or "
				      "one of %s)", term, list);
}

static int add_term(const struct context *c, struct cpuset *into, const char *term)
{
	const struct cpuset *named;
	const char *why = NULL;
	int r;

	if (!*term)
		return err_set(c->e, -EINVAL, "an empty term in the CPU set");
	if (is_mask(term)) {
		r = cpuset_parse_mask(into, term);
		return r ? bad_number(c, term, r) : 0;
	}
	if (isdigit((unsigned char)*term)) {
		r = cpuset_parse_list(into, term);
		return r ? bad_number(c, term, r) : 0;
	}
	named = c->word ? c->word(c->data, term, &why) : NULL;
	if (!named && why)
		return err_set(c->e, -EINVAL, "'%.60s': %s", term, why);
	if (!named)
		return unknown_word(c, term);
	cpuset_or(into, named);
	return 0;
}

static int apply_term(const struct context *c, struct cpuset *out, struct arena *scratch,
		      const char *term)
{
	struct cpuset *taken;
	int r;

	if (*term != '!')
		return add_term(c, out, term);
	taken = cpuset_new(scratch, out->nbits);
	r = add_term(c, taken, term + 1);
	if (!r)
		cpuset_sub(out, taken);
	return r;
}

/* A mask holds commas of its own ("0xf,ffffffff"): eight hex digits after a comma continue it. */
static size_t term_length(const char *text)
{
	size_t n = strcspn(text, ",");

	if (!is_mask(text[0] == '!' ? text + 1 : text))
		return n;
	while (text[n] == ',' && strspn(text + n + 1, "0123456789abcdefABCDEF") == 8 &&
	       (text[n + 9] == ',' || !text[n + 9]))
		n += 9;
	return n;
}

int cpuspec_parse(struct cpuset *out, const char *text, const struct cpuset *all,
		  const char *const *words, cpuspec_word_fn word, void *data, struct err *e)
{
	const struct context c = { all, words, word, data, e };
	struct arena *scratch;
	char term[TERM_MAX];
	int r = 0;

	cpuset_clear(out);
	if (!*text)
		return err_set(e, -EINVAL, "an empty CPU set (write 'none' to mean no CPU)");
	if (*text == '!')
		cpuset_or(out, all);
	scratch = arena_new(NULL);
	while (!r) {
		size_t n = term_length(text);

		if (n >= sizeof(term)) {
			r = err_set(e, -EINVAL, "a term of the CPU set is too long");
			break;
		}
		memcpy(term, text, n);
		term[n] = '\0';
		r = apply_term(&c, out, scratch, term);
		if (!text[n])
			break;
		text += n + 1;
	}
	arena_free(scratch);
	return r;
}
