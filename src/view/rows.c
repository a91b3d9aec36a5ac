// SPDX-License-Identifier: GPL-2.0-or-later
// From queues and vectors to the rows of the picture.
#include "rows.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "draw.h"
#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/host.h"
#include "nqtune/view.h"

#define LABEL_MAX 16

struct builder {
	struct rows *out;
	const struct style *st;
	const struct host *h;
	const struct nic *nic;
	const struct nic *was;
	const struct cpuset *node_cpus;	/* of the nic's node; NULL = no far node is possible */
	struct arena *a;
};

/* What a row is made of. */
struct source {
	const struct rx_queue *rx;
	const struct tx_queue *tx;
	const struct vector *vector;
	unsigned index;
};

static const struct irq *irq_of(const struct vector *v)
{
	return v ? v->irq : NULL;
}

static bool same_irq(const struct vector *a, const struct vector *b)
{
	const struct irq *x = irq_of(a), *y = irq_of(b);

	if (!x || !y)
		return x == y;
	return x->number == y->number && same_set(x->asked, y->asked) &&
	       same_set(x->effective, y->effective);
}

/* A word with a letter whose only number is the queue's. */
static bool word_names_queue(const char *word, unsigned queue)
{
	const char *digits = word + strcspn(word, "0123456789");
	char *end;

	if (digits == word || !*digits || text_cols(word) > LABEL_MAX)
		return false;
	return strtoul(digits, &end, 10) == queue && !strpbrk(end, "0123456789");
}

static const char *label_of(const struct builder *b, const struct source *s)
{
	const struct vector *v = s->vector;
	const char *word = NULL;

	if (v && v->name && v->role != VECTOR_OTHER && v->queue == s->index)
		word = queue_word(b->a, b->nic->name, v->name);
	if (word && word_names_queue(word, s->index))
		return word;
	return arena_printf(b->a, "%s-%u", !s->tx ? "rx" : !s->rx ? "tx" : "rxtx", s->index);
}

static void note(const struct builder *b, struct row *r, bool warn, const char *text)
{
	r->note = *r->note ? arena_printf(b->a, "%s, %s", r->note, text) : text;
	r->warn |= warn;
}

/* The kernel keeps what was asked, and says apart where the interrupt really is. */
static void note_affinity(const struct builder *b, struct row *r, const struct irq *irq)
{
	const struct cpuset *asked = members(irq->asked);
	bool elsewhere = asked && r->at && !r->maybe && !cpuset_subset(r->at, asked);

	if (elsewhere)
		note(b, r, true, arena_printf(b->a, "asked %s: %s", cpuset_list(b->a, asked),
					      irq->movable ? "pending" : "not honoured"));
	else if (asked && b->st->verbose > 0)
		note(b, r, false, arena_printf(b->a, "asked %s", cpuset_list(b->a, asked)));
	if (!irq->movable && b->st->verbose > 0 && irq->unmovable_why)
		note(b, r, false, arena_printf(b->a, "fixed: %s", irq->unmovable_why));
	else if (!irq->movable)
		note(b, r, false, "fixed");
}

static void note_far(const struct builder *b, struct row *r)
{
	bool irq = b->node_cpus && r->at && !cpuset_subset(r->at, b->node_cpus);
	bool rps = b->node_cpus && r->rps && !cpuset_subset(r->rps, b->node_cpus);

	if (irq)
		note(b, r, true, "far");
	if (rps)
		note(b, r, true, "RPS far");
	b->out->far |= irq || rps;
}

static void take_irq(const struct builder *b, struct row *r, const struct irq *irq)
{
	r->irq = arena_printf(b->a, "%u", irq->number);
	r->at = members(irq->effective);
	if (!r->at) {
		const struct cpuset *asked = members(irq->asked);
		if (asked && cpuset_count(asked) == 1)
			r->at = asked;
		else
			r->maybe = asked;
	}
	note_affinity(b, r, irq);
	if (irq->actions && strchr(irq->actions, ','))
		note(b, r, false, "shared line");
}

static void take_napi(const struct builder *b, struct row *r, const struct rx_queue *rx)
{
	if (!rx->napi_cpus)
		return;
	if (b->h->online && cpuset_subset(b->h->online, rx->napi_cpus))
		note(b, r, false, "NAPI thread on any CPU");
	else
		r->napi = members(rx->napi_cpus);
}

static bool rx_changed(const struct builder *b, const struct rx_queue *rx)
{
	const struct nic *was = b->was;

	if (!was)
		return false;
	if (rx->index >= was->nrx)
		return true;
	const struct rx_queue *old = &was->rx[rx->index];
	return !same_set(old->rps, rx->rps) || !same_irq(old->vector, rx->vector);
}

static bool tx_changed(const struct builder *b, const struct tx_queue *tx)
{
	const struct nic *was = b->was;

	if (!was)
		return false;
	if (tx->index >= was->ntx)
		return true;
	const struct tx_queue *old = &was->tx[tx->index];
	return !same_set(old->xps, tx->xps) || !same_set(old->xps_rxqs, tx->xps_rxqs) ||
	       !same_irq(old->vector, tx->vector);
}

static void take_queues(const struct builder *b, struct row *r, const struct source *s)
{
	if (s->rx) {
		r->rps = members(s->rx->rps);
		b->out->rps_known |= s->rx->rps != NULL;
		take_napi(b, r, s->rx);
		r->changed |= rx_changed(b, s->rx);
	}
	if (s->tx) {
		r->xps = members(s->tx->xps);
		b->out->xps_known |= s->tx->xps != NULL;
		r->changed |= tx_changed(b, s->tx);
		if (members(s->tx->xps_rxqs))
			note(b, r, false, arena_printf(b->a, "XPS by rx queue %s",
						       cpuset_list(b->a, s->tx->xps_rxqs)));
	}
}

