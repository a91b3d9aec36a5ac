# SPDX-License-Identifier: GPL-2.0-or-later
"""Hostile answers about single knobs: each is well formed, and asks for more memory or time than it is long."""

import struct

from .evil import put
from .evil_answers import ACK, DONE, ETHTOOL, NETDEV, answer, attr, families, family, message

ALL = []
IFACES = ("eth1", "eth2", "eth3")
LONGEST = 65536		# entries of a table, rules


def evil(f):
	ALL.append(f)
	return f


def u32(kind, n):
	return attr(kind, struct.pack("=I", n))


def ioctl(top, word, iface, body, outcome=0):
	answer(top, f"ioctl/{word}/{iface}", struct.pack("=i", outcome) + body)


def rxnfc(data=0, count=0, places=b""):
	"""struct ethtool_rxnfc; the places begin where its padding does."""
	body = bytearray(192)
	struct.pack_into("=Q", body, 8, data)
	struct.pack_into("=I", body, 184, count)
	return bytes(body[:188] + places + b"\0" * 4) if places else bytes(body)


def table(top, entries, key=b"\x6d" * 40):
	"""A receive-hash table as kernels without netlink for it tell it."""
	answer(top, "genl/ethtool", family("ethtool", ETHTOOL, 37))
	for iface in IFACES:
		head = struct.pack("=IIIIB7x", 0x46, 0, len(entries), len(key), 1)
		ioctl(top, "rssh-size", iface, head)
		ioctl(top, "rssh", iface, head + struct.pack(f"={len(entries)}I", *entries) + key)
		ioctl(top, "rxrings", iface, rxnfc(1 << 63))


@evil
def tables_of_nothing_but_blocks(top, out):
	table(top, [2 * (i % 32771) for i in range(LONGEST)])


@evil
def tables_whose_period_is_long(top, out):
	table(top, [4294967295 - 2 * (i % 32768) for i in range(LONGEST)])


@evil
def tables_that_repeat_until_the_end(top, out):
	table(top, [0] * (LONGEST - 1) + [1])


@evil
def tables_longer_than_any(top, out):
	table(top, [0] * (LONGEST + 1))


def netdev(top, queues, napis):
	families(top)
	head = struct.pack("=BBH", 10, 1, 0)
	for iface in IFACES:
		answer(top, f"netdev/queue-get/{iface}", b"".join(message(NETDEV, head + q) for q in queues) + DONE)
		answer(top, f"netdev/napi-get/{iface}", b"".join(message(NETDEV, head + n) for n in napis) + DONE)
	put(top, "proc/4242/comm", "napi/eth1-1\n")
	put(top, "proc/4242/status", "Name:\tx\nCpus_allowed_list:\t0\n" + "x" * 65000)


@evil
def queues_of_no_napi(top, out):
	netdev(top, [u32(1, 0) + u32(3, 0) + u32(4, 1)] * 200000, [u32(2, 2)] * 200000)


@evil
def napis_of_one_long_thread(top, out):
	netdev(top, [u32(1, i) + u32(3, 0) + u32(4, i) for i in range(8)], [u32(2, i) + u32(4, 4242) for i in range(8000)])


@evil
def napis_without_end(top, out):
	netdev(top, [u32(1, i) + u32(3, 0) + u32(4, i) for i in range(8)], [u32(2, i % 8) + u32(4, 4242) for i in range(200000)])


@evil
def rules_all_in_one_place(top, out):
	for iface in IFACES:
		ioctl(top, "rxnfc-count", iface, rxnfc(LONGEST, LONGEST))
		ioctl(top, "rxnfc-all", iface, rxnfc(LONGEST, LONGEST, struct.pack("=I", 5) * LONGEST))
		ioctl(top, "rxnfc-rule-5", iface, rxnfc())


@evil
def features_without_end(top, out):
	families(top)
	bits = b"".join(attr(1 | 0x8000, attr(2, b"f%05d\0" % i)) for i in range(3000))
	sets = b"".join(attr(k | 0x8000, attr(3 | 0x8000, bits)) for k in (2, 3, 4, 5))
	for iface in IFACES:
		answer(top, f"ethtool/features-get/{iface}", message(ETHTOOL, struct.pack("=BBH", 11, 1, 0) + sets) * 60 + ACK)


@evil
def contexts_without_end(top, out):
	families(top)
	head = struct.pack("=BBH", 38, 1, 0)
	for iface in IFACES:
		answer(top, f"ethtool/rss-get/{iface}", message(ETHTOOL, head + attr(4, bytes(60000))) * 200 + ACK)
		answer(top, f"ethtool/rss-contexts/{iface}", message(ETHTOOL, head + u32(2, 7)) * 300000 + DONE)


@evil
def coalescing_of_every_queue(top, out):
	families(top)
	for iface in IFACES:
		for queue in range(4096):
			put(top, f"sys/class/net/{iface}/queues/rx-{queue}/rps_cpus", "0\n")
		for queue in range(4096):
			answer(top, f"ioctl/coalesce-q{queue}/{iface}", struct.pack("=i", 0) + struct.pack("=II", 0x4b, 0xe) + bytes(512) + b"\x01" * 92)
