# SPDX-License-Identifier: GPL-2.0-or-later
"""
Hostile trees: each function spoils a machine (top) in one way. out is a directory beside it that must
neither be read nor written: what is in it says CANARY.
"""

import os
import shutil
import socket
import stat

ETH1 = "sys/devices/pci0000:00/0000:00:01.0/0000:01:00.0/net/eth1"
PCI1 = "sys/devices/pci0000:00/0000:00:01.0/0000:01:00.0"
RPS = ETH1 + "/queues/rx-0/rps_cpus"
UP = "../" * 40
ESCAPE = b"\x1b[2J\x1b]0;owned\x07\r\x08\x9b31m"

ALL = []


def evil(f):
	ALL.append(f)
	return f


def outside(out):
	"""What the links lead to: a machine's parts with CANARY in them."""
	for path, text in {"secret": "CANARY\n", "mask": "3\n", "device/uevent": "DRIVER=CANARY\n",
			   "device/numa_node": "0\n", "device/msi_irqs/77": "msix\n", "net/eth1/ifindex": "77\n",
			   "net/eth1/queues/rx-0/rps_cpus": "3\n", "net/eth1/uevent": "DEVTYPE=CANARY\n",
			   "net/CANARY0/ifindex": "78\n", "proc/interrupts": "  25:  0  0  CANARY\n",
			   "irq/25/smp_affinity": "3\n", "irq/25/CANARY/x": "\n", "state/x": "CANARY\n"}.items():
		os.makedirs(os.path.dirname(os.path.join(out, path)), exist_ok=True)
		with open(os.path.join(out, path), "w", encoding="ascii") as f:
			f.write(text)
	os.symlink("CANARY-driver", os.path.join(out, "device/driver"))


def wipe(path):
	if os.path.isdir(path) and not os.path.islink(path):
		shutil.rmtree(path)
	elif os.path.lexists(path):
		os.unlink(path)


def put(top, path, content):
	full = os.path.join(os.fsencode(top), os.fsencode(path))
	wipe(full)
	os.makedirs(os.path.dirname(full), exist_ok=True)
	with open(full, "wb") as f:
		f.write(content if isinstance(content, bytes) else content.encode())


def point(top, path, target):
	full = os.path.join(top, path)
	wipe(full)
	os.makedirs(os.path.dirname(full), exist_ok=True)
	os.symlink(target, full)


def up_to(target):
	return UP + target.lstrip("/")


def leading_out(path, what):
	"""A link at path to what, absolute, and another by many ..s."""
	def absolute(top, out):
		point(top, path, os.path.join(out, what))

	def relative(top, out):
		point(top, path, up_to(os.path.join(out, what)))
	absolute.__name__ = f"{path} -> /.../{what}"
	relative.__name__ = f"{path} -> ../../.../{what}"
	ALL.extend((absolute, relative))


for _path, _what in ((f"{ETH1}/device", "device"), (RPS, "mask"), (f"{ETH1}/queues", "net/eth1/queues"),
		     (f"{ETH1}/queues/rx-0", "net/eth1/queues/rx-0"), ("sys/class/net/eth1", "net/eth1"), ("sys/class/net", "net"),
		     ("sys", "sys"), ("proc", "proc"), ("proc/irq", "irq"), ("proc/irq/25", "irq/25"),
		     ("proc/irq/25/smp_affinity", "mask"), ("proc/interrupts", "proc/interrupts"),
		     (f"{ETH1}/queues/tx-0/xps_cpus", "mask"), ("run", "state"), ("run/nqtune", "state"),
		     ("nqtune", "state"), ("proc/sys/kernel/osrelease", "secret"), (f"{PCI1}/driver", "device/driver")):
	leading_out(_path, _what)


@evil
def second_hard_link(top, out):
	wipe(os.path.join(top, RPS))
	os.link(os.path.join(out, "mask"), os.path.join(top, RPS))


