# SPDX-License-Identifier: GPL-2.0-or-later
"""Netlink messages as bytes."""

import struct


def attr(kind, payload):
	return struct.pack("=HH", 4 + len(payload), kind) + payload + b"\0" * (-len(payload) % 4)


def text(kind, words):
	return attr(kind, words.encode("utf-8", "surrogateescape") + b"\0")


def nest(kind, payload):
	return attr(0x8000 | kind, payload)


def message(kind, payload):
	payload += b"\0" * (-len(payload) % 4)
	return struct.pack("=IHHII", 16 + len(payload), kind, 2, 1, 0) + payload


DONE = message(3, struct.pack("=i", 0))
ACK = struct.pack("=IHHIIiIHHII", 36, 2, 0, 1, 0, 0, 16, 0, 0, 1, 0)
