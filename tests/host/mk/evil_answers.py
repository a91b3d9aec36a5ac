# SPDX-License-Identifier: GPL-2.0-or-later
"""Hostile recorded netlink answers, as evil.py has hostile trees. The families resolve, so that what follows is looked at."""

import os
import random
import struct

from .evil import point, put
from .netlink import ACK, DONE, attr, message

ALL = []
ETHTOOL, NETDEV = 20, 21	# family ids of our own recording


def evil(f):
	ALL.append(f)
	return f


def family(name, number, top):
	"""What CTRL_CMD_GETFAMILY answers: this family knows the commands 1 .. top."""
	ops = b"".join(attr(i, attr(1, struct.pack("=I", i)) + attr(2, struct.pack("=I", 0x1a))) for i in range(1, top + 1))
	body = (attr(2, name.encode() + b"\0") + attr(1, struct.pack("=H", number)) + attr(3, struct.pack("=I", 1)) +
		attr(4, struct.pack("=I", 0)) + attr(5, struct.pack("=I", top)) + attr(6, ops))
	return message(16, struct.pack("=BBH", 1, 2, 0) + body) + ACK


def keys():
	for what in ("channels", "rings", "coalesce", "rss", "features", "pause", "strset", "linkinfo", "linkmodes", "stats"):
		for n in (1, 2, 3):
			yield f"ethtool/{what}-get/eth{n}", ETHTOOL, struct.pack("=BBH", 1, 1, 0)
	for n in (1, 2, 3):
		yield f"netdev/queue-get/eth{n}", NETDEV, struct.pack("=BBH", 10, 1, 0)
		yield f"netdev/napi-get/eth{n}", NETDEV, struct.pack("=BBH", 11, 1, 0)
		yield f"ethtool/rss-contexts/eth{n}", ETHTOOL, struct.pack("=BBH", 38, 1, 0)
	for what in ("drvinfo", "rssh-size", "rssh", "rxrings", "rxfh-1", "rxfh-2", "rxnfc-count", "rxnfc-all", "rxnfc-rule-0",
		     "coalesce-q0"):
		for n in (1, 2, 3):
			yield f"ioctl/{what}/eth{n}", 0, b""
	for what, kind in (("chains", 3), ("tables", 0), ("flowtables", 22), ("rules/inet/nat", 6), ("rules/ip/nat", 6)):
		yield f"nftables/{what}", 10 << 8 | kind, struct.pack("=BBH", 1, 0, 0)
	yield "route/qdisc-get", 36, struct.pack("=BxHiIII", 0, 0, 2, 0, 0xffffffff, 2)
	for where in ("ip/prerouting", "ip6/forward", "netdev/eth1"):
		yield f"netfilter/hooks/{where}", 12 << 8, struct.pack("=BBH", 2, 0, 0)


def answer(top, key, content):
	put(top, f"nqtune/answers/{key}", content)


def families(top):
	answer(top, "genl/ethtool", family("ethtool", ETHTOOL, 50))
	answer(top, "genl/netdev", family("netdev", NETDEV, 16))


def all_answers(top, make):
	"""Every answer becomes make(kind, header)."""
	families(top)
	for key, kind, header in keys():
		answer(top, key, make(kind, header))


@evil
def answers_that_are_garbage(top, out):
	all_answers(top, lambda kind, header: bytes(range(256)) * 40)


@evil
def answers_of_one_byte(top, out):
	all_answers(top, lambda kind, header: b"\x01")


@evil
def answers_without_an_end(top, out):
	all_answers(top, lambda kind, header: message(kind, header))


@evil
def answers_without_attributes(top, out):
	all_answers(top, lambda kind, header: message(kind, header) * 3 + DONE)


@evil
def answers_shorter_than_their_header(top, out):
	all_answers(top, lambda kind, header: struct.pack("=IHHII", 17, kind, 2, 1, 0) + b"\x01\0\0\0" + DONE)


@evil
def answers_whose_attributes_overrun(top, out):
	all_answers(top, lambda kind, header: message(kind, header + struct.pack("=HH", 60000, 1) + b"xxxx") + DONE)


@evil
def answers_whose_attributes_have_no_length(top, out):
	all_answers(top, lambda kind, header: message(kind, header + b"\0" * 4000) + DONE)


@evil
def answers_with_every_attribute_of_one_byte(top, out):
	soup = b"".join(attr(k, b"\x07") for k in range(70))
	all_answers(top, lambda kind, header: message(kind, header + soup) + DONE)