@evil
def loops(top, out):
	point(top, "sys/class/net/eth1", "eth1")
	point(top, "sys/class/net/eth2", "eth3")
	point(top, "sys/class/net/eth3", "eth2")


@evil
def loops_of_files(top, out):
	point(top, RPS, "rps_cpus")
	point(top, "proc/interrupts", "interrupts")
	point(top, f"{ETH1}/device", ".")
	point(top, f"{PCI1}/driver", "driver")


@evil
def interfaces_upon_each_other(top, out):
	for a, b in (("eth1", "eth2"), ("eth2", "eth3"), ("eth3", "eth1"), ("eth1", "eth1")):
		point(top, f"sys/class/net/{a}/lower_{b}", os.path.join("..", b))
		point(top, f"sys/class/net/{a}/upper_{b}", os.path.join("..", b))
	put(top, f"{ETH1}/uevent", "DEVTYPE=dsa\nINTERFACE=eth1\n")
	put(top, f"{ETH1}/iflink", "2\n")


@evil
def long_chain_of_links(top, out):
	for i in range(100):
		point(top, f"sys/class/net/c{i}", f"c{i + 1}")
	point(top, "sys/class/net/c100", "eth1")


@evil
def fifos(top, out):
	for path in (RPS, "proc/interrupts", f"{ETH1}/ifindex", "sys/devices/system/cpu/online", "proc/irq/25/smp_affinity",
		     "sys/kernel/irq/25/actions", "proc/sys/kernel/osrelease", f"{ETH1}/uevent", "proc/1/comm"):
		wipe(os.path.join(top, path))
		os.mkfifo(os.path.join(top, path))


@evil
def devices_and_sockets(top, out):
	wipe(os.path.join(top, RPS))
	wipe(os.path.join(top, "proc/interrupts"))
	try:
		os.mknod(os.path.join(top, RPS), stat.S_IFCHR | 0o666, os.makedev(1, 5))	# /dev/zero
		os.mknod(os.path.join(top, "proc/interrupts"), stat.S_IFCHR | 0o666, os.makedev(1, 5))
	except PermissionError:
		pass
	here = os.getcwd()	# a socket's path may not be long
	os.chdir(os.path.join(top, ETH1))
	try:
		wipe("mtu")
		s = socket.socket(socket.AF_UNIX)
		s.bind("mtu")
		s.close()
	finally:
		os.chdir(here)


@evil
def directories_for_files(top, out):
	for path in (RPS, "proc/interrupts", f"{ETH1}/ifindex", "sys/devices/system/cpu/online", "proc/irq/25/smp_affinity",
		     "sys/kernel/irq/25/actions", f"{ETH1}/queues/tx-0/xps_cpus", "proc/sys/kernel/osrelease"):
		wipe(os.path.join(top, path))
		os.mkdir(os.path.join(top, path))


@evil
def files_for_directories(top, out):
	for path in (f"{ETH1}/queues", f"{PCI1}/msi_irqs", "proc/irq", "sys/devices/system/node", "sys/kernel/irq",
		     "sys/devices/system/cpu/cpu1", "run"):
		put(top, path, "1\n")


@evil
def class_net_is_a_file(top, out):
	put(top, "sys/class/net", "eth1\n")


@evil
def files_for_links(top, out):
	put(top, f"{ETH1}/device", "x\n")
	put(top, f"{PCI1}/driver", "igb\n")
	put(top, "sys/class/net/eth2", "eth2\n")


@evil
def large_attributes(top, out):
	for path in (RPS, f"{ETH1}/ifindex", f"{ETH1}/uevent", f"{ETH1}/speed", "proc/irq/25/smp_affinity",
		     "sys/kernel/irq/25/actions", "proc/sys/kernel/osrelease", "proc/1/comm"):
		put(top, path, b"1" * (1 << 20))


