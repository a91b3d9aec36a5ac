/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * A host for unit tests from one line of blank-separated words, in an arena. A word
 * that makes no sense ends the test program. LIST is a list of CPUs ("0-3,6"), QUEUES
 * one of queues; "..." means that the word may be repeated.
 *
 *   cpu:N               N CPUs, all possible and online (always the first word)
 *   smt:2               two threads a core: c and c + N/2
 *   node:N              nodes, cores in contiguous blocks
 *   llc:N               CPUs that share a last-level cache, cores in contiguous blocks
 *   cache:MIB           how large each of these is
 *   cap:LIST=C,LIST=C   capacities; a CPU under 80 % of the best is slow
 *   isolated:LIST  offline:LIST
 *   nic:NAME:TYPE[:OPTION...]...    a device of one of these types:
 *       igb             a vector "NAME-TxRx-i" for each queue, and the link's, "NAME"
 *       unpaired        "NAME-rx-i" and "NAME-tx-i", and the link's
 *       e1000e          the same, one queue
 *       virtio          "virtioK-input.i" and "virtioK-output.i", and the configuration's
 *       one             one interrupt for everything, "NAME"
 *       none            queues whose interrupts are not known
 *     options: q=N (queues, else one), tx=N (as many tx queues without vectors of their
 *     own), node=N, at=LIST (effective CPUs, vector by vector in the order written, round
 *     and round; else CPU 0), irq=LIST (the same), asked=LIST (else every CPU), noeff and
 *     driver=NAME (else its type), noask (effective, asked not said), managed or
 *     managed=QUEUES (cannot be moved), norps (no
 *     rps_cpus files), threads=LIST (NAPI threads run there), shared=NIC (type one: the
 *     first interrupt of a NIC named before)
 *   dsa:NAME:CONDUIT...  vlan:NAME:PARENT...  bridge:NAME[:A,B,...]...  bond:NAME:A,B,......
 *   veth:NAME[:q=N]...  a virtual device
 *   nat:NAME...         the firewall masquerades out of NAME; nat:*[:!NAME...] out of any but NAME
 *   route:NAME          the default route
 *   nat-unknown  legacy-nat  hwoffload  flowtable  irqbalance
 *   rps:NAME=LIST  xps:NAME=LIST  rxqs:NAME=QUEUES   what is set already, on every queue
 *   down:NAME...
 *
 * Interrupts are numbered from 24 in the order of the words.
 */
struct arena;
struct cpuset;
struct host;
struct sample;
struct vector;

struct host *fake_host(struct arena *a, const char *line);
/* The difference of two samples, so many seconds apart, in which nothing was counted; online CPUs say all. */
struct sample *fake_sample(struct arena *a, const struct host *h, unsigned seconds);
/* A set as wide as h's masks. */
struct cpuset *fake_set(const struct host *h, const char *list);