@evil
def answers_with_every_attribute_huge(top, out):
	soup = b"".join(attr(k, b"\xff" * 8) for k in range(70))
	all_answers(top, lambda kind, header: message(kind, header + soup) * 5 + DONE)


@evil
def answers_with_text_for_a_terminal(top, out):
	soup = b"".join(attr(k, b"\x1b[2J\x07eth\xff\0") for k in range(70))
	all_answers(top, lambda kind, header: message(kind, header + soup) * 5 + DONE)


@evil
def answers_nested_without_end(top, out):
	nest = b"\x01\0\0\0"
	while len(nest) < 60000:
		nest = attr(0x8000 | 1 + len(nest) % 9, nest)
		nest = attr(0x8000 | 4, nest)
	all_answers(top, lambda kind, header: message(kind, header + nest) + DONE)


@evil
def answers_of_random_attributes(top, out):
	rng = random.Random(1)

	def some(depth):
		if not depth or rng.random() < 0.3:
			return rng.randbytes(rng.choice((0, 1, 2, 4, 4, 4, 8, 16, 40)))
		return b"".join(attr(rng.randrange(1, 12) | 0x8000 * rng.randrange(2), some(depth - 1)) for _ in range(rng.randrange(6)))
	all_answers(top, lambda kind, header: b"".join(message(kind, header + some(5)) for _ in range(30)) + DONE)


@evil
def answers_with_errors_that_are_none(top, out):
	codes = iter((1, 2147483647, -2147483648, -4096, -524, -11, -4) * 50)
	all_answers(top, lambda kind, header: struct.pack("=IHHIIi", 20, 2, 0x200, 1, 0, next(codes)))


@evil
def answers_with_words_of_the_kernel_for_a_terminal(top, out):
	words = attr(1, b"\x1b[2J no \x9b31m\r\0")
	error = struct.pack("=IHHIIiIHHII", 36 + len(words), 2, 0x300, 1, 0, -22, 16, 0, 0, 1, 0) + words
	all_answers(top, lambda kind, header: error)


@evil
def answers_of_a_million_messages(top, out):
	all_answers(top, lambda kind, header: message(kind, header + attr(1, b"\x01\0\0\0")) * 30000 + DONE)


@evil
def answers_that_lead_out(top, out):
	families(top)
	for key, _, _ in keys():
		point(top, f"nqtune/answers/{key}", os.path.join(out, "secret"))


@evil
def answers_that_are_fifos(top, out):
	for key, _, _ in keys():
		answer(top, key, b"")
		path = os.path.join(top, "nqtune/answers", key)
		os.unlink(path)
		os.mkfifo(path)


@evil
def answers_of_the_other_byte_order(top, out):
	put(top, "nqtune/byte-order", b"\x1b[31mbig")


@evil
def families_of_impossible_numbers(top, out):
	all_answers(top, lambda kind, header: message(kind, header) + DONE)
	answer(top, "genl/ethtool", family("ethtool", 3, 50))
	answer(top, "genl/netdev", family("netdev", 65535, 3000))


@evil
def chains_that_jump_to_each_other(top, out):
	"""Two base chains of source NAT whose rules jump in a circle, and many that branch."""
	def text(kind, s):
		return attr(kind, s.encode() + b"\0")
	names = ["a", "b"] + [f"c{i}" for i in range(40)]
	head = struct.pack("=BBH", 1, 0, 0)
	hook = attr(4 | 0x8000, attr(1, struct.pack(">I", 4)) + attr(2, struct.pack(">i", 100)))
	chains = b"".join(message(10 << 8 | 3, head + text(1, "nat") + text(3, n) + (hook + text(7, "nat") if n in "ab" else b""))
			  for n in names)

	def jump(chain, to):
		verdict = attr(2 | 0x8000, attr(1, struct.pack(">i", -3)) + text(2, to))
		data = attr(1, struct.pack(">I", 0)) + attr(2 | 0x8000, verdict)
		expr = attr(1 | 0x8000, text(1, "immediate") + attr(2 | 0x8000, data))
		return message(10 << 8 | 6, head + text(1, "nat") + text(2, chain) + attr(4 | 0x8000, expr))
	rules = jump("a", "b") + jump("b", "a") + b"".join(jump(x, y) for x in names for y in names if x < y)
	answer(top, "nftables/chains", chains + DONE)
	answer(top, "nftables/rules/inet/nat", rules + DONE)