@evil
def large_lists(top, out):
	put(top, "sys/devices/system/cpu/possible", b"0," * (1 << 19))
	put(top, "sys/devices/system/cpu/online", b"0-5," * (1 << 18))
	put(top, "proc/irq/25/smp_affinity", b"0000003f," * (1 << 17))


@evil
def large_interrupts(top, out):
	put(top, "proc/interrupts", b"CPU0 " * 20000 + b"\n" + b"25: " + b"7 " * 400000)


@evil
def endless_interrupts(top, out):
	put(top, "proc/interrupts", b"")
	os.truncate(os.path.join(top, "proc/interrupts"), 4 << 30)	# sparse


@evil
def control_characters(top, out):
	for n in (24, 25, 26):
		put(top, f"sys/kernel/irq/{n}/actions", b"eth1-TxRx-0" + ESCAPE + b"\n")
		put(top, f"sys/kernel/irq/{n}/chip_name", ESCAPE + b"\n")
	put(top, "proc/interrupts", b"      CPU0\n 25: 1 " + ESCAPE + b" 0-edge eth1" + ESCAPE + b"\n")
	os.makedirs(os.path.join(os.fsencode(top), b"proc/irq/27/eth1-TxRx-2\x1b[31m"))
	put(top, "proc/sys/kernel/osrelease", ESCAPE + b"\n")
	put(top, "proc/412/comm", b"irqbalance" + ESCAPE + b"\n")
	put(top, f"{ETH1}/uevent", b"DEVTYPE=" + ESCAPE + b"\n")
	put(top, f"{ETH1}/operstate", ESCAPE)
	put(top, RPS, ESCAPE)
	point(top, f"{PCI1}/driver", os.fsdecode(b"../igb" + ESCAPE.replace(b"/", b"")))


@evil
def control_characters_in_names(top, out):
	net = os.fsencode(os.path.join(top, "sys/class/net"))
	for name in (b"e\x1b[2J", b"\xff\xfe", b"\n", b"e\re", b"%s%n", b"a" * 40, b"-n", b" "):
		os.symlink("../../devices/virtual/net/lo", os.path.join(net, name))
	os.mkdir(os.path.join(net, b"..."))


@evil
def large_numbers(top, out):
	put(top, "sys/devices/system/cpu/possible", "0-4294967295\n")
	put(top, "sys/devices/system/cpu/online", "0-5,18446744073709551616\n")
	for name in ("rx-4294967295", "rx-99999999999999999999", "rx--1", "rx-", "rx-07", "tx-1000000"):
		put(top, f"{ETH1}/queues/{name}/rps_cpus", "3f\n")
		put(top, f"{ETH1}/queues/{name}/xps_cpus", "3f\n")
	for name in ("4294967295", "99999999999999999999", "-1", "0x19", "25 "):
		put(top, f"{PCI1}/msi_irqs/{name}", "msix\n")
	for n, value in enumerate(("-2147483649", "99999999999999999999", "0x10", "1e9")):
		put(top, f"sys/class/net/eth{n % 3 + 1}/ifindex", value + "\n")
		put(top, f"sys/class/net/eth{n % 3 + 1}/speed", value + "\n")


@evil
def sixteen_thousand_cpus(top, out):
	for name in ("possible", "present", "online"):
		put(top, f"sys/devices/system/cpu/{name}", "0-16383\n")


@evil
def no_cpus(top, out):
	for name in ("possible", "present", "online"):
		put(top, f"sys/devices/system/cpu/{name}", "\n")


@evil
def isolated_all(top, out):
	put(top, "sys/devices/system/cpu/isolated", "0-5\n")


@evil
def thousands_of_queues(top, out):
	for i in range(6, 3000):
		put(top, f"{ETH1}/queues/rx-{i}/rps_cpus", "00\n")


@evil
def thousands_of_interfaces(top, out):
	for i in range(3000):
		os.symlink("../../devices/virtual/net/lo", os.path.join(top, f"sys/class/net/x{i}"))