static void tally(struct rows *out, const struct row *r)
{
	unsigned label = text_cols(r->label), irq = text_cols(r->irq), text = text_cols(r->note);

	out->at |= r->at != NULL;
	out->maybe |= r->maybe != NULL;
	out->rps |= r->rps != NULL;
	out->xps |= r->xps != NULL;
	out->napi |= r->napi != NULL;
	out->changed |= r->changed;
	out->label_cols = label > out->label_cols ? label : out->label_cols;
	out->irq_cols = irq > out->irq_cols ? irq : out->irq_cols;
	out->note_cols = text > out->note_cols ? text : out->note_cols;
}

static void add_row(const struct builder *b, const struct source *s)
{
	struct rows *out = b->out;
	struct row *r = arena_push(b->a, out->v, out->n);
	const struct irq *irq = irq_of(s->vector);

	*r = (struct row){ .label = label_of(b, s), .irq = "-", .note = "" };
	if (irq)
		take_irq(b, r, irq);
	take_queues(b, r, s);
	if ((s->rx && s->rx->coming) || (s->tx && s->tx->coming))
		note(b, r, false, "new");
	note_far(b, r);
	if (irq && b->st->verbose > 0)
		note(b, r, false, arena_printf(b->a, "by %s",
					       vector_method_word(s->vector->method)));
	tally(out, r);
}

/* A virtual device has many tx queues that say nothing. */
static bool tx_worth_a_row(const struct builder *b, const struct tx_queue *tx)
{
	if (b->nic->kind == NIC_PHYSICAL)
		return tx->vector || tx->xps;
	return tx->vector || members(tx->xps) || members(tx->xps_rxqs) || tx_changed(b, tx);
}

static bool paired(const struct nic *nic, size_t i)
{
	const struct irq *irq = i < nic->nrx && i < nic->ntx ? irq_of(nic->rx[i].vector) : NULL;

	return irq && irq == irq_of(nic->tx[i].vector);
}

/* Misc, link and mailbox interrupts: with -v only. */
static void add_other(const struct builder *b, const struct vector *v)
{
	struct row *r = arena_push(b->a, b->out->v, b->out->n);

	*r = (struct row){ .label = "other", .irq = "-", .note = v->name ? v->name : "" };
	if (v->irq)
		take_irq(b, r, v->irq);
	tally(b->out, r);
}

/* Rows of a virtual device that say the same are one: a bond has 16 queues. */
static bool same_row(const struct row *x, const struct row *y)
{
	return x->changed == y->changed && same_set(x->rps, y->rps) && same_set(x->xps, y->xps) &&
	       same_set(x->napi, y->napi) && !strcmp(x->note, y->note) &&
	       x->label[0] == y->label[0] && *x->irq == '-' && *y->irq == '-';
}

static void fold_rows(const struct builder *b)
{
	struct rows *rows = b->out;
	size_t kept = 0;

	for (size_t i = 0, j; i < rows->n; i = j) {
		for (j = i + 1; j < rows->n && same_row(&rows->v[i], &rows->v[j]);)
			j++;
		struct row r = rows->v[i];
		const char *last = strrchr(rows->v[j - 1].label, '-');
		if (j - i > 1 && last)
			r.label = arena_printf(b->a, "%s..%s", r.label, last + 1);
		if (text_cols(r.label) > rows->label_cols)
			rows->label_cols = text_cols(r.label);
		rows->v[kept++] = r;
	}
	rows->n = kept;
}

void rows_build(struct rows *out, const struct style *st, const struct host *h,
		const struct nic *nic, const struct nic *was, struct arena *a)
{
	struct builder b = { .out = out, .st = st, .h = h, .nic = nic, .was = was, .a = a };

	*out = (struct rows){ .irq_cols = 3, .node = nic->node };
	if (nic->node >= 0 && h->nnodes > 1)
		b.node_cpus = members(host_node_cpus(h, nic->node));
	for (size_t i = 0; i < nic->nrx; i++) {
		const struct rx_queue *rx = &nic->rx[i];
		add_row(&b, &(struct source){ .rx = rx, .vector = rx->vector, .index = rx->index,
					      .tx = paired(nic, i) ? &nic->tx[i] : NULL });
	}
	for (size_t i = 0; i < nic->ntx; i++) {
		const struct tx_queue *tx = &nic->tx[i];
		if (paired(nic, i) || !tx_worth_a_row(&b, tx))
			continue;
		add_row(&b, &(struct source){ .tx = tx, .vector = tx->vector, .index = tx->index });
	}
	for (size_t i = 0; st->verbose > 0 && i < nic->nvectors; i++)
		if (nic->vectors[i].role == VECTOR_OTHER)
			add_other(&b, &nic->vectors[i]);
	if (nic->kind != NIC_PHYSICAL && st->verbose < 1)
		fold_rows(&b);
}

bool rows_differ(const struct style *st, const struct host *before, const struct nic *was,
		 const struct host *after, const struct nic *nic, struct arena *a)
{
	struct rows old, new;

	rows_build(&old, st, before, was, NULL, a);
	rows_build(&new, st, after, nic, was, a);
	return new.changed || old.n != new.n;
}
