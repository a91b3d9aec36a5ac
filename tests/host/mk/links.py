# SPDX-License-Identifier: GPL-2.0-or-later
"""Interfaces under /sys/class/net: attributes, queues, who lies upon whom."""

from .nics import make_nic, Places, queues
from .spec import cpulist, show_list, show_mask
from .tree import Bad

VIRTUAL = "sys/devices/virtual/net"
FLAGS = {"bond": 0x1443, "tun": 0x1003}


def net_dir(t, iface):
	return f"{iface['under']}/net/{iface['name']}"


def iface_queues(iface):
	return (16, 16) if iface["kind"] == "bond" else queues(iface)


def make_iface(s, t, iface, index):
	d = net_dir(t, iface)
	name, kind = iface["name"], iface["kind"]
	up = "down" not in iface
	t.link_to(f"sys/class/net/{name}", d)
	t.link_to(f"{d}/subsystem", "sys/class/net")
	if not iface["under"].startswith("sys/devices/virtual"):
		t.link_to(f"{d}/device", iface["under"])
	uevent = f"DEVTYPE={kind}\n" if kind in ("bridge", "bond", "vlan", "dsa") else ""
	t.file(f"{d}/uevent", f"{uevent}INTERFACE={name}\nIFINDEX={index}\n")
	flags = (FLAGS.get(kind, 0x1003) if up else 0x1002) | iface.get("flags", 0)
	rows = {"ifindex": index, "iflink": iface.get("iflink", index), "type": 1, "flags": hex(flags),
		"operstate": "up" if up else "down", "address": f"02:00:00:00:00:{index & 0xff:02x}", "mtu": 1500,
		"dev_id": "0x0", "dev_port": 0, "tx_queue_len": 1000, "addr_assign_type": 0,
		"gro_flush_timeout": 0, "napi_defer_hard_irqs": 0}
	if s.version >= (6, 1):
		rows["threaded"] = 0
	if kind == "lo":
		rows.update(type=772, flags="0x9", operstate="unknown", address="00:00:00:00:00:00", mtu=65536)
	elif up:
		rows["carrier"] = 1
		speed = iface.get("speed", 10000)
		if speed is not None:
			rows.update(speed=speed, duplex="unknown" if speed < 0 else "full")
	if kind == "dsa":
		rows.update(phys_port_name=f"p{iface['port']}", phys_switch_id="00000000")
	for key, value in rows.items():
		writable = key in ("flags", "mtu", "tx_queue_len", "gro_flush_timeout", "napi_defer_hard_irqs", "threaded", "carrier")
		t.text(f"{d}/{key}", value, 0o644 if writable else 0o444)
	make_queues(s, t, d, iface)


def make_queues(s, t, d, iface):
	nrx, ntx = iface_queues(iface)
	none = show_mask([], s.possible)
	for n in range(nrx):
		rps = show_mask(cpulist(iface["rps"]), s.possible) if "rps" in iface else none
		t.text(f"{d}/queues/rx-{n}/rps_cpus", rps, 0o644)
		t.text(f"{d}/queues/rx-{n}/rps_flow_cnt", 0, 0o644)
	for n in range(ntx):
		q = f"{d}/queues/tx-{n}"
		if ntx > 1:	# reading it is ENOENT with one tx queue
			xps = []
			if iface.get("xps") is True:
				xps = [iface["at"][n]] if n in iface.get("at", {}) else []
			elif "xps" in iface:
				xps = cpulist(iface["xps"])
			t.text(f"{q}/xps_cpus", show_mask(xps, s.possible), 0o644)
			t.text(f"{q}/traffic_class", 0)
		t.text(f"{q}/xps_rxqs", show_mask([], nrx), 0o644)
		t.text(f"{q}/tx_maxrate", 0, 0o644)
		t.text(f"{q}/tx_timeout", 0)
		if iface["kind"] == "nic":
			bql = {"limit": 0, "limit_max": 1879048192, "limit_min": 0, "hold_time": 1000, "inflight": 0}
			for key, value in bql.items():
				t.text(f"{q}/byte_queue_limits/{key}", value, 0o444 if key == "inflight" else 0o644)


