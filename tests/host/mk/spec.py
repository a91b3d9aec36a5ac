# SPDX-License-Identifier: GPL-2.0-or-later
"""
A machine in words. Blank-separated, '#' begins a comment, order does not matter except where it numbers
things (NICs get interfaces, PCI places and interrupts in the order named). Lists are as the kernel's: 0-3,6.

CPUs
  cpu:N[:smt=T][:pairs]	N CPUs (default 1), T threads a core: c, c+N/T, ...; pairs: neighbours instead
  node:N			N NUMA nodes, the cores divided (default: no node directory)
  possible:N			IDs the kernel could have (the width of masks); default: as many as cpu:
  offline:LIST absent:LIST	plugged in but off; not there at all (holes in the numbering)
  isolated:LIST nohz:LIST	isolcpus=, nohz_full=
  cap:LIST=N			cpu_capacity (once used, the other CPUs have 1024)
  llc:LIST			these share a last-level cache (default: those of a node); repeatable
  arch:x86|arm kernel:RELEASE	form of /proc/interrupts, which files exist (default x86, 6.12.0)

Interfaces (lo is always there)
  nic:NAME:DRIVER[:OPTION]...	a card; see mk/nics.py for the drivers' vector names
     q=N | rx=N:tx=N		queues (default 1); rx/tx: unpaired vectors
     node=N			its NUMA node (default: none, -1)
     down			not up: no speed, no vector names
     irq=LIST | diag | scatter | driver
				where its vectors were asked and are: all on LIST; queue i on the i-th online
				CPU; asked for all and effective from another start for each card; spread by the
				driver over its node, hints set. Default: asked for all online CPUs, effective
				one after another (platform and INTx: on the first)
     xps | xps=LIST		XPS as such drivers set it: each queue its vector's CPU; the same list for all
     rps=LIST			RPS of every rx queue
     managed			its vectors cannot be moved (smp_affinity 0444)
     noeff			a chip that does not tell the effective affinity
     intx[:share=NAME]		no MSI: one line, maybe shared with another action
     platform=DEVICE[:irqs=N]	a SoC's: N interrupts (default 1), all named DEVICE
     counts=N,N,...		interrupts so far, per vector
     speed=N
  dsa:NAME:CONDUIT[:driver=D]	user port of a switch (its "device" link is the switch, as in the kernel)
  bridge:NAME:PORT,...  bond:NAME:SLAVE,...  vlan:NAME:PARENT
  veth:NAME[:q=N]  tun:NAME[:q=N]  dummy:NAME
  (each also: down)

Settings
  rps:IF[/Q]=LIST flows:IF[/Q]=N xps:IF[/Q]=LIST rxqs:IF[/Q]=LIST	no /Q: every queue
  proc:PID=COMM			a process, for example proc:412=irqbalance

Surroundings, which the doctor reads (not said: not there, but for what the lines above make)
  governor:[LIST=]NAME[/DRIVER]	cpufreq of these CPUs (no LIST: of all that are online)
  idle:NAME=US[,NAME=US]...	idle states, shallow ones first, behind POLL; how long it takes to leave them
  idle-off:[LIST=]NAME		these CPUs may not enter that state
  latency:[LIST=]US|n/a		pm_qos_resume_latency_us; dma-latency:US what /dev/cpu_dma_latency bounds all to
  cmdline:WORD			one more of the kernel's parameters
  cpuflags:FLAG,...		/proc/cpuinfo (a virtual machine has the flag hypervisor)
  iommu:CARD=TYPE		DMA, DMA-FQ, identity
  hint:ACTION|IRQ=LIST		the driver's wish; default-affinity:LIST of interrupts that are made anew
  conntrack:COUNT[/MAX] forwarding:0|1 backlog:N budget:N budget-usecs:N default-qdisc:NAME
  softnet:[LIST=]PROCESSED[,DROPPED[,SQUEEZED[,STEERED[,LIMITED[,BACKLOG]]]]]	since boot
  stat:IF/NAME=N		a file of its statistics: rx_packets, rx_missed_errors
  qdisc:IF=KIND[/CHILD][,drops=N][,requeues=N][,backlog=N]	its root; CHILD: of mq (usually fq_codel).
				Once used, interfaces not named have what is usual; qdisc:usual all have
  hook:ip|ip6/HOOK=WHO[,PRIORITY] hook:CARD/ingress=WHO[,PRIORITY]	prerouting, input, forward, output,
				postrouting. WHO: FUNCTION[@MODULE], FAMILY/TABLE/CHAIN, or flowtable/FAMILY/TABLE/NAME.
				Once used, other hooks are empty; hook:none all are

Afterwards, on any file (TEXT with \\n, \\t, \\\\, \\xNN)
  file:PATH=TEXT mode:PATH=OCTAL link:PATH=TARGET dir:PATH gone:PATH cut:PATH=BYTES append:PATH=TEXT

In a .spec file
  like:NAME			the words of NAME.spec stand here
  with:NAME			the netlink answers of the recording NAME.machine (what is below nqtune/ in it)
"""

