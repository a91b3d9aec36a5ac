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
/* Where the walk is given up: comparisons (half a second), and patterns kept (some 50 MB). */
#define WORK_MAX 20000000
#define KEPT_MAX 3000000

struct walk {
	struct nft *nft;
	const char *lost;	/* why the walk was given up, or NULL */
	uint64_t work;
	size_t kept;
	struct ifpat *named;	/* may hold the same more than once */
	size_t nnamed;
	bool any;
	struct oifs except;	/* of any: names that every such rule leaves out */
	struct oifs alive;	/* what no verdict has ended for the whole base chain */
};

static bool spend(struct walk *w, uint64_t work, size_t kept)
{
	w->work += work;
	w->kept += kept;
	if (w->work <= WORK_MAX && w->kept <= KEPT_MAX)
		return true;
	w->lost = "the firewall's rules are too many to follow";
	return false;
}

static struct oifs narrow(struct walk *w, struct oifs a, struct oifs b)
{
	if (!spend(w, (uint64_t)2 * a.n * b.n + 1, oifs_and_room(a, b)))
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

static void found(struct walk *w, struct oifs o)
{
	struct oifs left_out = { .v = o.v, .n = o.n };

	if (o.but) {
		w->except = w->any ? narrow(w, w->except, left_out) : left_out;
		w->any = true;
		return;
	}
	if (!spend(w, o.n, o.n))
		return;
	for (size_t i = 0; i < o.n; i++)
		*arena_push(w->nft->arena, w->named, w->nnamed) = o.v[i];
}

/* Packets leaving by some of o; exact: by any of o, whatever else they hold. */
struct packets {
	struct oifs o;
	bool exact;
	unsigned depth;		/* jumps so far */
};

static void follow_chain(struct walk *w, const struct nft_chain *chain, struct packets p);

static void follow_jump(struct walk *w, const struct nft_chain *from, const char *name,
			struct packets p)
{
	const struct nft_chain *to = nft_chain_find(w->nft, from->family, from->table, name);

	p.depth++;
	if (to && p.depth <= DEPTH_MAX)
		follow_chain(w, to, p);
}

/* The packets p get the verdict v. Takes off *now those that do not come to the next rule. */
static void follow_verdict(struct walk *w, const struct nft_chain *chain,
			   const struct nft_verdict *v, struct packets p, bool all_of_now,
			   struct oifs *now)
{
	bool gone = false;

	if (oifs_none(p.o))
		return;
	switch (v->action) {
	case ACTION_NAT:
		found(w, p.o);
		break;
	case ACTION_JUMP:
	case ACTION_GOTO:
		follow_jump(w, chain, v->chain, p);
		gone = v->action == ACTION_GOTO;
		*now = narrow(w, *now, w->alive);
		break;
	case ACTION_END:
		if (p.exact)
			w->alive = narrow(w, w->alive, oifs_not(p.o));
		gone = true;
		break;
	case ACTION_RETURN:
		gone = true;
		break;
	default:
		break;
	}
	if (gone && all_of_now)
		*now = narrow(w, *now, oifs_not(p.o));
}

/* A verdict map: every element's packets go their own way. */
static void follow_map(struct walk *w, const struct nft_chain *chain, struct nft_rule *rule,
		       struct packets p, bool all_of_now, struct oifs *now)
{
	const struct oifs o = p.o;
	const bool exact = p.exact;

	if (!rule->elems)
		rule->elems = nft_elems_read(w->nft, chain, &rule->map);
	if (!rule->elems->known)
		w->lost = "a verdict map of the firewall cannot be read";
	for (size_t i = 0; i < rule->elems->n && !w->lost; i++) {
		const struct nft_elem *elem = &rule->elems->v[i];
		bool whole = !elem->vague && !elem->narrowed;

		p.o = o;
		if (!elem->vague && !elem->rest)
			p.o = narrow(w, o, one(&elem->name));
		else if (elem->rest && rule->elems->exact)
			p.o = narrow(w, o, oifs_not(rule->elems->listed));
		else
			whole = false;
		p.exact = exact && whole;
		follow_verdict(w, chain, &elem->verdict, p, all_of_now && whole, now);
	}
}

static void follow_chain(struct walk *w, const struct nft_chain *chain, struct packets p)
{
	struct oifs now = p.o;

	for (size_t i = 0; i < chain->nrules && !oifs_none(now) && !w->lost; i++) {
		struct nft_rule *rule = &chain->rules[i];
		struct packets match = { .o = now, .depth = p.depth };
		bool all = !rule->narrowed;

		if (rule->verdict.action == ACTION_NONE || !spend(w, 1, 0))
			continue;
		for (size_t k = 0; k < rule->nmatches; k++)
			match.o = narrow(w, match.o, match_oifs(w, chain, &rule->matches[k], &all));
		match.exact = p.exact && all;
		if (rule->verdict.action == ACTION_MAP)
			follow_map(w, chain, rule, match, all, &now);
		else
			follow_verdict(w, chain, &rule->verdict, match, all, &now);
	}
}

static int text_cmp(const void *a, const void *b)
{
	const char *x = *(char *const *)a;
	const char *y = *(char *const *)b;
	int r = name_cmp(x, y);

	return r ? r : strcmp(x, y);
}

/* By name, each once: the order of a set's elements differs from boot to boot. */
static char **texts(struct arena *arena, const struct ifpat *p, size_t n, size_t *nout)
{
	char **v = arena_array(arena, n + 1, sizeof(*v));

	for (size_t i = 0; i < n; i++)
		v[i] = arena_printf(arena, "%s%s", p[i].text, p[i].prefix ? "*" : "");
	qsort(v, n, sizeof(*v), text_cmp);
	for (size_t i = 0; i < n; i++) {
		if (i == 0 || strcmp(v[i], v[*nout - 1]) != 0)
			v[(*nout)++] = v[i];
	}
	return v;
}

void nft_follow(struct nft *nft, struct arena *arena, struct nat *out)
{
	struct walk w = { .nft = nft };

	for (size_t i = 0; i < nft->nchains && !w.lost; i++) {
		if (!nft->chains[i].source_nat)
			continue;
		w.alive = oifs_all;
		follow_chain(&w, &nft->chains[i],
			     (struct packets){ .o = oifs_all, .exact = true });
	}
	if (w.lost) {
		out->known = false;
		out->unknown_why = w.lost;
		return;
	}
	out->ifaces = texts(arena, w.named, w.nnamed, &out->nifaces);
	out->any_iface = w.any;
	out->except = texts(arena, w.except.v, w.except.n, &out->nexcept);
}
