// SPDX-License-Identifier: GPL-2.0-or-later
// The words of a fake host that name an interface: its queues and vectors, or what it stands on.
#include <string.h>

#include "fakehost.h"
#include "fakehost_priv.h"
#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/host.h"

#define FIRST_IRQ 24

static void make_queues(struct host *h, struct nic *nic, unsigned nrx, unsigned ntx, bool rps)
{
	nic->nrx = nrx;
	nic->ntx = ntx;
	nic->rx = arena_array(h->arena, nrx, sizeof(*nic->rx));
	nic->tx = arena_array(h->arena, ntx, sizeof(*nic->tx));
	for (unsigned i = 0; i < nrx; i++)
		nic->rx[i] = (struct rx_queue){ .index = i, .rps = rps ? fake_set(h, "") : NULL };
	for (unsigned i = 0; i < ntx; i++)
		nic->tx[i] = (struct tx_queue){ .index = i,
						.xps = ntx > 1 && rps ? fake_set(h, "") : NULL,
						.xps_rxqs = cpuset_new(h->arena, nrx ? nrx : 1) };
	h->rps_known |= rps && nrx;
}

/* The k-th CPU of a list in the order written ("4,0-2"), round and round. */
static unsigned nth_listed(const struct host *h, const char *list, size_t k)
{
	unsigned *order = NULL;
	size_t n = 0;
	char *rest = arena_strdup(h->arena, list), *part;

	while ((part = strsep(&rest, ",")))
		cpuset_each(cpu, fake_set(h, part))
			*arena_push(h->arena, order, n) = (unsigned)cpu;
	if (!n)
		fake_nonsense("an empty list", list);
	return order[k % n];
}

static struct irq *make_irq(struct host *h, const struct nic *nic, const struct word *w,
			    const char *name, bool managed)
{
	struct irq *irq = arena_alloc(h->arena, sizeof(*irq));
	const char *at = word_option(w, "at") ? word_option(w, "at") : word_option(w, "irq");
	const char *asked = word_option(w, "asked");

	*irq = (struct irq){ .number = FIRST_IRQ + (unsigned)h->nirqs,
			     .actions = name,
			     .movable = !managed };
	irq->unmovable_why = managed ? "the kernel manages it" : NULL;
	irq->asked = asked ? fake_set(h, asked) : cpuset_copy(h->arena, h->possible);
	irq->effective = cpuset_one(h->arena, h->ncpus,
				    nth_listed(h, at ? at : "0", nic->nvectors));
	if (word_option(w, "noeff"))
		irq->effective = NULL;
	if (word_option(w, "noask"))
		irq->asked = NULL;
	*arena_push(h->arena, h->irqs, h->nirqs) = irq;
	return irq;
}

/* The next vector of nic; q is its queue, or -1. */
static struct vector *add_vector(struct host *h, struct nic *nic, const struct word *w,
				 enum vector_role role, int q, const char *name)
{
	struct vector *v = &nic->vectors[nic->nvectors];
	const char *managed = word_option(w, "managed"), *shared = word_option(w, "shared");
	bool stuck = q >= 0 && managed &&
		     (!*managed || cpuset_has(fake_queues(h, managed), (unsigned)q));

	*v = (struct vector){
		.name = name, .role = role, .queue = q < 0 ? 0 : (unsigned)q, .method = METHOD_MSI
	};
	if (shared) {
		v->irq = fake_nic(h, shared)->vectors[0].irq;
		v->irq->actions = arena_printf(h->arena, "%s,%s", v->irq->actions, name);
	} else {
		v->irq = make_irq(h, nic, w, name, stuck);
	}
	nic->nvectors++;
	if (q >= 0 && (role & VECTOR_RX))
		nic->rx[q].vector = v;
	if (q >= 0 && (role & VECTOR_TX) && (size_t)q < nic->ntx)
		nic->tx[q].vector = v;
	return v;
}

