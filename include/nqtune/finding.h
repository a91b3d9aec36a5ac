/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/* What somebody should know of a host: of a plan, or found by the doctor. Arena or static texts. */
struct finding {
	const char *id;		/* "irqbalance-running" */
	const char *iface;	/* NULL = the host */
	const char *severity;	/* "info", "warn", "bad" */
	const char *what;	/* in one sentence, without the interface's name */
	const char *remedy;	/* a command to paste, or what to do; NULL = nothing */
	const char *evidence;	/* as read, with where: "irqs 24-29: effective CPU 0, 48211 interrupts in 3.0 s"; NULL of a plan */
	const char *why;	/* why it matters, and who says so; NULL of a plan */
};
