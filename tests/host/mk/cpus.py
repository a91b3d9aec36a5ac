# SPDX-License-Identifier: GPL-2.0-or-later
"""CPUs, nodes and what the kernel says of itself."""

from .spec import show_list, show_mask

CPU = "sys/devices/system/cpu"
NODE = "sys/devices/system/node"


def core_of(s, c):
	return c // s.smt if s.pairs else c % (s.ncpus // s.smt)


def node_of(s, c):
	return core_of(s, c) * s.nodes // (s.ncpus // s.smt) if s.nodes else -1


def node_cpus(s, node):
	"""Online CPUs of a node; all for -1."""
	return [c for c in s.online if node < 0 or node_of(s, c) == node]


def package_of(s, c):
	return max(node_of(s, c), 0)


def llc_of(s, c):
	for group in s.llcs:
		if c in group:
			return [x for x in group if x in s.online]
	return [x for x in s.online if package_of(s, x) == package_of(s, c)]


def make_cpus(s, t):
	present = [c for c in range(s.ncpus) if c not in s.absent]
	t.text(f"{CPU}/possible", show_list(range(s.possible)))
	t.text(f"{CPU}/present", show_list(present))
	t.text(f"{CPU}/online", show_list(s.online))
	t.text(f"{CPU}/offline", show_list(set(range(s.possible)) - set(s.online)))
	t.text(f"{CPU}/isolated", show_list(s.isolated))
	t.text(f"{CPU}/kernel_max", 8191 if s.arch == "x86" else 31)
	if s.nohz or (s.arch == "x86" and s.version >= (6, 1)):
		t.text(f"{CPU}/nohz_full", show_list(s.nohz) or "(null)")
	for c in present:
		make_cpu(s, t, c)
	for n in range(s.nodes):
		cpus = node_cpus(s, n)
		t.text(f"{NODE}/node{n}/cpulist", show_list(cpus))
		t.text(f"{NODE}/node{n}/cpumap", show_mask(cpus, s.possible))
		t.text(f"{NODE}/node{n}/distance", " ".join("10" if x == n else "21" for x in range(s.nodes)))
		for c in cpus:
			t.link_to(f"{NODE}/node{n}/cpu{c}", f"{CPU}/cpu{c}")
	if s.nodes:
		for name in ("online", "possible", "has_cpu"):
			t.text(f"{NODE}/{name}", show_list(range(s.nodes)))


def make_cpu(s, t, c):
	d = f"{CPU}/cpu{c}"
	if c or s.arch != "x86":
		t.text(f"{d}/online", int(c in s.online), 0o644)
	if s.caps:
		t.text(f"{d}/cpu_capacity", s.caps.get(c, 1024))
	if s.nodes:
		t.link_to(f"{d}/node{node_of(s, c)}", f"{NODE}/node{node_of(s, c)}")
	t.dir(d)
	if c not in s.online:
		return	# topology and cache vanish with the CPU
	threads = [x for x in s.online if core_of(s, x) == core_of(s, c)]
	package = [x for x in s.online if package_of(s, x) == package_of(s, c)]
	topology = {"core_id": core_of(s, c), "physical_package_id": package_of(s, c), "die_id": 0}
	for names, cpus in ((("core_cpus", "thread_siblings"), threads),
			    (("package_cpus", "core_siblings", "die_cpus"), package)):
		for name in names:
			topology[name] = show_mask(cpus, s.possible)
			topology[name + "_list"] = show_list(cpus)
	for name, value in topology.items():
		t.text(f"{d}/topology/{name}", value)
	caches = ((1, "Data", threads, "32K"), (1, "Instruction", threads, "32K"), (2, "Unified", threads, "1024K"))
	if s.arch == "x86" or s.llcs:
		caches += ((3, "Unified", llc_of(s, c), "16384K"),)
	else:	# the small boards share the second level
		caches = caches[:2] + ((2, "Unified", llc_of(s, c), "1024K"),)
	for i, (level, kind, cpus, size) in enumerate(caches):
		for name, value in (("level", level), ("type", kind), ("size", size), ("shared_cpu_list", show_list(cpus)),
				    ("shared_cpu_map", show_mask(cpus, s.possible))):
			t.text(f"{d}/cache/index{i}/{name}", value)


def make_kernel(s, t):
	t.text("proc/sys/kernel/osrelease", s.kernel)
	boot = ["BOOT_IMAGE=/vmlinuz", "root=/dev/vda1", "ro", "quiet"]
	if s.isolated:
		boot.append(f"isolcpus={show_list(s.isolated)}")
	if s.nohz:
		boot.append(f"nohz_full={show_list(s.nohz)}")
	t.text("proc/cmdline", " ".join(boot))
	columns = 15 if s.version >= (6, 12) else 13
	rows = []
	for c in s.online:
		row = [0] * columns
		row[0], row[12] = 1000 + c, c
		rows.append(" ".join(f"{n:08x}" for n in row))
	t.text("proc/net/softnet_stat", "\n".join(rows))
	for name, value in (("rps_sock_flow_entries", 0), ("netdev_budget", 300), ("netdev_budget_usecs", 8000),
			    ("netdev_max_backlog", 1000), ("dev_weight", 64), ("default_qdisc", "fq_codel")):
		t.text(f"proc/sys/net/core/{name}", value, 0o644)
	for pid, comm in {1: "systemd", 2: "kthreadd", **s.procs}.items():
		t.text(f"proc/{pid}/comm", comm, 0o644)
		t.text(f"proc/{pid}/status", f"Name:\t{comm}\nState:\tS (sleeping)\nPid:\t{pid}\n"
			f"Cpus_allowed:\t{show_mask(s.online, s.possible)}\nCpus_allowed_list:\t{show_list(s.online)}")