static void pair_vectors(struct host *h, struct nic *nic, const struct word *w, const char *rx,
			 const char *tx, const char *other)
{
	const char *head = nic->virtio ? nic->virtio : nic->name;
	char sep = nic->virtio ? '.' : '-';

	for (int q = 0; q < (int)nic->nrx; q++) {
		add_vector(h, nic, w, VECTOR_RX, q,
			   arena_printf(h->arena, "%s-%s%c%d", head, rx, sep, q));
		add_vector(h, nic, w, VECTOR_TX, q,
			   arena_printf(h->arena, "%s-%s%c%d", head, tx, sep, q));
	}
	add_vector(h, nic, w, VECTOR_OTHER, -1, other);
}

static void make_vectors(struct host *h, struct nic *nic, const struct word *w)
{
	const char *type = w->field[2];
	struct vector *v;

	nic->vectors = arena_array(h->arena, 2 * nic->nrx + 1, sizeof(*nic->vectors));
	if (!strcmp(type, "igb")) {
		for (int q = 0; q < (int)nic->nrx; q++)
			add_vector(h, nic, w, VECTOR_RXTX, q,
				   arena_printf(h->arena, "%s-TxRx-%d", nic->name, q));
		add_vector(h, nic, w, VECTOR_OTHER, -1, nic->name);
	} else if (!strcmp(type, "unpaired") || !strcmp(type, "e1000e")) {
		pair_vectors(h, nic, w, "rx", "tx", nic->name);
	} else if (!strcmp(type, "virtio")) {
		nic->virtio = arena_printf(h->arena, "virtio%u", nic->ifindex);
		pair_vectors(h, nic, w, "input", "output",
			     arena_printf(h->arena, "%s-config", nic->virtio));
	} else if (!strcmp(type, "one")) {
		v = add_vector(h, nic, w, VECTOR_RXTX, 0, nic->name);
		for (size_t i = 0; i < nic->nrx; i++)
			nic->rx[i].vector = v;
		for (size_t i = 0; i < nic->ntx; i++)
			nic->tx[i].vector = v;
	} else if (strcmp(type, "none")) {
		fake_nonsense("no such type of NIC", type);
	}
}

void fake_device(struct host *h, struct nic *nic, const struct word *w)
{
	unsigned q = word_count(w, "q", 1);
	const char *threads = word_option(w, "threads");

	if (w->n < 3)
		fake_nonsense("a NIC without a type", nic->name);
	nic->kind = NIC_PHYSICAL;
	nic->kind_word = "physical";
	nic->driver = word_option(w, "driver") ? word_option(w, "driver") : w->field[2];
	nic->device = arena_printf(h->arena, "sys/devices/%s", nic->name);
	if (word_option(w, "node"))
		nic->node = (int)fake_number(word_option(w, "node"));
	make_queues(h, nic, q, word_count(w, "tx", q), !word_option(w, "norps"));
	make_vectors(h, nic, w);
	for (size_t i = 0; threads && i < nic->nrx; i++) {
		nic->threaded = true;
		nic->rx[i].napi_cpus = fake_set(h, threads);
	}
}

void fake_stacked(struct host *h, struct nic *nic, const struct word *w)
{
	static const struct {
		const char *word;
		enum nic_kind kind;
	} kinds[] = { { "dsa", NIC_DSA_PORT },
		      { "vlan", NIC_VLAN },
		      { "bridge", NIC_BRIDGE },
		      { "bond", NIC_BOND },
		      { "veth", NIC_VIRTUAL } };
	char *rest = w->n > 2 ? arena_strdup(h->arena, w->field[2]) : NULL, *name;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (word_is(w, kinds[i].word))
			nic->kind = kinds[i].kind;
	nic->kind_word = w->field[0];
	make_queues(h, nic, word_count(w, "q", 1), word_count(w, "q", 1), true);
	if (word_is(w, "veth"))
		return;
	while ((name = strsep(&rest, ","))) {
		struct nic *lower = fake_nic(h, name);

		*arena_push(h->arena, nic->lower, nic->nlower) = lower;
		*arena_push(h->arena, lower->upper, lower->nupper) = nic;
		if (nic->kind == NIC_DSA_PORT)
			nic->conduit = lower;
	}
}
