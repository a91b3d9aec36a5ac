# SPDX-License-Identifier: GPL-2.0-or-later
"""
Cards: their place among the devices, and their interrupts. The drivers' vector names: what comes before
the queues, each queue's, what comes after; {i} interface, {n} queue, {q} number of queues, {b} PCI address, {k} virtio number.
"""

from .cpus import node_cpus
from .spec import show_list, show_mask
from .tree import Bad

VECTORS = {
	"igb": (["{i}"], ["{i}-TxRx-{n}"], []),
	"igc": (["{i}"], ["{i}-TxRx-{n}"], []),
	"ixgbe": ([], ["{i}-TxRx-{n}"], ["{i}"]),
	"i40e": (["i40e-{b}:misc"], ["i40e-{i}-TxRx-{n}"], ["i40e-{b}:fdir-TxRx-0"]),
	"ice": (["ice-{b}:misc"], ["ice-{i}-TxRx-{n}"], []),
	"iavf": (["iavf-{b}:mbx"], ["iavf-{i}-TxRx-{n}"], []),
	"bnxt_en": ([], ["{i}-TxRx-{n}"], []),
	"bnx2": ([], ["{i}-{n}"], []),
	"sfc": ([], ["{i}-{n}"], []),
	"bnx2x": (["{i}"], ["{i}-fp-{n}"], []),
	"e1000e": ([], ["{i}-rx-{n}", "{i}-tx-{n}"], ["{i}"]),
	"vmxnet3": ([], ["{i}-rxtx-{n}"], ["{i}-event-{q}"]),
	"ena": (["ena-mgmnt@pci:{b}"], ["{i}-Tx-Rx-{n}"], []),
	"mlx5_core": (["mlx5_async0@pci:{b}"], ["mlx5_comp{n}@pci:{b}"], []),
	"mlx4_core": (["mlx4-async@pci:{b}"], ["mlx4-{n}@pci:{b}"], []),
	"mana": (["mana_hwc@pci:{b}"], ["mana_q{n}@pci:{b}"], []),
	"virtio_net": (["virtio{k}-config"], ["virtio{k}-input.{n}", "virtio{k}-output.{n}"], []),
	"xen_netfront": ([], ["{i}-q{n}-tx", "{i}-q{n}-rx"], []),
	"gve": ([], ["{i}-ntfy-block.{n}"], ["gve-mgmnt@pci:{b}"]),
	"r8169": ([], ["{i}"], []),
}
NAMES = {"mlx5": "mlx5_core", "mlx4": "mlx4_core", "virtio": "virtio_net", "bnxt": "bnxt_en", "xen": "xen_netfront"}
SPEED = {"mlx5_core": 100000, "ice": 25000, "i40e": 10000, "ixgbe": 10000, "vmxnet3": 10000, "virtio_net": -1,
	 "mlx4_core": 40000, "ena": None, "xen_netfront": None}
# Vectors that these request when they are probed, not when the interface goes up.
KEPT = ("virtio_net", "mlx5_core", "mlx4_core", "mana", "xen_netfront")


def queues(nic):
	"""(rx, tx) counts"""
	return nic.get("rx", nic.get("q", 1)), nic.get("tx", nic.get("q", 1))


def vector_names(nic, driver, bdf, k):
	"""[(action, queue or None)]"""
	nrx, ntx = queues(nic)
	before, each, after = VECTORS.get(driver, ([], ["{i}-TxRx-{n}"], []))
	n_queues = range(max(nrx, ntx))
	if driver == "gve":	# the first half transmits, the second receives
		rows = [("{i}-ntfy-block." + str(n), n % ntx) for n in range(2 * ntx)]
	elif driver == "tg3":	# counts vectors, of which the first receives nothing
		before = []
		rows = [("{i}-tx-0", None)] + [(f"{{i}}-rx-{n + 1}", n) for n in range(nrx)]
	elif "rx" in nic:
		rows = [(f"{{i}}-rx-{n}", n) for n in range(nrx)] + [(f"{{i}}-tx-{n}", n) for n in range(ntx)]
	else:
		rows = [(pattern.replace("{n}", str(n)), n) for n in n_queues for pattern in each]
	rows = [(p, None) for p in before] + rows + [(p, None) for p in after]
	return [(p.format(i=nic["name"], q=max(nrx, ntx), b=bdf, k=k), n) for p, n in rows]


class Places:
	"""Gives each card its PCI address: virtio on the root bus, others behind a root port of their node."""

	def __init__(self, s):
		self.s = s
		self.virtio = 0
		self.ports = {}

	def pci(self, driver, node):
		"""(directory of the function, address)"""
		if driver == "virtio_net":
			self.virtio += 1
			bdf = f"0000:00:{4 + self.virtio:02x}.0"
			return f"sys/devices/pci0000:00/{bdf}", bdf
		root = max(node, 0) * 256 // max(self.s.nodes, 1)
		n = self.ports[root] = self.ports.get(root, -1) + 1
		port = f"0000:{root:02x}:{1 + n // 8:02x}.{n % 8}"
		bdf = f"0000:{root + 1 + n:02x}:00.0"
		return f"sys/devices/pci0000:{root:02x}/{port}/{bdf}", bdf