def stack(t, iface, by_name):
	"""lower_X and upper_X, and what each kind of stack adds."""
	d = net_dir(t, iface)
	kind = iface["kind"]
	for i, port in enumerate(iface["lower"]):
		if port not in by_name:
			raise Bad(f"{iface['name']}: no interface '{port}' for it to lie upon")
		p = net_dir(t, by_name[port])
		t.link_to(f"{d}/lower_{port}", p)
		t.link_to(f"{p}/upper_{iface['name']}", d)
		if kind in ("bridge", "bond"):
			t.link_to(f"{p}/master", d)
		if kind == "bridge":
			t.link_to(f"{p}/brport/bridge", d)
			t.text(f"{p}/brport/port_no", f"{i + 1:#x}")
			t.text(f"{p}/brport/state", 3)
			t.link_to(f"{d}/brif/{port}", f"{p}/brport")
		elif kind == "bond":
			t.text(f"{p}/bonding_slave/state", "active")
		elif kind == "dsa":
			t.text(f"{p}/dsa/tagging", "mtk" if iface["driver"].startswith("mt7530") else "edsa", 0o644)
	if kind == "bridge":
		t.text(f"{d}/bridge/stp_state", 0, 0o644)
		t.text(f"{d}/bridge/vlan_filtering", 0, 0o644)
	elif kind == "bond":
		t.text(f"{d}/bonding/slaves", " ".join(iface["lower"]), 0o644)
		t.text(f"{d}/bonding/mode", "802.3ad 4", 0o644)


def before(s, t, iface, by_name):
	"""What must be known of a stacked interface before it is made."""
	kind = iface["kind"]
	lower = [by_name[p] for p in iface.get("lower", []) if p in by_name]
	if kind == "dsa" and lower:
		conduit = lower[0]
		iface.setdefault("driver", "mt7530")
		bus = f"{conduit['under']}/mdio_bus/mdio-bus"
		iface["under"] = f"{bus}/mdio-bus:1f"
		iface["speed"] = 1000
		iface["port"] = sum(1 for x in by_name.values() if x["kind"] == "dsa" and x is not iface and "port" in x)
		switch = iface["under"]
		t.link_to(f"{switch}/driver", f"sys/bus/mdio_bus/drivers/{iface['driver']}")
		t.link_to(f"{switch}/subsystem", "sys/bus/mdio_bus")
		t.dir(f"sys/bus/mdio_bus/drivers/{iface['driver']}")
	if kind in ("dsa", "vlan") and lower:
		iface["iflink"] = lower[0]["index"]
	for port in lower:
		if kind == "bridge":
			port["flags"] = port.get("flags", 0) | 0x100
		elif kind == "bond":
			port["flags"] = port.get("flags", 0) | 0x800


def settle(s, t, by_name):
	"""rps:, flows:, xps:, rxqs:"""
	for kind, name, queue, value in s.settings:
		if name not in by_name:
			raise Bad(f"{kind}:{name}: no such interface")
		iface = by_name[name]
		nrx, ntx = iface_queues(iface)
		side, count, leaf = {"rps": ("rx", nrx, "rps_cpus"), "flows": ("rx", nrx, "rps_flow_cnt"),
				     "xps": ("tx", ntx, "xps_cpus"), "rxqs": ("tx", ntx, "xps_rxqs")}[kind]
		text = value if kind == "flows" else show_mask(cpulist(value), nrx if kind == "rxqs" else s.possible)
		for n in range(count) if queue is None else [queue]:
			path = f"{net_dir(t, iface)}/queues/{side}-{n}/{leaf}"
			if path not in t.files:
				raise Bad(f"{kind}:{name}/{n}: there is no {path}")
			t.text(path, text, 0o644)


def make_links(s, t, irqs):
	places = Places(s)
	by_name = {}
	cards = 0
	every = [{"kind": "lo", "name": "lo"}, *s.ifaces]
	for index, iface in enumerate(every, 1):
		iface["index"] = index
		if iface["name"] in by_name:
			raise Bad(f"{iface['name']}: named twice")
		by_name[iface["name"]] = iface
		iface["under"] = "sys/devices/virtual"
		if iface["kind"] == "nic":
			iface["under"] = make_nic(s, t, iface, irqs, places, cards)
			cards += 1
	for iface in every:
		before(s, t, iface, by_name)
	for iface in every:
		make_iface(s, t, iface, iface["index"])
	for iface in every:
		if "lower" in iface:
			stack(t, iface, by_name)
	bonds = [i["name"] for i in every if i["kind"] == "bond"]
	if bonds:
		t.text("sys/class/net/bonding_masters", " ".join(bonds), 0o644)
	settle(s, t, by_name)
