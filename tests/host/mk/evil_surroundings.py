# SPDX-License-Identifier: GPL-2.0-or-later
"""Hostile surroundings of a layout: what only the doctor reads, and a recording."""

import os
import struct

from .evil import ESCAPE, PCI1, point, put, up_to, wipe
from .netlink import DONE, attr, message, nest, text
from .surroundings import HOOK_GET, HOOKS, NEW_QDISC, ROOT, one_hook, one_qdisc

ALL = []
CPU0 = "sys/devices/system/cpu/cpu0"
CORE = "proc/sys/net/core"


def evil(f):
	ALL.append(f)
	return f


def answer(top, key, content):
	put(top, f"nqtune/answers/{key}", content)


def every_hook(top, content):
	for family in ("ip", "ip6"):
		for hook in HOOKS:
			answer(top, f"netfilter/hooks/{family}/{hook}", content)
	for n in (1, 2, 3):
		answer(top, f"netfilter/hooks/netdev/eth{n}", content)


@evil
def control_characters_around(top, out):
	for path in ("cpufreq/scaling_governor", "cpufreq/scaling_driver", "cpuidle/state0/name", "cpuidle/state1/name",
		     "cpuidle/state1/latency", "cpuidle/state1/disable", "power/pm_qos_resume_latency_us"):
		put(top, f"{CPU0}/{path}", ESCAPE + b"\n")
	put(top, f"{CPU0}/cpuidle/state0/disable", "0\n")
	put(top, "proc/cmdline", b"quiet " + ESCAPE + b"\n")
	put(top, "proc/cpuinfo", b"flags\t\t: hypervisor " + ESCAPE + b" fpu\n")
	put(top, f"{PCI1}/iommu_group/type", b"DMA" + ESCAPE + b"\n")
	put(top, f"{CORE}/default_qdisc", ESCAPE + b"\n")
	words = ESCAPE.decode("latin-1")
	answer(top, "route/qdisc-get", b"".join(one_qdisc(n, words, 0, ROOT, {"drops": 9, "requeues": 9}) for n in range(1, 6)) + DONE)
	every_hook(top, one_hook(0, f"{words}@{words}", "") + one_hook(0, f"inet/{words.replace('/', '')}/x", "") + DONE)


@evil
def endless_files_around(top, out):
	for path in ("proc/cpuinfo", "proc/cmdline", "dev/cpu_dma_latency", f"{CORE}/default_qdisc", f"{CPU0}/cpufreq/scaling_governor"):
		put(top, path, b"")
		os.truncate(os.path.join(top, path), 4 << 30)	# sparse


@evil
def one_long_line_of_flags(top, out):
	put(top, "proc/cpuinfo", b"flags\t: " + b"erms " * 2000000)


@evil
def latency_that_is_a_fifo(top, out):
	put(top, "dev/x", b"")
	os.mkfifo(os.path.join(top, "dev/cpu_dma_latency"))


@evil
def groups_and_latencies_that_lead_out(top, out):
	put(out, "group/type", "CANARY\n")
	point(top, f"{PCI1}/iommu_group", os.path.join(out, "group"))
	point(top, PCI1.replace("1.0/0000:01:", "1.1/0000:02:") + "/iommu_group", up_to(os.path.join(out, "group")))
	for path in ("dev/cpu_dma_latency", "proc/cmdline", "proc/cpuinfo", f"{CPU0}/cpufreq/scaling_governor",
		     "proc/irq/default_smp_affinity", f"{CPU0}/cpuidle/state0/name"):
		point(top, path, os.path.join(out, "secret"))


@evil
def large_numbers_around(top, out):
	huge = "18446744073709551615\n"
	for name in ("netdev_max_backlog", "netdev_budget", "netdev_budget_usecs"):
		put(top, f"{CORE}/{name}", huge)
	for path in ("proc/sys/net/netfilter/nf_conntrack_count", "proc/sys/net/netfilter/nf_conntrack_max",
		     "proc/sys/net/ipv4/ip_forward", f"{CPU0}/cpuidle/state0/latency", f"{CPU0}/power/pm_qos_resume_latency_us"):
		put(top, path, huge)
	put(top, f"{CPU0}/cpuidle/state0/name", "C6\n")
	put(top, f"{CPU0}/cpuidle/state0/disable", "0\n")
	put(top, "proc/irq/25/affinity_hint", "f" * 4000 + "\n")
	put(top, "proc/irq/default_smp_affinity", "ffffffff,ffffffff\n")
	put(top, "proc/net/softnet_stat", ("ffffffffffffffff " * 15 + "\n") * 6)
	many = dict.fromkeys(("drops", "requeues", "backlog"), 0xffffffff)
	answer(top, "route/qdisc-get", b"".join(one_qdisc(n, "pfifo_fast", 0, ROOT, many) for n in range(1, 6)) + DONE)


@evil
def directories_around(top, out):
	for path in ("dev/cpu_dma_latency", "proc/cmdline", "proc/cpuinfo", f"{CPU0}/cpufreq/scaling_governor", f"{CORE}/netdev_budget"):
		wipe(os.path.join(top, path))
		os.makedirs(os.path.join(top, path))


@evil
def qdiscs_without_number(top, out):
	one = one_qdisc(2, "q" * 60, 0, ROOT, {"drops": 1})
	answer(top, "route/qdisc-get", one * ((15 << 20) // len(one)) + DONE)


@evil
def qdiscs_of_nobody(top, out):
	head = [struct.pack("=BxHiIII", 0, 0, index, 0, ROOT, 2) for index in (0, -1, 2147483647, -2147483648)]
	answer(top, "route/qdisc-get", b"".join(message(NEW_QDISC, h + text(1, "mq")) for h in head[2:3] + head) + DONE)


@evil
def hooks_without_number(top, out):
	every_hook(top, one_hook(0, "ipv4_conntrack_in@nf_conntrack,-200", "") * 20000 + DONE)


@evil
def hooks_that_nest_without_end(top, out):
	info = b""
	while len(info) < 60000:
		info = nest(1 + len(info) % 3, info + attr(2, struct.pack(">I", 1)))
	head = struct.pack("=BBH", 2, 0, 0)
	every_hook(top, message(HOOK_GET, head + attr(2, b"\0\0\0\0") + nest(6, info)) + DONE)
