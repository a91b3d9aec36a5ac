# SPDX-License-Identifier: GPL-2.0-or-later
"""
Hostile answers about the NICs' knobs that have the right size and shape, so that what they say is looked at: indirection
tables, rules, features, moderation of a queue. As in evil_answers.py.
"""

import os
import struct

from .evil import ETH1, put
from .evil_answers import ACK, DONE, ETHTOOL, NETDEV, answer, attr, families, family, message

ALL = []
IFACES = ("eth1", "eth2", "eth3")
NESTED = 0x8000
NETLINK, IOCTL = 50, 37		# kernels whose receive hashing is told by the one or the other
RXNFC, PERQUEUE = 192, 612


def evil(f):
	ALL.append(f)
	return f


def ioctl(top, word, body, code=0):
	for name in IFACES:
		answer(top, f"ioctl/{word}/{name}", struct.pack("=i", code) + body)


def netlink(top, word, kind, attrs):
	for name in IFACES:
		answer(top, f"ethtool/{word}-get/{name}", message(ETHTOOL, struct.pack("=BBH", kind, 1, 0) + attrs) + ACK)


def rss_by_ioctl(top, entries, key, body):
	"""What GRSSH says of its sizes, then with table and key."""
	families(top)
	answer(top, "genl/ethtool", family("ethtool", ETHTOOL, IOCTL))
	head = struct.pack("=IIIIBBHI", 0x46, 0, entries, key, 1, 0, 0, 0)
	ioctl(top, "rssh-size", head)
	ioctl(top, "rssh", head + body)


def rss_by_netlink(top, table, key=b"", function=1):
	families(top)
	answer(top, "genl/ethtool", family("ethtool", ETHTOOL, NETLINK))
	netlink(top, "rss", 38, attr(3, struct.pack("=I", function)) + attr(4, table) + attr(5, key))


@evil
def tables_of_queues_that_no_card_has(top, out):
	rss_by_netlink(top, b"\xff" * 512, b"\xff" * 40, 0xffffffff)


@evil
def tables_of_four_thousand_different_queues(top, out):
	rss_by_netlink(top, struct.pack("=4096I", *range(0, 4096 * 99991, 99991)))


@evil
def tables_that_end_within_a_number(top, out):
	rss_by_netlink(top, b"\0" * 511)


@evil
def keys_longer_than_any(top, out):
	rss_by_netlink(top, b"\0" * 512, b"k" * 20000)


@evil
def contexts_without_number(top, out):
	rss_by_netlink(top, b"\0" * 512)
	for name in IFACES:
		answer(top, f"ethtool/rss-contexts/{name}", message(ETHTOOL, struct.pack("=BBH", 38, 1, 0) + attr(2, b"")) * 3 + DONE)


@evil
def sizes_that_do_not_fit_in_memory(top, out):
	rss_by_ioctl(top, 0xffffffff, 0xffffffff, b"")


@evil
def a_table_shorter_than_told(top, out):
	rss_by_ioctl(top, 128, 40, b"\0" * 8)


@evil
def a_table_by_ioctl_of_queues_that_no_card_has(top, out):
	rss_by_ioctl(top, 128, 40, b"\xfe" * 552)


@evil
def hash_fields_of_every_bit(top, out):
	rss_by_ioctl(top, 0, 0, b"")
	for flow in range(1, 13):
		ioctl(top, f"rxfh-{flow}", b"\xff" * RXNFC)
	ioctl(top, "rxrings", b"\xff" * RXNFC)


def rules(top, count, places, rule):
	"""The places begin where the padding of struct ethtool_rxnfc does; the first is 0."""
	families(top)
	for word, command, more in (("rxnfc-count", 0x2e, b""), ("rxnfc-all", 0x30, places)):
		head = struct.pack("=IIQ", command, 0, 16).ljust(RXNFC - 8, b"\0")
		ioctl(top, word, head + struct.pack("=II", count, 0) + more)
	for place in (0, 7, 0xffffffff):
		ioctl(top, f"rxnfc-rule-{place}", rule)


@evil
def rules_more_than_memory(top, out):
	rules(top, 0xffffffff, b"", b"")


@evil
def thousands_of_rules_at_one_place(top, out):
	rules(top, 60000, struct.pack("=I", 7) * 60000, b"\xff" * RXNFC)


