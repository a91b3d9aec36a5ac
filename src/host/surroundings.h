/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "nqtune/surroundings.h"

struct reader;

/* /dev/cpu_dma_latency while nobody asks for less (PM_QOS_CPU_LATENCY_DEFAULT_VALUE). */
#define DMA_LATENCY_ANY 2000000000

/* Governor, latency bounds and idle states of the online CPUs, into power (by id). */
void read_power(struct reader *rd, struct reading dma_latency, struct cpu_power *power);
/*
 * The flags of the first CPU in the text of /proc/cpuinfo (or its beginning), with a blank
 * before and behind each; NULL = it names none. Also used by the fuzzer.
 */
const char *cpuinfo_flags(const char *text, struct arena *a);
/* pm_qos_resume_latency_us as it reads: not set = any latency will do. */
struct reading latency_bound(const char *text);