import re

from .tree import Bad


def cpulist(text):
	"""'0-3,6' -> [0, 1, 2, 3, 6]"""
	out = []
	for term in filter(None, text.split(",")):
		m = re.fullmatch(r"(\d+)(?:-(\d+))?", term)
		if not m:
			raise Bad(f"'{text}' is not a list such as 0-3,6")
		out += range(int(m[1]), int(m[2] or m[1]) + 1)
	return sorted(set(out))


def show_list(cpus):
	"""[0, 1, 2, 6] -> '0-2,6'"""
	out = []
	for c in sorted(cpus):
		if out and out[-1][1] == c - 1:
			out[-1][1] = c
		else:
			out.append([c, c])
	return ",".join(str(a) if a == b else f"{a}-{b}" for a, b in out)


def show_mask(cpus, width):
	"""Hexadecimal in 32-bit groups, exactly as wide as the kernel prints it for width CPUs."""
	n = sum(1 << c for c in set(cpus) if c < width)
	digits = f"{n:0{(width + 3) // 4}x}"
	out = []
	while digits:
		out.insert(0, digits[-8:])
		digits = digits[:-8]
	return ",".join(out)


def number(text, what):
	if not re.fullmatch(r"\d{1,9}", text):
		raise Bad(f"{what}: '{text}' is not a number")
	return int(text)


def unquote(text):
	short = {"n": b"\n", "t": b"\t", "\\": b"\\"}
	def one(m):
		if m[1][:1] == b"x":
			return bytes([int(m[1][1:], 16)])
		return short[m[1].decode()]
	return re.sub(rb"\\(n|t|\\|x[0-9a-fA-F]{2})", one, text.encode("utf-8", "surrogateescape"))


def options(words, flags, keys, what):
	"""['q=6', 'down'] -> {'q': '6', 'down': True}, refusing what is not known."""
	out = {}
	for w in words:
		key, eq, value = w.partition("=")
		if eq and key in keys and value:
			out[key] = value
		elif not eq and key in flags:
			out[key] = True
		else:
			raise Bad(f"{what}: '{w}' is not one of: {', '.join([*flags, *(k + '=' for k in keys)])}")
	return out


NIC_FLAGS = ("down", "diag", "scatter", "driver", "xps", "managed", "noeff", "intx")
NIC_KEYS = ("q", "rx", "tx", "node", "irq", "xps", "rps", "platform", "irqs", "counts", "speed", "share")
EDITS = ("file", "mode", "link", "dir", "gone", "cut", "append")
SETTINGS = ("rps", "flows", "xps", "rxqs")
AROUND = ("governor", "idle", "idle-off", "latency", "dma-latency", "cmdline", "cpuflags", "iommu", "hint", "default-affinity",
	  "conntrack", "forwarding", "backlog", "budget", "budget-usecs", "default-qdisc", "softnet", "stat", "qdisc", "hook")