@evil
def rules_of_no_known_flow(top, out):
	rules(top, 3, struct.pack("=III", 0, 7, 0xffffffff), struct.pack("=II", 0x2f, 0x7fffffff).ljust(RXNFC, b"\x80"))


@evil
def rules_that_are_cut(top, out):
	rules(top, 3, struct.pack("=III", 0, 7, 9), b"\0" * 20)


@evil
def rules_that_were_refused_with_no_error_there_is(top, out):
	families(top)
	ioctl(top, "rxnfc-count", b"", -4095)
	ioctl(top, "rssh-size", b"", -2147483648)
	ioctl(top, "rxrings", b"", 77)


@evil
def moderation_of_queues_without_end(top, out):
	families(top)
	for queue in range(8):
		ioctl(top, f"coalesce-q{queue}", b"\xff" * PERQUEUE)
	netlink(top, "coalesce", 19, b"".join(attr(k, b"\xff\xff\xff\xff") for k in range(2, 40)))


def bitset(bits):
	"""A verbose bitset: index, name and whether it is set."""
	body = b"".join(attr(1 | NESTED, attr(1, struct.pack("=I", i)) + attr(2, name) + (attr(3, b"") if on else b""))
			for i, name, on in bits)
	return attr(2, struct.pack("=I", len(bits))) + attr(3 | NESTED, body)


def features(top, bits):
	families(top)
	netlink(top, "features", 11, b"".join(attr(k | NESTED, bitset(bits)) for k in (2, 3, 4, 5)))


@evil
def features_with_names_for_a_terminal(top, out):
	features(top, [(i, b"rx-\x1b[2J\x07" + bytes([i % 256 or 1]) * 9 + b"\0", i % 2) for i in range(300)])


@evil
def features_of_one_name(top, out):
	features(top, [(0, b"rx-gro\0", True)] * 1500)


@evil
def features_without_names(top, out):
	features(top, [(0xffffffff, b"", True), (1, b"\0", False), (2, b"no end", True)])


@evil
def rings_and_channels_beyond_all_numbers(top, out):
	families(top)
	most = b"\xff\xff\xff\xff"
	netlink(top, "rings", 15, b"".join(attr(k, most) for k in range(2, 19)))
	netlink(top, "channels", 17, b"".join(attr(k, most) for k in range(2, 10)))
	netlink(top, "pause", 21, b"".join(attr(k, b"\x02") for k in range(2, 6)))


@evil
def rings_and_channels_of_nothing(top, out):
	families(top)
	netlink(top, "rings", 15, b"".join(attr(k, b"\0\0\0\0") for k in range(2, 10)))
	netlink(top, "channels", 17, b"".join(attr(k, b"\0\0\0\0") for k in range(2, 10)))


@evil
def threads_that_are_none(top, out):
	"""NAPIs whose threads are the first process, this one's, and beyond all; names as long as can be."""
	families(top)
	napis = b"".join(message(NETDEV, struct.pack("=BBH", 11, 1, 0) + attr(1, struct.pack("=I", 2)) +
				 attr(2, struct.pack("=I", i)) + attr(4, struct.pack("=I", pid)))
			 for i, pid in enumerate((1, os.getpid(), 0xffffffff, 500)))
	for name in IFACES:
		answer(top, f"netdev/napi-get/{name}", napis + DONE)
	for pid, comm in ((1, "napi/eth1-0"), (500, "napi/eth1-" + "9" * 20), (501, "napi/" + "e" * 300), (502, "napi/eth1-")):
		put(top, f"proc/{pid}/comm", comm + "\n")
		put(top, f"proc/{pid}/status", f"Name:\t{comm}\nCpus_allowed:\tffffffff,ffffffff\nCpus_allowed_list:\t0-99999\n")


@evil
def numbers_of_files_that_are_none(top, out):
	for path in (f"{ETH1}/queues/tx-0/byte_queue_limits/limit_max", f"{ETH1}/queues/rx-0/rps_flow_cnt",
		     "proc/sys/net/core/rps_sock_flow_entries"):
		put(top, path, "9" * 26 + "\n")
	for path in (f"{ETH1}/gro_flush_timeout", f"{ETH1}/threaded", f"{ETH1}/napi_defer_hard_irqs", "proc/sys/net/core/netdev_budget"):
		put(top, path, "-1e9 \x1b[2J\n")
