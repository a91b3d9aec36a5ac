// SPDX-License-Identifier: GPL-2.0-or-later
// Rules on queues: which get packets, and why others do not (A5 to A7).
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "counts.h"
#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/host.h"
#include "nqtune/knob.h"

/* Flows that are hashed fairly miss a queue that so many packets should have reached. */
#define ENOUGH_A_QUEUE 100
/* A queue with that many times its part stands out. */
#define UNEVEN 1.5
/* Some NICs hash to fewer queues than they have, but not to fewer than these. */
#define OWN_LIMIT 16
/* Behind a remedy that undoes what somebody may have wanted. */
#define UNLESS_MEANT "  # unless it is meant so"

static const struct numbers *table_of(const struct finds *f, const struct nic *nic)
{
	const struct knob_reading *r = setting_of(f, nic, "rss", "table", NULL);

	return r && r->value.kind == VALUE_LIST && r->value.list.n ? &r->value.list : NULL;
}

static bool table_names(const struct numbers *t, unsigned queue)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->v[i] == queue)
			return true;
	return false;
}

static size_t count_named(const struct numbers *t, const struct nic *nic)
{
	size_t n = 0;

	for (size_t i = 0; i < nic->nrx; i++)
		n += table_names(t, nic->rx[i].index);
	return n;
}

/*
 * Without those that the NIC's own hash does not reach: its table goes over all queues below a
 * number that is not small.
 */
static void leave_unreached(const struct numbers *t, struct cpuset *queues)
{
	uint32_t top = 0;

	for (size_t i = 0; t && i < t->n; i++)
		top = t->v[i] > top ? t->v[i] : top;
	if (top + 1 < OWN_LIMIT)
		return;
	for (uint32_t q = 0; q < top; q++)
		if (!table_names(t, q))
			return;
	cpuset_each(q, queues)
		if ((uint32_t)q > top)
			cpuset_del(queues, (unsigned)q);
}

/* "udp4 dst-port 53 queue 2" */
static long queue_of_rule(const char *rule)
{
	const char *at = strstr(rule, " queue ");

	return at && !strstr(at, " vf ") ? atol(at + strlen(" queue ")) : -1;
}

/* The queues that flow rules lead to (L2), and how many rules these are. */
static struct cpuset *led_to(struct finds *f, const struct nic *nic, size_t *nrules,
			     const char **rule)
{
	const struct nic_knobs *k = knobs_of(f, nic);
	struct cpuset *out = cpuset_new(f->a, (unsigned)nic->nrx);

	*nrules = 0;
	for (size_t i = 0; k && i < k->n; i++)
		for (size_t j = 0; !strcmp(k->knob[i]->name, "ntuple") && j < k->readings[i].n;
		     j++) {
			const struct knob_reading *r = &k->readings[i].v[j];

			if (strcmp(r->attr->name, "rules") || r->value.kind != VALUE_WORD ||
			    queue_of_rule(r->value.word) < 0)
				continue;
			cpuset_add(out, (unsigned)queue_of_rule(r->value.word));
			*rule = r->target;
			++*nrules;
		}
	return out;
}

static bool by_address(const struct finds *f, const struct nic *nic, const char *flow)
{
	const struct knob_reading *r = setting_of(f, nic, "rss", "fields", flow);

	return r && r->value.kind == VALUE_WORD && !strcmp(r->value.word, "sd");
}

/* "fields udp4 sdfn", of both where both are so; NULL = neither is. */
static const char *with_ports(struct finds *f, const struct nic *nic)
{
	bool v4 = by_address(f, nic, "udp4"), v6 = by_address(f, nic, "udp6");

	if (!v4 && !v6)
		return NULL;
	return say(f, "nqtune rss %s%s%s", named(f, nic), v4 ? " fields udp4 sdfn" : "",
		   v6 ? " fields udp6 sdfn" : "");
}

static const char *udp_words(const struct finds *f, const struct nic *nic)
{
	if (!by_address(f, nic, "udp6"))
		return "UDP over IPv4";
	return by_address(f, nic, "udp4") ? "UDP" : "UDP over IPv6";
}

/* A silent queue on its way to a reason. */
struct silence {
	const struct nic *nic;
	struct queue_shares got;
	const struct cpuset *queues; /* silent, and not meant to be */
	const char *which;	     /* "rx queues 2-5 get" */
	const char *seen;
};

static bool is_silent(struct finds *f, const struct nic *nic, struct silence *s)
{
	struct cpuset *queues;
	const char *ignored;
	size_t nrules;

	s->nic = nic;
	if (!is_used(f, nic) || !queue_shares_of(f, nic, &s->got) ||
	    s->got.sum < UINT64_C(1) * ENOUGH_A_QUEUE * s->got.n)
		return false;
	queues = cpuset_copy(f->a, s->got.silent);
	cpuset_sub(queues, led_to(f, nic, &nrules, &ignored));
	leave_unreached(table_of(f, nic), queues);
	s->queues = queues;
	s->which = say(f, cpuset_count(queues) == 1 ? "rx queue %s gets" : "rx queues %s get",
		       cpuset_list(f->a, queues));
	s->seen = say(f, "%u of %zu rx queues got none of %" PRIu64 " packets %s",
		      cpuset_count(queues), s->got.n, s->got.sum, when_counted(f));
	return !cpuset_empty(queues);
}

/*
 * Who sets a queue apart by a table or a rule may mean it. It is wrong all the same where a CPU of the
 * others has no time left.
 */
