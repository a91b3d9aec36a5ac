# SPDX-License-Identifier: GPL-2.0-or-later
"""What is around the layout, for the doctor: power management, IOMMU, queueing disciplines, netfilter's hooks."""

import struct
import sys

from .cpus import CPU
from .links import iface_queues, net_dir
from .netlink import DONE, attr, message, nest, text
from .spec import cpulist, number, show_mask
from .tree import Bad

ROOT, HOOK_GET, NEW_QDISC = 0xffffffff, 12 << 8, 36
FAMILIES = {"inet": 1, "ip": 2, "netdev": 5, "bridge": 7, "ip6": 10}
HOOKS = ("prerouting", "input", "forward", "output", "postrouting")


def cpus_and(s, rest):
	"""'0-3=powersave' -> [0, 1, 2, 3], 'powersave'; without a list all that are online."""
	head, eq, tail = rest.partition("=")
	return ([c for c in cpulist(head) if c in s.online], tail) if eq else (s.online, head)


def pairs(rest, w):
	for term in rest.split(","):
		name, eq, value = term.partition("=")
		if not eq:
			raise Bad(f"'{w}': NAME=NUMBER,...")
		yield name, number(value, w)


def governor(s, t, irqs, rest, w):
	cpus, word = cpus_and(s, rest)
	name, _, driver = word.partition("/")
	for c in cpus:
		t.text(f"{CPU}/cpu{c}/cpufreq/scaling_governor", name, 0o644)
		t.text(f"{CPU}/cpu{c}/cpufreq/scaling_driver", driver or ("intel_pstate" if s.arch == "x86" else "cpufreq-dt"))


def idle(s, t, irqs, rest, w):
	for c in s.online:
		for i, (name, us) in enumerate([("POLL", 0), *pairs(rest, w)]):
			d = f"{CPU}/cpu{c}/cpuidle/state{i}"
			t.text(f"{d}/name", name)
			t.text(f"{d}/latency", us)
			t.text(f"{d}/disable", 0, 0o644)
		t.text(f"{CPU}/cpu{c}/power/pm_qos_resume_latency_us", 0, 0o644)


def idle_off(s, t, irqs, rest, w):
	cpus, name = cpus_and(s, rest)
	for c in cpus:
		top = f"{CPU}/cpu{c}/cpuidle/state"
		for path in [p for p in t.files if p.startswith(top) and p.endswith("/name")]:
			if t.files[path][0].decode().strip() == name:
				t.text(path[:-4] + "disable", 1, 0o644)
				break
		else:
			raise Bad(f"'{w}': no idle state {name} (idle: comes before)")


def latency(s, t, irqs, rest, w):
	cpus, value = cpus_and(s, rest)
	for c in cpus:
		t.text(f"{CPU}/cpu{c}/power/pm_qos_resume_latency_us", value, 0o644)


def dma_latency(s, t, irqs, rest, w):
	t.file("dev/cpu_dma_latency", struct.pack("=i", number(rest, w)), 0o600)


def cmdline(s, t, irqs, rest, w):
	was = t.files["proc/cmdline"][0].decode().strip()
	t.text("proc/cmdline", f"{was} {rest}")


def cpuflags(s, t, irqs, rest, w):
	one = f"vendor_id\t: GenuineIntel\nflags\t\t: {rest.replace(',', ' ')}\nbogomips\t: 5200.00\n"
	t.file("proc/cpuinfo", "".join(f"processor\t: {c}\n{one}\n" for c in s.online), 0o444)


def the(s, name, w):
	iface = next((i for i in s.ifaces if i["name"] == name), None)
	if iface is None:
		raise Bad(f"'{w}': no interface '{name}'")
	return iface


