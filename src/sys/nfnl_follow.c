// SPDX-License-Identifier: GPL-2.0-or-later
// Follows packets through the source-NAT chains: which interfaces are they leaving by when a rule
// rewrites their source?
#include <stdlib.h>
#include <string.h>

#include "nfnl_priv.h"
#include "nqtune/arena.h"
#include "nqtune/nfnl.h"
#include "nqtune/parse.h"

/* The kernel's own bound on jumps (NFT_JUMP_STACK_SIZE). */
#define DEPTH_MAX 16
/* Steps of work (and, in effect, of memory) before the walk is given up. */
#define BUDGET 5000000

struct walk {
	struct nft *nft;
	const char *lost;	/* why the walk was given up, or NULL */
	unsigned long budget;
	struct oifs named;
	bool any;
	struct oifs except;	/* of any: names that every such rule leaves out */
};

static bool spend(struct walk *w, size_t steps)
{
	if (steps <= w->budget) {
		w->budget -= steps;
		return true;
	}
	w->budget = 0;
	w->lost = "the firewall's rules are too many to follow";
	return false;
}

static struct oifs narrow(struct walk *w, struct oifs a, struct oifs b)
{
	size_t n = a.n + b.n;

	if (!spend(w, a.n && b.n ? n * n : 1))
		return (struct oifs){ 0 };
	return oifs_and(w->nft->arena, a, b);
}

static struct oifs one(const struct ifpat *p)
{
	return (struct oifs){ .v = p, .n = p->text[0] || p->prefix ? 1 : 0 };
}

/* The interfaces that a condition lets through; *exact becomes false if they are only a bound. */
static struct oifs match_oifs(struct walk *w, const struct nft_chain *chain, struct nft_match *m,
			      bool *exact)
{
	struct oifs out = one(&m->name);

	if (m->key.set) {
		if (!m->elems)
			m->elems = nft_elems_read(w->nft, chain, &m->key);
		out = m->elems->all ? oifs_all : m->elems->listed;
		*exact &= m->elems->exact;
		/* "Not one of these pairs" says nothing of the interface alone. */
		if (m->inverted && !m->elems->exact)
			return oifs_all;
	}
	return m->inverted ? oifs_not(out) : out;
}

static void add_named(struct walk *w, struct oifs o)
{
	struct ifpat *v = arena_array(w->nft->arena, w->named.n + o.n, sizeof(*v));
	size_t n = 0;

	if (!spend(w, (w->named.n + 1) * o.n))
		return;
	for (size_t i = 0; i < w->named.n; i++)
		v[n++] = w->named.v[i];
	for (size_t i = 0; i < o.n; i++) {
		size_t k = 0;

		while (k < n && !(ifpat_within(&o.v[i], &v[k]) && ifpat_within(&v[k], &o.v[i])))
			k++;
		if (k == n)
			v[n++] = o.v[i];
	}
	w->named = (struct oifs){ .v = v, .n = n };
}

static void found(struct walk *w, struct oifs o)
{
	struct oifs left_out = { .v = o.v, .n = o.n };

	if (!o.but) {
		add_named(w, o);
		return;
	}
	w->except = w->any ? narrow(w, w->except, left_out) : left_out;
	w->any = true;
}

static void follow_chain(struct walk *w, const struct nft_chain *chain, struct oifs now,
			 unsigned depth);

static void follow_jump(struct walk *w, const struct nft_chain *from, const char *name,
			struct oifs o, unsigned depth)
{
	const struct nft_chain *to = nft_chain_find(w->nft, from->family, from->table, name);

	if (to && depth < DEPTH_MAX)
		follow_chain(w, to, o, depth + 1);
}

/* Packets with the verdict v; true if they do not come back to the rule after this one. */
static bool follow_verdict(struct walk *w, const struct nft_chain *chain,
			   const struct nft_verdict *v, struct oifs o, unsigned depth)
{
	if (oifs_none(o))
		return false;
	switch (v->action) {
	case ACTION_NAT:
		found(w, o);
		return false;
	case ACTION_JUMP:
	case ACTION_GOTO:
		follow_jump(w, chain, v->chain, o, depth);
		return v->action == ACTION_GOTO;
	case ACTION_END:
	case ACTION_RETURN:
		return true;
	default:
		return false;
	}
}

/*
 * A verdict map: of the packets o, every element's go their own way. Takes off
 * *now those that do not come back.
 */
static void follow_map(struct walk *w, const struct nft_chain *chain, struct nft_rule *rule,
		       struct oifs o, bool exact, struct oifs *now, unsigned depth)
{
	if (!rule->elems)
		rule->elems = nft_elems_read(w->nft, chain, &rule->map);
	if (!rule->elems->known)
		w->lost = "a verdict map of the firewall cannot be read";
	for (size_t i = 0; i < rule->elems->n && !w->lost; i++) {
		const struct nft_elem *elem = &rule->elems->v[i];
		bool whole = exact && !elem->vague && !elem->narrowed;
		struct oifs hit = o;

		if (!elem->vague && !elem->rest)
			hit = narrow(w, o, one(&elem->name));
		else if (elem->rest && rule->elems->exact)
			hit = narrow(w, o, oifs_not(rule->elems->listed));
		else
			whole = false;
		if (follow_verdict(w, chain, &elem->verdict, hit, depth) && whole)
			*now = narrow(w, *now, oifs_not(hit));
	}
}

static void follow_chain(struct walk *w, const struct nft_chain *chain, struct oifs now,
			 unsigned depth)
{
	for (size_t i = 0; i < chain->nrules && !oifs_none(now) && !w->lost; i++) {
		struct nft_rule *rule = &chain->rules[i];
		bool exact = !rule->narrowed;
		struct oifs o = now;

		if (rule->verdict.action == ACTION_NONE || !spend(w, 1))
			continue;
		for (size_t k = 0; k < rule->nmatches; k++)
			o = narrow(w, o, match_oifs(w, chain, &rule->matches[k], &exact));
		if (rule->verdict.action == ACTION_MAP)
			follow_map(w, chain, rule, o, exact, &now, depth);
		else if (follow_verdict(w, chain, &rule->verdict, o, depth) && exact)
			now = narrow(w, now, oifs_not(o));
	}
}

static int text_cmp(const void *a, const void *b)
{
	return name_cmp(*(char *const *)a, *(char *const *)b);
}

/* In order of names: the kernel's order of a set's elements differs from boot to boot. */
static char **texts(struct arena *arena, struct oifs o)
{
	char **v = arena_array(arena, o.n + 1, sizeof(*v));

	for (size_t i = 0; i < o.n; i++)
		v[i] = arena_printf(arena, "%s%s", o.v[i].text, o.v[i].prefix ? "*" : "");
	qsort(v, o.n, sizeof(*v), text_cmp);
	return v;
}

void nft_follow(struct nft *nft, struct arena *arena, struct nat *out)
{
	struct walk w = { .nft = nft, .budget = BUDGET };

	for (size_t i = 0; i < nft->nchains && !w.lost; i++) {
		if (nft->chains[i].source_nat)
			follow_chain(&w, &nft->chains[i], oifs_all, 0);
	}
	if (w.lost) {
		out->known = false;
		out->unknown_why = w.lost;
		return;
	}
	out->ifaces = texts(arena, w.named);
	out->nifaces = w.named.n;
	out->any_iface = w.any;
	out->except = texts(arena, w.except);
	out->nexcept = w.except.n;
}
