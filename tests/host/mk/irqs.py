# SPDX-License-Identifier: GPL-2.0-or-later
"""Interrupts: /proc/interrupts, /proc/irq, /sys/kernel/irq."""

from .cpus import node_cpus
from .spec import cpulist, show_list, show_mask


class Irq:
	def __init__(self, number, actions, chip, hwirq, trigger):
		self.number = number
		self.actions = actions
		self.chip = chip
		self.hwirq = hwirq
		self.trigger = trigger		# "edge" or "level"
		self.flow = trigger		# the name glued to hwirq on x86: "edge", "fasteoi"
		self.asked = []
		self.effective = []		# empty: the chip does not tell
		self.at = 0			# where it fires
		self.hint = []
		self.node = -1
		self.managed = False
		self.count = 0


class Irqs:
	def __init__(self, s):
		self.s = s
		self.list = []
		self.next = 24 if s.arch == "x86" else 40
		self.turn = 0
		if s.arch == "x86":
			for number, action, flow in ((0, "timer", "edge"), (8, "rtc0", "edge"), (9, "acpi", "fasteoi")):
				irq = self.add(number, [action], "IO-APIC", number or 2, "edge" if flow == "edge" else "level")
				irq.flow = flow
				self.settle(irq, s.online, s.online[0])
		else:
			irq = self.add(17, ["arch_timer"], "GICv2", 27, "level")
			self.settle(irq, s.online, s.online[0])

	def add(self, number, actions, chip, hwirq, trigger):
		irq = Irq(number, actions, chip, hwirq, trigger)
		self.list.append(irq)
		return irq

	def take(self):
		self.next += 1
		return self.next - 1

	def settle(self, irq, asked, at):
		irq.asked, irq.effective, irq.at = list(asked), [at], at
		irq.count = 1000 + 37 * irq.number

	def place(self, irq, nic, index, queue, card):
		"""Asked and effective CPUs of vector index of a nic, as its options say."""
		online = self.s.online
		local = node_cpus(self.s, nic.get("node", -1)) or online
		if "irq" in nic:
			cpus = cpulist(nic["irq"])
			self.settle(irq, cpus, next((c for c in cpus if c in online), online[0]))
		elif "driver" in nic and queue is not None:
			cpu = local[queue % len(local)]
			self.settle(irq, [cpu], cpu)
			irq.hint = [cpu]
		elif "diag" in nic and queue is not None:
			cpu = online[queue % len(online)]
			self.settle(irq, [cpu], cpu)
		elif "scatter" in nic:
			self.settle(irq, local, local[(1 + 2 * card + index) % len(local)])
		elif "platform" in nic or "intx" in nic:
			self.settle(irq, online, online[0])
		else:
			self.settle(irq, local, local[self.turn % len(local)])
			self.turn += 1
		if queue is None:
			irq.count = 1
		if "counts" in nic:
			counts = nic["counts"].split(",")
			irq.count = int(counts[index]) if index < len(counts) else 0
		if "noeff" in nic:
			irq.effective = []
		irq.managed = "managed" in nic
		irq.node = nic.get("node", -1)


def make_irqs(s, t, irqs):
	w = s.possible
	t.text("proc/irq/default_smp_affinity", show_mask(range(w), w), 0o644)
	for irq in irqs.list:
		d = f"proc/irq/{irq.number}"
		mode = 0o444 if irq.managed else 0o644
		t.text(f"{d}/smp_affinity", show_mask(irq.asked, w), mode)
		t.text(f"{d}/smp_affinity_list", show_list(irq.asked), mode)
		if irq.effective:
			t.text(f"{d}/effective_affinity", show_mask(irq.effective, w))
			t.text(f"{d}/effective_affinity_list", show_list(irq.effective))
		t.text(f"{d}/affinity_hint", show_mask(irq.hint, w))
		t.text(f"{d}/node", irq.node)
		t.text(f"{d}/spurious", f"count {irq.count}\nunhandled 0\nlast_unhandled 0 ms")
		for action in irq.actions:
			t.dir(f"{d}/{action}")
		k = f"sys/kernel/irq/{irq.number}"
		counts = ["0"] * w
		counts[irq.at] = str(irq.count)
		for name, value in (("actions", ",".join(irq.actions)), ("chip_name", irq.chip),
				    ("type", irq.trigger), ("per_cpu_count", ",".join(counts)), ("wakeup", "disabled")):
			t.text(f"{k}/{name}", value)
		# where the kernel has nothing to say, the file reads empty
		t.file(f"{k}/name", f"{irq.flow}\n" if s.arch == "x86" else "", 0o444)
		t.file(f"{k}/hwirq", "" if irq.hwirq is None else f"{irq.hwirq}\n", 0o444)
	t.file("proc/interrupts", interrupts(s, irqs), 0o444)


def interrupts(s, irqs):
	"""The table, column for column as kernel/irq/proc.c prints it."""
	top = max(i.number for i in irqs.list)
	prec = max(3, len(str(top)))
	out = [" " * (prec + 8) + "".join(f"CPU{c:<8d}" for c in s.online)]
	# since 6.14 a count has its blank before it, so that one less stands before the chip
	gap = " " if s.version >= (6, 14) else "  "
	zero = f" {0:10d}"
	column = {c: i for i, c in enumerate(s.online)}
	for irq in sorted(irqs.list, key=lambda i: i.number):
		if not irq.actions and not irq.count:
			continue
		i = column.get(irq.at, 0)
		line = f"{irq.number:{prec}d}:{zero * i} {irq.count:10d}{zero * (len(s.online) - i - 1)}"
		line += f"{gap}{irq.chip:>8} {'' if irq.hwirq is None else irq.hwirq:>{prec}}"
		if s.arch == "x86":
			line += f"-{irq.flow:<8}"
		else:
			line += f" {'Level' if irq.trigger == 'level' else 'Edge':<8}"
		if irq.actions:
			line += "  " + ", ".join(irq.actions)
		out.append(line)
	some = "".join(f" {1000 + c:10d}" for c in s.online)
	if s.arch == "x86":
		rows = (("NMI", zero * len(s.online), "Non-maskable interrupts"), ("LOC", some, "Local timer interrupts"),
			("RES", some, "Rescheduling interrupts"), ("TLB", some, "TLB shootdowns"))
		out += [f"{name:>{prec}}:{n}   {text}" for name, n, text in rows]
		out += [f"{name:>{prec}}: {0:10d}" for name in ("ERR", "MIS")]
	else:
		out += [f"{'IPI0':>{prec}}:{some}  CPU wakeup interrupts", f"{'IPI1':>{prec}}:{some}  Timer broadcast interrupts"]
		out += [f"{'Err':>{prec}}: {0:10d}"]
	return "\n".join(out) + "\n"