def iommu(s, t, irqs, rest, w):
	name, eq, kind = rest.partition("=")
	d = the(s, name, w)["under"]
	if not eq or d.startswith("sys/devices/virtual"):
		raise Bad(f"'{w}': iommu:CARD=TYPE")
	if "/virtio" in d:
		d = d.rsplit("/", 1)[0]
	group = 1 + sum(1 for p in t.files if p.startswith("sys/kernel/iommu_groups/") and p.endswith("/type"))
	t.text(f"sys/kernel/iommu_groups/{group}/type", kind, 0o644)
	t.link_to(f"{d}/iommu_group", f"sys/kernel/iommu_groups/{group}")


def hint(s, t, irqs, rest, w):
	name, _, cpus = rest.partition("=")
	irq = next((i for i in irqs.list if name in i.actions or name == str(i.number)), None)
	if irq is None:
		raise Bad(f"'{w}': no interrupt '{name}'")
	t.text(f"proc/irq/{irq.number}/affinity_hint", show_mask(cpulist(cpus), s.possible))


def default_affinity(s, t, irqs, rest, w):
	t.text("proc/irq/default_smp_affinity", show_mask(cpulist(rest), s.possible), 0o644)


def conntrack(s, t, irqs, rest, w):
	count, _, most = rest.partition("/")
	t.text("proc/sys/net/netfilter/nf_conntrack_count", number(count, w))
	t.text("proc/sys/net/netfilter/nf_conntrack_max", number(most or "262144", w), 0o644)


def forwarding(s, t, irqs, rest, w):
	t.text("proc/sys/net/ipv4/ip_forward", number(rest, w), 0o644)


def core(name):
	def make(s, t, irqs, rest, w):
		t.text(f"proc/sys/net/core/{name}", rest, 0o644)
	return make


def softnet(s, t, irqs, rest, w):
	"""Columns as the kernel numbers them: processed, dropped, squeezed, and behind the dead ones steered, limited, backlog."""
	cpus, values = cpus_and(s, rest)
	lines = t.files["proc/net/softnet_stat"][0].decode().split("\n")[:-1]
	for c in cpus:
		row = lines[s.online.index(c)].split()
		for column, value in zip((0, 1, 2, 9, 10, 11), values.split(",")):
			row[column] = f"{number(value, w):08x}"
		lines[s.online.index(c)] = " ".join(row)
	t.text("proc/net/softnet_stat", "\n".join(lines))


def statistic(s, t, irqs, rest, w):
	where, _, value = rest.partition("=")
	name, _, what = where.partition("/")
	t.text(f"{net_dir(t, the(s, name, w))}/statistics/{what}", number(value, w))


def one_qdisc(index, kind, handle, parent, counts):
	head = struct.pack("=BxHiIII", 0, 0, index, handle, parent, 2)
	queue = struct.pack("=IIIII", counts.get("backlog", 0), 0, counts.get("drops", 0), counts.get("requeues", 0), 0)
	return message(NEW_QDISC, head + text(1, kind) + nest(7, attr(3, queue)))


def qdisc_of(s, iface, said):
	"""The messages about one interface: KIND[/CHILD][,drops=N][,requeues=N][,backlog=N]."""
	_, ntx = iface_queues(iface)
	named, *more = said[0].split(",")
	counts = dict(pairs(",".join(more), said[1])) if more else {}
	kind, _, child = named.partition("/")
	out = one_qdisc(iface["index"], kind, 0, ROOT, counts)
	if kind == "mq":
		for n in range(ntx, 0, -1):
			out += one_qdisc(iface["index"], child or "fq_codel", 0, n, counts if n == 1 else {})
	return out


def usual_qdisc(iface):
	if iface["kind"] != "nic":
		return "noqueue"
	return "mq" if iface_queues(iface)[1] > 1 else "fq_codel"


def make_qdiscs(s, t, said):
	out = one_qdisc(1, "noqueue", 0, ROOT, {})
	for iface in s.ifaces:
		out += qdisc_of(s, iface, said.get(iface["name"], (usual_qdisc(iface), "")))
	answer(t, "route/qdisc-get", out + DONE)