class Spec:
	def __init__(self):
		self.ncpus = 1
		self.smt = 1
		self.pairs = False
		self.nodes = 0
		self.possible = 0
		self.offline, self.absent, self.isolated, self.nohz = [], [], [], []
		self.caps = {}
		self.llcs = []
		self.arch = "x86"
		self.kernel = "6.12.0"
		self.ifaces = []	# dicts with kind, name and what the word said, in order
		self.settings = []	# (file, interface, queue or None, value)
		self.procs = {}
		self.around = []	# (kind, rest, word) of the surroundings, in order
		self.edits = []
		self.overlays = []

	@property
	def version(self):
		m = re.match(r"(\d+)\.(\d+)", self.kernel)
		if not m:
			raise Bad(f"kernel: '{self.kernel}' is not a release such as 6.12.0")
		return int(m[1]), int(m[2])

	@property
	def online(self):
		return [c for c in range(self.ncpus) if c not in self.offline and c not in self.absent]


def words_of(text):
	for line in text.split("\n"):
		yield from re.sub(r"(^|\s)#.*", "", line).split()


def parse(text, read=None):
	"""The Spec of a text; read(NAME) gives another spec's text for like:NAME."""
	s = Spec()
	words = list(words_of(text))
	seen = 0
	while words:
		w = words.pop(0)
		kind, colon, rest = w.partition(":")
		if kind == "like":
			seen += 1
			if read is None or seen > 20:
				raise Bad(f"'{w}': only in a .spec file, and not in a circle")
			words[:0] = words_of(read(rest))
		elif not colon or not rest:
			raise Bad(f"'{w}' is not a word of the form KIND:...")
		else:
			word(s, kind, rest, w)
	if s.ncpus < 1 or s.ncpus % s.smt or not s.online:
		raise Bad("cpu: at least one online CPU, and a whole number of cores")
	s.possible = max(s.possible, s.ncpus)
	return s


def word(s, kind, rest, w):
	if kind == "cpu":
		n, *more = rest.split(":")
		o = options(more, ("pairs",), ("smt",), w)
		s.ncpus, s.smt, s.pairs = number(n, w), number(o.get("smt", "1"), w), "pairs" in o
	elif kind == "node":
		s.nodes = number(rest, w)
	elif kind == "possible":
		s.possible = number(rest, w)
	elif kind in ("offline", "absent", "isolated", "nohz"):
		setattr(s, kind, cpulist(rest))
	elif kind == "llc":
		s.llcs.append(cpulist(rest))
	elif kind == "cap":
		cpus, _, n = rest.partition("=")
		s.caps.update({c: number(n, w) for c in cpulist(cpus)})
	elif kind in ("arch", "kernel"):
		setattr(s, kind, rest)
	elif kind in SETTINGS:
		where, eq, value = rest.partition("=")
		name, _, q = where.partition("/")
		if not eq:
			raise Bad(f"'{w}': no '='")
		s.settings.append((kind, name, number(q, w) if q else None, value))
	elif kind == "proc":
		pid, _, comm = rest.partition("=")
		s.procs[number(pid, w)] = comm
	elif kind in AROUND:
		s.around.append((kind, rest, w))
	elif kind in EDITS:
		path, _, value = rest.partition("=")
		s.edits.append((kind, path, value))
	elif kind == "with":
		s.overlays.append(rest)
	else:
		s.ifaces.append(iface(kind, rest, w))


def iface(kind, rest, w):
	name, *more = rest.split(":")
	if not re.fullmatch(r"[^/\s]{1,15}", name) or name in (".", ".."):
		raise Bad(f"'{w}': '{name}' cannot be an interface's name")
	if kind == "nic":
		if not more or "=" in more[0]:
			raise Bad(f"'{w}': nic:NAME:DRIVER:...")
		o = options(more[1:], NIC_FLAGS, NIC_KEYS, w)
		o["driver_name"] = more[0]
	elif kind in ("dsa", "bridge", "bond", "vlan"):
		if not more:
			raise Bad(f"'{w}': below what?")
		o = options(more[1:], ("down",), ("driver",), w)
		o["lower"] = more[0].split(",")
	elif kind in ("veth", "tun", "dummy"):
		o = options(more, ("down",), ("q",), w)
	else:
		raise Bad(f"'{w}': no such kind of word")
	for key in ("q", "rx", "tx", "node", "irqs", "speed"):
		if key in o:
			o[key] = number(o[key], w)
	o.update(kind=kind, name=name)
	return o