def bus_device(t, d, bus, driver):
	"""A device of a bus at d, bound to a driver."""
	t.link_to(f"{d}/subsystem", f"sys/bus/{bus}")
	t.link_to(f"{d}/driver", f"sys/bus/{bus}/drivers/{driver}")
	name = d.rsplit("/", 1)[1]
	t.link_to(f"sys/bus/{bus}/devices/{name}", d)
	t.link_to(f"sys/bus/{bus}/drivers/{driver}/{name}", d)
	t.file(f"{d}/uevent", f"DRIVER={driver}\n")


def pci_function(s, t, d, bdf, driver, nic, irq):
	bus_device(t, d, "pci", driver)
	node = nic.get("node", -1)
	local = node_cpus(s, node)
	for name, value in (("class", "0x020000"), ("irq", irq), ("numa_node", node), ("enable", 1),
			    ("local_cpulist", show_list(local)), ("local_cpus", show_mask(local, s.possible))):
		t.text(f"{d}/{name}", value, 0o644 if name == "numa_node" else 0o444)
	t.file(f"{d}/uevent", f"DRIVER={driver}\nPCI_CLASS=20000\nPCI_SLOT_NAME={bdf}\n")
	port = d.rsplit("/", 1)[0]
	if port.count("/") > 2:
		bus_device(t, port, "pci", "pcieport")
		t.text(f"{port}/class", "0x060400")
		t.text(f"{port}/numa_node", node, 0o644)


def make_nic(s, t, nic, irqs, places, card):
	"""The devices and interrupts of a card; returns the directory its net/NAME lies in."""
	driver = nic["bound"] = NAMES.get(nic["driver_name"], nic["driver_name"])
	nic.setdefault("speed", SPEED.get(driver, 1000))
	if "platform" in nic:
		return platform_nic(t, nic, irqs, card)
	if driver == "xen_netfront":
		d = f"sys/devices/vif-{card}"
		bus_device(t, d, "xen", "vif")
		nic["bound"] = "vif"
		vectors(s, t, nic, irqs, card, "", driver, None)
		return d
	d, bdf = places.pci(driver, nic.get("node", -1))
	where = d
	if driver == "virtio_net":
		nic["k"] = places.virtio - 1
		pci_function(s, t, d, bdf, "virtio-pci", nic, 11)
		where = f"{d}/virtio{nic['k']}"
		bus_device(t, where, "virtio", driver)
		t.text(f"{where}/status", "0x0000000f")
	else:
		pci_function(s, t, d, bdf, driver, nic, 16 + card % 4 if "intx" in nic else 11)
	if "intx" in nic:
		line = 16 + card % 4
		irq = next((i for i in irqs.list if i.number == line), None)
		actions = [nic["share"]] if "share" in nic else []
		name = f"virtio{nic['k']}" if driver == "virtio_net" else nic["name"]
		if irq is None:
			irq = irqs.add(line, [], "IO-APIC", line, "level")
			irq.flow = "fasteoi"
		irq.actions += actions + ([name] if "down" not in nic or driver in KEPT else [])
		irqs.place(irq, nic, 0, 0, card)
		nic["at"] = {0: irq.at}
	else:
		vectors(s, t, nic, irqs, card, bdf, driver, d)
	return where


def vectors(s, t, nic, irqs, card, bdf, driver, pci):
	nic["at"] = {}
	for index, (action, queue) in enumerate(vector_names(nic, driver, bdf, nic.get("k", 0))):
		gone = "down" in nic and driver not in KEPT
		number = irqs.take()
		if pci is None:
			irq = irqs.add(number, [action], "xen-dyn", None, "edge")	# of no irq domain: no number
			irq.flow = "event"
		elif s.version >= (6, 2):
			irq = irqs.add(number, [action], f"PCI-MSIX-{bdf}", index, "edge")
		else:
			bus, slot, fn = (int(x, 16) for x in bdf[5:].replace(".", ":").split(":"))
			irq = irqs.add(number, [action], "PCI-MSI", index + ((bus << 8 | slot << 3 | fn) << 11), "edge")
		irqs.place(irq, nic, index, queue, card)
		if gone:
			irq.actions, irq.count = [], 0
		if queue is not None:
			nic["at"].setdefault(queue, irq.at)
		if pci is not None:
			t.text(f"{pci}/msi_irqs/{number}", "msix")


def platform_nic(t, nic, irqs, card):
	name = nic["platform"]
	d = f"sys/devices/platform/{name}"
	bus_device(t, d, "platform", nic["bound"])
	total = nic.get("irqs", 1)
	if total < 1:
		raise Bad(f"{nic['name']}: irqs=: at least one")
	chip = "MT_SYSIRQ" if nic["bound"].startswith("mtk") else "GICv3"
	for index in range(total):
		irq = irqs.add(irqs.take(), [name], chip, 200 - index, "level")
		irqs.place(irq, nic, index, 0, card)
		nic["at"] = {0: irq.at}
	return d