def one_hook(number, said, w):
	"""FUNCTION[@MODULE][,PRIORITY], or a chain's FAMILY/TABLE/CHAIN, or flowtable/FAMILY/TABLE/NAME."""
	name, _, priority = said.partition(",")
	flow = name.startswith("flowtable/")
	chain = name.removeprefix("flowtable/").split("/")
	function, _, module = name.partition("@")
	info = b""
	if len(chain) == 3:
		function, module = ("nf_flow_offload_inet_hook", "nf_flow_table") if flow else ("nft_do_chain", "nf_tables")
		if chain[0] not in FAMILIES:
			raise Bad(f"'{w}': '{chain[0]}' is no family")
		desc = text(1, chain[1]) + text(3, chain[2]) + attr(2, bytes([FAMILIES[chain[0]]]))
		info = nest(6, attr(2, struct.pack(">I", 3 if flow else 1)) + nest(1, desc))
	body = text(5, module) if module else b""
	body += text(4, function) + attr(1, struct.pack(">I", number)) + attr(2, struct.pack(">i", int(priority or 0)))
	return message(HOOK_GET, struct.pack("=BBH", 2, 0, 0) + body + info)


def make_hooks(s, t, said):
	"""said: [(FAMILY or interface, hook, function, word)]. Where nothing is said, no function is called."""
	for family in ("ip", "ip6"):
		for n, hook in enumerate(HOOKS):
			out = b"".join(one_hook(n, x[2], x[3]) for x in said if x[:2] == (family, hook))
			answer(t, f"netfilter/hooks/{family}/{hook}", out + DONE)
	for iface in (i for i in s.ifaces if i["kind"] == "nic"):
		out = b"".join(one_hook(0, x[2], x[3]) for x in said if x[:2] == (iface["name"], "ingress"))
		answer(t, f"netfilter/hooks/netdev/{iface['name']}", out + DONE)


def answer(t, key, content):
	t.file("nqtune/byte-order", sys.byteorder)
	t.file(f"nqtune/answers/{key}", content)


def told_qdiscs(s, words):
	out = {}
	for rest, w in words:
		name, eq, said = rest.partition("=")
		if rest != "usual":
			the(s, name, w)
			out[name] = (said, w)
	return out


def told_hooks(s, words):
	out = []
	for rest, w in words:
		if rest == "none":
			continue
		where, _, said = rest.partition("=")
		place, _, hook = where.partition("/")
		if not said or not ((place in ("ip", "ip6") and hook in HOOKS) or (hook == "ingress" and the(s, place, w))):
			raise Bad(f"'{w}': hook:ip|ip6/{'|'.join(HOOKS)}=..., or hook:CARD/ingress=...")
		out.append((place, hook, said, w))
	return out


FILES = {"governor": governor, "idle": idle, "idle-off": idle_off, "latency": latency, "dma-latency": dma_latency,
	 "cmdline": cmdline, "cpuflags": cpuflags, "iommu": iommu, "hint": hint, "default-affinity": default_affinity,
	 "conntrack": conntrack, "forwarding": forwarding, "backlog": core("netdev_max_backlog"),
	 "budget": core("netdev_budget"), "budget-usecs": core("netdev_budget_usecs"), "default-qdisc": core("default_qdisc"),
	 "softnet": softnet, "stat": statistic}


def make_surroundings(s, t, irqs):
	for kind, rest, w in s.around:
		if kind in FILES:
			FILES[kind](s, t, irqs, rest, w)
	qdiscs = [(rest, w) for kind, rest, w in s.around if kind == "qdisc"]
	hooks = [(rest, w) for kind, rest, w in s.around if kind == "hook"]
	if qdiscs:
		make_qdiscs(s, t, told_qdiscs(s, qdiscs))
	if hooks:
		make_hooks(s, t, told_hooks(s, hooks))