static const char *if_crowded(const struct finds *f, const struct silence *s)
{
	for (size_t i = 0; i < s->nic->nrx; i++) {
		const struct rx_queue *q = &s->nic->rx[i];
		const int cpu = q->vector ? comes_to(f, q->vector->irq) : -1;

		if (cpu >= 0 && !cpuset_has(s->got.silent, q->index) && is_full(f, (unsigned)cpu))
			return NULL;
	}
	return "info";
}

/* The table leaves them out, and no rule leads there. */
static bool not_in_table(struct finds *f, const struct silence *s)
{
	const struct numbers *t = table_of(f, s->nic);
	struct cpuset *out;

	if (!t)
		return false;
	out = cpuset_copy(f->a, s->queues);
	cpuset_each(q, s->queues)
		if (table_names(t, (unsigned)q))
			cpuset_del(out, (unsigned)q);
	if (cpuset_empty(out))
		return false;
	report(f, s->nic->name, if_crowded(f, s),
	       say(f,
		   "%s no packets: the indirection table does not name %s, and no flow rule leads "
		   "there",
		   say(f, cpuset_count(out) == 1 ? "rx queue %s gets" : "rx queues %s get",
		       cpuset_list(f->a, out)),
		   cpuset_count(out) == 1 ? "it" : "them"),
	       say(f, "%s; the table's %zu entries name %zu queue%s", s->seen, t->n,
		   count_named(t, s->nic), count_named(t, s->nic) == 1 ? "" : "s"),
	       say(f, "nqtune rss %s default" UNLESS_MEANT, named(f, s->nic)));
	return true;
}

/* Drivers that spread by the hash only when it is on: virtio_net, ice. */
static bool not_hashed(struct finds *f, const struct silence *s)
{
	const struct knob_reading *r = setting_of(f, s->nic, "offload", "feature", "rx-hashing");

	if (!r || r->fixed || strcmp(r->value.word, "off") || s->got.most < s->got.sum)
		return false;
	report(f, s->nic->name, NULL, say(f, "%s no packets: receive hashing is off", s->which),
	       say(f, "%s; rx-hashing off", s->seen),
	       say(f, "nqtune offload %s rx-hashing on", named(f, s->nic)));
	return true;
}

static bool led_away(struct finds *f, const struct silence *s)
{
	const char *rule = "";
	size_t nrules;
	struct cpuset *to = led_to(f, s->nic, &nrules, &rule), *heard = cpuset_copy(f->a, to);

	for (size_t i = 0; i < s->nic->nrx; i++)
		if (!cpuset_has(s->got.silent, s->nic->rx[i].index))
			cpuset_add(heard, s->nic->rx[i].index);
	if (!nrules || !cpuset_equal(heard, to))
		return false;
	report(f, s->nic->name, if_crowded(f, s),
	       say(f, "%s no packets: flow rules lead all that comes in elsewhere", s->which),
	       say(f, "%s; %zu rule%s to %s", s->seen, nrules, nrules == 1 ? " leads" : "s lead",
		   say(f, cpuset_count(to) == 1 ? "queue %s" : "queues %s", cpuset_list(f->a, to))),
	       nrules == 1 && !strncmp(rule, "rule ", 5)
		       ? say(f, "nqtune ntuple %s delete %s" UNLESS_MEANT, named(f, s->nic), rule + 5)
		       : say(f, "delete those that are not needed: nqtune ntuple %s",
			     named(f, s->nic)));
	return true;
}

/* Maybe the reason: what the packets are was not counted, so it is no more than a note. */
static bool hashed_by_address(struct finds *f, const struct silence *s)
{
	const char *remedy = with_ports(f, s->nic);

	if (!remedy)
		return false;
	report(f, s->nic->name, "info",
	       say(f,
		   "%s no packets: %s is hashed by its addresses only; if that is what comes in, "
		   "what two hosts send each other is on one queue",
		   s->which, udp_words(f, s->nic)),
	       s->seen, remedy);
	return true;
}

static void few_flows(struct finds *f, const struct silence *s)
{
	if (!is_loaded(f, s->nic))
		return;
	report(f, s->nic->name, "info",
	       say(f, "%s no packets: %s", s->which,
		   table_of(f, s->nic)
			   ? "so few flows come in that their hashes leave queues out, or the card "
			     "does not hash them"
			   : "so few flows come in, or whoever owns the card spreads them so"),
	       s->seen, NULL);
}

void find_silent_queue(struct finds *f)
{
	struct silence s;

	each_subject(nic, f)
	{
		if (!is_silent(f, nic, &s))
			continue;
		if (!not_in_table(f, &s) && !not_hashed(f, &s) && !led_away(f, &s) &&
		    !hashed_by_address(f, &s))
			few_flows(f, &s);
	}
}

/* How uneven the queues' shares are; 0 = it is not known. */
static double unevenness(struct finds *f, const struct nic *nic)
{
	struct queue_shares got;

	if (!queue_shares_of(f, nic, &got) || !got.sum)
		return 0;
	return (double)got.most * (double)got.n / (double)got.sum;
}

void find_udp_hash(struct finds *f)
{
	each_subject(nic, f)
	{
		double uneven = unevenness(f, nic);
		const char *remedy = with_ports(f, nic);
		struct silence s;

		if (nic->nrx < 2 || !remedy || !is_used(f, nic) || is_silent(f, nic, &s) ||
		    (uneven > 0 && uneven < UNEVEN))
			continue;
		report(f, nic->name, NULL,
		       say(f,
			   "%s is hashed by its addresses only, so all of it between two hosts "
			   "comes in "
			   "on one queue",
			   udp_words(f, nic)),
		       uneven > 0 ? say(f, "of %s, one of %zu queues got %.1f times its part",
					packets_counted(f, nic), nic->nrx, uneven)
				  : say(f, "fields sd; %s", packets_counted(f, nic)),
		       remedy);
	}
}
