/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

struct arena;
struct cpuset;
struct err;

#define PACKETS_SCHEMA "nqtune-packets/1"
#define FLOWS_MAX 4096
#define BURST_MAX 64		/* packets of one call; older kernels' UDP_MAX_SEGMENTS */
#define SIZE_MAX_UDP 65507
#define THREADS_MAX 256

/* What each packet begins with, big-endian; the rest is zeros. */
struct stamp {
	uint32_t magic;
	uint32_t run;		/* of the sender: one of chance */
	uint16_t flow;
	uint64_t number;	/* of the flow's packets, from 0 */
} __attribute__((packed));
#define STAMP_MAGIC 0x6e717074u

/* What the command line asks for. 0 = not asked, unless said otherwise. */
struct sending {
	const char *address;
	uint64_t size, flows, burst, port;
	uint64_t rate;		/* packets a second; 0 = as many as go out */
	uint64_t count;		/* packets; 0 = until the time is over */
	uint64_t source_port;	/* of the first flow */
	uint64_t window;	/* packets under way; 0 = any number */
	const char *delivered;	/* the file that counts what arrived, for the window */
	double seconds;
	int cpu;		/* -1 = any */
	bool gso;
	bool json;
};

struct receiving {
	uint64_t port, threads;
	double seconds, idle;
	const struct cpuset *cpus;	/* NULL = any */
	bool json;
};

/* Set by SIGINT and SIGTERM: finish, and say what was counted. */
extern volatile sig_atomic_t stopped;

/* Both print what they counted to stdout. 0, or a negative errno with the text in e. */
int packets_send(const struct sending *s, struct err *e);
int packets_receive(const struct receiving *r, struct arena *a, struct err *e);

/* The calling thread runs on this CPU from now on. */
int packets_pin(int cpu, struct err *e);
