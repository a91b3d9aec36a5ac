// SPDX-License-Identifier: GPL-2.0-or-later
// Interrupts: who asked for what, where they are served, whether they can move.
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/files.h"
#include "nqtune/host.h"
#include "nqtune/sys.h"
#include "reader.h"

/* A mask of CPUSET_MAX CPUs: nine characters a group of 32. */
#define MASK_TEXT (CPUSET_MAX / 32 * 9 + 2)
#define ACTIONS_TEXT 4096

static void read_asked(struct reader *rd, struct irq *irq)
{
	char path[READER_PATH], text[MASK_TEXT];
	mode_t mode = 0;

	snprintf(path, sizeof(path), "/proc/irq/%u/smp_affinity", irq->number);
	irq->movable = true;
	if (files_read_mode(rd->sys->files, path, text, sizeof(text), &mode) < 0)
		return;
	irq->asked = mask_of(rd, rd->host->ncpus, text);
	/* Since 6.12 the file itself says so; before, only a write (EIO) does. */
	if (!(mode & S_IWUSR)) {
		irq->movable = false;
		irq->unmovable_why = "the kernel manages it";
	}
}

/* An interrupt that was never started reads as an empty effective mask: that is "not said". */
static void read_effective(struct reader *rd, struct irq *irq)
{
	irq->effective = read_mask(rd, rd->host->ncpus, "/proc/irq/%u/effective_affinity",
				   irq->number);
	if (irq->effective && cpuset_empty(irq->effective))
		irq->effective = NULL;
}

static void read_actions(struct reader *rd, struct irq *irq)
{
	const struct interrupt_row *row;
	char text[ACTIONS_TEXT];

	if (!rd->interrupts_loaded &&
	    read_text(rd, text, sizeof(text), "/sys/kernel/irq/%u/actions", irq->number) >= 0) {
		text_clean(text);
		irq->actions = arena_strdup(rd->arena, text);
		return;
	}
	row = interrupt_row(rd, irq->number);
	irq->actions = row ? row->actions : "";
	if (row) {
		irq->chip = row->chip;
		irq->counts = row->counts;
	}
}

struct irq *reader_irq(struct reader *rd, unsigned number)
{
	struct host *h = rd->host;
	size_t place = host_irq_place(h, number);
	struct irq *irq = host_irq(h, number);

	if (irq)
		return irq;
	irq = arena_alloc(rd->arena, sizeof(*irq));
	irq->number = number;
	read_asked(rd, irq);
	read_effective(rd, irq);
	read_actions(rd, irq);
	(void)arena_push(rd->arena, h->irqs, h->nirqs);
	memmove(&h->irqs[place + 1], &h->irqs[place], (h->nirqs - 1 - place) * sizeof(*h->irqs));
	h->irqs[place] = irq;
	return irq;
}
